"""企业开户: asked for in public, verified by an officer, and nothing learnt by asking."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.accounts import an_account, an_account_request, an_actor
from tests.factories.enterprises import a_code, an_enterprise
from tidu.foundation.accounts import operations, queries
from tidu.foundation.accounts.models import AccountRequest, Person, User
from tidu.foundation.accounts.operations import UnableToRequest, UnableToVerify
from tidu.foundation.accounts.vocabulary import REQUESTS_PER_FIRM, REQUESTS_PER_SENDER
from tidu.foundation.actors import Role
from tidu.foundation.audit.models import Entry

pytestmark = pytest.mark.django_db

NOW = datetime(2025, 6, 10, 2, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _on_the_demo_s_day(monkeypatch):
    monkeypatch.setenv("TIDU_TODAY", "2025-06-10")


@pytest.fixture
def clerk():
    return an_actor(Role.SECTION_CLERK)


def typed(code, **other):
    return {
        "credit_code": code,
        "firm_name": "甲公司",
        "person_name": "赵联系",
        "phone": "138 0000 1234",
    } | other


def test_an_accepted_contact_sees_that_firm_and_no_other(clerk):
    firm = an_enterprise("甲公司")
    made = an_account_request(firm.credit_code)
    opened = operations.accept_request(pk=made.pk, username="jia-1", by=clerk, now=NOW)
    actor = queries.actor_for(opened.account, NOW.date())
    assert actor.credit_codes == {firm.credit_code}
    assert not actor.sees_whole_county
    assert opened.account.must_change_password
    assert opened.account.check_password(opened.one_time_password)
    made.refresh_from_db()
    assert (made.state, made.phone, made.account) == ("OPENED", "", opened.account)
    entry = Entry.objects.get(action="accounts.accept_request")
    assert (entry.user_id, entry.organisation_code) == (clerk.user_id, firm.credit_code)
    opening = Entry.objects.get(action="accounts.open_account")
    assert opening.user_id == clerk.user_id


def test_a_taken_sign_in_name_opens_nothing(clerk):
    an_account(username="taken")
    made = an_account_request()
    with pytest.raises(operations.UnableToOpenAccount, match="已被使用"):
        operations.accept_request(pk=made.pk, username="Taken", by=clerk, now=NOW)
    made.refresh_from_db()
    assert made.state == "WAITING"
    assert not Person.objects.filter(name="赵联系").exists()


def test_a_refusal_needs_a_reason_and_forgets_who_asked(clerk):
    made = an_account_request()
    with pytest.raises(UnableToVerify, match="请写明"):
        operations.refuse_request(pk=made.pk, reason=" ", by=clerk, now=NOW)
    done = operations.refuse_request(pk=made.pk, reason="本人不是该企业职工", by=clerk, now=NOW)
    assert (done.state, done.person_name, done.phone) == ("REFUSED", "", "")
    with pytest.raises(UnableToVerify, match=r"已由.*办理：未通过"):
        operations.accept_request(pk=made.pk, username="x-1", by=clerk, now=NOW)


@pytest.mark.parametrize("role", [Role.ENTERPRISE_CONTACT, Role.TOWNSHIP_LEADER, Role.ADMINISTRATOR])
def test_only_officers_verify(role):
    made = an_account_request()
    with pytest.raises(UnableToVerify, match="由县科技局经办人核实"):
        operations.accept_request(pk=made.pk, username="x-1", by=an_actor(role), now=NOW)
    with pytest.raises(UnableToVerify):
        operations.see_request_phone(request=made, by=an_actor(role), now=NOW)


def test_seeing_the_telephone_is_written_down_without_it(clerk):
    made = an_account_request()
    assert operations.see_request_phone(request=made, by=clerk, now=NOW) == "13800001234"
    entry = Entry.objects.get(action="personal.seen")
    assert entry.detail == {"fields": ["phone"]}
    assert not Entry.objects.filter(summary__contains="13800001234").exists()


def test_a_sender_who_asks_too_often_waits_for_a_day(clerk):
    for _ in range(REQUESTS_PER_SENDER):
        an_account_request(a_code(), sender="one", now=NOW)
    with pytest.raises(UnableToRequest, match="请明天再试"):
        an_account_request(a_code(), sender="one", now=NOW)
    assert an_account_request(a_code(), sender="other", now=NOW)
    assert an_account_request(a_code(), sender="one", now=NOW + timedelta(days=1, seconds=1))


def test_the_form_answers_alike_whether_the_firm_is_known_unknown_or_asked_for_enough():
    known, unknown = an_enterprise("甲公司").credit_code, a_code()
    client, where = Client(), reverse("desk-register")
    answers = [client.post(where, typed(code)) for code in (known, unknown, *[known] * REQUESTS_PER_FIRM)]
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert AccountRequest.objects.filter(credit_code=known).count() == REQUESTS_PER_FIRM
    assert AccountRequest.objects.filter(credit_code=unknown).count() == 1
    assert set(AccountRequest.objects.values_list("phone", flat=True)) == {"13800001234"}
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"credit_code": "91360899MA00000000"}, "统一社会信用代码不对"),
        ({"phone": "12"}, "手机号是 11 位数字"),
        ({"person_name": ""}, "请填写“联系人姓名”"),
    ],
)
def test_a_wrong_field_is_named_with_the_mend(other, said):
    answer = Client().post(reverse("desk-register"), typed(a_code()) | other)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not AccountRequest.objects.exists()


def test_the_officer_s_page_masks_the_telephone_opens_the_account_and_shows_the_password_once():
    firm = an_enterprise("甲公司")
    made = an_account_request(firm.credit_code)
    client = Client()
    client.force_login(an_account(Role.SECTION_CLERK))
    where = reverse("account-request", args=[made.pk])
    page = client.get(where).content.decode()
    assert "138****1234" in page
    assert "13800001234" not in page
    assert "填写的名称与登记的不同" in page
    assert "13800001234" in client.post(reverse("account-request-phone", args=[made.pk])).content.decode()
    answer = client.post(where, {"act": "accept", "username": "jia-1"})
    assert answer.headers["Cache-Control"] == "no-store"
    assert "一次性密码" in answer.content.decode()
    assert "已由" in client.post(where, {"act": "accept", "username": "jia-2"}).content.decode()
