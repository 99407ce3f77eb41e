"""Screens of enterprises: the list, and a firm's own page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from tidu.domain.enterprises import operations, queries
from tidu.domain.enterprises.vocabulary import CLOSED_IN_WORDS, Industry, RecognitionKind
from tidu.domain.pool import queries as pool
from tidu.domain.rulebook import queries as rulebook
from tidu.foundation import clock
from tidu.foundation.accounts import queries as accounts
from tidu.foundation.audit import operations as audit
from tidu.interfaces.kit import wording
from tidu.interfaces.kit.forms import PlainForm
from tidu.interfaces.kit.judging import JudgingPage
from tidu.interfaces.kit.levers import query_of
from tidu.interfaces.kit.lists import Column, ListPage, Slice
from tidu.interfaces.kit.roles import FIRM_READERS, OFFICERS, READERS, STAFF
from tidu.interfaces.workbench import timeline
from tidu.interfaces.workbench.clause_bar import bars
from tidu.interfaces.workbench.merged import FirmPage

DECEMBER = 12
LINES_SHOWN = 12
PRESENCE = (("here", "在本县"), ("gone", "已迁出或注销"), ("any", "全部"))
SORTS = (("name", "按名称"), ("place", "按属地"), ("revenue", "按销售收入"), ("registered", "按成立日期"))


class EnterpriseFilters(PlainForm):
    """What the list is narrowed to."""

    text = forms.CharField(label="名称或代码", required=False)
    place = forms.ChoiceField(label="属地", required=False)
    industry = forms.ChoiceField(label="产业", required=False, choices=[("", "全部"), *Industry.choices])
    tier = forms.ChoiceField(label="称号", required=False, choices=[("", "全部"), *queries.TIER_CHOICES])
    presence = forms.ChoiceField(label="在县情况", required=False, choices=PRESENCE)
    sort = forms.ChoiceField(label="排序", required=False, choices=SORTS)

    def __init__(self, data: QueryDict, places: list[tuple[str, str]]) -> None:
        super().__init__(data)
        place = self.fields["place"]
        if isinstance(place, forms.ChoiceField):
            place.choices = [("", "全县"), *places]


def _titles(entry: queries.Entry) -> SafeString:
    """Show the titles in force as chips."""
    chips = [format_html('<span class="chip">{}</span> ', label) for label in entry.tier_labels]
    return SafeString("".join(chips)) or SafeString('<span class="soft">—</span>')


def _door(entry: queries.Entry) -> SafeString:
    """Show the firm's name as the way to its page, with its code below."""
    address = reverse("enterprise", args=[entry.credit_code])
    return format_html(
        '<a href="{}">{}</a><br><span class="code small soft">{}</span>',
        address,
        entry.name,
        entry.credit_code,
    )


def _money(fen: int | None) -> str | SafeString:
    """Show fen in 万元, hatched where it is 缺数."""
    return (
        wording.wan(fen)
        if fen is not None
        else format_html('<span class="missing">{}</span>', wording.MISSING)
    )


def _founded(entry: queries.Entry) -> str | SafeString:
    """Show the day of founding, hatched where it is 缺数."""
    if entry.registered_on is None:
        return format_html('<span class="missing">{}</span>', wording.MISSING)
    return wording.day(entry.registered_on)


