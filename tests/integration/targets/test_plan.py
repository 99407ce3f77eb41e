"""The year's plan: a path by month beside the figures, as known; actions with money, owner and history."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from tests.factories.accounts import an_actor, an_organisation
from tests.factories.enterprises import a_recognition
from tests.factories.pool import a_plain_firm
from tests.factories.targets import KEEPER, SET_AT, a_monthly_goal, a_plan_action, a_target
from tidu.domain.targets import operations, queries
from tidu.domain.targets.operations import UnableToPlan, UnableToSetTarget
from tidu.domain.targets.vocabulary import TargetKind
from tidu.foundation.actors import OrganisationKind, Role
from tidu.foundation.audit.models import Entry
from tidu.foundation.clock import AsOf

pytestmark = pytest.mark.django_db

TODAY = AsOf(on=date(2025, 6, 10))


@pytest.fixture
def goal():
    """A goal of 22 with 10 firms at the end of 2024, of which one loses its title on 1 March 2025."""
    place = an_organisation(OrganisationKind.TOWNSHIP)
    for number in range(10):
        until = date(2025, 3, 1) if number == 0 else date(2026, 11, 15)
        a_recognition(a_plain_firm(place), granted_on=date(2023, 11, 15), until=until)
    return a_target("hnte_count", 22)


def test_without_monthly_goals_the_path_runs_straight_by_days_and_the_figures_stand_beside_it(goal):
    plan = queries.plan_of(2025, TODAY)
    (found,) = plan.goals
    months = {row.label: row for row in found.months}
    assert found.baseline.value == 10
    # 31 of 365 days of twelve more firms: 1.02
    assert (months["1 月"].planned, months["1 月"].actual) == (Decimal("11.0"), 10)
    assert (months["3 月"].actual, months["3 月"].behind) == (9, Decimal("-4.0"))
    assert (months["6 月"].on, months["6 月"].actual) == (date(2025, 6, 10), 9)
    assert (months["7 月"].actual, months["7 月"].behind) == (None, None)
    assert months["12 月"].planned == Decimal("22.0")
    assert months["2 月"].on == date(2025, 2, 28)


def months_set(goal, months, now=SET_AT, by=KEEPER):
    return operations.set_months(
        figure_code=goal.figure_code, due_on=goal.due_on, months=months, by=by, now=now
    )


def test_months_that_are_set_stand_and_those_between_are_computed_and_say_so(goal):
    a_monthly_goal(goal, 3, 10)
    months_set(goal, {6: 13, 9: None})
    (found,) = queries.plan_of(2025, TODAY).goals
    rows = {row.label: row for row in found.months}
    assert (rows["3 月"].planned, rows["3 月"].is_computed, rows["3 月"].behind) == (10, False, -1)
    # from 10 on 31 March to 13 on 30 June: 30 of 91 days are 0.989
    assert (rows["4 月"].planned, rows["4 月"].is_computed) == (Decimal("11.0"), True)
    # the tenth of June is no end of a month: 71 of 91 days are 2.34
    assert (rows["6 月"].planned, rows["6 月"].is_computed, rows["6 月"].goal.value) == (
        Decimal("12.3"),
        True,
        13,
    )
    # from 13 on 30 June to 22 on 31 December: 92 of 184 days are 4.5
    assert (rows["9 月"].planned, rows["9 月"].is_computed) == (Decimal("17.5"), True)
    assert (rows["12 月"].planned, rows["12 月"].is_computed) == (22, False)
    assert found.set_months == 2


def test_the_home_page_measures_against_the_same_path(goal):
    months_set(goal, {5: 10, 6: 10})
    (line,) = queries.progress(KEEPER, TODAY)
    assert line.planned == 10


def test_a_path_is_kept_as_it_was_known_and_a_month_can_be_taken_back(goal):
    months_set(goal, {6: 20})
    later = datetime(2025, 6, 1, tzinfo=UTC)
    (changed,) = months_set(goal, {6: 12, 7: None}, now=later)
    assert changed.value == 12
    then = AsOf(on=date(2025, 6, 30), known_at=datetime(2025, 5, 1, tzinfo=UTC))
    june = {as_of: queries.plan_of(2025, as_of).goals[0].months[5].planned for as_of in (then, TODAY)}
    assert june[then] == 20
    (emptied,) = months_set(goal, {6: None}, now=datetime(2025, 6, 2, tzinfo=UTC))
    assert emptied.value is None
    assert queries.path_of(goal, TODAY) == {}
    assert months_set(goal, {8: None}) == []
    entries = Entry.objects.filter(action="targets.set_months").order_by("pk")
    assert [one.summary for one in entries] == [
        "月度目标：6 月 20",
        "月度目标：6 月 12",
        "月度目标：全部推算",
    ]


@pytest.mark.parametrize(
    ("months", "words"),
    [
        ({3: 12, 6: 11}, "6 月的月度目标 11 低于前面月份的 12"),
        ({6: 23}, "高于年末目标 22"),
        ({6: -1}, "填 0 或更大"),
        ({12: 22}, "12 月就是年末目标"),
        ({0: 1}, "没有 0 月"),
        ({4: 9}, "4 月的月度目标 9 低于前面月份的 10"),
    ],
)
def test_a_path_that_falls_or_overshoots_is_refused_with_the_month(goal, months, words):
    a_monthly_goal(goal, 2, 10)
    with pytest.raises(UnableToPlan, match=words):
        months_set(goal, months)
    assert list(queries.path_of(goal, TODAY)) == [date(2025, 2, 28)]


def test_a_path_up_to_the_target_itself_and_level_months_are_allowed(goal):
    assert len(months_set(goal, {1: 10, 2: 10, 11: 22})) == 3


def test_only_the_bureau_gives_a_standing_year_end_target_a_path(goal):
    with pytest.raises(UnableToPlan, match="只有科技局"):
        months_set(goal, {6: 12}, by=an_actor(Role.TOWNSHIP_LEADER))
    with pytest.raises(UnableToPlan, match="没有找到要按月安排的目标"):
        operations.set_months(
            figure_code="gazelle_count", due_on=date(2025, 12, 31), months={6: 1}, by=KEEPER, now=SET_AT
        )
    for other in (
        a_target("unicorn_count", 1, kind=TargetKind.BREAKTHROUGH),
        a_target("gazelle_count", 5, due_on=date(2025, 6, 30)),
    ):
        with pytest.raises(UnableToPlan, match="期限在 12 月 31 日"):
            months_set(other, {3: 1})


def test_a_target_is_not_lowered_below_a_month_of_its_own_path(goal):
    a_monthly_goal(goal, 6, 15)
    with pytest.raises(UnableToSetTarget, match="6 月的月度目标 15 高于年末目标 14"):
        a_target("hnte_count", 14)
    assert queries.find_target("hnte_count", goal.due_on).value == 22


def test_the_months_are_counted_with_the_knowledge_of_the_question(goal):
    early = AsOf(on=date(2025, 6, 10), known_at=datetime(2025, 1, 16, tzinfo=UTC))
    late_comer = a_plain_firm(an_organisation(OrganisationKind.TOWNSHIP))
    a_recognition(
        late_comer,
        granted_on=date(2024, 12, 1),
        until=date(2027, 12, 1),
        now=datetime(2025, 5, 1, tzinfo=UTC),
    )
    january = {as_of: queries.plan_of(2025, as_of).goals[0].months[0].actual for as_of in (early, TODAY)}
    assert january == {early: 10, TODAY: 11}


def test_what_has_no_monthly_path_is_named_and_not_drawn(goal):
    a_target("unicorn_count", 1, kind=TargetKind.BREAKTHROUGH)
    plan = queries.plan_of(2025, TODAY)
    assert [one.figure_code for one in plan.without_path] == ["unicorn_count"]
    assert queries.plan_of(2026, TODAY).goals == ()


def test_an_action_is_numbered_changed_under_its_number_and_kept_as_it_was(goal):
    first, second = a_plan_action(budget_fen=40_000_000), a_plan_action("走访在库企业")
    assert (first.number, second.number) == (1, 2)
    operations.set_action(
        action=operations.Action(
            year=2025, number=1, text="逐家辅导", owner_id=first.owner_id, due_on=date(2025, 9, 30)
        ),
        by=KEEPER,
        now=datetime(2025, 3, 1, tzinfo=UTC),
    )
    plan = queries.plan_of(2025, TODAY)
    assert [(one.number, one.text) for one in plan.actions] == [(1, "逐家辅导"), (2, "走访在库企业")]
    assert (plan.budget_fen, plan.without_budget) == (0, 2)
    then = queries.plan_of(2025, AsOf(on=TODAY.on, known_at=datetime(2025, 2, 1, tzinfo=UTC)))
    assert (then.actions[0].budget_fen, then.budget_fen) == (40_000_000, 40_000_000)
    assert Entry.objects.filter(action="targets.set_action").count() == 3


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"text": " "}, "请写明举措"),
        ({"owner_id": 0}, "责任单位"),
        ({"due_on": date(2026, 1, 1)}, "不在 2025 年"),
        ({"budget_fen": -1}, "不能小于 0"),
        ({"number": 7}, "没有第 7 条"),
    ],
)
def test_an_action_that_cannot_stand_is_refused_in_words(changes, words):
    owner = an_organisation(OrganisationKind.BUREAU_SECTION)
    asked = {"year": 2025, "text": "辅导", "owner_id": owner.pk, "due_on": date(2025, 6, 30)} | changes
    with pytest.raises(UnableToPlan, match=words):
        operations.set_action(action=operations.Action(**asked), by=KEEPER, now=SET_AT)


def test_only_the_bureau_writes_the_plan():
    owner = an_organisation(OrganisationKind.BUREAU_SECTION)
    action = operations.Action(year=2025, text="辅导", owner_id=owner.pk, due_on=date(2025, 6, 30))
    with pytest.raises(UnableToPlan, match="只有科技局"):
        operations.set_action(action=action, by=an_actor(Role.TOWNSHIP_LEADER), now=SET_AT)
