"""Telling a node by its kind: one function for each, found once and kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def by_kind(meaning: Any) -> Callable[[Any, Any], Any]:
    """Return a `singledispatch` function of two arguments as a plain one, which remembers what it found for a type.

    The library's own memory holds types weakly and costs as much as a simple node does; ours are never let go.
    """
    known: dict[type, Callable[[Any, Any], Any]] = {}

    def told(node: Any, around: Any) -> Any:
        kind = type(node)
        found = known.get(kind)
        if found is None:
            found = known[kind] = meaning.dispatch(kind)
        return found(node, around)

    return told
