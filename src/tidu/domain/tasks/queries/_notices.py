"""The ladder of reminders: which step of it a day asks for, whom it reaches, and what a person has been told."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol, TypeVar

from tidu.domain.tasks.models import Task, TaskHelper, TaskNotice
from tidu.domain.tasks.supervision import LadderStep
from tidu.domain.tasks.vocabulary import HEAD_POST, OWNERS, Rung
from tidu.foundation import clock
from tidu.foundation.accounts.models import Organisation, RoleAssignment
from tidu.foundation.actors import Actor, OrganisationKind, Role

DIGEST_DAYS = 30


class Owed(Protocol):
    """Something owed by a unit (or a person of it) and watched by a section: a task, a report of a meeting."""

    @property
    def owner(self) -> Organisation:
        """The unit that owes it."""

    @property
    def owner_id(self) -> int:
        """Its key."""

    @property
    def person_id(self) -> int | None:
        """The person named, None where the unit as a whole owes it."""

    @property
    def section(self) -> Organisation | None:
        """The section that keeps an eye on it."""

    @property
    def section_id(self) -> int | None:
        """Its key."""


Asked = TypeVar("Asked", bound=Owed)


@dataclass(frozen=True)
class Digest:
    """Everything that a person was told on one day."""

    on: date
    notices: tuple[TaskNotice, ...]


@dataclass(frozen=True)
class Reached:
    """Who holds which post at which unit on a day: the people that reminders reach."""

    posts: tuple[RoleAssignment, ...]

    def people(self, task: Owed, rung: str) -> frozenset[int]:
        """Return the ids of the people that a step of the ladder reaches for a task, or for another thing owed.

        The owner is the person named, else the unit's; a section without a head is reminded as a whole, and where
        no section keeps an eye on the task or nobody is in it, the bureau's leaders are reminded.
        """
        if rung == Rung.OWNER:
            if task.person_id is not None:
                return frozenset({task.person_id})
            return self.at(task.owner_id) or self._leaders()
        if rung == Rung.HEAD and task.section_id is not None:
            heads = self.at(task.section_id, HEAD_POST)
            return heads or self.at(task.section_id) or self._leaders()
        return self._leaders()

    def helping(self, unit_ids: Iterable[int], rung: str) -> frozenset[int]:
        """Return the ids of the people of helping units: they are told whenever the owner is, and never blamed."""
        if rung != Rung.OWNER:
            return frozenset()
        return frozenset().union(*(self.at(one) for one in unit_ids))

    def stand_in(self, task: Owed, rung: str, *, what: str = "任务") -> str:
        """Return in words why others are told than a step of the ladder names, empty where it reaches its own."""
        if rung == Rung.OWNER and task.person_id is None and not self.at(task.owner_id):
            return f"{task.owner.short_name}没有在岗人员，改为提醒局领导"
        if rung == Rung.HEAD:
            if task.section is None:
                return f"{what}没有归口股室，改为提醒局领导"
            if not self.at(task.section_id or 0):
                return f"{task.section.short_name}没有在岗人员，改为提醒局领导"
            if not self.at(task.section_id or 0, HEAD_POST):
                return f"{task.section.short_name}没有{HEAD_POST}，改为提醒全股"
        return ""

    def at(self, unit_id: int, post: str = "") -> frozenset[int]:
        """Return the ids of the people who work at a unit, with a post that ends so if one is named."""
        return frozenset(
            one.person_id
            for one in self.posts
            if one.organisation_id == unit_id and one.post_title.endswith(post)
        )

    def _leaders(self) -> frozenset[int]:
        return frozenset(
            one.person_id
            for one in self.posts
            if one.role == Role.BUREAU_DIRECTOR and one.organisation.kind == OrganisationKind.BUREAU
        )


def reached_on(day: date, roles: Collection[str] = OWNERS) -> Reached:
    """Return the people in posts on a day, those who act for units that own tasks or hold other roles; one query."""
    held = RoleAssignment.objects.in_force_on(day).filter(role__in=roles)
    return Reached(tuple(held.select_related("organisation")))


def climbed(
    owed: Iterable[tuple[Asked, datetime, date]],
    ladder: tuple[LadderStep, ...],
    reached: Reached,
    today: date,
) -> list[tuple[Asked, LadderStep, frozenset[int]]]:
    """Return what has come to a step of the ladder, each with the last step and the people that it reaches: nobody may.

    `owed` are the things owed, each with when it was asked for and the day on which it is due.
    """
    steps = [(one, _ladder_step(opened_at, due_on, ladder, today)) for one, opened_at, due_on in owed]
    return [(one, step, reached.people(one, step.to)) for one, step in steps if step is not None]


def _ladder_step(
    opened_at: datetime, due_on: date, ladder: tuple[LadderStep, ...], today: date
) -> LadderStep | None:
    """Return the last step of the ladder that something due has come to, None before the first.

    A step whose day lay on or before the day of opening is left out; one that a day without the job missed is
    made up for, unless a later one has come.
    """
    opened_on = clock.day_of(opened_at)
    come = [step for step in ladder if opened_on < due_on + timedelta(days=step.days) <= today]
    return max(come, key=lambda step: step.days, default=None)


def helpers_by_task(task_ids: Collection[int]) -> dict[int, list[int]]:
    """Return the ids of the units that help with each task, in one query."""
    found: dict[int, list[int]] = {}
    for task_id, unit_id in TaskHelper.objects.filter(task__in=task_ids).values_list("task_id", "unit_id"):
        found.setdefault(task_id, []).append(unit_id)
    return found


def given(tasks: Mapping[int, Task]) -> set[tuple[int, int, int | None]]:
    """Return which steps of the ladder were given already: task, person and days."""
    told = TaskNotice.objects.filter(task__in=tasks, days__isnull=False)
    return set(told.values_list("task_id", "person_id", "days"))


def digests(actor: Actor, now: datetime) -> list[Digest]:
    """Return what a person was told in the last 30 days, one digest a day, the newest first; one query."""
    told = TaskNotice.objects.filter(
        person__user=actor.user_id, heard_at__lte=now, heard_at__gt=now - timedelta(days=DIGEST_DAYS)
    )
    by_day: dict[date, list[TaskNotice]] = {}
    related = ("task__owner", "asked__report__place")
    for one in told.select_related(*related).order_by("-heard_at", "task__due_on", "pk"):
        by_day.setdefault(clock.day_of(one.heard_at), []).append(one)
    return [Digest(on, tuple(notices)) for on, notices in by_day.items()]
