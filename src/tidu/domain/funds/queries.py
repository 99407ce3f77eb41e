"""What a year's fund has, what is spoken for, and what is left."""

from __future__ import annotations

from dataclasses import dataclass

from tidu.domain.funds.models import FundLine, FundYear
from tidu.domain.funds.vocabulary import FundUse
from tidu.foundation.clock import AsOf

Record = tuple[str, int, str]


@dataclass(frozen=True)
class Line:
    """One use of a year's money, in fen."""

    use: FundUse
    reserved: int
    paid: int
    pk: int

    def record(self, field: str) -> Record:
        """Return what answers for one of its sums."""
        return (FundLine._meta.label, self.pk, field)


@dataclass(frozen=True)
class Account:
    """A year of the fund as known at a moment, in fen."""

    year: int
    appropriated: int
    carried_in: int
    lines: tuple[Line, ...]
    pk: int

    @property
    def available(self) -> int:
        """What the year has: its budget and what was carried in."""
        return self.appropriated + self.carried_in

    @property
    def reserved(self) -> int:
        """What is spoken for and not yet paid."""
        return sum(line.reserved for line in self.lines)

    @property
    def paid(self) -> int:
        """What has been paid."""
        return sum(line.paid for line in self.lines)

    @property
    def left(self) -> int:
        """What nobody has spoken for."""
        return self.available - self.reserved - self.paid

    def left_for(self, use: str) -> int:
        """Return what one use can still have: the year's money less what other uses hold and what this one paid."""
        return self.left + sum(line.reserved for line in self.lines if line.use == use)

    def record(self, field: str) -> Record:
        """Return what answers for the budget or the carry-over."""
        return (FundYear._meta.label, self.pk, field)


def account(year: int, as_of: AsOf) -> Account | None:
    """Return a year of the fund as known at the moment of knowledge, None where no budget is on record."""
    found = FundYear.objects.known_at(as_of.known_at).filter(year=year).first()
    if found is None:
        return None
    lines = FundLine.objects.known_at(as_of.known_at).filter(year=year)
    order = {use: place for place, use in enumerate(FundUse)}
    kept = sorted(lines, key=lambda line: order[FundUse(line.use)])
    return Account(
        year=year,
        appropriated=found.appropriated_fen,
        carried_in=found.carried_in_fen,
        lines=tuple(Line(FundUse(one.use), one.reserved_fen, one.paid_fen, one.pk) for one in kept),
        pk=found.pk,
    )
