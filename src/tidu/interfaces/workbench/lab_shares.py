"""Money that is short: which firm gets how much under each way of sharing it out, and who gets nothing and why."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, Final

from django import forms
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import path, reverse

from tidu.domain.funds.queries import Account, Record
from tidu.domain.rulebook import queries
from tidu.domain.rulebook.queries import Rationing, Share, Simulation
from tidu.domain.rulebook.vocabulary import RULE_USES, RationingWay, ShareOutcome
from tidu.foundation import clock
from tidu.foundation.audit import operations as audit
from tidu.interfaces.kit import exports, wording
from tidu.interfaces.kit.forms import PlainForm
from tidu.interfaces.kit.pages import Page
from tidu.interfaces.kit.roles import STAFF
from tidu.interfaces.workbench.lab_asked import Asked
from tidu.rules import InvalidRule, Kind
from tidu.rules.language.values import read_setting
from tidu.rules.model.show import cut

LISTED: Final = 300
"""Rows shown; the file has them all."""

HEADERS: Final = ("企业", "统一社会信用代码", "属地", "应得（元）", "分得（元）", "少得（元）", "说明")


class SharesForm(PlainForm):
    """How the money is shared out, and how much of it."""

    way = forms.ChoiceField(
        label="分配办法",
        choices=RationingWay.choices,
        initial=RationingWay.PRO_RATA,
        widget=forms.RadioSelect,
    )
    money = forms.CharField(
        label="要分的钱（万元）",
        max_length=20,
        help_text="不改就按本项可用；可以只拿出一部分来分",
    )
    listing = forms.CharField(
        label="受理名单或评分",
        required=False,
        max_length=600_000,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
        help_text="先到先得：按受理先后，一行一家。按分：企业后面空一格写分数。"
        "写企业全称或统一社会信用代码，可从表格里整列粘贴。按比例不用名单。",
    )

    def clean_money(self) -> int:
        """Return the money in fen."""
        try:
            found = read_setting(f"{self.cleaned_data['money'].replace(',', '').strip()}万元", Kind.MONEY)
        except InvalidRule:
            raise forms.ValidationError("“要分的钱”要写成万元的数，例如 1290 或 1290.5。") from None
        if found < 0 or found.denominator != 1:
            raise forms.ValidationError("“要分的钱”不能小于 0，也不能比一分钱还细。")
        return int(found)


class Shares(Page):
    """The money of one policy shared out. Nothing is written; a list of applications travels with the form alone."""

    section = "lab"
    roles = STAFF
    not_found = (queries.UnableToSimulate,)
    template_name = "workbench/lab/shares.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Show the table in proportion, which needs no list."""
        asked, simulation = self._simulated(**kwargs)
        left = simulation.money.left
        money = "" if left is None else cut(Fraction(max(0, left), wording.FEN_PER_WAN), 6)
        initial = {"way": RationingWay.PRO_RATA, "money": money}
        if left is None:
            return self._page(asked, simulation, SharesForm(initial=initial))
        form = SharesForm(initial)
        form.is_valid()
        return self._answer(asked, simulation, form)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Share the money out as asked: on the page, or as a file."""
        asked, simulation = self._simulated(**kwargs)
        form = SharesForm(request.POST)
        if not form.is_valid():
            return self._page(asked, simulation, form, status=422)
        return self._answer(asked, simulation, form)

    def _simulated(self, code: str, **_: Any) -> tuple[Asked, Simulation]:
        asked = Asked(queries.rule_for(code, self.as_of), self.request.POST or self.request.GET)
        return asked, queries.simulate(code, asked.settings, self.as_of, version=asked.version)

    def _answer(self, asked: Asked, simulation: Simulation, form: SharesForm) -> HttpResponseBase:
        values = form.cleaned_data
        try:
            found = queries.ration(
                simulation, RationingWay(values["way"]), values["money"], values["listing"]
            )
        except queries.UnableToRation as problem:
            form.add_error("listing", str(problem))
            return self._page(asked, simulation, form, status=422)
        if self.request.POST.get("export"):
            return self._file(simulation, found)
        return self._page(asked, simulation, form, found)

    def _page(
        self,
        asked: Asked,
        simulation: Simulation,
        form: SharesForm,
        found: Rationing | None = None,
        *,
        status: int = 200,
    ) -> HttpResponseBase:
        rule, cost = asked.rule, simulation.comparison.after.cost
        account, left = simulation.money.account, simulation.money.left
        context = {
            "title": f"钱不够时怎么分：{rule.name}",
            "lead": asked.changed_in_words or f"按现行文件（{rule.law.number}）",
            "trail": [("政策实验室", reverse("lab")), ("试算", asked.bench)],
            "asked": asked,
            "form": form,
            "cost": cost,
            "left": left,
            "short": simulation.money.short_by(cost.certain),
            "account": account,
            "fund_rows": fund_rows(account, RULE_USES.get(rule.code)) if account else [],
            "found": found,
            "outcomes": [(one.label, *numbers) for one, *numbers in found.lines] if found else [],
            "rows": [(one, why(one, found)) for one in found.shares[:LISTED]] if found else [],
            "listed": LISTED,
            "over": max(0, found.available - left) if found and left is not None else 0,
        }
        return self.show(context, status=status)

    def _file(self, simulation: Simulation, found: Rationing) -> HttpResponseBase:
        title = f"资金分配-{simulation.baseline.name}-{found.way.label}"
        audit.record_export(
            by=self.actor,
            now=clock.now(),
            subject=("list", self.request.path),
            rows=len(found.shares),
            file_format="xlsx",
            detail={"title": title, "as_of": self.as_of.label, "available_fen": found.available},
        )
        return exports.response(
            "xlsx", name=f"{title}-{self.as_of.on.isoformat()}", headers=HEADERS, rows=list(_lines(found))
        )


def fund_rows(account: Account, use: str | None) -> list[tuple[str, int, Record]]:
    """Return what the money of one use is made of, in fen, each with the record that answers for it; they sum to it."""
    rows = [
        ("当年预算", account.appropriated, account.record("appropriated_fen")),
        ("上年结转", account.carried_in, account.record("carried_in_fen")),
    ]
    for line in account.lines:
        if line.reserved and line.use != use:
            rows.append((f"减：{line.use.label}（占用）", -line.reserved, line.record("reserved_fen")))
        if line.paid:
            rows.append((f"减：{line.use.label}（拨付）", -line.paid, line.record("paid_fen")))
    return rows


def why(share: Share, found: Rationing) -> str:
    """Return in one sentence why a firm gets what it gets."""
    if not share.listed:
        return "不在受理名单里，按未申请处理"
    if found.way == RationingWay.PRO_RATA:
        proportion = found.proportion
        return "钱够，全额" if proportion == 1 else f"人人按应得的 {wording.percent(proportion)} 发"
    place = f"第 {share.place} 位"
    if share.score is not None:
        place = f"{cut(share.score, 6)} 分，{place}"
    return {
        ShareOutcome.FULL: f"{place}，全额",
        ShareOutcome.PART: f"{place}，轮到时只剩这些",
        ShareOutcome.NOTHING: f"{place}，轮到时钱已用完",
    }[share.outcome]


def _lines(found: Rationing) -> Iterator[tuple[Any, ...]]:
    for share in found.shares:
        yield (
            share.firm.name,
            share.firm.credit_code,
            share.firm.place,
            wording.yuan_exact(share.claim),
            wording.yuan_exact(share.amount),
            wording.yuan_exact(share.short),
            why(share, found),
        )


urlpatterns = [path("lab/rules/<str:code>/shares/", Shares.as_view(), name="lab-shares")]
