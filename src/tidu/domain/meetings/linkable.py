"""What a meeting may be linked to: rooms above this one say how their records are called, offered and shown.

Meetings never import upward; upper apps register themselves in `AppConfig.ready()`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from tidu.foundation.actors import Actor


class Named(Protocol):
    """How records are called."""

    def __call__(self, actor: Actor, keys: Collection[str], /) -> Mapping[str, str]:
        """Return the names of those records that the actor may see, by key, in one query."""


class Offered(Protocol):
    """Which records are offered."""

    def __call__(self, actor: Actor, /) -> Sequence[tuple[str, str]]:
        """Return keys and names of the records that the actor may link, the latest first."""


@dataclass(frozen=True)
class Linkable:
    """A kind of record: its Chinese name, the name of the page that shows one by its key, names and choices."""

    kind: str
    label: str
    page: str
    named: Named
    offered: Offered


_kinds: dict[str, Linkable] = {}


def register(linkable: Linkable) -> Linkable:
    """Add a kind; one registered for two raises ValueError at start-up."""
    if _kinds.setdefault(linkable.kind, linkable) != linkable:
        raise ValueError(f"linkable {linkable.kind!r} is registered twice")
    return linkable


def kinds() -> tuple[Linkable, ...]:
    """Return what can be linked, in the order of registration."""
    return tuple(_kinds.values())


def find(kind: str) -> Linkable | None:
    """Return a kind, None where its app is not installed."""
    return _kinds.get(kind)
