"""Reasons against taking a batch back that only higher apps know: money paid from it, a decision standing on it.

An app registers its veto at start-up; every veto is asked before an undo, and the reasons are shown together.
"""

from __future__ import annotations

from collections.abc import Callable

from tidu.foundation.provenance.models import SourceBatch

Veto = Callable[[SourceBatch], list[str]]

_vetoes: list[Veto] = []


def register(check: Veto) -> Veto:
    """Add a veto: it returns Chinese sentences why the batch must stay, or an empty list."""
    if check not in _vetoes:
        _vetoes.append(check)
    return check


def reasons_against(batch: SourceBatch) -> list[str]:
    """Return every reason against undoing the batch."""
    return [reason for check in _vetoes for reason in check(batch)]
