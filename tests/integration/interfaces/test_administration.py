"""The administrator's pages: accounts, roles, organisations, calendar, audit."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.factories.accounts import a_person, a_role, an_account, an_organisation
from tidu.foundation.accounts import queries as accounts
from tidu.foundation.accounts.models import Person, User
from tidu.foundation.actors import Actor, OrganisationKind, Role
from tidu.foundation.audit.models import Entry
from tidu.foundation.calendar import queries as calendar
from tidu.interfaces.workbench.access import SCOPES

PAGES = (
    "accounts",
    "account-new",
    "directory",
    "organisations",
    "organisation-new",
    "access",
    "calendar",
    "audit",
)


@pytest.fixture
def administrator(signed_in):
    return signed_in(Role.ADMINISTRATOR)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_the_database_ten_times_at_most(administrator, name, django_assert_max_num_queries):
    for number in range(12):
        an_account(Role.TOWNSHIP_LEADER, username=f"leader-{number}")
    with django_assert_max_num_queries(10):
        assert administrator.get(reverse(name)).status_code == 200


def test_a_colleague_gets_person_role_and_account_in_one_form_and_the_password_once(administrator):
    section = an_organisation(OrganisationKind.BUREAU_SECTION, name="综合股")
    form = {
        "name": "林晓", "code": "P-9001", "phone": "", "username": "linxiao", "role": Role.SECTION_CLERK,
        "organisation": section.code, "post_title": "科员", "group": "", "valid_from_on": "2025-06-01",
        "last_day": "2025-12-31",
    }  # fmt: skip
    answer = administrator.post(reverse("account-new"), form)
    account = User.objects.get(username="linxiao")
    password = answer.context["password"]
    assert account.check_password(password)
    assert answer["Cache-Control"] == "no-store"
    assert account.must_change_password
    (role,) = accounts.roles_of(account.person)
    assert (role.organisation_name, str(role.last_day)) == ("综合股", "2025-12-31")
    assert password not in administrator.get(reverse("person", args=["P-9001"])).content.decode()


def test_when_one_of_the_three_is_refused_nothing_is_written(administrator):
    township = an_organisation(OrganisationKind.TOWNSHIP)
    form = {
        "name": "林晓", "code": "P-9001", "username": "linxiao", "role": Role.SECTION_CLERK,
        "organisation": township.code, "valid_from_on": "2025-06-01",
    }  # fmt: skip
    answer = administrator.post(reverse("account-new"), form)
    assert answer.status_code == 422
    assert "只能设在" in answer.content.decode()
    assert not Person.objects.filter(code="P-9001").exists()


def test_a_form_with_holes_names_each_hole(administrator):
    answer = administrator.post(reverse("account-new"), {"name": "林晓"})
    text = answer.content.decode()
    assert "请填写“人员编号”。" in text
    assert "请填写“任职第一天”。" in text


def test_a_role_ends_on_its_last_day(administrator):
    person = a_person()
    role = a_role(Role.TOWNSHIP_LEADER, person=person)
    answer = administrator.post(reverse("appointment-end", args=[role.pk]), {"last_day": "2025-06-09"})
    assert answer["Location"] == reverse("person", args=[person.code])
    (ended,) = accounts.roles_of(person)
    assert str(ended.valid_until_on) == "2025-06-10"


def test_an_account_is_disabled_enabled_and_given_a_new_password(administrator):
    account = an_account(Role.SECTION_CLERK, username="clerk", password="old-password-of-clerk")
    administrator.post(reverse("account-disable", args=["clerk"]))
    account.refresh_from_db()
    assert not account.is_active
    administrator.post(reverse("account-enable", args=["clerk"]))
    answer = administrator.post(reverse("account-reset", args=["clerk"]))
    account.refresh_from_db()
    assert account.is_active
    assert account.check_password(answer.context["password"])


def test_the_last_administrator_cannot_be_disabled(signed_in):
    account = an_account(Role.ADMINISTRATOR, username="only")
    client = signed_in(account=account)
    answer = client.post(reverse("account-disable", args=["only"]), follow=True)
    assert "最后一位" in answer.content.decode()


def test_contact_details_are_masked_until_somebody_looks_on_record(administrator):
    person = a_person(phone="13812345678")
    masked = administrator.get(reverse("person", args=[person.code])).content.decode()
    assert "138****5678" in masked
    assert "13812345678" not in masked
    assert "13812345678" in administrator.post(reverse("person-contact", args=[person.code])).content.decode()
    assert Entry.objects.filter(action="personal.seen", subject_key=person.code).count() == 1


def test_a_person_that_does_not_exist_is_not_found(administrator):
    assert administrator.get(reverse("person", args=["P-none"])).status_code == 404


def test_looking_through_another_account_is_written_down_and_shows_no_firm(administrator):
    an_account(Role.TOWNSHIP_LEADER, username="leader")
    answer = administrator.post(reverse("access-preview", args=["leader"]))
    assert next(way.name for way in answer.context["ways"]) == "home"
    assert Entry.objects.filter(action="accounts.preview", subject_key="leader").count() == 1


@pytest.mark.parametrize("role", Role)
def test_the_words_about_a_role_s_scope_agree_with_what_it_sees(role):
    actor: Actor = accounts.actor_for(an_account(role), calendar_day())
    words = {
        "全县企业": actor.sees_whole_county,
        "本乡镇（园区）的企业": bool(actor.place_ids),
        "本企业": bool(actor.credit_codes),
        "不看企业数据": not (actor.sees_whole_county or actor.place_ids or actor.credit_codes),
    }
    assert words[SCOPES[role]]


def calendar_day():
    from tidu.foundation.clock import today  # noqa: PLC0415

    return today()


def test_an_organisation_is_added_and_renamed(administrator):
    form = {"kind": "TOWNSHIP", "name": "青岚云溪镇", "short_name": "云溪镇", "code": "YXZ"}
    administrator.post(reverse("organisation-new"), form)
    administrator.post(
        reverse("organisation-rename", args=["YXZ"]), {"name": "云溪街道", "short_name": "云溪"}
    )
    assert accounts.organisation("YXZ").name == "云溪街道"


def test_a_holiday_table_comes_in_as_a_file_from_a_spreadsheet(administrator):
    table = "日期,类别,名称\n2027-01-01,放假,元旦\n".encode("gb18030")
    form = {"year": "2027", "source": "测试通知", "file": SimpleUploadedFile("2027.csv", table)}
    assert administrator.post(reverse("calendar-import"), form).status_code == 302
    assert 2027 in calendar.working_calendar().years


def test_a_wrong_holiday_table_is_refused_with_its_line(administrator):
    table = "日期,类别,名称\n2027-13-01,放假,元旦\n".encode()
    form = {"year": "2027", "source": "测试通知", "file": SimpleUploadedFile("2027.csv", table)}
    answer = administrator.post(reverse("calendar-import"), form)
    assert answer.status_code == 422
    assert "第 2 行" in answer.content.decode()


def test_a_list_remembers_its_filters_until_they_are_cleared(administrator):
    administrator.get(reverse("audit"), {"kind": "SAW"})
    assert administrator.get(reverse("audit")).context["form"]["kind"].value() == "SAW"
    administrator.get(reverse("audit"), {"clear": "1"})
    assert administrator.get(reverse("audit")).context["form"]["kind"].value() is None


def test_a_list_leaves_as_a_file_and_that_is_written_down(administrator):
    an_account(Role.TOWNSHIP_LEADER, username="leader", name="=HYPERLINK()")
    answer = administrator.get(reverse("accounts"), {"text": "leader", "export": "csv"})
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("姓名,登录名")
    assert lines[1].startswith("'=HYPERLINK()")
    assert len(lines) == 2
    entry = Entry.objects.filter(kind="EXPORTED").get()
    assert (entry.subject_key, entry.detail["rows"]) == ("/accounts/", 1)
