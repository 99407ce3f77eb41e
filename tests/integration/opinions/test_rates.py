"""Rates of an Open Day's answers: late once is late for good, not content counts until rating anew, few say nothing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.factories.opinions import (
    DIRECTOR,
    EXPLAINED,
    OFFICER,
    a_unit,
    a_worked_on,
    an_answered,
    an_assigned,
    an_opinion,
    at,
)
from tidu.domain.opinions import operations, queries
from tidu.domain.opinions.models import Opinion
from tidu.foundation.clock import AsOf
from tidu.foundation.figures import registry
from tidu.foundation.figures.model import Question

pytestmark = pytest.mark.django_db


def ask(code: str, day: str = "2025-07-10"):
    return registry.ask(code, Question(as_of=AsOf(on=date.fromisoformat(day)), year=2025))


def rated(satisfaction: str, *, attitude: str = "SATISFIED") -> Opinion:
    one = an_answered(an_opinion(), reply=EXPLAINED)
    return operations.rate(
        number=one.number, attitude=attitude, satisfaction=satisfaction, way="LINK", now=at("2025-06-03")
    )


def answered_again(one: Opinion, day: str) -> None:
    """Let the unit work on an opinion that was opened again, and answer it anew."""
    act = {"number": one.number, "by": OFFICER, "now": at(day)}
    operations.work(**act)
    operations.write_reply(reply=EXPLAINED, **act)
    operations.submit_for_review(**act)
    operations.approve(**{**act, "by": DIRECTOR})


def test_who_was_not_content_counts_as_such_until_rating_the_new_answer():
    for _ in range(4):
        rated("FAIR")
    one = rated("UNSATISFIED")
    assert (ask("open_day_result_rate").value, len(ask("open_day_result_rate").rows)) == (Decimal("80.0"), 5)
    assert ask("opinion_satisfaction_rate").value == Decimal("80.0")
    answered_again(one, "2025-06-05")
    assert ask("open_day_result_rate").value == Decimal("80.0")
    operations.rate(
        number=one.number, attitude="FAIR", satisfaction="SATISFIED", way="LINK", now=at("2025-06-06")
    )
    assert ask("open_day_result_rate").value == Decimal("100.0")
    assert ask("open_day_result_rate", "2025-06-05").value == Decimal("80.0")  # that day stays what it was


def test_the_attitude_is_a_rate_of_its_own():
    for attitude in ("SATISFIED", "UNSATISFIED", "FAIR", "FAIR", "UNSATISFIED"):
        rated("SATISFIED", attitude=attitude)
    assert (ask("open_day_attitude_rate").value, ask("open_day_result_rate").value) == (
        Decimal("60.0"),
        Decimal("100.0"),
    )


def test_four_ratings_are_too_few_to_say_a_share():
    for _ in range(4):
        rated("SATISFIED")
    answer = ask("open_day_result_rate")
    assert (answer.value, answer.reason) == (None, "样本不足：只有 4 条评价。")


def test_an_answer_that_was_late_once_is_not_in_time_however_quick_the_next_one_is():
    unit = a_unit("成果股")
    late = a_worked_on(an_assigned(lead=unit, within=5))  # due on 05-29
    act = {"number": late.number, "by": OFFICER, "now": at("2025-06-03")}
    operations.write_reply(reply=EXPLAINED, **act)
    operations.submit_for_review(**act)
    operations.approve(**{**act, "by": DIRECTOR})
    an_answered(an_opinion(), lead=unit, reply=EXPLAINED)
    assert ask("open_day_on_time_rate").value == Decimal("50.0")
    operations.rate(
        number=late.number, attitude="FAIR", satisfaction="UNSATISFIED", way="LINK", now=at("2025-06-04")
    )
    [again] = queries.lines_of([Opinion.objects.get(pk=late.pk)], AsOf(on=date(2025, 6, 4)))
    assert (again.days_left, again.was_late) == (10, True)  # ten days to do it again, and known for late
    answered_again(late, "2025-06-05")
    assert ask("open_day_on_time_rate").value == Decimal("50.0")
    as_of = AsOf(on=date(2025, 6, 10))
    [done] = queries.lines_of([Opinion.objects.get(pk=late.pk)], as_of)
    assert (done.days_left, done.was_late) == (None, True)
    assert queries.find_opinion(OFFICER, late.number, as_of).line.was_late
    (rates,) = queries.unit_rates(queries.opinions_then(as_of), as_of)
    assert (rates.led, rates.answered, rates.in_time, rates.late) == (2, 2, 1, 1)
    assert (rates.rated, rates.satisfied) == (1, 0)


def test_what_is_not_due_yet_is_neither_in_time_nor_late():
    an_assigned(within=5)  # due on 05-29
    assert ask("open_day_on_time_rate", "2025-05-29").value is None
    assert ask("open_day_on_time_rate", "2025-05-30").value == Decimal("0.0")


def test_a_year_without_an_open_day_has_no_rates():
    answer = registry.ask("open_day_on_time_rate", Question(as_of=AsOf(on=date(2025, 7, 10)), year=2023))
    assert answer.value is None
    assert "2023 年没有登记开放日" in answer.reason


def test_opinions_of_a_year_before_the_first_of_all_are_unknown_and_not_nought():
    an_assigned(within=5)
    for code in ("opinion_year_count", "opinion_effect_count"):
        answer = registry.ask(code, Question(as_of=AsOf(on=date(2025, 7, 10)), year=2023))
        assert answer.value is None
        assert "此前没有登记，不能当作零" in answer.reason
    assert registry.ask("opinion_year_count", Question(as_of=AsOf(on=date(2025, 7, 10)))).value == 1
    assert registry.ask("opinion_effect_count", Question(as_of=AsOf(on=date(2025, 7, 10)))).value == 0
