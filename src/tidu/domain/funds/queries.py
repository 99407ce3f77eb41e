"""What a year's fund has, what is spoken for and what is left; and which one-off awards firms have had."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from tidu.domain.enterprises import queries as enterprises
from tidu.domain.enterprises.models import Enterprise
from tidu.domain.enterprises.queries import StatedValue, ValueKey
from tidu.domain.funds.models import AwardPaid, FundLine, FundYear
from tidu.domain.funds.vocabulary import AWARD_FACTS, AWARD_VALUES, FundUse
from tidu.foundation.clock import AsOf
from tidu.foundation.provenance import queries as provenance

Record = tuple[str, int, str]

_FEN_PER_WAN = 1_000_000


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


@dataclass(frozen=True)
class Payment:
    """A one-off award that was paid, in fen, for the title of a day."""

    use: FundUse
    granted_on: date
    paid_on: date
    amount: int
    document: str
    pk: int

    @property
    def in_words(self) -> str:
        """The payment as 2020-06-18 拨付 15 万元（2019-09-16 认定，青科〔2020〕8号）."""
        paid = f"{self.paid_on} 拨付 {wan(self.amount)} 万元"
        return f"{paid}（{self.granted_on} 认定，{self.document}）"

    @property
    def record(self) -> Record:
        """What answers for its sum."""
        return (AwardPaid._meta.label, self.pk, "amount_fen")


def payments_to(enterprise_id: int, as_of: AsOf) -> list[Payment]:
    """Return the awards a firm had been paid by the day, as known at the moment of knowledge, the first one first."""
    rows = AwardPaid.objects.known_at(as_of.known_at).filter(
        enterprise_id=enterprise_id, paid_on__lte=as_of.on
    )
    return [
        Payment(FundUse(one.use), one.granted_on, one.paid_on, one.amount_fen, one.document, one.pk)
        for one in rows.order_by("paid_on", "pk")
    ]


@dataclass(frozen=True)
class StatedAward:
    """A one-off award that a firm was paid, with each value of its record as the firm may contest it: the sum first."""

    use: FundUse
    values: tuple[StatedValue, ...]


@dataclass(frozen=True)
class FirmLedger:
    """What the ledger of payments says of one firm: what it was paid, and whether anybody keeps the ledger at all."""

    awards: tuple[StatedAward, ...]
    is_kept: bool

    @property
    def facts(self) -> dict[str, bool]:
        """Return which one-off awards the firm had been paid, as `award_facts` does."""
        paid = {award.use for award in self.awards}
        return {fact: use in paid for fact, use in AWARD_FACTS.items()} if self.is_kept else {}


def firm_ledger(enterprise: Enterprise, as_of: AsOf) -> FirmLedger:
    """Return what a firm was paid by the day, the first one first, each value with its source; one query."""
    some = AwardPaid.objects.known_at(as_of.known_at).filter(paid_on__lte=as_of.on).order_by("pk")[:1]
    own_or_any = AwardPaid.objects.filter(Q(enterprise=enterprise) | Q(pk__in=some.values("pk")))
    found = [
        history
        for history in enterprises.grouped(own_or_any, as_of).values()
        if history[-1].paid_on <= as_of.on
    ]
    own = [history for history in found if history[-1].enterprise_id == enterprise.pk]
    own.sort(key=lambda history: (history[-1].paid_on, history[-1].pk))
    awards = tuple(
        StatedAward(FundUse(history[-1].use), tuple(_stated(history, name) for name in AWARD_VALUES))
        for history in own
    )
    return FirmLedger(awards, bool(found))


def stated_awards(enterprise: Enterprise, as_of: AsOf) -> tuple[StatedAward, ...]:
    """Return a firm's payments of one-off awards by the day, the first one first; one query."""
    return firm_ledger(enterprise, as_of).awards


def _stated(history: list[AwardPaid], field: str) -> StatedValue:
    paid = history[-1]
    key = ValueKey.of(paid, field)
    assert key is not None  # noqa: S101  # AWARD_VALUES are declared as values that can be corrected
    origin = provenance.origin_in(history, paid, field)
    return StatedValue(key, key.label, getattr(paid, field), origin, enterprises.record_of(paid, field))


def award_facts(enterprise_ids: Collection[int], as_of: AsOf) -> dict[int, dict[str, bool]]:
    """Return for each firm which one-off awards it had been paid by the day; asks once.

    While no payment at all is on record nobody has kept the ledger, so nothing is said: absent is unknown, not no.
    """
    paid = set(
        AwardPaid.objects.known_at(as_of.known_at)
        .filter(paid_on__lte=as_of.on)
        .values_list("enterprise_id", "use")
    )
    if not paid:
        return {enterprise_id: {} for enterprise_id in enterprise_ids}
    return {
        enterprise_id: {fact: (enterprise_id, use) in paid for fact, use in AWARD_FACTS.items()}
        for enterprise_id in enterprise_ids
    }


def wan(fen: int) -> str:
    """Return fen as 万元 without trailing noughts, for messages."""
    whole, rest = divmod(fen, _FEN_PER_WAN)
    return f"{whole:,}" if not rest else f"{whole:,}.{rest:06d}".rstrip("0")