class EnterpriseList(ListPage):
    """The enterprises in this person's scope on the day asked."""

    title = "企业"
    section = "enterprises"
    roles = READERS
    template_name = "workbench/enterprises/enterprises.html"
    noun = "家企业"
    empty = "还没有登记企业。到“数据导入”拖入一份企业登记表，或下载模板。"
    columns = (
        Column("企业", lambda entry: entry.name, shown=_door),
        Column("统一社会信用代码", lambda entry: entry.credit_code, on_screen=False),
        Column("属地", lambda entry: entry.place_name or "—", whole=True),
        Column("产业", lambda entry: entry.industry_label or None),
        Column("有效称号", lambda entry: "、".join(entry.tier_labels) or "—", shown=_titles),
        Column(
            "销售收入",
            lambda entry: wording.wan_exact(entry.revenue_fen),
            shown=lambda entry: _money(entry.revenue_fen),
            unit="万元",
            numeric=True,
        ),
        Column(
            "账面研发费用",
            lambda entry: wording.wan_exact(entry.rd_book_fen),
            shown=lambda entry: _money(entry.rd_book_fen),
            unit="万元",
            numeric=True,
        ),
        Column("职工总数", lambda entry: entry.staff_average, unit="人", numeric=True),
        Column("数据年度", lambda entry: entry.year, on_screen=False),
        Column("成立日期", lambda entry: entry.registered_on, shown=_founded, whole=True),
    )

    def get_form(self, data: QueryDict) -> PlainForm:
        """Return the filters with the county's townships and parks."""
        places = [(place.code, place.short_name) for place in accounts.places()]
        return EnterpriseFilters(data, places)

    def get_slice(self, filters: dict[str, Any], number: int) -> Slice:
        """Return one page, cut by the database."""
        page = queries.entries(self.actor, self.as_of, _asked(filters, number, self.page_size))
        return Slice(page.rows, page.total, page.page, page.pages)

    def get_rows(self, filters: dict[str, Any]) -> Any:
        """Return every row, for the file."""
        return queries.entries(self.actor, self.as_of, _asked(filters, 1, None)).rows

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the sentence under the title."""
        return {"lead": f"收入、研发费用和职工是 {self.as_of.on.year - 1} 年度的数；斜纹格是缺数，不是零。"}


def _asked(filters: dict[str, Any], number: int, size: int | None) -> queries.EntryFilters:
    """Return the filters as the query takes them."""
    presence = filters.get("presence") or "here"
    sort = filters.get("sort") or "name"
    return queries.EntryFilters(
        text=filters.get("text", ""),
        place=filters.get("place", ""),
        industry=filters.get("industry", ""),
        tier=filters.get("tier", ""),
        presence="" if presence == "any" else presence,
        sort=sort,
        descending=sort == "revenue",
        page=number,
        page_size=size,
    )


class EnterprisePage(FirmPage):
    """One firm: what it lacks for the next tier, its years, titles and story, every value with its source."""

    roles = FIRM_READERS
    template_name = "workbench/enterprises/enterprise.html"

    def get_context(self, credit_code: str, **kwargs: Any) -> dict[str, Any]:
        """Return the dossier, the gap card of the tier asked for, and the stage in the pool."""
        dossier = queries.dossier(self.actor, credit_code, self.as_of)
        card = pool.gap_card_of(dossier, self.tier)
        lines, met = bars(card)
        operations.note_page_seen(enterprise=dossier.enterprise, by=self.actor, now=clock.now())
        moves = pool.moves_of(dossier.enterprise.pk, self.as_of)
        past = timeline.joined(dossier.timeline, moves)
        return {
            "title": dossier.name,
            "trail": [("企业", reverse("enterprises"))] if self.actor.has_role(*READERS) else [],
            "dossier": dossier,
            "closed_in_words": CLOSED_IN_WORDS,
            "card": card,
            "lines": lines,
            "met": met,
            "tiers": [(kind, RecognitionKind(kind).label) for kind in pool.tiers_judged(self.as_of)],
            "membership": moves[-1].stands if moves else None,
            "past": past[:LINES_SHOWN],
            "earlier": max(0, len(past) - LINES_SHOWN),
            "table": dossier.yearly_table,
            "years_chart": years_chart(dossier.yearly_table),
            "decides": self.actor.has_role(*OFFICERS),
            "sees_receipts": self.actor.has_role(*STAFF),
            "sees_contact": self.actor.has_role(*OFFICERS) or credit_code in self.actor.credit_codes,
        }

    @property
    def tier(self) -> str:
        """The tier asked for, 高新技术企业 unless another is named."""
        asked = self.request.GET.get("tier", "")
        return asked if asked in pool.tiers_judged(self.as_of) else RecognitionKind.HNTE


class EnterpriseWays(JudgingPage, EnterprisePage):
    """The ways to a tier with the fewest and smallest changes; a firm's page fetches them when it is looked at."""

    template_name = "workbench/enterprises/ways.html"

    def get_context(self, credit_code: str, **kwargs: Any) -> dict[str, Any]:
        """Return the ways, the cheapest first."""
        dossier = queries.dossier(self.actor, credit_code, self.as_of)
        operations.note_page_seen(enterprise=dossier.enterprise, by=self.actor, now=clock.now())
        return {
            "title": f"到{RecognitionKind(self.tier).label}最省的路",
            "trail": [(dossier.name, reverse("enterprise", args=[credit_code]))],
            "ways": self._ways(dossier),
            "window": pool.window_of(self.tier, self.as_of),
        }

    def _ways(self, dossier: queries.Dossier) -> list[tuple[rulebook.WayTo, str]]:
        """Return the ways, each with the address that tries it out."""
        found = pool.ways_of(dossier, self.tier)
        if not found:
            return []
        rule = rulebook.tier_rules(self.as_of)[self.tier]
        levers = rulebook.levers(rulebook.judge_facts(rule, dossier.facts, self.as_of))
        page = reverse("enterprise-try", args=[dossier.enterprise.credit_code])
        return [(way, f"{page}?rule={rule}&{query_of(way, levers)}#try") for way in found]


