"""The screen of our county beside its peers: rank, gap, source, and who is missing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path

from tidu.domain.indicators import queries
from tidu.foundation import clock
from tidu.foundation.audit import operations as audit
from tidu.interfaces.kit import exports
from tidu.interfaces.kit.forms import PlainForm
from tidu.interfaces.kit.pages import Page
from tidu.interfaces.kit.roles import READERS

HEADERS = ("年度", "指标", "单位", "位次", "县（市、区）", "数值", "状态", "来源")
EXPORT = "export"


class YearForm(PlainForm):
    """Which year; the newest that is loaded where none is chosen."""

    year = forms.TypedChoiceField(label="年度", required=False, coerce=int, empty_value=None)

    def __init__(self, years: tuple[int, ...], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(year), f"{year} 年") for year in years]
        if isinstance(field := self.fields["year"], forms.ChoiceField):
            field.choices = [("", "最近一年"), *choices]


class Peers(Page):
    """Every loaded indicator of a year: our number, its rank and gap, the peers' numbers, and those missing."""

    title = "对标"
    section = "peers"
    roles = READERS
    template_name = "workbench/peers/peers.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Show the comparison, or hand it out as a file."""
        if request.GET.get(EXPORT) == "xlsx":
            return self._file()
        return super().get(request, **kwargs)

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the comparison of the year asked for."""
        form, year, compared = self._asked()
        return {
            "lead": (
                "只比较已载入的公布数：数值相同位次并列；没有公布、没有载入的县写明，不当作 0。"
                "本县也用公布数，与系统里按证书数的家数口径不同，可能差几家。"
            ),
            "form": form,
            "year": year,
            "comparisons": compared,
        }

    def _asked(self) -> tuple[YearForm, int | None, tuple[queries.Comparison, ...]]:
        years = queries.years_loaded(self.as_of)
        form = YearForm(years, self.request.GET)
        year = (form.cleaned_data["year"] if form.is_valid() else None) or next(iter(years), None)
        return form, year, queries.comparisons(year, self.as_of) if year else ()

    def _file(self) -> HttpResponseBase:
        _, year, compared = self._asked()
        rows = [(year, one.indicator.label, one.unit, *cells) for one in compared for cells in _lines_of(one)]
        audit.record_export(
            by=self.actor,
            now=clock.now(),
            subject=("peers", str(year)),
            rows=len(rows),
            file_format="xlsx",
            detail={"as_of": self.as_of.label},
        )
        notes = [f"{year} 年县域科技指标对标", self.as_of.label, "缺的县不排位次，不当作 0"]
        return exports.response("xlsx", name=f"{year}年对标", headers=HEADERS, rows=rows, notes=notes)


def _lines_of(one: queries.Comparison) -> list[tuple[Any, ...]]:
    """Return rank, county, number, status and source of each county, the missing ones last."""
    ranked = [
        (
            each.rank,
            each.county.county_name,
            each.county.value,
            each.county.get_status_display(),
            each.county.source,
        )
        for each in one.ranked
    ]
    missing = [
        (None, each.county_name, None, each.words, each.stated.source if each.stated else "")
        for each in one.missing
    ]
    return [*ranked, *missing]


urlpatterns: list[URLPattern] = [path("peers/", Peers.as_view(), name="peers")]
