"""What a past day said of tasks is said again whenever the day is asked about, whatever has happened since."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from tests.factories.accounts import an_actor, an_organisation
from tests.factories.tasks import CHECKER, CLERK, a_task, a_task_report, at
from tidu.domain.tasks import operations, queries
from tidu.foundation.actors import OrganisationKind, Role
from tidu.foundation.clock import AsOf

pytestmark = pytest.mark.django_db

FIRST, LAST = date(2025, 5, 20), date(2025, 6, 20)


@pytest.fixture
def township():
    return an_organisation(OrganisationKind.TOWNSHIP, code="SHIDU", name="石渡镇")


def said_of(day: date) -> object:
    """Return everything that the score, the appeals and the list of red tasks say of a day."""
    as_of = AsOf(on=day)
    return (
        [(one.code, one.tasks, one.months, one.total) for one in queries.scores(CLERK, 2025, as_of)],
        [(one.text, one.answer) for one in queries.appeals(CLERK, 2025, as_of)],
        [
            (unit.unit, [(line.task.number, line.light, line.days_late) for line in unit.lines])
            for unit in queries.red_by_unit(CLERK, as_of)
        ],
    )


def acts(township) -> Iterator[tuple[str, object]]:
    """Yield what happens, day by day: each kind of act that a later day could have undone in the eyes of an earlier."""
    leader = an_actor(Role.TOWNSHIP_LEADER, organisation=township)
    director = an_actor(Role.BUREAU_DIRECTOR)
    kept, back, dropped, urged = (
        a_task(township, due_on=date(2025, 5, 30), now=at("2025-05-20", 8 + hour)) for hour in range(4)
    )
    yield "2025-05-21", lambda now: operations.sign_task(number=back.number, by=leader, now=now)
    yield "2025-05-22", lambda now: operations.urge(number=urged.number, by=director, now=now)
    yield "2025-05-29", lambda now: a_task_report(kept, now=now)
    yield "2025-05-30", lambda now: a_task_report(back, now=now)
    yield "2025-06-03", lambda now: operations.close_task(number=kept.number, by=CHECKER, now=now)
    yield (
        "2025-06-04",
        lambda now: operations.send_back(number=back.number, reason="不实", by=CHECKER, now=now),
    )
    yield (
        "2025-06-05",
        lambda now: operations.reply_urging(number=urged.number, reply="正在办", by=leader, now=now),
    )
    yield (
        "2025-06-06",
        lambda now: operations.appeal(unit_code="SHIDU", year=2025, text="已按期报送", by=leader, now=now),
    )
    yield (
        "2025-06-09",
        lambda now: operations.withdraw_task(number=dropped.number, reason="重复", by=director, now=now),
    )
    yield (
        "2025-06-10",
        lambda now: operations.send_monthly(
            place=township, month_on=date(2025, 4, 1), values={"progress": "走访"}, by=leader, now=now
        ),
    )
    yield "2025-06-11", lambda now: a_task_report(back, now=now)
    yield "2025-06-12", lambda now: operations.close_task(number=back.number, by=CHECKER, now=now)
    yield (
        "2025-06-13",
        lambda now: operations.answer_appeal(
            appeal_id=queries.appeals(director, 2025, AsOf(on=date(2025, 6, 13)))[0].pk,
            answer="维持",
            by=director,
            now=now,
        ),
    )
    yield "2025-06-16", lambda now: a_task_report(urged, now=now)
    yield "2025-06-17", lambda now: operations.close_task(number=urged.number, by=CHECKER, now=now)


def test_a_past_day_says_what_it_said(township):
    happens = dict(acts(township))
    said: dict[date, object] = {}
    day = FIRST
    while day <= LAST:
        if (act := happens.get(day.isoformat())) is not None:
            act(at(day.isoformat(), 15))
        said[day] = said_of(day)
        day += timedelta(days=1)
    assert {day: said_of(day) for day in said} == said
    assert len({repr(one) for one in said.values()}) > 10, "the days do differ"


def test_each_kind_of_later_act_leaves_the_day_before_as_it_was(township):
    happens = dict(acts(township))
    for day, act in sorted(happens.items()):
        before = date.fromisoformat(day) - timedelta(days=1)
        stood = said_of(before)
        act(at(day, 15))
        assert said_of(before) == stood, day


def test_what_is_reported_after_the_year_s_end_counts_as_not_done_also_while_it_is_checked(township):
    task = a_task(township, due_on=date(2025, 11, 28), now=at("2025-10-09"))
    a_task_report(task, now=at("2026-01-06"))
    for closing in (False, True):
        if closing:
            operations.close_task(number=task.number, by=CHECKER, now=at("2026-01-07"))
        (score,) = [
            one for one in queries.scores(CLERK, 2025, AsOf(on=date(2026, 1, 9))) if one.code == "SHIDU"
        ]
        assert [(row.done_on, row.points) for row in score.tasks] == [(None, 0)]


def test_what_was_reported_in_the_year_and_is_closed_after_its_end_counts(township):
    task = a_task(township, due_on=date(2025, 12, 30), now=at("2025-10-09"))
    a_task_report(task, now=at("2025-12-30"))
    told = {}
    for day in ("2025-12-31", "2026-01-09"):
        if day > "2026":
            operations.close_task(number=task.number, by=CHECKER, now=at("2026-01-05"))
        found = [one for one in queries.scores(CLERK, 2025, AsOf(on=date.fromisoformat(day))) if one.tasks]
        told[day] = [row.points for one in found for row in one.tasks]
    assert told == {"2025-12-31": [], "2026-01-09": [100]}


def test_a_task_withdrawn_since_is_as_red_as_it_was_on_the_day(township):
    task = a_task(township, due_on=date(2025, 5, 30), now=at("2025-05-20"))
    operations.withdraw_task(number=task.number, reason="重复", by=CLERK, now=at("2025-06-20"))
    (unit,) = queries.red_by_unit(CLERK, AsOf(on=date(2025, 6, 4)))
    # 06-02 was a day off: 06-03 and 06-04 are two working days after 05-30
    assert [(line.light, line.days_late, line.days_left) for line in unit.lines] == [("RED", 2, -2)]
