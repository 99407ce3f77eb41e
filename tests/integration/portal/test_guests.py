"""Guests without an account: they speak, look up, agree to the wording, rate, and are asked again; nobody is named."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.test import Client

from tests.factories.accounts import an_account
from tests.factories.opinions import (
    DIRECTOR,
    EXPLAINED,
    FILE,
    OFFICER,
    a_published,
    an_answered,
    an_assigned,
    an_occasion,
    an_opinion,
    an_opinion_effect,
    at,
    promised,
)
from tidu.domain.opinions import operations, queries
from tidu.domain.opinions.models import Opinion, OpinionAuthor, OpinionRound
from tidu.domain.opinions.vocabulary import Channel, OpinionSource, OpinionState
from tidu.domain.tasks import operations as tasks
from tidu.domain.tasks.models import Task
from tidu.foundation import links
from tidu.foundation.actors import Role, system
from tidu.foundation.audit.models import Entry
from tidu.interfaces.portal.notice import VERSION

pytestmark = [pytest.mark.django_db, pytest.mark.records]

WORDS = {"text": "希望公开补助发放进度", "group": "PUBLIC", "name": "", "organisation": "", "phone": ""}


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setenv("TIDU_TODAY", "2025-06-10")


@pytest.fixture
def guest():
    return Client()


@pytest.fixture
def hall():
    """Return the address by which the hall of an Open Day speaks."""
    return f"/open/say/{queries.say_link(an_occasion().code)}/"


def form_of(guest, address):
    page = guest.get(address).content.decode()
    return {**WORDS, "client_id": re.search(r'name="client_id" value="(\w+)"', page)[1]}


def said(answer):
    return answer.content.decode()


def test_a_guest_speaks_in_the_hall_and_gets_a_receipt_that_opens_where_it_stands(guest, hall):
    answer = guest.post(hall, form_of(guest, hall))
    opinion = Opinion.objects.get()
    assert (opinion.number, opinion.source, opinion.channel) == (
        "2025-KF-001",
        OpinionSource.OPEN_DAY,
        Channel.SCAN,
    )
    assert opinion.notice_version == VERSION
    assert answer["Location"] == f"/open/thanks/{opinion.receipt}/"
    assert opinion.receipt in said(guest.get(answer["Location"]))
    page = said(guest.get(f"/open/receipt/{opinion.receipt}/"))
    assert "希望公开补助发放进度" in page
    assert "等待交办" in page


def test_sending_the_same_form_twice_keeps_one_opinion_and_gives_the_same_receipt(guest, hall):
    form = form_of(guest, hall)
    assert guest.post(hall, form)["Location"] == guest.post(hall, form)["Location"]
    assert Opinion.objects.count() == 1


def test_an_empty_form_comes_back_saying_what_is_missing_and_nothing_is_kept(guest, hall):
    answer = guest.post(hall, {**form_of(guest, hall), "text": " ", "group": ""})
    assert answer.status_code == 422
    assert "请填写“您的意见或建议”" in said(answer)
    assert "请填写“您是”" in said(answer)
    assert not Opinion.objects.exists()


def test_a_link_that_nobody_signed_opens_nothing(guest, hall):
    occasion = Opinion.objects.count()
    for token in (
        "2025-KF",
        hall.split("/")[3][:-1] + "A",
        links.sign("reply", "2025-KF"),
        queries.say_link("2031-KF"),
    ):
        assert guest.get(f"/open/say/{token}/").status_code == 404
    assert Opinion.objects.count() == occasion


def test_a_device_that_sends_too_many_is_refused_and_another_one_in_the_same_hall_is_not(guest, hall):
    for _ in range(20):
        assert guest.post(hall, form_of(guest, hall)).status_code == 302
    refused = guest.post(hall, form_of(guest, hall))
    assert refused.status_code == 422
    assert "希望公开补助发放进度" in said(refused)
    neighbour = Client()
    assert neighbour.post(hall, form_of(neighbour, hall)).status_code == 302
    assert Opinion.objects.count() == 21


def test_who_gives_no_name_stays_anonymous(guest, hall):
    guest.post(hall, form_of(guest, hall))
    author = OpinionAuthor.objects.get()
    assert (author.anonymous, author.name, author.phone) == (True, "", "")


@pytest.mark.parametrize("typed", ["{0}", " {1} ", "{2}"])
def test_a_receipt_is_found_however_it_is_typed_and_names_nobody(guest, typed):
    opinion = an_opinion()
    spelt = typed.format(opinion.receipt, opinion.receipt.lower(), opinion.receipt.replace("-", " "))
    answer = guest.post("/open/receipt/", {"receipt": spelt}, follow=True)
    assert opinion.original_text in said(answer)
    assert "欧阳晴" not in said(answer)
    assert "晴川公司" not in said(answer)


def test_a_wrong_receipt_is_answered_with_how_to_find_the_right_one(guest):
    an_occasion()
    answer = guest.post("/open/receipt/", {"receipt": "0000-0000-0000"})
    assert answer.status_code == 422
    assert "没有找到这个回执号" in said(answer)
    assert guest.get("/open/receipt/0000-0000-0000/").status_code == 404


def test_the_guest_agrees_to_the_wording_that_was_edited(guest):
    opinion = an_opinion()
    operations.edit_text(
        number=opinion.number, text="建议缩短拨付时间", by=system("整理"), now=at("2025-05-22", 11)
    )
    address = f"/open/receipt/{opinion.receipt}/"
    assert "就是这个意思，确认" in said(guest.get(address))
    guest.post(f"{address}{opinion.number}/confirm/")
    opinion.refresh_from_db()
    assert opinion.confirmed_at is not None
    assert "就是这个意思，确认" not in said(guest.get(address))


def test_words_that_a_clerk_took_down_wait_for_the_guest_s_yes_and_own_words_do_not(guest, hall):
    opinion = an_opinion()
    address = f"/open/receipt/{opinion.receipt}/"
    assert "就是这个意思，确认" in said(guest.get(address))
    guest.post(f"{address}{opinion.number}/confirm/")
    opinion.refresh_from_db()
    assert opinion.confirmed_at is not None
    assert "就是这个意思，确认" not in said(guest.get(address))
    own = guest.post(hall, form_of(guest, hall), follow=True)
    receipt = re.search(r"/open/receipt/([0-9A-Z-]+)/", said(own))[1]
    assert "就是这个意思，确认" not in said(guest.get(f"/open/receipt/{receipt}/"))


def test_the_link_of_a_hall_that_is_over_still_takes_what_one_says_as_from_home(guest, hall):
    operations.close_occasion(code="2025-KF", closed=True, by=OFFICER, now=at("2025-05-31"))
    assert "已经结束，现在提的按平时的意见登记" in said(guest.get(hall))
    guest.post(hall, form_of(guest, hall))
    opinion = Opinion.objects.get()
    assert (opinion.number, opinion.source, opinion.channel) == ("2025-WS-001", "WEB", "WEB")


@pytest.mark.parametrize(
    "role", [Role.SECTION_CLERK, Role.BUREAU_DIRECTOR, Role.TOWNSHIP_LEADER, Role.ADMINISTRATOR]
)
def test_no_browser_in_which_somebody_of_a_unit_is_or_was_signed_in_speaks_for_the_proposer(guest, role):
    opinion = an_answered(reply=EXPLAINED)
    address = f"/open/receipt/{opinion.receipt}/"
    guest.force_login(an_account(role))
    rating = {"attitude": "SATISFIED", "satisfaction": "SATISFIED", "way": "qr"}
    refused = said(guest.post(f"{address}{opinion.number}/rate/", rating, follow=True))
    assert "不能替意见人确认和评价" in refused
    assert OpinionRound.objects.get(opinion=opinion).rated_at is None
    guest.cookies.pop("sessionid")
    signed_out = said(guest.post(f"{address}{opinion.number}/rate/", rating, follow=True))
    assert "这个浏览器登录过工作账号" in signed_out
    guest.cookies["tidu_unit"] = "1:forged"  # what we did not sign is no mark, and takes none away elsewhere
    Client().post(f"{address}{opinion.number}/rate/", rating)
    kept = OpinionRound.objects.get(opinion=opinion)
    assert (kept.satisfaction, kept.rated_from) == ("SATISFIED", "OTHER")


def test_the_telephone_that_handed_an_opinion_in_is_known_when_it_rates_and_a_network_address_is_not(
    guest, hall
):
    guest.post(hall, form_of(guest, hall))
    without_cookies = Client()
    form = form_of(without_cookies, hall)
    without_cookies.cookies.clear()
    without_cookies.post(hall, form)
    rating = {"attitude": "SATISFIED", "satisfaction": "FAIR"}
    for telephone, opinion in zip((guest, Client()), Opinion.objects.order_by("pk"), strict=True):
        an_answered(opinion, reply=EXPLAINED)
        telephone.post(f"/open/receipt/{opinion.receipt}/{opinion.number}/rate/", rating)
    kept = OpinionRound.objects.order_by("opinion")
    assert [one.rated_from for one in kept] == ["OWN", "OTHER"]


def test_the_contact_of_a_firm_rates_what_the_firm_said_while_signed_in(guest):
    opinion = an_answered(reply=EXPLAINED)
    guest.force_login(an_account(Role.ENTERPRISE_CONTACT))
    rating = {"attitude": "SATISFIED", "satisfaction": "FAIR", "way": "qr"}
    guest.post(f"/open/receipt/{opinion.receipt}/{opinion.number}/rate/", rating)
    assert OpinionRound.objects.get(opinion=opinion).satisfaction == "FAIR"


def test_attitude_and_result_are_rated_apart_and_a_dissatisfied_guest_opens_it_again(guest):
    opinion = an_answered(reply=EXPLAINED)
    address = f"/open/receipt/{opinion.receipt}/"
    guest.post(
        f"{address}{opinion.number}/rate/",
        {"attitude": "SATISFIED", "satisfaction": "UNSATISFIED", "way": "qr"},
    )
    first = OpinionRound.objects.filter(opinion=opinion).earliest("number")
    opinion.refresh_from_db()
    assert (first.attitude, first.satisfaction, first.rated_way) == ("SATISFIED", "UNSATISFIED", "QR")
    assert opinion.state == OpinionState.REOPENED


def test_every_form_of_a_proposer_shows_the_notice_and_what_is_sent_keeps_which_was_shown(guest, hall):
    opinion = an_answered(reply=EXPLAINED)
    address = f"/open/receipt/{opinion.receipt}/"
    for form in (hall, "/open/say/", "/open/receipt/", address):
        assert f"告知文本版本 {VERSION}" in said(guest.get(form))
    guest.post(f"{address}{opinion.number}/rate/", {"attitude": "SATISFIED", "satisfaction": "FAIR"})
    assert Entry.objects.get(action="opinions.rate").detail["notice"] == VERSION


def test_a_rating_of_one_question_only_is_refused_in_words(guest):
    opinion = an_answered(reply=EXPLAINED)
    answer = guest.post(
        f"/open/receipt/{opinion.receipt}/{opinion.number}/rate/", {"attitude": "SATISFIED"}, follow=True
    )
    assert "请分别评价办理态度和办理结果" in said(answer)
    assert OpinionRound.objects.get(opinion=opinion).rated_at is None


def test_a_receipt_rates_no_other_opinion(guest):
    mine, other = an_answered(reply=EXPLAINED), an_answered(an_opinion(), reply=EXPLAINED)
    rating = {"attitude": "SATISFIED", "satisfaction": "SATISFIED"}
    answer = guest.post(f"/open/receipt/{mine.receipt}/{other.number}/rate/", rating)
    assert answer.status_code == 404
    assert not OpinionRound.objects.filter(rated_at__isnull=False).exists()


def test_two_weeks_after_a_promise_fell_due_the_guest_is_asked_and_says_unsolved(guest):
    opinion = an_answered(reply=promised(date(2025, 5, 26)), now=at("2025-05-24"))
    operations.look_after(by=system("夜间"), now=at("2025-06-09"))
    address = f"/open/receipt/{opinion.receipt}/"
    assert "承诺的事，解决了吗？" in said(guest.get(address))
    guest.post(f"{address}{opinion.number}/solved/", {"solved": "UNSOLVED"})
    opinion.refresh_from_db()
    assert opinion.state == OpinionState.REOPENED


def test_a_late_opinion_tells_its_guest_that_it_is_late(guest):
    opinion = an_assigned(within=5)
    assert "已超过期限" in said(guest.get(f"/open/receipt/{opinion.receipt}/"))


def test_the_public_page_shows_approved_wording_only_and_can_be_searched(guest):
    shown, hidden = a_published(), an_answered(an_opinion(text="尚未公开的一条"), reply=EXPLAINED)
    page = said(guest.get("/open/"))
    assert shown.text in page
    assert hidden.text not in page
    assert "样本不足" in page
    assert "没有符合条件的意见" in said(guest.get("/open/", {"q": "不存在的词"}))


def test_the_public_page_leads_from_the_answer_to_the_promise_and_what_it_changed(guest):
    kept = an_answered(reply=promised(date(2025, 6, 30)), now=at("2025-05-28"))
    a_published(kept)
    an_opinion_effect(kept)
    page = said(guest.get("/open/"))
    assert "承诺的事（2025年6月30日前）：正在办理" in page
    assert "补助办法第六条改为按季拨付" in page
    assert "<dt>促成改变</dt><dd>1 条</dd>" in page
    task = Task.objects.get()
    tasks.report_done(number=task.number, text="已开通", evidence=[FILE], by=OFFICER, now=at("2025-06-04"))
    assert "已报完成，正在核查" in said(guest.get("/open/"))
    tasks.close_task(number=task.number, by=DIRECTOR, now=at("2025-06-05"))
    assert "前）：已完成" in said(guest.get("/open/"))


def test_big_text_stays_for_a_reader_without_an_account(guest):
    answer = guest.post("/open/text-size/", {"next": "/open/receipt/"}, follow=True)
    assert '<html lang="zh-CN" class="big">' in said(answer)
    elsewhere = guest.post("/open/text-size/", {"next": "https://example.com/"})
    assert elsewhere["Location"] == "/open/"


def test_whoever_comes_to_the_door_of_the_house_finds_the_public_pages(guest):
    door = guest.get("/", follow=True)
    assert '<a href="/open/">' in said(door)
