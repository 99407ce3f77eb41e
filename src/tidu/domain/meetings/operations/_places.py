"""Rows in an order, by `position` from 1 on: taking a neighbour's place, and closing a gap."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from tidu.domain.meetings.models import AgendaItem, MeetingReport

Placed = TypeVar("Placed", AgendaItem, MeetingReport)
NOWHERE = 0
"""The place of a row while its neighbour moves: no two rows ever share one."""


def change_places(one: Placed, other: Placed) -> None:
    """Let two rows take each other's place."""
    here, there = one.position, other.position
    for row, position in ((one, NOWHERE), (other, here), (one, there)):
        row.position = position
        row.save(update_fields=["position"])


def close_up(rows: Iterable[Placed]) -> None:
    """Number rows from 1 on in the order in which they stand."""
    for position, row in enumerate(rows, start=1):
        if row.position != position:
            row.position = position
            row.save(update_fields=["position"])
