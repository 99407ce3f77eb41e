"""Invalid, merged and split are set aside with a reason and a way back; every author is kept; themes are decided."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories.accounts import an_actor
from tests.factories.opinions import (
    DIRECTOR,
    OFFICER,
    a_theme_decision,
    an_answered,
    an_assigned,
    an_occasion,
    an_opinion,
    an_opinion_round,
    at,
    the_house,
)
from tidu.domain.opinions import operations, queries
from tidu.domain.opinions.models import Opinion, Theme, ThemeDecision
from tidu.domain.opinions.operations import Author, Suggested, UnableToMoveOpinion, UnableToPublish
from tidu.domain.opinions.vocabulary import SuggestedBy
from tidu.foundation.actors import Role
from tidu.foundation.clock import AsOf

pytestmark = pytest.mark.django_db

NOW = at("2025-05-22", 11)
TODAY = AsOf(on=date(2025, 5, 22))
ACT = {"by": OFFICER, "now": NOW}


def state_of(one):
    return Opinion.objects.get(pk=one.pk).state


def test_an_invalid_one_needs_a_reason_and_comes_back():
    one = an_opinion()
    with pytest.raises(UnableToMoveOpinion, match="须写明理由"):
        operations.invalidate(number=one.number, reason=" ", **ACT)
    with pytest.raises(UnableToMoveOpinion, match="理由超过 300 字"):
        operations.invalidate(number=one.number, reason="长" * 301, **ACT)
    operations.invalidate(number=one.number, reason="只有标点", **ACT)
    assert Opinion.objects.get().invalid_reason == "只有标点"
    operations.restore(number=one.number, **ACT)
    assert (state_of(one), Opinion.objects.get().invalid_reason) == ("REGISTERED", "")
    with pytest.raises(UnableToMoveOpinion, match="现在是“登记”，不能“恢复有效”"):
        operations.restore(number=one.number, **ACT)


def test_only_officers_set_aside():
    one = an_opinion()
    with pytest.raises(UnableToMoveOpinion, match="科技局领导或股室经办"):
        operations.invalidate(number=one.number, reason="无", by=an_actor(Role.TOWNSHIP_LEADER), now=NOW)


def test_a_merged_one_keeps_its_author_who_finds_the_answer_by_the_own_receipt():
    target = an_opinion(authors=[Author("甲代表")])
    one = an_opinion(authors=[Author("乙代表")], text="拨付太慢")
    operations.merge(number=one.number, into=target.number, **ACT)
    page = queries.find_opinion(OFFICER, target.number, TODAY)
    assert ([each.name for each in page.authors], page.merged) == (["甲代表", "乙代表"], (one.number,))
    an_answered(target)
    receipt = Opinion.objects.get(pk=one.pk).receipt
    found = queries.by_receipt(receipt, AsOf(on=date(2025, 6, 1)))
    assert (found.number, found.shared, found.items[0].number) == (one.number, True, target.number)
    assert (found.items[0].text, found.items[0].answer) == ("", "已拨付到账。")
    with pytest.raises(UnableToMoveOpinion, match="现在是“并入”，不能“撤销拆分”"):
        operations.unsplit(number=one.number, **ACT)
    operations.unmerge(number=one.number, **ACT)
    assert state_of(one) == "REGISTERED"
    assert Opinion.objects.get(pk=one.pk).merged_into is None


def test_what_cannot_be_merged_says_why():
    one, target = an_opinion(), an_opinion()
    with pytest.raises(UnableToMoveOpinion, match="不能并入自己"):
        operations.merge(number=one.number, into=one.number, **ACT)
    with pytest.raises(UnableToMoveOpinion, match="没有找到编号"):
        operations.merge(number=one.number, into="2025-KF-999", **ACT)
    elsewhere = an_opinion(an_occasion("2024-KF", on=date(2024, 5, 23)))
    with pytest.raises(UnableToMoveOpinion, match="同一场合"):
        operations.merge(number=one.number, into=elsewhere.number, **ACT)
    operations.merge(number=one.number, into=target.number, **ACT)
    third = an_opinion()
    with pytest.raises(UnableToMoveOpinion, match="现在是“并入”，不能并入"):
        operations.merge(number=third.number, into=one.number, **ACT)
    for act, how in (
        (operations.merge, {"into": third.number}),
        (operations.invalidate, {"reason": "重复"}),
        (operations.split, {"texts": ["一", "二"]}),
    ):
        with pytest.raises(UnableToMoveOpinion, match="已有意见并入"):
            act(number=target.number, **how, **ACT)
    with pytest.raises(UnableToMoveOpinion, match="现在是“答复”，不能“并入另一条”"):
        operations.merge(number=an_answered(third).number, into=target.number, **ACT)


def test_what_was_assigned_comes_back_to_its_unit_due_as_before():
    one, target = an_assigned(), an_opinion()
    due_on = an_opinion_round(one).due_on
    operations.merge(number=one.number, into=target.number, **ACT)
    operations.unmerge(number=one.number, by=OFFICER, now=at("2025-06-30"))
    assert state_of(one) == "ASSIGNED"
    assert an_opinion_round(one).due_on == due_on
    (line,) = queries.lines_of([Opinion.objects.get(pk=one.pk)], AsOf(on=date(2025, 6, 30)))
    assert line.was_late


def test_parts_have_the_original_words_numbers_after_the_whole_and_its_authors():
    one = an_opinion(text="补助网上办；培训补贴太低", authors=[Author("甲代表")])
    first, second = operations.split(number=one.number, texts=["补助网上办", "培训补贴太低"], **ACT)
    assert (first.number, second.number) == (f"{one.number}-1", f"{one.number}-2")
    assert (first.original_text, first.text) == ("补助网上办；培训补贴太低", "补助网上办")
    page = queries.find_opinion(OFFICER, second.number, TODAY)
    assert ([each.name for each in page.authors], page.merged) == (["甲代表"], ())
    found = queries.by_receipt(Opinion.objects.get(pk=one.pk).receipt, TODAY)
    assert [item.number for item in found.items] == [first.number, second.number]
    with pytest.raises(UnableToMoveOpinion, match="本身是拆分出来的"):
        operations.split(number=first.number, texts=["一", "二"], **ACT)


def test_a_split_is_undone_while_no_part_has_gone_its_own_way_and_numbers_are_not_used_again():
    one = an_opinion()
    for texts, words in (
        (["一条"], "2 至 9 条"),
        (["一", " "], "每条都写明"),
        (["一", "长" * 1001], "不超过 1000"),
    ):
        with pytest.raises(UnableToMoveOpinion, match=words):
            operations.split(number=one.number, texts=texts, **ACT)
    first, second = operations.split(number=one.number, texts=["一", "二"], **ACT)
    operations.merge(number=second.number, into=first.number, **ACT)
    with pytest.raises(UnableToMoveOpinion, match=f"{first.number}、{second.number} 已答复"):
        operations.unsplit(number=one.number, **ACT)
    operations.unmerge(number=second.number, **ACT)
    operations.unsplit(number=one.number, **ACT)
    assert [state_of(each) for each in (one, first, second)] == ["REGISTERED", "UNDONE", "UNDONE"]
    again = operations.split(number=one.number, texts=["甲", "乙"], **ACT)
    assert [each.number for each in again] == [f"{one.number}-3", f"{one.number}-4"]
    opened = queries.by_receipt(one.receipt, TODAY)  # what was undone is not shown to the proposer
    assert [item.number for item in opened.items] == [each.number for each in again]


def test_a_part_that_was_merged_brings_its_author_along_who_finds_both_answers_by_the_own_receipt():
    target = an_opinion(authors=[Author("甲代表")], text="补助网上办")
    whole = an_opinion(authors=[Author("欧阳晴", phone="10000009999")], text="补助网上办；培训补贴太低")
    operations.merge(number=whole.number, into=target.number, **ACT)
    operations.unmerge(number=whole.number, **ACT)
    first, second = operations.split(number=whole.number, texts=["补助网上办", "培训补贴太低"], **ACT)
    operations.merge(number=first.number, into=target.number, **ACT)
    page = queries.find_opinion(OFFICER, target.number, TODAY)
    assert [each.name for each in page.authors] == ["甲代表", "欧阳晴"]
    assert queries.to_tell() == []
    an_answered(target)
    (told,) = [one for one in queries.to_tell() if one.number == whole.number]
    assert (told.shared, [each.name for each in told.authors]) == (True, ["欧阳晴"])
    found = queries.by_receipt(whole.receipt, AsOf(on=date(2025, 6, 1)))
    assert [(item.number, item.text, item.shared) for item in found.items] == [
        (target.number, "补助网上办", True),
        (second.number, "培训补贴太低", False),
    ]
    assert (found.items[0].answer, found.items[1].answer) == ("已拨付到账。", "")
    an_answered(second)
    assert [one.shared for one in queries.to_tell() if one.number == whole.number] == [False]
    # Whoever makes the target public is told of the part's author as of its own.
    how = {"number": target.number, "masked_text": "欧阳晴说网上办", "masked_answer": "已办", "now": NOW}
    with pytest.raises(UnableToPublish, match="姓名或电话"):
        operations.publish(**how, by=DIRECTOR)


def test_a_wall_masks_the_name_of_who_said_the_whole_in_its_parts_too():
    whole = an_opinion(authors=[Author("言五六")], text="言五六建议网上办；言五六建议提高补贴")
    parts = operations.split(number=whole.number, texts=["言五六建议网上办", "言五六建议提高补贴"], **ACT)
    assert all("言五六" not in words for words in queries.wall_words(parts).values())


def test_a_theme_is_decided_beside_its_suggestion_and_further_ones_are_shown_not_counted():
    the_house()
    one = an_opinion()
    hint = Suggested("TALENT", SuggestedBy.MODEL, 640)
    operations.set_themes(
        number=one.number,
        main="FUNDING-AWARD",
        further=["TALENT", "FUNDING-AWARD"],
        category="REQUEST",
        suggested=hint,
        **ACT,
    )
    page = queries.find_opinion(OFFICER, one.number, TODAY)
    assert (page.opinion.main_theme.name, [each.name for each in page.themes]) == ("奖补兑现", ["人才"])
    decision = ThemeDecision.objects.get()
    assert (decision.suggested.code, decision.suggested_by, decision.sure_per_mille) == (
        "TALENT",
        "MODEL",
        640,
    )
    assert queries.decided_themes() == [("希望缩短补助资金的拨付时间", "FUNDING")]
    table = queries.theme_table(queries.opinions_then(TODAY, occasion=one.occasion))
    assert [row[2] for row in table.rows] == [1, 0, 0, 0, 0]


def test_themes_that_do_not_exist_are_refused():
    one = an_opinion()
    for how, words in (
        ({"main": "MOON"}, "没有这个主题"),
        ({"main": "FUNDING", "further": ["MOON"]}, "没有这个主题"),
        ({"main": "FUNDING", "category": "SONG"}, "没有这个类别"),
        ({"main": "FUNDING", "suggested": Suggested("TALENT", "ORACLE", 1)}, "建议的来源"),
        ({"main": "FUNDING", "suggested": Suggested("TALENT", "MODEL", 1001)}, "0 至 1000"),
    ):
        with pytest.raises(UnableToMoveOpinion, match=words):
            operations.set_themes(number=one.number, **how, **ACT)
    with pytest.raises(UnableToMoveOpinion, match="只有科技局"):
        operations.set_themes(
            number=one.number, main="FUNDING", by=an_actor(Role.ENTERPRISE_CONTACT), now=NOW
        )
    assert not ThemeDecision.objects.exists()


def test_counts_travel_in_time_with_the_theme_as_it_was_decided_then():
    one = an_opinion()
    a_theme_decision(one)
    operations.set_themes(number=one.number, main="TALENT", by=OFFICER, now=at("2025-05-25"))
    then = queries.opinions_then(AsOf(on=date(2025, 5, 23)), occasion=one.occasion)
    now = queries.opinions_then(AsOf(on=date(2025, 5, 25)), year=2025)
    assert ([each.theme_name for each in then], [each.theme_name for each in now]) == (["资金"], ["人才"])
    known = AsOf(on=date(2025, 5, 25), known_at=at("2025-05-24"))
    assert [each.theme_name for each in queries.opinions_then(known)] == ["资金"]
    assert Theme.objects.count() == 13
    undecided = an_opinion()
    table = queries.theme_table(queries.opinions_then(TODAY, occasion=undecided.occasion))
    assert table.rows[-1][0] == queries.NO_THEME


def test_what_came_by_different_ways_is_not_merged():
    the_house()
    web, phone = (
        operations.take_down(text="开通公交", group="PUBLIC", channel="PHONE", source=source, **ACT)
        for source in ("WEB", "PHONE")
    )
    with pytest.raises(UnableToMoveOpinion, match="同一来源"):
        operations.merge(number=web.number, into=phone.number, **ACT)


def test_an_opinion_that_was_merged_and_put_back_keeps_when_it_was_signed_for_first():
    one = an_assigned()
    other = an_opinion(one.occasion)
    operations.sign(number=one.number, by=OFFICER, now=at("2025-05-23"))
    operations.merge(number=one.number, into=other.number, by=OFFICER, now=at("2025-05-26"))
    operations.unmerge(number=one.number, by=OFFICER, now=at("2025-05-27"))
    assert state_of(one) == "ASSIGNED"
    operations.sign(number=one.number, by=OFFICER, now=at("2025-05-28"))
    assert an_opinion_round(one).signed_at == at("2025-05-23")
