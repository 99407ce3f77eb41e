"""A year of the fund for tests, set through the room's own operations."""

from __future__ import annotations

from datetime import UTC, date, datetime

from tidu.domain.enterprises.models import Enterprise
from tidu.domain.funds import operations
from tidu.domain.funds.models import AwardPaid, FundLine, FundYear
from tidu.domain.funds.vocabulary import FundUse
from tidu.foundation.actors import Actor, system

WAN = 1_000_000
SET_AT = datetime(2025, 1, 20, 1, 0, tzinfo=UTC)
KEEPER = system("测试经办")


def a_fund_year(year: int = 2025, appropriated: int = 1_800, carried_in: int = 120) -> FundYear:
    """Return a year with these sums in 万元."""
    operations.set_budget(
        year=year,
        appropriated_fen=appropriated * WAN,
        carried_in_fen=carried_in * WAN,
        by=KEEPER,
        now=SET_AT,
    )
    return FundYear.objects.known_at(None).get(year=year)


def a_fund_line(use: str, reserved: int = 0, paid: int = 0, *, year: int = 2025) -> FundLine:
    """Return a use of a year that is on record, sums in 万元."""
    operations.set_lines(year=year, lines={use: (reserved * WAN, paid * WAN)}, by=KEEPER, now=SET_AT)
    return FundLine.objects.known_at(None).get(year=year, use=use)


def an_award_paid(
    enterprise: Enterprise,
    use: str = FundUse.HNTE_NEW,
    *,
    granted_on: date = date(2019, 9, 16),
    paid_on: date = date(2020, 6, 18),
    amount: int = 15,
    by: Actor = KEEPER,
    now: datetime = datetime(2025, 6, 9, 1, 0, tzinfo=UTC),
) -> AwardPaid:
    """Return a one-off award of a sum in 万元 that a firm was paid."""
    award = operations.Award(use, granted_on, paid_on, amount * WAN, "青科〔2020〕8号")
    operations.record_award(enterprise=enterprise, award=award, by=by, now=now)
    return AwardPaid.objects.known_at(None).get(enterprise=enterprise, use=use, granted_on=granted_on)