class EnterpriseContact(EnterprisePage):
    """The same page with the contact's telephone written out; that it was seen is written down."""

    http_method_names = ["post"]  # noqa: RUF012 - Django declares it on the instance

    def post(self, request: HttpRequest, credit_code: str) -> HttpResponseBase:
        """Show the contact."""
        context = self.get_context(credit_code)
        if not context["sees_contact"]:
            raise PermissionDenied("联系方式只对科技局经办人和本企业显示。")
        audit.record_seen(
            by=self.actor,
            now=clock.now(),
            action="enterprises.see_contact",
            subject=("Enterprise", credit_code),
            organisation_code=credit_code,
            summary="查看企业联系人电话",
        )
        return self.show({**context, "contact_shown": True})


def years_chart(table: queries.YearlyTable) -> dict[str, Any]:
    """Return the chart of income and R&D over closed years, in 万元; a missing value is a gap, not nought.

    Empty without a closed year.
    """
    closed = [index for index, column in enumerate(table.columns) if column.through_month == DECEMBER]
    if not closed:
        return {}
    rows = {row.field: row for row in table.rows}

    def series(field: str, axis: int, kind: str) -> dict[str, Any]:
        fen = [rows[field].cells[index].value for index in closed]
        numbers = [None if value is None else str(wording.wan_exact(value)) for value in fen]
        return {"name": rows[field].label, "type": kind, "yAxisIndex": axis, "data": numbers}

    return {
        "legend": {"bottom": 0},
        "grid": {"left": 64, "right": 56, "top": 32, "bottom": 56},
        "xAxis": {"type": "category", "data": [str(table.columns[index].year) for index in closed]},
        "yAxis": [{"type": "value", "name": "收入（万元）"}, {"type": "value", "name": "研发（万元）"}],
        "series": [series("revenue_fen", 0, "bar"), series("rd_book_fen", 1, "line")],
    }


urlpatterns: list[URLPattern] = [
    path("enterprises/<str:credit_code>/", EnterprisePage.as_view(), name="enterprise"),
    path("enterprises/<str:credit_code>/ways/", EnterpriseWays.as_view(), name="enterprise-ways"),
    path("enterprises/<str:credit_code>/contact/", EnterpriseContact.as_view(), name="enterprise-contact"),
    path("enterprises/", EnterpriseList.as_view(), name="enterprises"),
]
