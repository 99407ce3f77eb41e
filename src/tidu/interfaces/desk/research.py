"""R&D and tax: what to keep in order, an estimate of the super deduction line by line, and other tax benefits."""

from __future__ import annotations

from typing import Any

from django.urls import path, reverse

from tidu.domain.rulebook import queries as rulebook
from tidu.domain.rulebook.queries import EstimateSheet
from tidu.domain.rulebook.vocabulary import BenefitKind
from tidu.interfaces.desk.firm import FirmPage
from tidu.interfaces.kit.judging import JudgingPage
from tidu.interfaces.kit.levers import Field
from tidu.rules import Ternary

GATHERING, DEDUCTION, TAX = "tax.rd_base", "tax.super_deduction", "tax.income_tax"
SHEETS = (GATHERING, DEDUCTION, TAX)
HEADINGS = {
    GATHERING: "第一步：归集研发费用",
    DEDUCTION: "第二步：加计扣除额",
    TAX: "第三步：企业所得税",
}


class ResearchPage(JudgingPage, FirmPage):
    """The R&D ledger's checklist, the estimate, and the tax benefits with each condition hit or missed."""

    title = "研发与税收"
    section = "desk-research"
    template_name = "desk/research.html"

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the sheets filled with what is on record and what was typed."""
        typed = self.request.GET
        fields = rulebook.estimate_fields(SHEETS, self.facts, self.as_of)
        wrong = ""
        try:
            values = rulebook.read_tried([one for own in fields.values() for one in own], typed)
        except rulebook.UnableToTry as error:
            values, wrong = {}, str(error)
        sheets = rulebook.estimate(SHEETS, self.facts, self.as_of, values)
        lines = rulebook.benefits(self.facts, self.as_of).lines
        return {
            "lead": f"按 {self.as_of.on.year - 1} 年度估算，结果以税务机关为准；只是试算，不保存。",
            "trail": [("首页", reverse("home"))],
            "wrong": wrong,
            "year": self.as_of.on.year - 1,
            "sheets": [
                (HEADINGS[one.rule.code], one, [Field.of(lever, typed) for lever in one.fields])
                for one in sheets
            ],
            "checklist": checklist(sheets),
            "benefits": [one for one in lines if one.kind is BenefitKind.TAX],
        }


def checklist(sheets: list[EstimateSheet]) -> list[tuple[str, str, str, str]]:
    """Return what to keep in order: the state, the condition's name, its sentence and next step, its source.

    The items are the conditions of gathering and deducting as the packs cite them; nothing is asked for that no
    document asks.
    """
    words = {Ternary.YES: "符合", Ternary.NO: "不符合", Ternary.UNKNOWN: "待填"}
    return [
        (
            words[found.verdict],
            found.label,
            " ".join(filter(None, (f"{found.says}。", found.next_step))),
            found.law,
        )
        for sheet in sheets
        if sheet.rule.code in (GATHERING, DEDUCTION)
        for found in sheet.verdict.clauses
    ]


urlpatterns = [path("research/", ResearchPage.as_view(), name="desk-research")]
