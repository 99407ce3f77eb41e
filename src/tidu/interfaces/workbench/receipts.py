"""Decision receipts: what was said of a firm, kept with all it rested on, and the replay that must say the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from tidu.domain.enterprises import queries as enterprises
from tidu.domain.rulebook import operations, queries
from tidu.foundation import clock
from tidu.foundation.clock import AsOf
from tidu.interfaces.kit import wording
from tidu.interfaces.kit.forms import PlainForm
from tidu.interfaces.kit.lists import Column, ListPage
from tidu.interfaces.kit.middleware import send
from tidu.interfaces.kit.pages import Action, Page
from tidu.interfaces.kit.roles import OFFICERS, STAFF
from tidu.rules import Kind, Rule
from tidu.rules.model.show import show

NOT_FOUND = (queries.ReceiptNotFound,)
_AMOUNT = re.compile(r"/(?:outputs_fen|at_most_fen|verdict/outputs)/(\w+)")
_CLAUSE = re.compile(r"/verdict/clauses/(\d+)/(\w+)|/steps/([^/]+)")
_PLACES = {
    "/sentence": "结论的文字",
    "/verdict/verdict": "是否符合",
    "/verdict/status": "对照结果",
    "/verdict/nearly": "是否差一点",
}


class ReceiptFilters(PlainForm):
    """Whose receipts, by which policy."""

    firm = forms.CharField(label="统一社会信用代码", max_length=18, required=False)
    rule = forms.ChoiceField(label="政策", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        library = queries.library()
        names = [(code, library.versions(code)[-1].name) for code in library.codes()]
        field = self.fields["rule"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [("", "全部"), *names]


def _rule_name(receipt: Any) -> str:
    versions = queries.library().versions(receipt.rule_code) if queries.has_rule(receipt.rule_code) else ()
    return versions[-1].name if versions else receipt.rule_code


def _opened(receipt: Any) -> SafeString:
    return format_html(
        '<a href="{}">{}</a>', reverse("receipt", args=[receipt.pk]), wording.moment(receipt.kept_at)
    )


class Receipts(ListPage):
    """Every receipt kept, the newest first."""

    title = "判断凭据"
    section = "policies"
    roles = STAFF
    travels = False
    form_class = ReceiptFilters
    noun = "份"
    empty = "还没有这样的判断凭据。在企业的“可享受的政策”页上，对一项政策点“留存判断”。"
    columns = (
        Column("留存", lambda one: one.kept_at, _opened, whole=True),
        Column("企业", lambda one: one.firm_name),
        Column("统一社会信用代码", lambda one: one.enterprise.credit_code, on_screen=False),
        Column("政策", _rule_name),
        Column("用途", lambda one: one.purpose),
        Column("结论", lambda one: one.trace["sentence"]),
        Column("截至日", lambda one: one.as_of_on, lambda one: wording.day(one.as_of_on), whole=True),
        Column("留存人", lambda one: one.kept_by_name, whole=True),
    )

    def get_rows(self, filters: dict[str, Any]) -> QuerySet[Any]:
        """Return the receipts asked for."""
        return queries.receipts(
            self.actor,
            self.as_of,
            rule_code=filters.get("rule") or "",
            credit_code=(filters.get("firm") or "").strip().upper(),
        )

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return what receipts are for."""
        return {
            "lead": "判断连同当时的数据、规则原文和每一步留存。以后政策和数据怎么改，都能重放出同样的话、同样的钱。",
            "trail": [("政策库", reverse("policies"))],
        }


class Receipt(Page):
    """One receipt as it was kept: a page of paper."""

    section = "policies"
    roles = STAFF
    travels = False
    not_found = NOT_FOUND
    template_name = "workbench/receipts/receipt.html"

    def get_context(self, receipt: int, **kwargs: Any) -> dict[str, Any]:
        """Return the receipt in words."""
        kept = queries.receipt(receipt)
        rule = queries.rule_kept_with(kept)
        as_of = AsOf(on=kept.as_of_on, known_at=kept.known_at)
        return {
            "title": f"判断凭据：{rule.name}",
            "lead": f"{kept.purpose} · 数据{as_of.label} · {kept.kept_by_name} {wording.moment(kept.kept_at)} 留存",
            "trail": [("政策库", reverse("policies")), ("判断凭据", reverse("receipts"))],
            "kept": kept,
            "rule": rule,
            "firm": enterprises.name_on(kept.enterprise, as_of),
            "clauses": kept.trace["verdict"]["clauses"],
            "outputs": list(_outputs(rule, kept.trace)),
            "facts": list(_facts(kept)),
        }


