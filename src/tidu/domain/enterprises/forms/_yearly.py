"""The form of yearly facts: one row per firm and fiscal year."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from tidu.domain.enterprises import operations
from tidu.domain.enterprises.forms._common import (
    CREDIT_CODE,
    NAME_BESIDE_CODE,
    KnownFirms,
    credit_code_fault,
    firms_of,
    register_faults,
    statement_of,
    writers,
)
from tidu.domain.enterprises.models import YearlyFacts
from tidu.domain.enterprises.vocabulary import (
    COUNT_FACTS,
    EXPORTS_FIELD,
    EXPORTS_LABEL,
    MONEY_FACTS,
    FactsStatus,
)
from tidu.foundation.actors import Actor
from tidu.foundation.clock import ZONE
from tidu.foundation.intake.cells import displayed
from tidu.foundation.intake.forms import (
    Answer,
    CellKind,
    Fault,
    FieldSpec,
    Form,
    RowCheck,
    RowRead,
    RowToLoad,
    Setting,
)
from tidu.foundation.intake.vocabulary import Severity
from tidu.foundation.provenance import operations as provenance_operations
from tidu.foundation.provenance.models import SourceBatch
from tidu.foundation.provenance.queries import chunks

_HEADERS: dict[str, tuple[str, ...]] = {
    "revenue_fen": ("营业收入", "主营业务收入", "销售额", "销售（营业）收入", "年销售收入"),
    "total_income_fen": ("总收入",),
    "hightech_income_fen": ("高新技术产品收入", "高新技术产品（服务）收入额", "高品收入"),
    "rd_statistical_fen": (
        "R&D经费内部支出",
        "R&D经费支出",
        "R&D经费",
        "研发经费内部支出",
        "R&D内部经费支出",
        "R&D投入",
    ),
    "rd_book_fen": ("账面研发费用", "研发费用（财务报表）", "利润表研发费用"),
    "rd_hnte_fen": ("研究开发费用（高企）", "高企口径研发费用", "研发费用（高企口径）"),
    "rd_hnte_domestic_fen": ("境内研究开发费用（高企口径）", "境内研发费用（高企口径）", "境内研究开发费用"),
    "rd_deductible_fen": ("加计扣除研发费用", "研发费用加计扣除基数", "研发费用（税前加计扣除）"),
    "total_cost_fen": ("成本费用",),
    "net_profit_fen": ("净利润额", "利润净额"),
    "tax_paid_fen": ("实缴税金", "上缴税金", "纳税额", "缴税总额"),
    "total_assets_fen": ("总资产", "资产合计"),
    "net_assets_fen": ("净资产额", "所有者权益", "所有者权益合计"),
    "total_liabilities_fen": ("总负债", "负债合计"),
    EXPORTS_FIELD: (EXPORTS_LABEL, "出口额", "出口创汇", "出口总额"),
    "staff_average": (
        *("职工总数", "从业人员平均人数", "全年平均职工数", "职工人数", "职工数"),
        *("从业人员", "从业人员数", "从业人数", "员工数", "员工人数", "员工总数"),
    ),
    "tech_staff": ("科技人员", "科技活动人员数", "科技人员数量"),
    "rd_staff": ("研发人员", "R&D人员", "R&D人员数", "研发人员数量"),
    "ip_class1": ("Ⅰ类知识产权", "I类知识产权数", "一类知识产权数", "Ⅰ类知识产权数"),
    "ip_class2": ("Ⅱ类知识产权", "II类知识产权数", "二类知识产权数", "Ⅱ类知识产权数"),
}
_SIGNED = frozenset({"net_profit_fen", "net_assets_fen"})

_UNCLEAR = "有四种口径的研发费用，请在表头写明是统计、账面、高企还是加计扣除口径，或指定列对应"
UNCLEAR_HEADERS = dict.fromkeys(("研发费用", "研究开发费用", "研发投入", "研发经费"), _UNCLEAR)

YEAR = FieldSpec(
    "year", "年度", CellKind.YEAR, headers=("年份", "会计年度", "数据年度", "所属年度"), required=True
)
STATUS = FieldSpec(
    "status",
    "状态",
    CellKind.CHOICE,
    headers=("数据状态",),
    choices={label: value for value, label in FactsStatus.choices},
    may_be_unknown=False,
    hint="不填按“初步”",
)
THROUGH_MONTH = FieldSpec(
    "through_month",
    "数据截至月份",
    CellKind.COUNT,
    headers=("截至月份",),
    may_be_unknown=False,
    hint="全年数据不填",
)
FIELDS = (
    CREDIT_CODE,
    NAME_BESIDE_CODE,
    YEAR,
    STATUS,
    THROUGH_MONTH,
    *(
        FieldSpec(name, label, CellKind.MONEY, headers=_HEADERS[name], unit="万元", signed=name in _SIGNED)
        for name, label in MONEY_FACTS.items()
    ),
    FieldSpec(
        EXPORTS_FIELD, "出口额（海关口径）", CellKind.USD, headers=_HEADERS[EXPORTS_FIELD], unit="万美元"
    ),
    *(FieldSpec(name, label, CellKind.COUNT, headers=_HEADERS[name]) for name, label in COUNT_FACTS.items()),
)
_STORED = ("year", "status", "through_month", *MONEY_FACTS, EXPORTS_FIELD, *COUNT_FACTS)

_PARTS = (
    ("rd_staff", "staff_average"),
    ("tech_staff", "staff_average"),
    ("hightech_income_fen", "total_income_fen"),
    ("rd_hnte_domestic_fen", "rd_hnte_fen"),
)
"""Pairs of a part and its whole: the part cannot be larger."""

_STEADY = (
    "revenue_fen",
    "total_income_fen",
    "rd_statistical_fen",
    "rd_book_fen",
    "rd_hnte_fen",
    "rd_deductible_fen",
    "total_cost_fen",
    "total_assets_fen",
)
"""Amounts that do not change a thousandfold in a year; profit and tax may."""

_NOTHING = (None,) * len(_STEADY)
_ASKED = 5_000
"""How many records are asked for at a time, so that few are held in memory."""

_RD = ("rd_statistical_fen", "rd_book_fen", "rd_hnte_fen", "rd_deductible_fen")
_SLIPS = {1_000: ("元", "千元"), 10_000: ("元", "万元")}
_LEAST_SLIP = min(_SLIPS)
UNIT_SLIP, RIGHT, WRONG = "unit_slip", "right", "wrong"
_SPECS = {spec.name: spec for spec in FIELDS}
_LABELS = {spec.name: spec.label for spec in FIELDS}


def _key_of(values: Mapping[str, Any]) -> str:
    code, year = values.get("credit_code"), values.get("year")
    return f"{code}|{year}" if code and year else ""


def _standing(keys: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Return the facts that stand under these keys: one query for each 500 firms."""
    wanted = set(keys)
    years = {int(key.partition("|")[2]) for key in wanted}
    found: dict[str, dict[str, Any]] = {}
    for part in chunks(sorted({key.partition("|")[0] for key in wanted})):
        facts = YearlyFacts.objects.known_at(None).filter(enterprise__credit_code__in=part, year__in=years)
        for values in facts.values("enterprise__credit_code", *_STORED):
            values["credit_code"] = values.pop("enterprise__credit_code")
            if (key := _key_of(values)) in wanted:
                found[key] = values
    return found


