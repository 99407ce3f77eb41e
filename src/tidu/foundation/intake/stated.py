"""What rows state, kept small: rows that state the same fields share their names, and each keeps its values only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Places = Mapping[str, int]
"""Where the value of each field stands; its order is that of the fields."""


class Stated(Mapping[str, Any]):
    """The values of a row by field."""

    __slots__ = ("_places", "_values")

    def __init__(self, places: Places, values: tuple[Any, ...]) -> None:
        self._places, self._values = places, values

    def __getitem__(self, name: str) -> Any:
        return self._values[self._places[name]]

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._values)

    def as_dict(self) -> dict[str, Any]:
        """Return the values on their own."""
        return dict(zip(self._places, self._values, strict=True))


class Shapes:
    """The names of fields that rows have in common, each kept once."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, ...], Places] = {}

    def keep(self, values: Mapping[str, Any]) -> Stated:
        """Return values kept small."""
        names = tuple(values)
        places = self._known.get(names)
        if places is None:
            places = self._known[names] = {name: place for place, name in enumerate(names)}
        return Stated(places, tuple(values.values()))
