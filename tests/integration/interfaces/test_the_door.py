"""Who gets in, who is sent away, and what is left in the audit."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.accounts import a_role, an_account, an_organisation
from tidu.foundation.accounts import operations as accounts
from tidu.foundation.actors import OrganisationKind, Role, system
from tidu.foundation.audit.models import Entry
from tidu.foundation.audit.vocabulary import EntryKind
from tidu.foundation.clock import now, wall
from tidu.interfaces.kit.idle import RENEWS, SEEN_KEY

PASSWORD = "梯度-Qinglan-2025"


def sign_in(client, account, password=PASSWORD, **more):
    return client.post(reverse("sign-in"), {"username": account.username, "password": password, **more})


def kinds():
    return list(Entry.objects.order_by("pk").values_list("kind", flat=True))


def test_a_stranger_is_sent_to_the_door_and_back_to_the_page_he_wanted():
    answer = Client().get("/audit/?kind=SAW")
    assert answer.status_code == 302
    assert answer["Location"] == "/sign-in/?next=%2Faudit%2F%3Fkind%3DSAW"


def test_a_part_of_a_page_sends_the_whole_page_to_the_door():
    answer = Client().get("/audit/", headers={"HX-Request": "true"})
    assert answer.status_code == 204
    assert answer["HX-Redirect"].startswith("/sign-in/")


def test_signing_in_leads_home_and_is_written_down():
    account = an_account(Role.SECTION_CLERK, password=PASSWORD)
    answer = sign_in(Client(), account)
    assert answer["Location"] == reverse("home")
    assert kinds()[-1] == EntryKind.SIGNED_IN


def test_signing_in_never_leads_to_another_house():
    account = an_account(Role.SECTION_CLERK, password=PASSWORD)
    assert sign_in(Client(), account, next="https://elsewhere.example/")["Location"] == reverse("home")


def test_a_wrong_password_does_not_say_which_of_the_two_is_wrong():
    account = an_account(Role.SECTION_CLERK, password=PASSWORD)
    wrong_password = sign_in(Client(), account, "something else")
    unknown_name = Client().post(reverse("sign-in"), {"username": "nobody", "password": PASSWORD})
    assert wrong_password.status_code == unknown_name.status_code == 422
    for answer in (wrong_password, unknown_name):
        assert "登录名或密码不对。" in answer.content.decode()
    assert kinds()[-2:] == [EntryKind.REFUSED, EntryKind.REFUSED]


def test_a_password_typed_into_the_wrong_field_is_not_kept():
    Client().post(reverse("sign-in"), {"username": "my-secret-password", "password": "x"})
    entry = Entry.objects.latest("pk")
    assert "my-secret-password" not in f"{entry.summary}{entry.subject_key}{entry.detail}"


def test_after_five_wrong_passwords_even_the_right_one_waits():
    account = an_account(Role.SECTION_CLERK, password=PASSWORD)
    client = Client()
    for _ in range(5):
        answer = sign_in(client, account, "wrong")
    assert answer.status_code == 429
    assert "账号已锁定" in answer.content.decode()
    assert sign_in(client, account).status_code == 429
    accounts.unlock(account=account, by=system("测试"), now=now())
    assert sign_in(client, account).status_code == 302


def test_an_account_without_a_role_today_stays_outside():
    account = an_account(password=PASSWORD)
    answer = sign_in(Client(), account)
    assert answer.status_code == 422
    assert "没有任职" in answer.content.decode()


def test_a_role_that_ends_ends_the_work_at_the_next_request(signed_in):
    account = an_account()
    role = a_role(Role.SECTION_CLERK, person=account.person)
    client = signed_in(account=account)
    assert client.get("/").status_code == 200
    accounts.end_appointment(assignment=role, until_on=date(2025, 6, 10), by=system("测试"), now=now())
    assert client.get("/")["Location"] == reverse("sign-in")


def test_a_disabled_account_is_outside_at_its_next_request(signed_in):
    account = an_account(Role.SECTION_CLERK)
    client = signed_in(account=account)
    accounts.disable_account(account=account, by=system("测试"), now=now())
    assert client.get("/")["Location"].startswith(reverse("sign-in"))


def test_a_one_time_password_opens_only_the_page_that_replaces_it():
    account = an_account(Role.SECTION_CLERK, password=PASSWORD)
    once = accounts.reset_password(account=account, by=system("测试"), now=now())
    client = Client()
    sign_in(client, account, once)
    assert client.get("/")["Location"] == reverse("password")
    new = {"old": once, "new": "a-new-and-long-password", "again": "a-new-and-long-password"}
    assert client.post(reverse("password"), new)["Location"] == reverse("home")
    assert client.get("/").status_code == 200


def set_days_ago(account, days):
    account.password_set_at = wall() - timedelta(days=days)
    account.save()


def test_an_old_password_opens_only_the_page_that_replaces_it_and_the_page_says_why():
    account = an_account(Role.SECTION_CLERK, password=PASSWORD)
    set_days_ago(account, 90)
    client = Client()
    sign_in(client, account)
    assert client.get("/")["Location"] == reverse("password")
    assert "您的密码已用满 90 天" in client.get(reverse("password")).content.decode()
    new = {"old": PASSWORD, "new": "a-new-and-long-password", "again": "a-new-and-long-password"}
    assert client.post(reverse("password"), new)["Location"] == reverse("home")
    assert client.get("/").status_code == 200
    assert "须定期更换" not in client.get(reverse("password")).content.decode()


@pytest.mark.parametrize(("age", "days"), [(89, 90), (400, 0)])
def test_a_password_within_its_days_is_left_alone(settings, age, days):
    settings.TIDU_PASSWORD_DAYS = days
    account = an_account(Role.SECTION_CLERK, password=PASSWORD)
    set_days_ago(account, age)
    client = Client()
    sign_in(client, account)
    assert client.get("/").status_code == 200


def left_for(client, minutes):
    """Let the last request of a session lie `minutes` back."""
    session = client.session
    session[SEEN_KEY] = int(wall().timestamp()) - 60 * minutes
    session.save()


def test_a_session_left_alone_is_signed_out_on_record_and_told_why(signed_in):
    client = signed_in(Role.SECTION_CLERK)
    left_for(client, 30)
    answer = client.get("/audit/?kind=SAW")
    assert answer["Location"] == "/sign-in/?next=%2Faudit%2F%3Fkind%3DSAW"
    assert "您已 30 分钟没有操作" in client.get(answer["Location"]).content.decode()
    assert (kinds()[-1], Entry.objects.latest("pk").summary) == (
        EntryKind.SIGNED_OUT,
        "长时间未操作，自动退出",
    )


def test_a_sign_in_without_a_further_request_is_left_alone_too(signed_in):
    account = an_account(Role.SECTION_CLERK)
    client = signed_in(account=account)
    account.last_login = wall() - timedelta(minutes=31)
    account.save()
    assert client.get("/")["Location"].startswith(reverse("sign-in"))


def test_a_session_in_use_stays_and_its_use_is_noted_to_the_minute(signed_in):
    client = signed_in(Role.SECTION_CLERK)
    left_for(client, 29)
    assert client.get("/").status_code == 200
    noted = client.session[SEEN_KEY]
    assert wall().timestamp() - noted < 60
    left_for(client, 0)
    noted = client.session[SEEN_KEY]
    client.get("/")
    assert client.session[SEEN_KEY] == noted


def test_a_page_that_renews_itself_keeps_nobody_signed_in(signed_in):
    client = signed_in(Role.SECTION_CLERK)
    left_for(client, 29)
    noted = client.session[SEEN_KEY]
    assert client.get("/", headers={RENEWS: "yes"}).status_code == 200
    assert client.session[SEEN_KEY] == noted


def test_a_county_may_switch_idle_sign_out_off(signed_in, settings):
    settings.TIDU_IDLE_MINUTES = 0
    client = signed_in(Role.SECTION_CLERK)
    left_for(client, 300)
    assert client.get("/").status_code == 200


def test_a_weak_new_password_is_refused_with_what_was_typed_kept_out_of_the_page():
    account = an_account(Role.SECTION_CLERK, password=PASSWORD)
    client = Client()
    sign_in(client, account)
    answer = client.post(reverse("password"), {"old": PASSWORD, "new": "12345", "again": "12345"})
    assert answer.status_code == 422
    assert "12345" not in answer.content.decode()


def test_two_different_new_passwords_are_refused():
    account = an_account(Role.SECTION_CLERK, password=PASSWORD)
    client = Client()
    sign_in(client, account)
    answer = client.post(
        reverse("password"), {"old": PASSWORD, "new": "one-long-password", "again": "two-long-password"}
    )
    assert "两次输入的新密码不一样" in answer.content.decode()


def test_leaving_needs_a_button_and_is_written_down(signed_in):
    client = signed_in(Role.SECTION_CLERK)
    assert client.get(reverse("sign-out")).status_code == 405
    assert client.post(reverse("sign-out"))["Location"] == reverse("sign-in")
    assert client.get("/").status_code == 302
    assert kinds()[-1] == EntryKind.SIGNED_OUT


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_only_an_administrator_opens_the_accounts(signed_in, role):
    answer = signed_in(role).get(reverse("accounts"))
    assert answer.status_code == 403
    assert "这一页不在您的职责范围内" in answer.content.decode()


def test_a_page_that_does_not_exist_says_so_in_chinese(signed_in):
    answer = signed_in(Role.SECTION_CLERK).get("/nowhere/")
    assert answer.status_code == 404
    assert "没有找到" in answer.content.decode()


def test_an_error_leaves_somebody_signed_in_the_search_and_the_navigation(signed_in):
    client = signed_in(Role.SECTION_CLERK)
    for address, status in (("/nowhere/", 404), (reverse("accounts"), 403)):
        answer = client.get(address)
        assert answer.status_code == status
        assert 'role="search"' in answer.content.decode()
        assert f'href="{reverse("enterprises")}"' in answer.content.decode()


def test_an_error_shows_a_stranger_no_navigation(client):
    answer = client.get("/nowhere/")
    assert answer.status_code == 404
    assert "或先登录" in answer.content.decode()
    assert "<nav" not in answer.content.decode()


def test_every_page_carries_the_strict_content_security_policy(signed_in):
    policy = signed_in(Role.SECTION_CLERK).get("/")["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


def test_a_contact_of_a_firm_lands_on_a_home_of_the_own(signed_in):
    firm = an_organisation(OrganisationKind.ENTERPRISE, code="91360899MA00000001")
    answer = signed_in(Role.ENTERPRISE_CONTACT, organisation=firm).get("/")
    assert "登记里还没有您的企业" in answer.content.decode()
