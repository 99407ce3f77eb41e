"""A value that people point at, in words: what stands, what is proposed, with the names of places and states."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from tidu.domain.enterprises.queries import ValueKey
from tidu.foundation.accounts import queries as accounts
from tidu.interfaces.kit import wording

OUTSIDE = "县外"
PLACE = "place_id"


class Words:
    """Puts stored values into words; names of places that are not at hand are read once, when one is told."""

    def __init__(self, at_hand: Mapping[int, str] | None = None) -> None:
        self._at_hand = at_hand or {}

    @cached_property
    def places(self) -> dict[int, str]:
        """Return the county's townships and parks; one query."""
        return {place.pk: place.name for place in accounts.places()}

    def of(self, key: ValueKey, value: Any) -> str:
        """Return a stored value of this kind as people read it; 缺数 for nothing, 县外 for no place.

        Where no record at all can be meant, its absence is told in the record's own words.
        """
        if value is None and key.nothing:
            return key.nothing
        if key.field == PLACE:
            return OUTSIDE if value is None else self._at_hand.get(value) or self.places.get(value, OUTSIDE)
        return wording.stored(key.field, value, dict(key.stored.flatchoices))
