"""Rules about yearly figures: unit slips, impossible parts, missing years."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final

from tidu.domain.enterprises.vocabulary import COUNT_FACTS, MONEY_FACTS, RecognitionKind
from tidu.domain.quality.rules._model import Finding, FirmSeen, QualityRule, declare
from tidu.domain.quality.vocabulary import OwnerKind

FEN_PER_WAN = 1_000_000
SLIPS: Final = (1_000, 10_000)
"""千元 or 万元 taken for 元, or the other way round."""

WITHIN: Final = 3
"""How far from an exact slip a jump may be and still look like one: the year's own growth lies in it."""

STEADY: Final = (
    "revenue_fen",
    "total_income_fen",
    "total_cost_fen",
    "total_assets_fen",
    "rd_book_fen",
    "rd_hnte_fen",
)
"""Amounts that do not change a thousandfold in a year; profit and tax may."""

PARTS: Final = (
    ("hightech_income_fen", "total_income_fen"),
    ("rd_hnte_domestic_fen", "rd_hnte_fen"),
    ("rd_staff", "staff_average"),
    ("tech_staff", "staff_average"),
    ("net_assets_fen", "total_assets_fen"),
)
"""A part and the whole that it cannot exceed."""

RD_FIGURES: Final = ("rd_book_fen", "rd_hnte_fen", "rd_deductible_fen", "rd_statistical_fen")
NEEDED_OF_HOLDERS: Final = ("revenue_fen", "staff_average", "rd_hnte_fen")
YEARS_LOOKED_AT: Final = 3

_LABELS = {**MONEY_FACTS, **COUNT_FACTS}


def unit_slips(firms: Sequence[FirmSeen], _on: date) -> Iterator[Finding]:
    """Find amounts about 1,000 or 10,000 times those of the year before, or a thousandth or ten-thousandth."""
    for firm in firms:
        for year in sorted(firm.years):
            for field in STEADY:
                now, past = firm.years[year].get(field), firm.years.get(year - 1, {}).get(field)
                if (times := slip_between(now, past)) is not None:
                    yield Finding(
                        firm.enterprise_id,
                        f"{year}|{field}",
                        f"{year} 年{_LABELS[field]}与上年相差约 {times:,} 倍，"
                        "疑似把元、千元、万元弄混。请核对原表的单位。",
                        ((f"{year - 1} 年", _shown(field, past)), (f"{year} 年", _shown(field, now))),
                    )


def slip_between(now: int | None, past: int | None) -> int | None:
    """Return which slip a jump looks like, None for none; the smaller one where it looks like both."""
    if not now or not past or now < 0 or past < 0:
        return None
    large, small = max(now, past), min(now, past)
    near = (slip for slip in SLIPS if small * slip <= large * WITHIN and large <= small * slip * WITHIN)
    return next(near, None)


def impossible_parts(firms: Sequence[FirmSeen], _on: date) -> Iterator[Finding]:
    """Find parts above their whole: R&D staff above staff, high-tech income above income."""
    for firm in firms:
        for year, facts in sorted(firm.years.items()):
            for part, whole in PARTS:
                small, large = facts.get(part), facts.get(whole)
                if small is not None and large is not None and small > large:
                    yield Finding(
                        firm.enterprise_id,
                        f"{year}|{part}",
                        f"{year} 年{_LABELS[part]}大于{_LABELS[whole]}。请核对这两个数。",
                        ((_LABELS[part], _shown(part, small)), (_LABELS[whole], _shown(whole, large))),
                    )


def research_above_revenue(firms: Sequence[FirmSeen], _on: date) -> Iterator[Finding]:
    """Find R&D above a revenue that is known and above nought: a young firm may have it, mostly a unit is wrong."""
    for firm in firms:
        for year, facts in sorted(firm.years.items()):
            revenue = facts.get("revenue_fen")
            for field in RD_FIGURES:
                spent = facts.get(field)
                if spent is not None and revenue is not None and spent > revenue:
                    yield Finding(
                        firm.enterprise_id,
                        f"{year}|{field}",
                        f"{year} 年{_LABELS[field]}大于销售收入。初创企业可能如此，否则请核对单位和口径。",
                        (
                            (_LABELS[field], _shown(field, spent)),
                            ("销售收入", _shown("revenue_fen", revenue)),
                        ),
                    )


