"""What cannot be true of facts, by themselves or beside one another."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Final

from tidu.rules.model.kinds import LARGEST_FACT, FactValue, InvalidFacts

_MOST_TIMES: Final = 100


@dataclass(frozen=True, kw_only=True)
class Sanity:
    """What cannot be true of some facts: below `least`, above `most`, more than `times` another fact `of`, or ahead.

    Bounds are in the engine's unit. A part (`times` up to 1) of nothing is nothing, a multiple of nothing says nothing,
    and neither does a relation to less than nothing. With `not_ahead` the facts are days of what has happened, which
    cannot lie after the day of judgement. A cell that fails is judged unknown with `says` as the reason.
    Valid on [valid_from_on, valid_until_on).
    """

    id: str
    facts: tuple[str, ...]
    says: str
    least: int | None = None
    most: int | None = None
    times: Fraction = Fraction(1)
    of: str = ""
    not_ahead: bool = False
    valid_from_on: datetime.date
    valid_until_on: datetime.date | None = None
    last_checked_on: datetime.date

    def __post_init__(self) -> None:
        bounded = self.least is not None or self.most is not None
        if [bounded, bool(self.of), self.not_ahead].count(True) != 1:
            raise InvalidFacts(
                f"合理性检查 {self.id} 须写界限（least、most）、关系（at_most）或 not_ahead，且只写一种"
            )
        if not (0 < self.times.numerator <= _MOST_TIMES and self.times.denominator <= _MOST_TIMES):
            raise InvalidFacts(f"合理性检查 {self.id} 的倍数须大于零，且分子分母都不超过 {_MOST_TIMES}")

    @cached_property
    def _parts(self) -> tuple[int, int]:
        return self.times.numerator, self.times.denominator

    @cached_property
    def least_limit(self) -> int:
        """The smallest value of `of` that a relation speaks of: a firm may spend on R&D before it sells anything."""
        return 0 if self.times <= 1 else 1

    def covers(self, day: datetime.date) -> bool:
        """Return whether the check applies to a case judged on the day."""
        return self.valid_from_on <= day and (self.valid_until_on is None or day < self.valid_until_on)

    def denies(
        self, value: FactValue | None, row: Mapping[str, FactValue | None], as_of: datetime.date
    ) -> bool:
        """Return whether a value of one of the facts cannot be true on the day, beside the other values of its row."""
        if type(value) is not int:
            return self.not_ahead and isinstance(value, datetime.date) and value > as_of
        if self.of:
            limit = row.get(self.of)
            if type(limit) is not int or limit < self.least_limit:
                return False
            times, parts = self._parts
            return value * parts > limit * times
        return (self.least is not None and value < self.least) or (
            self.most is not None and value > self.most
        )


def bounds(checks: Iterable[Sanity]) -> tuple[int, int, tuple[Sanity, ...]]:
    """Return the narrowest bounds that any check of a fact sets, and its checks that are no bounds."""
    own = [one for one in checks if not one.of and not one.not_ahead]
    least = max((one.least for one in own if one.least is not None), default=-LARGEST_FACT)
    most = min((one.most for one in own if one.most is not None), default=LARGEST_FACT)
    return least, most, tuple(one for one in checks if one.of or one.not_ahead)
