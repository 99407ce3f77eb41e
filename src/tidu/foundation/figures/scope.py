"""Which rows of an answer a person may see. The value never depends on it: only the rows shown do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tidu.foundation.actors import Actor
from tidu.foundation.figures.model import Answer, Row


@dataclass(frozen=True)
class ShownRows:
    """The rows in a person's scope, and how many are not."""

    rows: Sequence[Row]
    hidden: int

    @property
    def note(self) -> str:
        """Return the sentence about rows left out, empty when there are none."""
        return f"其中 {self.hidden} 行不在您的权限内。" if self.hidden else ""


def shown_to(actor: Actor, answer: Answer) -> ShownRows:
    """Return the rows of an answer that `actor` may see: all, or those of the own places and firms."""
    rows = [row for row in answer.rows if may_see(actor, row)]
    return ShownRows(rows=rows, hidden=len(answer.rows) - len(rows))


def may_see(actor: Actor, row: Row) -> bool:
    """Return whether a row lies in the actor's scope; a row of no firm and no place is everybody's."""
    if actor.sees_whole_county or not (row.credit_code or row.place_id):
        return True
    return row.credit_code in actor.credit_codes or row.place_id in actor.place_ids
