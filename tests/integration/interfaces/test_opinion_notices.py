"""Whom to tell of an answer, and whom to ask again: texts that name nobody, a list on record, each giving kept."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest

from tests.factories.opinions import OFFICER, an_answered, an_opinion, at, promised
from tidu.domain.opinions import operations, queries
from tidu.domain.opinions.operations import Author
from tidu.foundation.actors import Role
from tidu.foundation.audit.models import Entry
from tidu.foundation.outgoing.models import OutgoingNotice

pytestmark = pytest.mark.django_db

PAGE = "/opinions/notices/"


def text(answer) -> str:
    return answer.content.decode()


def told() -> list[tuple[str, bool]]:
    return [(one.number, one.asked) for one in queries.to_tell()]


def test_whoever_waits_for_no_word_is_not_told_and_those_asked_again_come_first():
    waits, answered = an_opinion(), an_answered(an_opinion())
    promise = an_answered(an_opinion(), reply=promised(date(2025, 6, 30)), now=at("2025-05-28"))
    nameless = an_answered(an_opinion(authors=[Author(anonymous=True)]))
    assert told() == [(answered.number, False), (promise.number, False)]
    operations.look_after(by=OFFICER, now=at("2025-07-14"))
    assert told() == [(promise.number, True), (answered.number, False)]
    operations.answer_follow_up(number=promise.number, solved="SOLVED", way="LINK", now=at("2025-07-15"))
    operations.rate(
        number=answered.number, attitude="FAIR", satisfaction="FAIR", way="LINK", now=at("2025-07-15")
    )
    assert told() == []
    assert {waits.number, nameless.number}.isdisjoint({promise.number, answered.number})


def test_who_was_merged_is_told_of_the_answer_and_who_was_split_is_asked_for_the_part():
    kept = an_opinion()
    other, whole = an_opinion(kept.occasion), an_opinion(kept.occasion)
    operations.merge(number=other.number, into=kept.number, by=OFFICER, now=at("2025-05-22", 11))
    first, _ = operations.split(
        number=whole.number, texts=["修路", "通车"], by=OFFICER, now=at("2025-05-22", 11)
    )
    promise = promised(date(2025, 6, 30))
    an_answered(kept, reply=promise, now=at("2025-05-28"))
    an_answered(first, reply=promise, now=at("2025-05-28"))
    assert told() == [(kept.number, False), (other.number, False), (whole.number, False)]
    operations.look_after(by=OFFICER, now=at("2025-07-14"))
    assert told() == [(kept.number, True), (whole.number, True)]


def test_the_page_gives_text_and_code_without_a_name_and_keeps_that_it_was_given(signed_in):
    one = an_answered(an_opinion(authors=[Author("欧阳晴", "晴川公司", "10000009999")]))
    clerk = signed_in(Role.SECTION_CLERK)
    assert PAGE in text(clerk.get("/opinions/"))
    page = text(clerk.get(PAGE))
    assert f"/open/receipt/{one.receipt}/" in page
    assert "留了电话" in page
    assert "Draft(" not in page
    assert "欧阳晴" not in page
    assert "10000009999" not in page
    assert "复制或打印已给出" in text(
        clerk.post(f"/opinions/{one.number}/notice/", {"way": "HAND"}, follow=True)
    )
    assert OutgoingNotice.objects.get().subject_key == one.number
    unheard = an_opinion().number
    again = clerk.post(f"/opinions/{unheard}/notice/", {"way": "HAND"}, follow=True)
    assert "没有要告知意见人的" in text(again)


def test_the_list_for_messages_has_those_with_a_telephone_and_is_written_down(signed_in):
    one = an_answered(an_opinion(authors=[Author("欧阳晴", "", "10000009999"), Author("尤安")]))
    taken = signed_in(Role.SECTION_CLERK).get("/opinions/notices.xlsx")
    _, *rows = openpyxl.load_workbook(io.BytesIO(taken.content)).active.values
    named = [row for row in rows if row[1]]
    assert [row[:3] for row in named] == [(one.number, "欧阳晴", "10000009999")]
    assert str(one.receipt) in named[0][3]
    assert Entry.objects.get(detail__fields=["name", "phone"]).subject_type == "opinions.Opinion"


def test_with_nobody_to_tell_the_page_says_so(signed_in):
    assert "没有等着告知的" in text(signed_in(Role.SECTION_CLERK).get(PAGE))
