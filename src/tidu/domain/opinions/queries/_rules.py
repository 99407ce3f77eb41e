"""Deadlines: the rule of a day, the day it leads to, and the colour of what is left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tidu.domain.opinions.models import DeadlineRule, Extension, Opinion, OpinionRound
from tidu.domain.opinions.vocabulary import WARN_DAYS, DeadlineLight, DeadlineUnit, OpinionState
from tidu.foundation import clock
from tidu.foundation.calendar.months import months_after
from tidu.foundation.calendar.queries import WorkingCalendar
from tidu.foundation.clock import AsOf


def rules_on(as_of: AsOf) -> dict[str, DeadlineRule]:
    """Return the deadline rule in force on a day by source, in one query; a source without one is absent."""
    known = DeadlineRule.objects.known_at(as_of.known_at)
    found: dict[str, DeadlineRule] = {}
    for one in known.filter(valid_from_on__lte=as_of.on).order_by("valid_from_on"):
        found[one.source] = one
    return found


def rule_on(source: str, on: date) -> DeadlineRule | None:
    """Return the rule for an opinion of a source that is assigned on a day, None where none has been made."""
    return rules_on(AsOf(on=on)).get(source)


def deadline_rules() -> list[DeadlineRule]:
    """Return every rule that stands now, newest first within a source."""
    return list(DeadlineRule.objects.known_at(None).order_by("source", "-valid_from_on"))


def last_day(begin: date, amount: int, unit: str, working: WorkingCalendar) -> date:
    """Return the last day of a period that begins on a day, which itself is not counted; raise HolidaysMissing."""
    return months_after(begin, amount) if unit == DeadlineUnit.MONTHS else working.add(begin, amount)


@dataclass(frozen=True)
class Deadline:
    """Until when a round must be answered: the day it was given, and the one that more time granted leads to."""

    due_on: date
    in_force_on: date
    severe_on: date

    @property
    def is_extended(self) -> bool:
        """Return whether more time was granted."""
        return self.in_force_on != self.due_on

    def light(self, on: date, working: WorkingCalendar) -> str:
        """Return the colour on a day for a round that is not answered."""
        if on > self.in_force_on:
            return DeadlineLight.SEVERE if on >= self.severe_on else DeadlineLight.RED
        return DeadlineLight.YELLOW if self.days_left(on, working) <= WARN_DAYS else DeadlineLight.GREEN

    def days_left(self, on: date, working: WorkingCalendar) -> int:
        """Return the working days left, 0 on the last day, negative as soon as it is over."""
        return working.left(on, self.in_force_on)


def is_asked(opinion: Opinion, last: OpinionRound) -> bool:
    """Return whether the proposer is asked if a promise was kept; a question put aside unanswered still stands."""
    open_still = opinion.state in (OpinionState.FOLLOWING, OpinionState.CLOSED)
    return open_still and last.asked_again_at is not None and not last.solved


def answered_late(one: OpinionRound, extensions: list[Extension]) -> bool:
    """Return whether a round's answer came after its deadline; `extensions` are all of the round."""
    if one.answered_at is None:
        return False
    return clock.day_of(one.answered_at) > deadline_of(one, extensions).in_force_on


def deadline_of(one: OpinionRound, extensions: list[Extension]) -> Deadline:
    """Return a round's deadline with what was granted of `extensions` (all of the round)."""
    granted = [each for each in extensions if each.granted]
    if not granted:
        return Deadline(one.due_on, one.due_on, one.severe_on)
    last = max(granted, key=lambda each: each.until_on)
    return Deadline(one.due_on, last.until_on, last.severe_on)
