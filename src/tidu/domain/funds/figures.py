"""Figures of the fund: what a year has, what is spoken for, what is paid and what is left."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tidu.domain.funds import queries
from tidu.domain.funds.queries import Account
from tidu.foundation.figures import registry
from tidu.foundation.figures.arithmetic import wan_yuan
from tidu.foundation.figures.model import Answer, Answering, Figure, Question, Row
from tidu.foundation.figures.vocabulary import FigureKind, ParameterKind

Parts = Callable[[Account], Sequence[Row]]


def declare() -> None:
    """Register them."""
    for code, name, kind, definition, parts in _FIGURES:
        registry.register(
            Figure(
                code=code,
                name=name,
                unit="万元",
                kind=kind,
                definition=definition,
                source="科技专项资金台账（每笔附来源批次和经办人）",
                answer=_summing(parts),
                parameters=(ParameterKind.YEAR.value,),
                decimals=2,
            )
        )


def _summing(parts: Parts) -> Answering:
    """Return the answer that sums some rows of a year's account; without a year, of the as-of day's."""

    def answer(figure: Figure, question: Question) -> Answer:
        year = question.year or question.as_of.on.year
        label = f"{year} 年 · {question.as_of.label}"
        account = queries.account(year, question.as_of)
        if account is None:
            reason = f"没有 {year} 年的科技专项资金预算。请登记预算和结转。"
            return Answer(figure, question, value=None, reason=reason, on_label=label)
        rows = parts(account)
        value = sum((row.value for row in rows if row.value is not None), start=wan_yuan(0))
        return Answer(figure, question, value=value, rows=rows, on_label=label)

    return answer


def _budget(account: Account) -> list[Row]:
    record = account.record("appropriated_fen")
    return [Row(f"{account.year}/budget", "当年预算", wan_yuan(account.appropriated), record=record)]


def _carried_in(account: Account) -> list[Row]:
    record = account.record("carried_in_fen")
    return [Row(f"{account.year}/carried-in", "上年结转", wan_yuan(account.carried_in), record=record)]


def _available(account: Account) -> list[Row]:
    return [*_budget(account), *_carried_in(account)]


def _lines(field: str, sign: int = 1) -> Parts:
    def rows(account: Account) -> list[Row]:
        held = {"reserved": "占用", "paid": "拨付"}[field]
        return [
            Row(
                key=f"{account.year}/{line.use}/{field}",
                label=f"{line.use.label}（{held}）",
                value=wan_yuan(sign * getattr(line, field)),
                record=line.record(f"{field}_fen"),
            )
            for line in account.lines
            if getattr(line, field)
        ]

    return rows


def _left(account: Account) -> list[Row]:
    """What is there, and what is taken from it as negative rows."""
    return [*_available(account), *_lines("reserved", -1)(account), *_lines("paid", -1)(account)]


_FIGURES: tuple[tuple[str, str, FigureKind, str, Parts], ...] = (
    (
        "fund_budget",
        "科技专项资金当年预算",
        FigureKind.PERIOD,
        "所问年度预算安排的科技专项资金，不含上年结转。",
        _budget,
    ),
    (
        "fund_carried_in",
        "科技专项资金上年结转",
        FigureKind.PERIOD,
        "从上一年度结转到所问年度的科技专项资金。",
        _carried_in,
    ),
    (
        "fund_available",
        "科技专项资金可用合计",
        FigureKind.PERIOD,
        "所问年度的预算与上年结转之和。",
        _available,
    ),
    (
        "fund_reserved",
        "科技专项资金占用",
        FigureKind.POINT,
        "已安排用途、尚未拨付的科技专项资金，按用途列出。",
        _lines("reserved"),
    ),
    (
        "fund_paid",
        "科技专项资金拨付",
        FigureKind.CUMULATIVE,
        "所问年度已拨付的科技专项资金，按用途列出。",
        _lines("paid"),
    ),
    (
        "fund_left",
        "科技专项资金结余",
        FigureKind.POINT,
        "可用合计减去占用和拨付；减项以负数列出。",
        _left,
    ),
)