def _check(values: Mapping[str, Any], standing: Mapping[str, Any] | None) -> list[Fault]:
    """Return faults between the columns of a row: parts above their whole, a month that is none."""
    merged = {**(standing or {}), **values}
    faults = []
    for part, whole in _PARTS:
        if part not in values and whole not in values:
            continue
        small, large = merged.get(part), merged.get(whole)
        if small is not None and large is not None and small > large:
            reason = (
                f"“{_LABELS[part]}”大于“{_LABELS[whole]}”{_on_record(merged, {part, whole} - values.keys())}"
            )
            faults.append(Fault(part, "part_above_whole", reason, "请核对这两个数"))
    faults += _more_rd_than_revenue(values, merged) + _more_rd_than_booked(values, merged)
    month = values.get("through_month")
    if month is not None and not 1 <= month <= 12:
        faults.append(Fault("through_month", "not_a_month", f"“{month}”不是月份", "请填 1 到 12"))
    return faults


def _on_record(merged: Mapping[str, Any], unstated: set[str]) -> str:
    """Return the words for what a row was compared with though it does not state it."""
    said = "、".join(
        f"“{_LABELS[name]}” {displayed(_SPECS[name], merged[name])}" for name in sorted(unstated)
    )
    return f"（{said} 是现有记录，不在本表）" if said else ""


def _more_rd_than_revenue(values: Mapping[str, Any], merged: Mapping[str, Any]) -> list[Fault]:
    """Return warnings of R&D above revenue: a young firm may have it, most often a column or unit is wrong."""
    revenue = merged.get("revenue_fen")
    if revenue is None:
        return []
    return [
        Fault(
            name,
            "rd_above_revenue",
            f"“{_LABELS[name]}”大于“{_LABELS['revenue_fen']}”",
            "初创企业可能如此，否则请核对列和单位",
            Severity.WARNING,
        )
        for name in _RD
        if name in values and (merged[name] or 0) > revenue
    ]


def _more_rd_than_booked(values: Mapping[str, Any], merged: Mapping[str, Any]) -> list[Fault]:
    """Return warnings of R&D by a narrower count above the books: columns swapped, or R&D kept as an asset."""
    booked = merged.get("rd_book_fen")
    if booked is None:
        return []
    return [
        Fault(
            name,
            "rd_above_book",
            f"“{_LABELS[name]}”大于“{_LABELS['rd_book_fen']}”",
            "有资本化的研发支出时可能如此，否则请核对是否填错了列",
            Severity.WARNING,
        )
        for name in ("rd_hnte_fen", "rd_deductible_fen")
        if (name in values or "rd_book_fen" in values) and (merged.get(name) or 0) > booked
    ]


