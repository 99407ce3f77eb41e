"""The navigation of the shell, declared by the rooms and shown by role."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tidu.foundation.actors import Actor
from tidu.interfaces.kit.roles import Roles


@dataclass(frozen=True)
class Entry:
    """One way of the navigation: `name` is the URL name, `key` the letter after `g` that jumps there."""

    name: str
    label: str
    roles: Roles
    key: str = ""
    group: str = ""


_entries: dict[str, Entry] = {}


def declare(entries: Iterable[Entry]) -> None:
    """Add entries in their order.

    Raises ValueError for a name declared twice, and for a key letter of two entries that one role is shown.
    """
    for entry in entries:
        standing = _entries.get(entry.name)
        if standing not in (None, entry):
            raise ValueError(f"navigation entry {entry.name!r} is declared twice")
        if any(_collide(entry, other) for other in _entries.values()):
            raise ValueError(f"navigation key {entry.key!r} is taken twice")
        _entries[entry.name] = entry


def _collide(one: Entry, other: Entry) -> bool:
    """Return whether somebody who presses a key might mean either."""
    return bool(one.key) and one.key == other.key and one != other and bool(one.roles & other.roles)


def entries_for(actor: Actor | None) -> list[Entry]:
    """Return the entries that one of the actor's roles opens."""
    if actor is None:
        return []
    return [entry for entry in _entries.values() if actor.has_role(*entry.roles)]


def everything() -> list[Entry]:
    """Return all entries, in their order."""
    return list(_entries.values())
