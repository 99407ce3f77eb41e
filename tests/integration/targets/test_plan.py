"""The year's plan: a straight path by month beside the figures, as known; actions with money, owner and history."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from tests.factories.accounts import an_actor, an_organisation
from tests.factories.enterprises import a_recognition
from tests.factories.pool import a_plain_firm
from tests.factories.targets import KEEPER, SET_AT, a_plan_action, a_target
from tidu.domain.targets import operations, queries
from tidu.domain.targets.operations import UnableToPlan
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


def test_the_path_runs_straight_by_days_and_the_figures_stand_beside_it(goal):
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
