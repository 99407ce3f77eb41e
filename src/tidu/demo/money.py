"""The fund of the fictional county: what 2024 and 2025 have, what is spoken for, and what was paid. Money in fen.

Two firms that were recognised in 2019 and again in 2024 have had their award: it is paid once.

The subsidy for R&D is not among the reservations of 2025: its demand at the present rules exceeds what the other
uses leave, so the director has to try out rate and cap first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tidu.domain.funds.operations import Award
from tidu.domain.funds.vocabulary import FundUse

WAN = 1_000_000


@dataclass(frozen=True)
class Budget:
    """What a year has, by the county's budget."""

    year: int
    appropriated: int
    carried_in: int
    on: date
    title: str


@dataclass(frozen=True)
class Arrangement:
    """What some uses of a year hold and have been paid: use to (reserved, paid)."""

    year: int
    lines: Mapping[FundUse, tuple[int, int]]
    on: date


@dataclass(frozen=True)
class AwardOnRecord:
    """A firm's one-off award, paid before the bureau's records begin."""

    credit_code: str
    award: Award


AWARDED_ON, AWARDS_LOADED_ON = date(2020, 6, 18), date(2022, 1, 24)


def award_for_2019(credit_code: str, granted_on: date) -> AwardOnRecord:
    """Return the award of 15万 that a firm was paid for its certificate of 2019."""
    award = Award(FundUse.HNTE_NEW, granted_on, AWARDED_ON, 15 * WAN, "青科〔2020〕8号")
    return AwardOnRecord(credit_code, award)


BUDGETS = (
    Budget(2024, 1_500 * WAN, 82 * WAN, date(2024, 1, 22), "关于下达2024年度科技专项资金预算的通知"),
    Budget(2025, 1_800 * WAN, 120 * WAN, date(2025, 1, 20), "关于下达2025年度科技专项资金预算的通知"),
)

_DEMAND_2025: Mapping[FundUse, int] = {
    FundUse.HNTE_NEW: 220,
    FundUse.HNTE_AGAIN: 60,
    FundUse.PLATFORM: 190,
    FundUse.GAZELLE: 50,
    FundUse.CONTRACT: 60,
    FundUse.TENANCY: 30,
    FundUse.TALENT: 20,
}
"""Demand of the other policies at the present rules, in 万元."""

ARRANGEMENTS = (
    Arrangement(2024, {FundUse.UNDIVIDED: (0, 1_462 * WAN)}, date(2024, 12, 27)),
    Arrangement(2025, {use: (wan * WAN, 0) for use, wan in _DEMAND_2025.items()}, date(2025, 5, 28)),
)