def missing_years(firms: Sequence[FirmSeen], on: date) -> Iterator[Finding]:
    """Find closed years, of the last three, through which a firm was here and of which nothing is on record."""
    for firm in firms:
        if firm.closed or firm.here_since is None:
            continue
        for year in range(on.year - YEARS_LOOKED_AT, on.year):
            existed = (firm.registered_on or firm.here_since) < date(year, 1, 1)
            if (
                existed
                and firm.here_since <= date(year, 12, 31)
                and year not in firm.years
                and _reported(on, year)
            ):
                yield Finding(
                    firm.enterprise_id,
                    str(year),
                    f"缺 {year} 年度数据。请向企业索取后从“数据导入”载入。",
                    (("有数据的年度", "、".join(map(str, sorted(firm.years))) or "无"),),
                )


def holders_without_facts(firms: Sequence[FirmSeen], on: date) -> Iterator[Finding]:
    """Find holders of a certificate or number whose last closed year lacks what their title rests on."""
    year = on.year - 1
    for firm in firms:
        kinds = [kind for kind in (RecognitionKind.HNTE, RecognitionKind.SME_NUMBER) if firm.holds(kind, on)]
        if not kinds or firm.here_since is None or year not in firm.years:
            continue
        lacking = [_LABELS[field] for field in NEEDED_OF_HOLDERS if firm.years[year].get(field) is None]
        if lacking:
            titles = "、".join(str(kind.label) for kind in kinds)
            yield Finding(
                firm.enterprise_id,
                str(year),
                f"{titles}的 {year} 年{'、'.join(lacking)}缺数，无法核对称号条件。请补报。",
                (("有效称号", titles), ("缺数", "、".join(lacking))),
            )


def missing_research(firms: Sequence[FirmSeen], on: date) -> Iterator[Finding]:
    """Find firms here whose last closed year is on record without its R&D: what rests on it stays unknown."""
    year = on.year - 1
    for firm in firms:
        if firm.here_since is None or firm.closed or "rd_book_fen" not in firm.years.get(year, {}):
            continue
        if firm.years[year]["rd_book_fen"] is None:
            yield Finding(
                firm.enterprise_id,
                str(year),
                f"{year} 年研发费用缺数：研发补助和培育判断都因此未知。没有研发的请填 0。",
                (("销售收入", _shown("revenue_fen", firm.years[year].get("revenue_fen"))),),
            )


def _reported(on: date, year: int) -> bool:
    """Return whether a year's tables are due: those of last year from July on, after the year's accounts are filed."""
    return year < on.year - 1 or on >= date(on.year, 7, 1)


def _shown(field: str, value: int | None) -> str:
    """Return a value in words, exact to the fen."""
    if value is None:
        return "缺数"
    if field in MONEY_FACTS:
        whole, rest = divmod(abs(value), FEN_PER_WAN)
        sign = "-" if value < 0 else ""
        return f"{sign}{whole:,}.{rest:06d}".rstrip("0").rstrip(".") + " 万元"
    return f"{value:,}"


def amounts() -> Iterable[QualityRule]:
    """Return the rules about yearly figures."""
    return (
        QualityRule("unit_slip", "疑似单位错误", "金额与上年相差约一千倍或一万倍（三倍以内）", unit_slips),
        QualityRule(
            "part_above_whole", "部分大于整体", "研发人员多于职工、高新收入多于总收入等", impossible_parts
        ),
        QualityRule(
            "rd_above_revenue", "研发费用大于收入", "任一口径的研发费用大于销售收入", research_above_revenue
        ),
        QualityRule(
            "missing_year",
            "缺年度数据",
            "近三个完整年度在本县而没有数据的年度",
            missing_years,
            working_days=20,
        ),
        QualityRule("missing_research", "缺研发费用", "上年数据在册而研发费用缺数", missing_research),
        QualityRule(
            "holder_without_facts",
            "持证企业缺数",
            "有效高企、科小的上年收入、职工或高企口径研发费用缺数",
            holders_without_facts,
            OwnerKind.BUREAU,
            working_days=5,
        ),
    )


declare(*amounts())
