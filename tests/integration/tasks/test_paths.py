"""Whatever order people act in: nothing closes without evidence, a second person and its parts; no day is moved."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from typing import ClassVar

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tests.factories.accounts import an_actor, an_organisation
from tests.factories.calendar import the_shipped_years
from tests.factories.tasks import PHOTO
from tidu.domain.tasks import operations
from tidu.domain.tasks.models import Task
from tidu.domain.tasks.operations import Part, Said, UnableToMoveTask, UnableToOpenTask
from tidu.foundation.actors import OrganisationKind, Role
from tidu.foundation.clock import ZONE, day_of

OVER = {"CLOSED", "WITHDRAWN"}
PLACES = st.integers(min_value=0, max_value=5)
NEXT = {
    "OPEN": ("sign", "sign", "report", "withdraw"),
    "SIGNED": ("divide", "feed_back", "report", "report"),
    "DIVIDED": ("divide", "report", "feed_back"),
    "REPORTED": ("close", "close", "send_back", "withdraw"),
    "CLOSED": ("send_back", "report"),
    "WITHDRAWN": ("sign", "close"),
}
ACTS = sorted({act for acts in NEXT.values() for act in acts})


class Paths(RuleBasedStateMachine):
    """Owners and officers act on one task and its parts; the clock goes on by days."""

    reached: ClassVar[set[str]] = set()

    def __init__(self) -> None:
        super().__init__()
        self.frame = transaction.atomic()
        self.frame.__enter__()
        self.due: dict[int, object] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.frame.__exit__(None, None, None)

    @initialize()
    def open_the_task(self) -> None:
        self.now = datetime(2025, 5, 22, 9, 30, tzinfo=ZONE)
        self.unit = an_organisation(OrganisationKind.TOWNSHIP)
        self.section = an_organisation(OrganisationKind.BUREAU_SECTION)
        self.people = [
            an_actor(Role.TOWNSHIP_LEADER, organisation=self.unit),
            an_actor(Role.SECTION_CLERK, organisation=self.section),
            an_actor(Role.SECTION_CLERK, organisation=self.section),
            an_actor(Role.BUREAU_DIRECTOR),
        ]
        due_on = day_of(self.now) + timedelta(days=40)
        operations.open_task(
            title="办成", owner_id=self.unit.pk, due_on=due_on, by=self.people[1], now=self.now
        )

    @rule(task=PLACES, who=PLACES, choice=PLACES, wild=st.none() | st.sampled_from(ACTS), bare=st.booleans())
    def act(self, task: int, who: int, choice: int, wild: str | None, bare: bool) -> None:
        everything = list(Task.objects.order_by("pk"))
        one = everything[task % len(everything)]
        ways = NEXT[one.state]
        act = wild or ways[choice % len(ways)]
        by = self.people[who % len(self.people)] if wild else self._right(act, one)
        self.now += timedelta(hours=7 + choice)
        how = {"number": one.number, "by": by, "now": self.now}
        with suppress(UnableToMoveTask, UnableToOpenTask):
            getattr(self, f"_{act}")(how, one, bare and wild is not None)

    def _right(self, act, one):
        leader, clerk, checker, director = self.people
        owner = leader if one.owner_id == self.unit.pk else clerk
        return {"close": checker, "send_back": checker, "withdraw": director}.get(act, owner)

    def _sign(self, how, one, bare):
        operations.sign_task(**how)

    def _divide(self, how, one, bare):
        unit = self.section if one.pk % 2 else self.unit
        operations.divide_task(**how, parts=[Part("一部分", unit.pk, one.due_on - timedelta(days=1))])

    def _feed_back(self, how, one, bare):
        operations.feed_back(**how, said=Said("" if bare else "在办"))

    def _report(self, how, one, bare):
        operations.report_done(**how, text="已办", evidence=[] if bare else [PHOTO])

    def _close(self, how, one, bare):
        operations.close_task(**how)

    def _send_back(self, how, one, bare):
        operations.send_back(**how, reason="" if bare else "不实")

    def _withdraw(self, how, one, bare):
        operations.withdraw_task(**how, reason="重复")

    @invariant()
    def what_is_closed_has_evidence_a_second_person_and_no_part_that_goes_on(self) -> None:
        for one in Task.objects.filter(state="CLOSED").prefetch_related(
            "children", "reports__evidence", "steps"
        ):
            last = max(one.reports.all(), key=lambda report: report.number)
            (closing,) = (step for step in one.steps.all() if step.action == "close")
            assert last.accepted
            assert last.evidence.all()
            assert last.reported_by_id is not None
            assert closing.by_id is not None
            assert last.reported_by_id != closing.by_id
            assert {child.state for child in one.children.all()} <= OVER

    @invariant()
    def no_day_is_moved_and_the_story_is_whole(self) -> None:
        for one in Task.objects.prefetch_related("nodes", "steps"):
            Paths.reached.add(f"{one.state}{bool(one.parent_id):d}")
            days = (one.due_on, *sorted(node.planned_on for node in one.nodes.all()))
            assert self.due.setdefault(one.pk, days) == days
            assert max(one.steps.all(), key=lambda step: step.pk).state == one.state
            assert one.state == "WITHDRAWN" or (one.done_at is not None) == (
                one.state in {"REPORTED", "CLOSED"}
            )
            if one.state in {"REPORTED", "CLOSED"}:
                assert all(node.reached_on for node in one.nodes.all())


@pytest.mark.django_db
def test_every_path_keeps_the_proofs_and_the_days():
    the_shipped_years()
    run_state_machine_as_test(
        Paths,
        settings=settings(
            max_examples=5,
            stateful_step_count=40,
            derandomize=True,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    wanted = {"OPEN0", "SIGNED0", "DIVIDED0", "REPORTED0", "CLOSED0", "OPEN1", "CLOSED1"}
    assert wanted - Paths.reached == set()
    assert Paths.reached & {"WITHDRAWN0", "WITHDRAWN1"}
