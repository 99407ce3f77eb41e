"""What the questions of one asker share: each record is read once for all of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar, cast

P = ParamSpec("P")
T = TypeVar("T")


class Shared:
    """Readings of the records, each by what was read and with which arguments (which must be hashable).

    It lives as long as the asker's own answer, a page or a document, and never longer: a change of the records
    between two questions is not seen. Who changes them between two rounds of questions takes a new one.
    """

    def __init__(self) -> None:
        self._readings: dict[Any, object] = {}

    def once(self, read: Callable[P, T], *args: P.args, **named: P.kwargs) -> T:
        """Return `read(*args, **named)`, called the first time only."""
        key = (read, args, tuple(sorted(named.items())))
        if key not in self._readings:
            self._readings[key] = read(*args, **named)
        return cast("T", self._readings[key])
