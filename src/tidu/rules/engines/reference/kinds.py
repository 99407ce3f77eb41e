"""Telling a node by its kind: one function for each, found once and kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def by_kind(meaning: Any) -> Callable[[Any, Any], Any]:
    """Return a `singledispatch` function of two arguments as a plain one, which remembers what it found for a type.

    The library's own memory holds types weakly and costs as much as a simple node does; ours are never let go.
    """
    known = _Known(meaning.dispatch)

    def told(node: Any, around: Any) -> Any:
        return known[type(node)](node, around)

    return told


Meaning = Callable[[Any, Any], Any]


class _Known(dict[type, Meaning]):
    """The function of each type that has been asked for."""

    def __init__(self, dispatch: Callable[[type], Meaning]) -> None:
        super().__init__()
        self._dispatch = dispatch

    def __missing__(self, kind: type) -> Meaning:
        self[kind] = found = self._dispatch(kind)
        return found
