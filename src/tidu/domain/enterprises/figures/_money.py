"""Sums of what firms report."""

from __future__ import annotations

from dataclasses import replace
from operator import attrgetter

from tidu.domain.enterprises.figures._answers import whole_register
from tidu.domain.enterprises.figures._counts import PARAMETERS
from tidu.domain.enterprises.models import YearlyFacts
from tidu.domain.enterprises.queries import Population
from tidu.foundation.clock import AsOf
from tidu.foundation.figures.answers import not_yet, refuse_unknown_place, unknown
from tidu.foundation.figures.arithmetic import wan_yuan
from tidu.foundation.figures.model import Answer, Figure, Question, Row
from tidu.foundation.figures.vocabulary import FigureKind

_FIELD = "rd_statistical_fen"


def _rd_expense(figure: Figure, question: Question) -> Answer:
    """Sum the statistical R&D of firms in the county at the year's end; without a year, of the last closed one."""
    year = question.year or question.as_of.on.year - 1
    question = replace(question, year=year)
    if (as_of := question.point) is None:
        return not_yet(figure, question)
    rows = _rows(question, as_of, year)
    known = [row for row in rows if row.value is not None]
    if not rows:
        refuse_unknown_place(question)
    if not known:
        reason = f"没有 {year} 年度的 R&D 经费内部支出。请向统计部门或企业索取并导入“年度数据”表。"
        return replace(unknown(figure, question, reason, as_of), rows=rows, missing=len(rows))
    return Answer(
        figure=figure,
        question=question,
        value=sum((wan for row in known if not isinstance(wan := row.value, bool | None)), start=wan_yuan(0)),
        rows=rows,
        missing=len(rows) - len(known),
        on_label=f"{year} 年 · {as_of.label}",
    )


def _rows(question: Question, as_of: AsOf, year: int) -> list[Row]:
    """Return one row per firm in the county, 缺数 where the year's figure is not known; two queries.

    Of a finished year only figures that reach December count.
    """
    population = whole_register(question) or Population(as_of.known_at)
    facts = YearlyFacts.objects.known_at(as_of.known_at).filter(year=year)
    if year < question.as_of.on.year:
        facts = facts.filter(through_month=12)
    stated = {
        row["enterprise_id"]: row for row in facts.values("enterprise_id", "pk", _FIELD, "through_month")
    }
    rows = []
    for firm in sorted(population.here(as_of.on, question.place), key=attrgetter("credit_code")):
        place, row = firm.place_on(as_of.on), stated.get(firm.enterprise_id)
        fen, months = (row[_FIELD], row["through_month"]) if row else (None, 12)
        rows.append(
            Row(
                key=firm.credit_code,
                label=firm.name_on(as_of.on),
                value=None if fen is None else wan_yuan(fen),
                detail="" if months == 12 else f"截至 {months} 月",
                credit_code=firm.credit_code,
                place_id=place.id if place else None,
                record=(YearlyFacts._meta.label, row["pk"], _FIELD) if row else None,
            )
        )
    return rows


FIGURES = (
    Figure(
        code="rd_expense_total",
        name="企业研发投入",
        unit="万元",
        kind=FigureKind.PERIOD,
        definition=(
            "年末属地在本县的法人企业当年 R&D 经费内部支出（统计口径）合计，不含集团合并数；"
            "缺数的企业不计入并列出家数。"
        ),
        source="企业年度数据表",
        answer=_rd_expense,
        parameters=PARAMETERS,
        aliases=("F08",),
        decimals=2,
        public=True,
    ),
)
