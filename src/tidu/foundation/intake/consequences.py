"""What taking a batch back would change elsewhere: apps above the stage register what they know.

An undo is rehearsed: carried out, looked at, and rolled back. An app registers a witness, which is called with the
batch before the rehearsal and returns what to ask inside it, after the undo; both only read.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tidu.foundation.clock import AsOf
from tidu.foundation.provenance.models import SourceBatch


@dataclass(frozen=True)
class Change:
    """One thing that would read otherwise: what it is, before and after, and the code of the figure, if it is one."""

    label: str
    before: str
    after: str
    figure: str = ""


@dataclass(frozen=True)
class Consequence:
    """What would change in one part of the house; `more` counts those not listed."""

    heading: str
    changes: tuple[Change, ...]
    more: int = 0


After = Callable[[], Consequence | None]
Witness = Callable[[SourceBatch, AsOf], After]

SHOWN = 40

_witnesses: list[Witness] = []


def register(witness: Witness) -> Witness:
    """Add a witness; what it returns is asked after the undo and answers None where nothing would change."""
    if witness not in _witnesses:
        _witnesses.append(witness)
    return witness


def watch(batch: SourceBatch, as_of: AsOf) -> list[After]:
    """Call every witness before an undo."""
    return [witness(batch, as_of) for witness in _witnesses]


def consequence(heading: str, changes: list[Change]) -> Consequence | None:
    """Return the changes under a heading, the first of them listed; None where there are none."""
    if not changes:
        return None
    return Consequence(heading, tuple(changes[:SHOWN]), max(len(changes) - SHOWN, 0))
