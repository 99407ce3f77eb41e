"""Deadlines as counted by hand over the holidays and worked weekends of 2024 and 2025, in working days and months."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories.accounts import an_actor
from tests.factories.opinions import (
    DIRECTOR,
    OFFICER,
    a_unit,
    a_worked_on,
    an_assigned,
    an_occasion,
    an_opinion,
    an_opinion_round,
    at,
    the_house,
)
from tidu.domain.opinions import operations, queries
from tidu.domain.opinions.models import Assist
from tidu.domain.opinions.operations import UnableToMoveOpinion, UnableToSetUp
from tidu.domain.opinions.vocabulary import DeadlineLight
from tidu.foundation.actors import Role
from tidu.foundation.calendar import queries as calendar
from tidu.foundation.clock import AsOf

pytestmark = pytest.mark.django_db

BY_HAND = [
    ("2024-02-02", "2024-02-21", "2024-03-06"),  # Sundays 02-04 and 02-18 worked, 02-10 to 02-17 off
    ("2024-04-03", "2024-04-18", "2024-05-06"),  # 04-04 to 04-06 off, Sundays 04-07 and 04-28 worked
    ("2024-04-26", "2024-05-13", "2024-05-27"),  # Sunday 04-28 and Saturday 05-11 worked, 05-01 to 05-05 off
    ("2024-05-23", "2024-06-06", "2024-06-21"),  # Monday 06-10 off
    ("2024-09-13", "2024-09-29", "2024-10-17"),  # 09-14, 09-29 and 10-12 worked, two holidays between
    ("2024-12-31", "2025-01-15", "2025-02-05"),  # 01-01 and 01-28 to 02-04 off, Sunday 01-26 worked
    ("2025-01-24", "2025-02-13", "2025-02-27"),  # 01-28 to 02-04 off, Sunday 01-26 and Saturday 02-08 worked
    ("2025-04-03", "2025-04-18", "2025-05-06"),  # 04-04 to 04-06 and 05-01 to 05-05 off, Sunday 04-27 worked
    ("2025-05-22", "2025-06-06", "2025-06-20"),  # 05-31 to 06-02 off
    ("2025-05-24", "2025-06-09", "2025-06-23"),  # assigned on a Saturday
    ("2025-09-26", "2025-10-16", "2025-10-30"),  # 10-01 to 10-08 off, Sunday 09-28 and Saturday 10-11 worked
]


@pytest.mark.parametrize(("assigned", "ten", "twenty"), BY_HAND)
def test_ten_and_twenty_working_days_are_as_counted_by_hand(assigned, ten, twenty):
    occasion = an_occasion(on=date.fromisoformat(assigned))
    long, short = an_opinion(occasion), an_opinion(occasion)
    an_assigned(long, now=at(assigned, 11))
    an_assigned(short, within=10, now=at(assigned, 11))
    assert an_opinion_round(long).due_on == date.fromisoformat(twenty)
    assert an_opinion_round(short).due_on == date.fromisoformat(ten)


@pytest.mark.parametrize(
    ("assigned", "three_months", "one_month"),
    [("2025-03-10", "2025-06-10", "2025-04-10"), ("2024-11-30", "2025-02-28", "2024-12-30")],
)
def test_deputies_are_answered_three_months_after_the_assignment(assigned, three_months, one_month):
    the_house()
    one = operations.take_down(
        text="关于设立检测平台的建议",
        group="CONGRESS_DEPUTY",
        channel="PAPER",
        source="DEPUTY",
        by=OFFICER,
        now=at(assigned),
    )
    an_assigned(one, assists=[a_unit()], now=at(assigned))
    assert one.number == f"{assigned[:4]}-RD-001"
    assert an_opinion_round(one).due_on == date.fromisoformat(three_months)
    assert Assist.objects.get().due_on == date.fromisoformat(one_month)


def test_a_round_keeps_the_days_that_follow_from_its_rule():
    one = an_opinion_round(an_assigned(within=10))
    assert (one.return_by_on, one.severe_on) == (date(2025, 5, 29), date(2025, 6, 20))


def test_nobody_promises_longer_than_the_rule():
    with pytest.raises(UnableToMoveOpinion, match="最长 20 个工作日"):
        an_assigned(within=21)
    with pytest.raises(UnableToMoveOpinion, match="请填 1 至 20"):
        an_assigned(within=0)
    assert an_opinion_round(an_assigned(within=20)).due_on == date(2025, 6, 20)


@pytest.mark.parametrize(
    ("on", "light", "left"),
    [
        ("2025-06-02", DeadlineLight.GREEN, 4),
        ("2025-06-03", DeadlineLight.YELLOW, 3),
        ("2025-06-06", DeadlineLight.YELLOW, 0),
        ("2025-06-07", DeadlineLight.RED, -1),
        ("2025-06-10", DeadlineLight.RED, -2),
        ("2025-06-19", DeadlineLight.RED, -9),
        ("2025-06-20", DeadlineLight.SEVERE, -10),
    ],
)
def test_the_light_turns_three_working_days_before_after_the_deadline_and_at_the_second_stage(
    on, light, left
):
    one = an_assigned(within=10)
    (line,) = queries.lines_of([one], AsOf(on=date.fromisoformat(on)))
    assert (line.light, line.days_left) == (light, left)
    standing = queries.standing(OFFICER, AsOf(on=date.fromisoformat(on)))
    assert standing.lights == {light: 1}


def test_an_assisting_unit_answers_no_later_than_the_lead():
    one = an_assigned(within=5, assists=[a_unit()])
    assert Assist.objects.get(round__opinion=one).due_on == date(
        2025, 5, 29
    )  # ten working days lead to 06-06


def test_the_last_day_that_the_rule_allows_may_be_asked_for_and_on_the_last_day_of_the_deadline():
    one = a_worked_on(an_assigned())  # 20 working days to 06-20, 40 in all to 07-18
    last = date(2025, 7, 18)
    asked = operations.ask_longer(
        number=one.number, reason="须等市里批复", by=OFFICER, now=at("2025-06-20"), until_on=last
    )
    assert asked.until_on == last


def test_more_time_is_asked_for_and_granted_by_another_and_the_first_deadline_stays():
    one = a_worked_on(an_assigned())
    how = {"number": one.number, "reason": "须等市里批复", "by": OFFICER, "now": at("2025-06-10")}
    with pytest.raises(UnableToMoveOpinion, match="最迟到 2025-07-18"):
        operations.ask_longer(**how, until_on=date(2025, 7, 19))
    with pytest.raises(UnableToMoveOpinion, match="晚于现在的期限 2025-06-20"):
        operations.ask_longer(**how, until_on=date(2025, 6, 20))
    with pytest.raises(UnableToMoveOpinion, match="请写明延期理由"):
        operations.ask_longer(**{**how, "reason": " "}, until_on=date(2025, 7, 4))
    with pytest.raises(UnableToMoveOpinion, match="须由主办单位"):
        operations.ask_longer(**{**how, "by": an_actor(Role.SECTION_CLERK)}, until_on=date(2025, 7, 4))
    operations.ask_longer(**how, until_on=date(2025, 7, 4))
    with pytest.raises(UnableToMoveOpinion, match="已有待批"):
        operations.ask_longer(**how, until_on=date(2025, 7, 7))
    decide = {"number": one.number, "granted": True, "now": at("2025-06-11")}
    with pytest.raises(UnableToMoveOpinion, match="申请人不能审批"):
        operations.decide_longer(**decide, by=OFFICER)
    with pytest.raises(UnableToMoveOpinion, match="须由科技局领导"):
        operations.decide_longer(**decide, by=an_actor(Role.SECTION_CLERK))
    operations.decide_longer(**decide, by=DIRECTOR)
    (line,) = queries.lines_of([one], AsOf(on=date(2025, 7, 4)))
    assert (line.deadline.due_on, line.deadline.in_force_on) == (date(2025, 6, 20), date(2025, 7, 4))
    assert (line.deadline.is_extended, line.light, line.days_left) == (True, DeadlineLight.YELLOW, 0)
    late = AsOf(on=date(2025, 7, 5))
    filters = queries.OpinionFilters(standing=queries.LATE)
    assert list(queries.opinions(OFFICER, AsOf(on=date(2025, 7, 4)), filters)) == []
    assert list(queries.opinions(OFFICER, late, filters)) == [one]
    page = queries.find_opinion(OFFICER, one.number, late)
    assert page.line.light == DeadlineLight.RED
    assert [(side.until_on, side.agreed) for side in page.rounds[0].extensions] == [(date(2025, 7, 4), True)]


def test_after_the_deadline_no_time_is_granted_any_more():
    one = a_worked_on(an_assigned(within=10))
    how = {"number": one.number, "until_on": date(2025, 6, 20), "reason": "等批复", "by": OFFICER}
    with pytest.raises(UnableToMoveOpinion, match="期限 2025-06-06 已过"):
        operations.ask_longer(**how, now=at("2025-06-07"))
    operations.ask_longer(**how, now=at("2025-06-06"))
    decide = {"number": one.number, "by": DIRECTOR, "now": at("2025-06-07")}
    with pytest.raises(UnableToMoveOpinion, match="不能再同意延期"):
        operations.decide_longer(**decide, granted=True)
    operations.decide_longer(**decide, granted=False)
    (line,) = queries.lines_of([one], AsOf(on=date(2025, 6, 7)))
    assert line.light == DeadlineLight.RED
    with pytest.raises(UnableToMoveOpinion, match="没有待批"):
        operations.decide_longer(**decide, granted=False)


def test_a_new_rule_holds_for_what_is_assigned_from_its_day_on():
    first = an_assigned()
    rule = queries.rule_on("OPEN_DAY", date(2025, 5, 22))
    names = [
        "amount",
        "unit",
        "extended_amount",
        "again_amount",
        "again_unit",
        "assist_amount",
        "assist_unit",
        "return_days",
        "severe_days",
        "clause",
        "confidence",
    ]
    values = {name: getattr(rule, name) for name in names}
    how = {"source": "OPEN_DAY", "valid_from_on": date(2025, 6, 1), "by": OFFICER, "now": at("2025-06-01")}
    operations.set_deadline_rule(**how, values={**values, "amount": 15})
    second = an_opinion(now=at("2025-06-03"))
    an_assigned(second, now=at("2025-06-03"))
    assert an_opinion_round(first).due_on == date(2025, 6, 20)
    assert an_opinion_round(second).due_on == date(2025, 6, 24)
    for wrong, words in (
        ({**values, "amount": 0}, "至少为 1"),
        ({**values, "extended_amount": 5}, "不能短于"),
        ({**values, "unit": "WEEKS"}, "工作日或月"),
        ({**values, "clause": ""}, "依据"),
        ({"amount": 3}, "填齐"),
    ):
        with pytest.raises(UnableToSetUp, match=words):
            operations.set_deadline_rule(**how, values=wrong)


def test_without_a_rule_nothing_is_assigned_and_no_day_is_invented():
    the_house()
    one = operations.take_down(
        text="建议", group="PUBLIC", channel="PHONE", source="PHONE", by=OFFICER, now=at("2023-06-01")
    )
    with pytest.raises(UnableToMoveOpinion, match="还没有办理时限"):
        an_assigned(one, now=at("2023-06-01"))
    far = an_opinion(now=at("2026-12-20"))
    with pytest.raises(calendar.HolidaysMissing, match="2027"):
        an_assigned(far, now=at("2026-12-20"))
