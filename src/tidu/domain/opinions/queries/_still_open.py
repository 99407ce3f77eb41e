"""What an occasion left open: items without an answer, and promises that are not kept yet, in words fit for guests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tidu.domain.opinions.models import Occasion, Opinion
from tidu.domain.opinions.queries._board import BoardLine, lines_of
from tidu.domain.opinions.queries._suggestions import wall_words
from tidu.domain.opinions.vocabulary import OPEN, SET_ASIDE, TASK_SOURCE, ResultClass
from tidu.domain.tasks import queries as tasks
from tidu.domain.tasks.vocabulary import TaskState
from tidu.foundation.clock import AsOf

OVER = (TaskState.CLOSED, TaskState.WITHDRAWN)


@dataclass(frozen=True)
class OpenItem:
    """An item of an earlier occasion: number, masked words, the unit (empty: nobody yet) and the day it is due."""

    number: str
    words: str
    unit: str
    until_on: date | None


@dataclass(frozen=True)
class LeftOpen:
    """How many final items an occasion had and how many have an answer; what has none, and promises not kept yet."""

    final: int
    answered: int
    waiting: tuple[OpenItem, ...]
    promised: tuple[OpenItem, ...]


def left_open(occasion: Occasion, as_of: AsOf) -> LeftOpen:
    """Return what is still open from an occasion today, in six queries."""
    found = Opinion.objects.filter(occasion=occasion).exclude(state__in=SET_ASIDE)
    final = lines_of(found.order_by("number"), as_of)
    waiting = [one for one in final if one.opinion.state in OPEN]
    promised = _unkept([one for one in final if one.opinion.state not in OPEN])
    words = wall_words([one.opinion for one in (*waiting, *promised)])
    return LeftOpen(
        final=len(final),
        answered=len(final) - len(waiting),
        waiting=tuple(
            _item(one, words, one.deadline.in_force_on if one.deadline else None) for one in waiting
        ),
        promised=tuple(_item(one, words, one.round.promised_on if one.round else None) for one in promised),
    )


def _unkept(answered: list[BoardLine]) -> list[BoardLine]:
    """Return the items whose standing answer promised something that nobody has closed."""
    found = [one for one in answered if one.round and one.round.result == ResultClass.B]
    led_to = tasks.tasks_of(TASK_SOURCE, [one.opinion.number for one in found])
    return [
        one for one in found if any(task.state not in OVER for task in led_to.get(one.opinion.number, ()))
    ]


def _item(one: BoardLine, words: dict[int, str], until_on: date | None) -> OpenItem:
    unit = "" if one.round is None or one.round.returned_at else one.lead_name
    return OpenItem(one.opinion.number, words[one.opinion.pk], unit, until_on)
