"""Opinions are taken down once, numbered without gaps, in the words as they came, within limits that are said."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.accounts import an_actor
from tests.factories.opinions import FILE, OFFICER, an_answered, an_occasion, an_opinion, at, the_house
from tidu.domain.opinions import operations, queries
from tidu.domain.opinions.models import Opinion, OpinionAuthor
from tidu.domain.opinions.operations import (
    Author,
    UnableToMoveOpinion,
    UnableToSetUp,
    UnableToTakeDown,
)
from tidu.domain.opinions.vocabulary import PER_LINK, PER_SENDER, Channel, ProposerGroup
from tidu.foundation.actors import Role
from tidu.foundation.audit.models import Entry
from tidu.foundation.clock import AsOf
from tidu.foundation.files.handed import Handed

pytestmark = pytest.mark.django_db

NOW = at("2025-05-22", 10)


def sent(client="guest-000000000001", *, text="希望多办开放日", sender="phone-1", now=NOW, **more):
    return operations.submit(
        client_id=client,
        text=text,
        group=more.pop("group", ProposerGroup.PUBLIC),
        author=more.pop("author", Author("欧阳晴", "", "100 0000-9999")),
        notice_version="2025-1",
        sender=sender,
        now=now,
        **more,
    )


def test_a_guest_gets_a_number_of_the_occasion_and_a_receipt():
    an_occasion()
    first = sent(occasion="2025-KF")
    second = sent("guest-000000000002", occasion="2025-KF")
    assert (first.number, second.number) == ("2025-KF-001", "2025-KF-002")
    assert first.receipt != second.receipt
    one = Opinion.objects.get(number=first.number)
    assert (one.source, one.channel, one.notice_version) == ("OPEN_DAY", "SCAN", "2025-1")
    assert (one.original_text, one.text, one.state) == ("希望多办开放日", "希望多办开放日", "REGISTERED")
    assert OpinionAuthor.objects.get(opinion=one).phone == "100 0000-9999"
    entry = Entry.objects.get(action="opinions.take_down", subject_key=first.number)
    assert (entry.user_id, entry.actor_name) == (None, "意见人")


def test_sending_again_changes_nothing_and_returns_the_same_receipt():
    an_occasion()
    first = sent(occasion="2025-KF")
    again = sent(occasion="2025-KF", text="改过的文字", now=at("2025-05-23"))
    assert again == first
    assert Opinion.objects.get().text == "希望多办开放日"
    assert sent("guest-000000000002", occasion="2025-KF").number == "2025-KF-002"


def test_a_refused_one_takes_no_number():
    an_occasion()
    for client in range(PER_SENDER):
        sent(f"guest-{client:012d}", occasion="2025-KF")
    with pytest.raises(UnableToTakeDown, match=f"今天已经提交 {PER_SENDER} 条"):
        sent("guest-one-too-many", occasion="2025-KF")
    other = sent("guest-of-another-phone", sender="phone-2", occasion="2025-KF")
    assert other.number == f"2025-KF-{PER_SENDER + 1:03d}"
    tomorrow = sent("guest-on-the-next-day", occasion="2025-KF", now=at("2025-05-23", 8))
    assert tomorrow.number == f"2025-KF-{PER_SENDER + 2:03d}"


def test_a_link_has_a_limit_of_its_own():
    one = an_opinion(an_occasion())
    many = [
        Opinion(
            number=f"X-{place}",
            occasion=one.occasion,
            source="OPEN_DAY",
            channel="SCAN",
            group="PUBLIC",
            original_text="a",
            text="a",
            taken_at=NOW,
            taken_by_name="x",
            link="wall",
        )
        for place in range(PER_LINK)
    ]
    Opinion.objects.bulk_create(many)
    with pytest.raises(UnableToTakeDown, match=f"今天已经收到 {PER_LINK} 条"):
        sent(occasion="2025-KF", link="wall")
    assert sent(occasion="2025-KF", link="own").number == "2025-KF-002"


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ({"text": " \n\t"}, "请写下意见"),
        ({"text": "长" * 1001}, "1001 字，超过 1000 字"),
        ({"group": "KING"}, "请选择您的身份"),
        ({"client": "short"}, "没有带上发送编号"),
        ({"occasion": "2031-KF"}, "没有找到这次活动"),
        ({"channel": "PIGEON"}, "请选择渠道"),
        ({"author": Author("某人", "", "", anonymous=True)}, "已选择匿名"),
        ({"author": Author("某人", "", "电话一三八")}, "电话只能填数字"),
        ({"author": Author("长" * 61)}, "姓名不超过 60 字"),
    ],
)
def test_bad_input_is_refused_with_the_mend(how, words):
    an_occasion()
    client = how.pop("client", "guest-000000000001")
    with pytest.raises(UnableToTakeDown, match=words):
        sent(client, **{"occasion": "2025-KF", **how})
    assert not Opinion.objects.exists()


def test_a_form_without_the_notice_on_personal_data_is_refused():
    with pytest.raises(UnableToTakeDown, match="个人信息告知"):
        operations.submit(
            client_id="guest-000000000001",
            text="好",
            group=ProposerGroup.PUBLIC,
            author=Author(),
            notice_version=" ",
            sender="",
            now=NOW,
        )


def test_control_characters_are_taken_out_and_line_breaks_stay():
    sent(text="第一行\r\n第二行\x00\x1b[31m ")
    assert Opinion.objects.get().original_text == "第一行\n第二行[31m"


def test_once_an_occasion_is_closed_nothing_more_is_taken_down_under_it():
    an_occasion()
    first = sent(occasion="2025-KF")
    operations.close_occasion(code="2025-KF", closed=True, by=OFFICER, now=NOW)
    with pytest.raises(UnableToTakeDown, match="已经结束，不再收意见"):
        sent("guest-000000000002", occasion="2025-KF")
    with pytest.raises(UnableToTakeDown, match="先重新打开开放日"):
        an_opinion()
    assert sent(occasion="2025-KF") == first  # sent again, after the end
    assert sent("guest-000000000003").number == "2025-WS-001"
    operations.close_occasion(code="2025-KF", closed=False, by=OFFICER, now=NOW)
    assert an_opinion().number == "2025-KF-002"
    with pytest.raises(UnableToSetUp, match="没有编号"):
        operations.close_occasion(code="2031-KF", closed=True, by=OFFICER, now=NOW)
    with pytest.raises(UnableToSetUp, match="只有科技局"):
        operations.close_occasion(code="2025-KF", closed=True, by=an_actor(Role.ENTERPRISE_CONTACT), now=NOW)


def test_without_an_occasion_it_is_of_the_web_and_of_the_year():
    assert sent().number == "2025-WS-001"


def test_one_submission_asks_the_records_a_dozen_times_at_most_however_many_there_are():
    an_occasion()
    for client in range(5):
        sent(f"guest-{client:012d}", occasion="2025-KF")
    with CaptureQueriesContext(connection) as asked:
        sent("guest-of-the-test", sender="phone-9", occasion="2025-KF")
    said = [one["sql"] for one in asked if not one["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN"))]
    assert len(said) <= 9


def test_a_clerk_takes_down_a_note_with_its_scan_which_nobody_replaces():
    an_occasion()
    one = operations.take_down(
        text="希望公布检测收费",
        group=ProposerGroup.ENTERPRISE,
        channel=Channel.PAPER,
        occasion="2025-KF",
        scan=Handed("纸条.pdf", b"%PDF-1.4 note"),
        client_id="desk-tablet-00000001",
        by=an_actor(Role.SECTION_CLERK),
        now=NOW,
    )
    assert one.scan.name == "纸条.pdf"
    again = operations.take_down(
        text="希望公布检测收费",
        group=ProposerGroup.ENTERPRISE,
        channel=Channel.PAPER,
        occasion="2025-KF",
        client_id="desk-tablet-00000001",
        by=OFFICER,
        now=NOW,
    )
    assert again == one
    with pytest.raises(UnableToMoveOpinion, match="不能替换"):
        operations.add_scan(number=one.number, scan=FILE, by=OFFICER, now=NOW)
    other = an_opinion()
    assert operations.add_scan(number=other.number, scan=FILE, by=OFFICER, now=NOW).name == FILE.name


def test_only_officers_take_down_and_a_source_goes_with_its_occasion():
    an_occasion()
    how = {"text": "好", "group": "PUBLIC", "channel": "PHONE", "now": NOW}
    with pytest.raises(UnableToTakeDown, match="只有科技局"):
        operations.take_down(**how, source="PHONE", by=an_actor(Role.TOWNSHIP_LEADER))
    with pytest.raises(UnableToTakeDown, match="须选择场合"):
        operations.take_down(**how, by=OFFICER)
    with pytest.raises(UnableToTakeDown, match="其他来源不选场合"):
        operations.take_down(**how, source="PHONE", occasion="2025-KF", by=OFFICER)
    assert operations.take_down(**how, source="PHONE", by=OFFICER).number == "2025-DH-001"


def test_the_original_stays_when_the_wording_is_edited_and_has_to_be_agreed_anew():
    one = an_opinion(text="补助 太慢了 !")
    operations.confirm_wording(number=one.number, now=NOW)
    operations.confirm_wording(number=one.number, now=at("2025-05-23"))
    one.refresh_from_db()
    assert one.confirmed_at == NOW
    operations.edit_text(number=one.number, text="建议加快补助拨付", by=OFFICER, now=NOW)
    one.refresh_from_db()
    assert (one.original_text, one.text, one.confirmed_at) == ("补助 太慢了 !", "建议加快补助拨付", None)
    with pytest.raises(UnableToMoveOpinion, match="只有科技局"):
        operations.edit_text(number=one.number, text="x", by=an_actor(Role.COUNTY_LEADER), now=NOW)
    with pytest.raises(UnableToMoveOpinion, match="文字不再改动"):
        operations.edit_text(number=an_answered(one).number, text="另写", by=OFFICER, now=NOW)


def test_a_receipt_is_read_however_it_is_typed_and_shows_no_name():
    an_occasion()
    taken = sent(occasion="2025-KF")
    typed = taken.receipt.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    page = queries.by_receipt(typed, AsOf(on=date(2025, 5, 22)))
    assert (page.number, page.items[0].state_label) == (taken.number, "登记")
    assert "欧阳" not in repr(page)
    with pytest.raises(queries.ReceiptNotFound):
        queries.by_receipt("AAAA-AAAA-AAAA", AsOf(on=date(2025, 5, 22)))
    with pytest.raises(queries.ReceiptNotFound):
        queries.by_receipt("", AsOf(on=date(2025, 5, 22)))


def test_an_occasion_keeps_its_day_once_something_was_said():
    occasion = an_occasion()
    how = {"code": occasion.code, "name": "开放日", "by": OFFICER, "now": NOW}
    operations.set_occasion(**how, on=date(2025, 5, 29))
    an_opinion(occasion)
    with pytest.raises(UnableToSetUp, match="日期不能再改"):
        operations.set_occasion(**how, on=date(2025, 5, 22))
    with pytest.raises(UnableToSetUp, match="结束时间不能早于"):
        operations.set_occasion(**how, on=date(2025, 5, 29), began_at=NOW, ended_at=at("2025-05-22", 9))
    with pytest.raises(UnableToSetUp, match="场合编号"):
        operations.set_occasion(**{**how, "code": "开 放"}, on=date(2025, 5, 22))
    with pytest.raises(UnableToSetUp, match="选择类别"):
        operations.set_occasion(**how, on=date(2025, 5, 29), kind="PARTY")
    with pytest.raises(UnableToSetUp, match="只有科技局"):
        operations.set_occasion(**{**how, "by": an_actor(Role.ADMINISTRATOR)}, on=date(2025, 5, 29))


def test_what_the_county_has_set_is_kept_when_the_shipped_tables_are_loaded_again():
    the_house()
    operations.set_theme(code="FUNDING", name="资金扶持", keywords=("钱",), by=OFFICER, now=NOW)
    operations.load_shipped(valid_from_on=date(2025, 1, 1), by=OFFICER, now=NOW)
    assert [branch.theme.name for branch in queries.theme_tree()] == [
        "资金扶持",
        "人才",
        "平台",
        "宣传",
        "其他",
    ]
    assert queries.theme_tree()[0].theme.keywords == ["钱"]
    assert {one.valid_from_on for one in queries.deadline_rules()} == {date(2024, 1, 1)}
    with pytest.raises(UnableToSetUp, match="一级主题"):
        operations.set_theme(code="X", name="某", parent="TALENT-HIRING", by=OFFICER, now=NOW)
    with pytest.raises(UnableToSetUp, match="位置不能再改"):
        operations.set_theme(code="FUNDING", name="资金", parent="TALENT", by=OFFICER, now=NOW)
    with pytest.raises(UnableToSetUp, match="代码和名称"):
        operations.set_theme(code="", name="资金", by=OFFICER, now=NOW)
