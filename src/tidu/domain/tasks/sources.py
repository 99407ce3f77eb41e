"""Where tasks come from: an app that makes promises says how its records are called and shown, and hears when one ends.

Tasks never import upward; upper apps register themselves in `AppConfig.ready()`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from tidu.foundation.actors import Actor


class Ended(Protocol):
    """What the app of a source does when a task of it is closed or withdrawn; called in the same transaction."""

    def __call__(self, *, key: str, task_number: str, kept: bool, by: Actor, now: datetime) -> None:
        """Take note: `kept` tells a promise that was kept from one that was withdrawn."""


@dataclass(frozen=True)
class TaskSource:
    """A kind of record that tasks come from: its Chinese name, and the name of the page that shows one by its key."""

    kind: str
    label: str
    page: str
    ended: Ended


_sources: dict[str, TaskSource] = {}


def register(source: TaskSource) -> TaskSource:
    """Add a source; a kind registered for two raises ValueError at start-up."""
    if _sources.setdefault(source.kind, source) != source:
        raise ValueError(f"task source {source.kind!r} is registered twice")
    return source


def find(kind: str) -> TaskSource | None:
    """Return the source of a kind, None for a task that no record led to or whose app is not installed."""
    return _sources.get(kind)
