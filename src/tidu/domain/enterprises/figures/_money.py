"""Sums of what firms report: R&D of all, and output, tax and jobs of those that are technology firms."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from operator import attrgetter
from typing import Any

from tidu.domain.enterprises.figures._answers import Counting, whole_register, why_incomplete
from tidu.domain.enterprises.figures._counts import PARAMETERS
from tidu.domain.enterprises.models import YearlyFacts
from tidu.domain.enterprises.queries import KnownFirm, Population
from tidu.domain.enterprises.vocabulary import TECH_ENTERPRISE_KINDS
from tidu.foundation.clock import AsOf
from tidu.foundation.figures.answers import not_yet, refuse_unknown_place, unknown
from tidu.foundation.figures.arithmetic import wan_yuan
from tidu.foundation.figures.model import Answer, Answering, Figure, Question, Row
from tidu.foundation.figures.vocabulary import FigureKind

_Firms = tuple[Population, Iterable[KnownFirm]]


def _everybody(question: Question, as_of: AsOf) -> _Firms:
    """Return the firms in the county, or in the place asked, on a day."""
    population = whole_register(question)
    return population, population.here(as_of.on, question.place)


def _technology_firms(question: Question, as_of: AsOf) -> _Firms:
    """Return those of them that hold a title of a technology firm on the day."""
    counting = Counting.of(question, as_of, TECH_ENTERPRISE_KINDS)
    held = {title.enterprise_id for title in counting.held(TECH_ENTERPRISE_KINDS)}
    return counting.population, [counting.population.firms[one] for one in held]


@dataclass(frozen=True)
class _Sum:
    """A sum over firms: `field` of `YearlyFacts` in display unit by `shown`; `label` names what is missing."""

    field: str
    label: str
    firms: Callable[[Question, AsOf], _Firms]
    shown: Callable[[int], int | Decimal]

    def answer(self, figure: Figure, question: Question) -> Answer:
        """Sum over the firms at the year's end; without a year, of the last closed one."""
        year = question.year or question.as_of.on.year - 1
        question = replace(question, year=year)
        if (as_of := question.point) is None:
            return not_yet(figure, question)
        if reason := why_incomplete(year):
            return unknown(figure, question, reason, as_of)
        rows = self._rows(question, as_of, year)
        known = [row.value for row in rows if row.value is not None]
        if not rows:
            refuse_unknown_place(question)
        if not known:
            reason = f"没有 {year} 年度的{self.label}。请向统计部门或企业索取并导入“年度数据”表。"
            return replace(unknown(figure, question, reason, as_of), rows=rows, missing=len(rows))
        return Answer(
            figure=figure,
            question=question,
            value=sum(known, start=self.shown(0)),
            rows=rows,
            missing=len(rows) - len(known),
            on_label=f"{year} 年 · {as_of.label}",
        )

    def _rows(self, question: Question, as_of: AsOf, year: int) -> list[Row]:
        """Return one row per firm, 缺数 where the year's figure is not known; at most three queries.

        Of a finished year only figures that reach December count.
        """
        population, firms = self.firms(question, as_of)
        is_over = year < question.as_of.on.year
        rows = []
        for firm in sorted(firms, key=attrgetter("credit_code")):
            stated = population.stated(year).get(firm.enterprise_id)
            if stated and is_over and stated["through_month"] != 12:
                stated = None
            rows.append(self._row(firm, stated, as_of))
        return rows

    def _row(self, firm: KnownFirm, stated: Any, as_of: AsOf) -> Row:
        place = firm.place_on(as_of.on)
        amount, months = (stated[self.field], stated["through_month"]) if stated else (None, 12)
        return Row(
            key=firm.credit_code,
            label=firm.name_on(as_of.on),
            value=None if amount is None else self.shown(amount),
            detail="" if months == 12 else f"截至 {months} 月",
            credit_code=firm.credit_code,
            place_id=place.id if place else None,
            record=(YearlyFacts._meta.label, stated["pk"], self.field) if stated else None,
        )


def _figure(code: str, name: str, unit: str, definition: str, answer: Answering) -> Figure:
    return Figure(
        code=code,
        name=name,
        unit=unit,
        kind=FigureKind.PERIOD,
        definition=definition,
        source="企业年度数据表",
        answer=answer,
        parameters=PARAMETERS,
        decimals=0 if unit == "人" else 2,
    )


_TECH = "口径同“科技型企业数”的法人企业（年末持证、属地在本县）当年"
_MISSING = "合计，不含集团合并数；缺数的企业不计入并列出家数。"

FIGURES = (
    replace(
        _figure(
            "rd_expense_total",
            "企业研发投入",
            "万元",
            f"年末属地在本县的法人企业当年 R&D 经费内部支出（统计口径）{_MISSING}",
            _Sum("rd_statistical_fen", " R&D 经费内部支出", _everybody, wan_yuan).answer,
        ),
        aliases=("F08",),
        public=True,
    ),
    _figure(
        "tech_revenue_total",
        "科技型企业营业收入",
        "万元",
        f"{_TECH}销售收入{_MISSING}",
        _Sum("revenue_fen", "科技型企业销售收入", _technology_firms, wan_yuan).answer,
    ),
    _figure(
        "tech_tax_total",
        "科技型企业税收",
        "万元",
        f"{_TECH}实缴税费{_MISSING}",
        _Sum("tax_paid_fen", "科技型企业实缴税费", _technology_firms, wan_yuan).answer,
    ),
    _figure(
        "tech_staff_total",
        "科技型企业从业人员",
        "人",
        f"{_TECH}职工总数（全年月平均）{_MISSING}",
        _Sum("staff_average", "科技型企业职工总数", _technology_firms, int).answer,
    ),
)