def _survey(rows: Sequence[RowRead], setting: Setting) -> RowCheck:
    """Return the check of a row against the register, the business day and the year before."""
    firms = firms_of(rows)
    slips = _slips_against_year_before(rows)

    def check(row: RowRead) -> list[Fault]:
        suspected = _answered_slips(slips(row), setting.answer(row.key, UNIT_SLIP))
        return register_faults(row, firms) + _year_faults(row, firms, setting.now) + suspected

    return check


def _year_faults(row: RowRead, firms: KnownFirms, now: datetime) -> list[Fault]:
    """Return what is wrong about the year itself: to come, not over yet, or before the firm was."""
    year, this_year = int(row.values["year"]), now.astimezone(ZONE).year
    if year > this_year:
        return [Fault("year", "in_future", f"{year} 年还没有到", "请核对年度")]
    if year == this_year and row.values.get("status") == FactsStatus.FINAL:
        return [Fault("status", "not_over", f"{year} 年还没有结束，不能是终核数", "请把状态改为“初步”")]
    firm = firms.get(row.values["credit_code"])
    if firm and firm.registered_on and year < firm.registered_on.year:
        reason = f"这家企业 {firm.registered_on} 才成立"
        return [Fault("year", "before_start", reason, "请核对年度、代码和成立日期", Severity.WARNING)]
    return []


def _answered_slips(suspected: list[Fault], answer: str) -> list[Fault]:
    """Return what is left of suspected slips: questions, nothing once found right, faults once found wrong."""
    if answer == RIGHT:
        return []
    if answer == WRONG:
        return [replace(one, severity=Severity.FAULT, answers=()) for one in suspected]
    return suspected


def _slips_against_year_before(rows: Sequence[RowRead]) -> Callable[[RowRead], list[Fault]]:
    """Return the check of amounts that are about 1,000 or 10,000 times those of the year before, or a part of them.

    The year before is what the same file says of it, else what stands.
    """
    wanted = {_before(row.key) for row in rows}
    before: dict[str, tuple[int | None, ...]] = {}
    for part in chunks(sorted(wanted), _ASKED):
        for key, stands in _standing(part).items():
            before[key] = tuple(stands.get(name) for name in _STEADY)
    for row in rows:
        if row.key in wanted:
            stood, said = before.get(row.key, _NOTHING), row.values
            before[row.key] = tuple(map(said.get, _STEADY, stood))

    def check(row: RowRead) -> list[Fault]:
        past = before.get(_before(row.key))
        if past is None:
            return []
        said = row.values
        return [
            fault
            for name, was in zip(_STEADY, past, strict=True)
            if (fault := _slip(name, said.get(name), was))
        ]

    return check


def _before(key: str) -> str:
    """Return the key of the same firm a year earlier."""
    code, _, year = key.partition("|")
    return f"{code}|{int(year) - 1}"


def _slip(name: str, now: int | None, past: int | None) -> Fault | None:
    """Return the question of an amount whose size looks like another unit, within a factor of three."""
    if not now or not past or now < 0 or past < 0:
        return None
    large, small = (now, past) if now > past else (past, now)
    if large * 3 < small * _LEAST_SLIP:
        return None
    for slip, (lesser, greater) in _SLIPS.items():
        if small * slip <= large * 3 and large <= small * slip * 3:
            times = f"{round(large / small):,}"
            stated, before = displayed(_SPECS[name], now), displayed(_SPECS[name], past)
            size = f"上年 {before} 的 {times} 倍" if now > past else f"上年 {before} 的 1/{times}"
            if now > past:
                taken, meant = f"{lesser}当成了{greater}", now // slip
            else:
                taken, meant = f"{greater}当成了{lesser}", now * slip
            reason = (
                f"疑似单位错误：“{_LABELS[name]}”{stated}，约为{size}；"
                f"若是把{taken}，应为 {displayed(_SPECS[name], meant)}"
            )
            return Fault(
                name,
                UNIT_SLIP,
                reason,
                "请核对元、千元、万元",
                Severity.QUESTION,
                (Answer(RIGHT, "核对过，数没有错"), Answer(WRONG, "单位错了，退回改正")),
            )
    return None


def _load(rows: Sequence[RowToLoad], by: Actor, now: datetime) -> None:
    operations.record_yearly_facts(statements=[statement_of(row) for row in rows], by=by, now=now)


def _undo(batch: SourceBatch, by: Actor, now: datetime) -> None:
    provenance_operations.withdraw_batch(models=(YearlyFacts,), batch=batch, by=by, now=now)


FORM = Form(
    code="yearly_facts",
    name="企业年度数据表",
    description="一行一家企业一个年度：收入、四种口径的研发费用、人员、知识产权、出口。",
    fields=FIELDS,
    label_field="name",
    key_of=_key_of,
    standing=_standing,
    check=_check,
    survey=_survey,
    load=_load,
    undo=_undo,
    options=(YEAR, STATUS, THROUGH_MONTH),
    credit_code_fault=credit_code_fault,
    unclear_headers=UNCLEAR_HEADERS,
    writers=writers((YearlyFacts,), lambda facts: f"{facts.enterprise.credit_code}|{facts.year}"),
)
