"""What is left of an opinion when its time is over, and when its author asks for it: counts, and words of nobody."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.factories.opinions import (
    OFFICER,
    SOLVED,
    an_answered,
    an_assigned,
    an_opinion,
    an_opinion_author,
    an_opinion_round,
    at,
    promised,
)
from tidu.domain.opinions import operations, queries
from tidu.domain.opinions.models import Opinion, OpinionStep
from tidu.domain.opinions.operations import Author, UnableToMoveOpinion
from tidu.domain.opinions.vocabulary import TEXT_LENGTH
from tidu.foundation.actors import Actor
from tidu.foundation.audit.models import Entry
from tidu.foundation.clock import AsOf
from tidu.foundation.files import operations as files
from tidu.foundation.files.handed import Handed
from tidu.foundation.files.models import StoredFile
from tidu.foundation.files.queries import location

pytestmark = pytest.mark.django_db

NOW = at("2025-06-03")
HOW = {"attitude": "SATISFIED", "satisfaction": "FAIR", "way": "LINK", "now": NOW}
SAID = "我是尤安，电话 13900001234，希望缩短拨付时间"
SCAN = Handed("纸条.jpg", b"fictional handwriting")


def state_of(one):
    return Opinion.objects.get(pk=one.pk).state


def test_authors_are_erased_after_a_year_and_counts_are_kept():
    one, waits = an_answered(), an_assigned(an_opinion(authors=[Author("甲代表", "甲公司", "10000001111")]))
    merged = an_opinion()
    operations.merge(number=merged.number, into=waits.number, by=OFFICER, now=at("2025-05-22", 11))
    operations.rate(number=one.number, **HOW)
    assert operations.erase_personal_data(by=OFFICER, now=at("2026-05-21")).startswith("清除 0 条")
    assert operations.erase_personal_data(by=OFFICER, now=at("2026-05-22")).startswith("清除 1 条")
    assert operations.erase_personal_data(by=OFFICER, now=at("2026-05-23")).startswith("清除 0 条")
    gone = an_opinion_author(one)
    assert (gone.name, gone.organisation, gone.phone) == ("", "", "")
    assert an_opinion_author(waits).name == "甲代表"
    assert an_opinion_author(merged).name == "欧阳晴"
    tally = queries.tally(
        queries.opinions_then(AsOf(on=date(2026, 5, 23)), occasion=one.occasion), AsOf(on=date(2026, 5, 23))
    )
    assert (tally.raw, tally.merged, tally.final) == (3, 1, 2)


def test_an_author_is_kept_while_a_promise_is_followed_and_no_longer():
    one = an_answered(reply=promised(date(2026, 4, 1)), now=at("2025-05-28"))
    assert operations.erase_personal_data(by=OFFICER, now=at("2026-04-10")).startswith("清除 0 条")
    operations.look_after(by=OFFICER, now=at("2026-04-15"))
    assert state_of(one) == "FOLLOWING"
    assert operations.erase_personal_data(by=OFFICER, now=at("2027-04-15")).startswith("清除 0 条")
    assert operations.erase_personal_data(by=OFFICER, now=at("2027-04-16")).startswith("清除 1 条")


def test_an_author_who_has_said_that_a_promise_was_kept_is_erased_like_others():
    one = an_answered(reply=promised(date(2025, 6, 30)), now=at("2025-05-28"))
    operations.look_after(by=OFFICER, now=at("2025-07-14"))
    operations.answer_follow_up(number=one.number, solved="SOLVED", way="LINK", now=at("2025-07-15"))
    assert operations.erase_personal_data(by=OFFICER, now=at("2026-05-22")).startswith("清除 1 条")


def a_spoken(**how):
    return an_opinion(text=SAID, authors=[Author("尤安", "晴川公司", "13900001234")], **how)


def everything_written(one) -> str:
    """Return all words that the records keep about an opinion."""
    page = queries.find_opinion(OFFICER, one.number, AsOf(on=date(2026, 6, 1)))
    rounds = [each.round for each in page.rounds]
    words = [page.opinion.original_text, page.opinion.text]
    words += [each.answer + each.remark for each in rounds]
    words += [each.step.note for each in page.story]
    words += [author.name + author.organisation for author in page.authors]
    return "\n".join(words)


def test_in_time_nobody_is_recognised_in_words_answer_story_and_scan():
    one = a_spoken()
    operations.edit_text(number=one.number, text="尤安希望缩短拨付时间", by=OFFICER, now=at("2025-05-22", 11))
    operations.confirm_wording(number=one.number, now=at("2025-05-22", 11))
    operations.add_scan(number=one.number, scan=SCAN, by=OFFICER, now=at("2025-05-22", 11))
    kept_at = location(StoredFile.objects.get(name="纸条.jpg").sha256)
    one = an_answered(Opinion.objects.get(pk=one.pk), reply=replace(SOLVED, text="尤安同志：已拨付。"))
    operations.rate(number=one.number, **HOW, remark="我尤安满意，电话 13900001234")
    assert "尤安" in everything_written(one)
    assert kept_at.is_file()
    assert operations.erase_personal_data(by=OFFICER, now=at("2026-05-22")).startswith("清除 1 条")
    left = everything_written(one)
    assert "尤安" not in left
    assert "13900001234" not in left
    assert left.count("[姓名]希望缩短拨付时间") == 3
    assert Opinion.objects.get(pk=one.pk).scan is None
    assert not StoredFile.objects.filter(name="纸条.jpg").exists()


def test_the_audit_never_has_what_a_person_said_or_was_told():
    one = a_spoken()
    operations.edit_text(number=one.number, text="尤安希望快些拨付", by=OFFICER, now=at("2025-05-22", 11))
    operations.confirm_wording(number=one.number, now=at("2025-05-22", 11))
    one = an_answered(Opinion.objects.get(pk=one.pk), reply=replace(SOLVED, text="尤安同志：已拨付。"))
    operations.rate(number=one.number, **HOW, remark="尤安满意")
    told = Entry.objects.filter(subject_key=one.number)
    assert {"opinions.edit", "opinions.confirm", "opinions.rate"} <= {each.action for each in told}
    assert "尤安" not in "".join(f"{each.summary}{each.detail}" for each in told)
    assert any("主办" in each.summary for each in told)


def test_parts_lose_what_they_quote_with_the_whole_and_what_is_masked_fits_its_field():
    whole = an_opinion(text="尤安" * (TEXT_LENGTH // 2), authors=[Author("尤安")])
    parts = operations.split(
        number=whole.number, texts=["尤安要快", "尤安要稳"], by=OFFICER, now=at("2025-05-22", 11)
    )
    for each in parts:
        operations.rate(number=an_answered(Opinion.objects.get(pk=each.pk)).number, **HOW)
    operations.erase_personal_data(by=OFFICER, now=at("2026-05-22"))
    texts = [one.original_text + one.text for one in Opinion.objects.order_by("pk")]
    assert len(texts) == 3
    assert "尤安" not in "".join(texts)
    assert Opinion.objects.get(pk=whole.pk).original_text == ("[姓名]" * TEXT_LENGTH)[:TEXT_LENGTH]


def test_whoever_asks_is_forgotten_at_once_and_the_opinion_is_handled_on():
    one = an_assigned(a_spoken())
    act = {"number": one.number, "now": at("2025-05-23")}
    with pytest.raises(UnableToMoveOpinion, match="只有科技局"):
        operations.forget_author(**act, reason="本人要求", by=Actor(user_id=None, name="路人"))
    with pytest.raises(UnableToMoveOpinion, match="请写明理由"):
        operations.forget_author(**act, reason=" ", by=OFFICER)
    operations.forget_author(**act, reason="尤安来电要求", by=OFFICER)
    assert state_of(one) == "ASSIGNED"
    assert an_opinion_author(one).erased_at is not None
    assert "尤安" not in everything_written(one)
    assert OpinionStep.objects.filter(opinion=one).latest("pk").note == "[姓名]来电要求"
    assert queries.by_receipt(one.receipt, AsOf(on=date(2025, 5, 23))).items[0].state == "ASSIGNED"
    with pytest.raises(UnableToMoveOpinion, match="没有可清除的个人信息"):
        operations.forget_author(**act, reason="再来一次", by=OFFICER)


def test_a_file_that_another_record_names_stays(django_capture_on_commit_callbacks):
    one = an_answered()
    shared = an_opinion_round(one).proof
    assert not files.discard(shared)
    assert StoredFile.objects.filter(pk=shared.pk).exists()
    alone = files.store(name="纸条.jpg", content=SCAN.content, now=NOW)
    where = location(alone.sha256)
    with django_capture_on_commit_callbacks(execute=True):
        assert files.discard(alone)
    assert not where.exists()
    again = files.store(name="纸条.jpg", content=SCAN.content, now=NOW)
    with django_capture_on_commit_callbacks(execute=True):
        assert files.discard(again)
        files.store(name="纸条.jpg", content=SCAN.content, now=NOW)
    assert where.is_file()