class Replayed(Receipt):
    """A receipt judged again from what it keeps, beside what it said."""

    template_name = "workbench/receipts/replay.html"

    def get_context(self, receipt: int, **kwargs: Any) -> dict[str, Any]:
        """Return both sides, and the first difference where there is one."""
        context = super().get_context(receipt)
        found = queries.replay(context["kept"])
        both = zip(context["outputs"], _outputs(context["rule"], found.trace), strict=True)
        first = found.first
        return {
            **context,
            "title": f"重放：{context['rule'].name}",
            "trail": [*context["trail"], ("凭据", reverse("receipt", args=[receipt]))],
            "found": found,
            "first": first and (in_words(first[0], context["clauses"], context["rule"]), *first[1:]),
            "both": [(label, was, now) for (label, was), (_, now) in both],
        }


def in_words(path: str, clauses: list[dict[str, Any]], rule: Rule) -> str:
    """Return where a difference stands, for people; the path itself where it has no better name."""
    if path in _PLACES:
        return _PLACES[path]
    if match := _AMOUNT.match(path):
        labels = {output.name: output.label for output in rule.outputs}
        return f"结果“{labels.get(match[1], match[1])}”"
    if match := _CLAUSE.match(path):
        labels = {one["id"]: one["label"] for one in clauses}
        at = clauses[int(match[1])]["label"] if match[1] else labels.get(match[3], match[3])
        return f"条件“{at}”"
    return path


def _outputs(rule: Rule, trace: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield each output in words: money to the fen, 缺数 with what it can be at most."""
    for output in rule.outputs:
        value, most = trace["outputs_fen"].get(output.name), trace["at_most_fen"].get(output.name)
        words = _amount(value, output.of.kind)
        if value is None and most is not None:
            words = f"{words}，至多 {_amount(most, output.of.kind)}"
        yield output.label, words


def _amount(value: int | None, kind: Kind) -> str:
    return f"{wording.yuan(value)} 元" if kind is Kind.MONEY and value is not None else show(value, kind)


def _facts(kept: Any) -> Iterator[tuple[str, str, str]]:
    """Yield the facts a receipt rests on: label, year or nothing, value as it was kept."""
    labels = {
        fact["name"]: (fact["label"], "" if fact["kind"] == Kind.DATE else fact["unit"])
        for fact in kept.rule_set.facts
    }
    rows = [("", kept.facts), *sorted(kept.facts.get("years", {}).items(), reverse=True)]
    for year, row in rows:
        for name, value in row.items():
            if name != "years":
                label, unit = labels[name]
                yield label, year, wording.MISSING if value is None else _plain(value, unit)


def _plain(value: Any, unit: str) -> str:
    """Return a value with its unit; money is kept as yuan in a text and shown in groups of three digits."""
    if isinstance(value, bool):
        return "是" if value else "否"
    return f"{Decimal(value):,} {unit}" if unit == "元" else f"{value} {unit}".strip()


class Keep(Action):
    """Keep what a policy says of a firm on the day."""

    roles = OFFICERS
    not_found = (enterprises.EnterpriseNotFound,)
    refusals = (operations.UnableToKeep, operations.UnableToSimulate)

    def act(self, credit_code: str, code: str, **kwargs: Any) -> HttpResponseBase:
        """Keep it and open its page."""
        enterprise = enterprises.find_in_scope(self.actor, credit_code, self.as_of)
        kept = operations.record_decision(
            rule_code=code,
            enterprise=enterprise,
            purpose=self.request.POST.get("purpose", ""),
            as_of=self.as_of,
            by=self.actor,
            now=clock.now(),
        )
        return send(self.request, reverse("receipt", args=[kept.pk]))

    def next_address(self, credit_code: str, **kwargs: Any) -> str:
        """Return to the firm's policies."""
        return reverse("enterprise-policies", args=[credit_code])


urlpatterns = [
    path("receipts/", Receipts.as_view(), name="receipts"),
    path("receipts/<int:receipt>/", Receipt.as_view(), name="receipt"),
    path("receipts/<int:receipt>/replay/", Replayed.as_view(), name="receipt-replay"),
    path("enterprises/<str:credit_code>/policies/<str:code>/keep/", Keep.as_view(), name="receipt-keep"),
]
