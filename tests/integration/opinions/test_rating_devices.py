"""From which telephone a proposer speaks: the own one is known, another speaks for few, and none of it outlives the name."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories.opinions import (
    DIRECTOR,
    EXPLAINED,
    OFFICER,
    a_unit,
    an_answered,
    an_occasion,
    an_opinion,
    an_opinion_round,
    at,
    of_unit,
    promised,
)
from tidu.domain.opinions import operations, queries
from tidu.domain.opinions.models import Opinion
from tidu.domain.opinions.operations import Author, Device, UnableToMoveOpinion
from tidu.foundation.clock import AsOf

pytestmark = pytest.mark.django_db

NOW = at("2025-06-03")
HOW = {"attitude": "SATISFIED", "satisfaction": "FAIR", "way": "LINK", "now": NOW}
OWN, OTHER = Device("hall-phone", "rates-1"), Device("office-phone", "rates-2")


def a_submitted(sender):
    """Return an opinion that a guest's own telephone handed in."""
    an_occasion()
    taken = operations.submit(
        client_id=f"client-of-{sender}-0001",
        text="补助网上办；培训补贴太低",
        group="PUBLIC",
        author=Author(anonymous=True),
        notice_version="v1",
        sender=sender,
        occasion="2025-KF",
        now=at("2025-05-22"),
    )
    return Opinion.objects.get(number=taken.number)


def test_a_rating_says_whether_the_telephone_is_the_one_that_handed_the_opinion_in():
    said = a_submitted(sender="hall-phone")
    mine, by_another, on_paper = an_answered(said), an_answered(an_opinion()), an_answered(an_opinion())
    operations.rate(number=mine.number, **HOW, device=OWN)
    operations.rate(number=by_another.number, **HOW, device=OTHER)
    operations.rate(number=on_paper.number, **{**HOW, "way": "PAPER"}, by=of_unit(a_unit()))
    kept = [an_opinion_round(one).rated_from for one in (mine, by_another, on_paper)]
    assert kept == ["OWN", "OTHER", ""]
    items = queries.opinions_then(AsOf(on=date(2025, 6, 3)), year=2025)
    assert sorted(one.own for one in queries.unit_rates(items, AsOf(on=date(2025, 6, 3)))) == [0, 0, 1]


def test_a_part_of_what_a_telephone_handed_in_is_rated_by_that_telephone_as_its_own():
    said = a_submitted(sender="hall-phone")
    act = {"by": OFFICER, "now": at("2025-05-22", 11)}
    first, _ = operations.split(number=said.number, texts=["补助网上办", "培训补贴太低"], **act)
    an_answered(first)
    operations.rate(number=first.number, **HOW, device=OWN)
    assert an_opinion_round(first).rated_from == "OWN"


def test_one_telephone_speaks_for_few_others_and_always_for_its_own():
    others = [an_answered(an_opinion(text=f"第 {place} 条")) for place in range(6)]
    for one in others[:5]:
        operations.rate(number=one.number, **HOW, device=OTHER)
    with pytest.raises(UnableToMoveOpinion, match="已经替 5 条意见作过评价"):
        operations.rate(number=others[5].number, **HOW, device=OTHER)
    assert an_opinion_round(others[5]).rated_at is None
    operations.rate(number=others[5].number, **HOW, device=OWN)
    own = an_answered(a_submitted(sender="office-phone"))
    operations.rate(number=own.number, **HOW, device=OTHER)
    assert an_opinion_round(own).rated_from == "OWN"


def test_the_limit_holds_for_promises_too_and_the_same_opinion_may_be_rated_again():
    rated = [an_answered(an_opinion(text=f"第 {place} 条")) for place in range(5)]
    for one in rated[1:]:
        operations.rate(number=one.number, **HOW, device=OTHER)
    again = {**HOW, "satisfaction": "UNSATISFIED"}
    operations.rate(number=rated[0].number, **again, device=OTHER)
    promise = an_answered(an_opinion(), reply=promised(date(2025, 6, 1)))
    operations.look_after(by=OFFICER, now=at("2025-06-16"))
    how = {"solved": "SOLVED", "way": "LINK", "now": at("2025-06-17")}
    with pytest.raises(UnableToMoveOpinion, match="已经替 5 条意见"):
        operations.answer_follow_up(number=promise.number, **how, device=OTHER)
    operations.answer_follow_up(number=promise.number, **how, device=OWN)
    kept = an_opinion_round(promise)
    assert (kept.solved_from, kept.solved_sender) == ("OTHER", "rates-1")
    answer = {"number": rated[0].number, "by": OFFICER, "now": at("2025-06-10")}
    operations.work(**answer)
    operations.write_reply(**answer, reply=EXPLAINED)
    operations.submit_for_review(**answer)
    operations.approve(**{**answer, "by": DIRECTOR})
    operations.rate(number=rated[0].number, **{**HOW, "now": at("2025-06-11")}, device=OTHER)


def test_what_is_kept_of_telephones_goes_with_the_author():
    one = an_answered(a_submitted(sender="hall-phone"))
    operations.rate(number=one.number, **HOW, device=OTHER)
    operations.erase_personal_data(by=OFFICER, now=at("2026-05-22"))
    kept = an_opinion_round(one)
    assert (kept.rated_sender, kept.rated_from) == ("", "OTHER")
