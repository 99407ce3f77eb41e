"""What the county leader's home fetches, each a page of its own: weight, trends with ranks, and opinions still open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.urls import URLPattern, path

from tidu.domain.indicators import queries as indicators
from tidu.domain.indicators.vocabulary import UNITS, Indicator, rank_code
from tidu.domain.opinions import queries as opinions
from tidu.foundation.figures import registry
from tidu.foundation.figures.model import Answer, Question
from tidu.foundation.figures.series import Series
from tidu.foundation.figures.shared import Shared
from tidu.interfaces.kit.doors import door
from tidu.interfaces.kit.forms import PlainForm
from tidu.interfaces.kit.pages import Page
from tidu.interfaces.kit.roles import STAFF

YEARS = 3
WEIGHTS = (
    ("产出", "tech_revenue_share"),
    ("税收", "tech_tax_share"),
    ("就业", "tech_staff_share"),
)
COUNTED = ("tech_enterprise_count", "hnte_count", "rd_expense_total")
PUBLISHED = (Indicator.FISCAL_ST_SHARE, Indicator.HIGHTECH_SHARE)


class YearForm(PlainForm):
    """Which closed year; the last one where none is chosen."""

    year = forms.TypedChoiceField(label="年度", required=False, coerce=int, empty_value=None)

    def __init__(self, last: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(field := self.fields["year"], forms.ChoiceField):
            field.choices = [
                ("", f"{last} 年"),
                *((str(last - n), f"{last - n} 年") for n in range(1, YEARS)),
            ]


class Weight(Page):
    """What technology firms are in the county's output, tax and jobs; each number opens its firms."""

    title = "科技型企业的分量"
    section = "peers"
    roles = STAFF
    template_name = "workbench/county/weight.html"

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the shares of a closed year with what they were made of."""
        last = self.as_of.on.year - 1
        form = YearForm(last, self.request.GET)
        year = (form.cleaned_data["year"] if form.is_valid() else None) or last
        question = Question(as_of=self.as_of, year=year, shared=Shared())
        return {
            "lead": "分子是年末科技型企业的已知合计，点开逐家列出；分母是统计、税务部门提供的全县数，注明来源。",
            "form": form,
            "year": year,
            "weights": [(name, registry.ask(code, question)) for name, code in WEIGHTS],
        }


@dataclass(frozen=True)
class Trend:
    """One number over the closed years, as figures with their rows or as published records with their source."""

    name: str
    unit: str
    decimals: int
    points: tuple[tuple[int, Answer | None, indicators.Stated | None], ...]
    series: Series

    @property
    def words(self) -> tuple[str, str]:
        """Return what may be said of it and the colour of the chip."""
        broken = self.series.broken_at()
        if broken is not None:
            return f"{broken.year} 年没有增长", "red"
        return ("逐年增长", "green") if self.series.rises() else ("缺数，不能说逐年增长", "missing")


class Trends(Page):
    """Which sentences hold: what rose each year and what did not, and where we stand among the peers."""

    title = "走势和位次"
    section = "peers"
    roles = STAFF
    template_name = "workbench/county/trends.html"

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the series of the closed years and the newest ranks."""
        published = indicators.published(self.as_of)
        ranks = published.latest()
        last = self.as_of.on.year - 1
        years = tuple(range(last - YEARS + 1, last + 1))
        return {
            "lead": "每年都高于上一年才是“逐年增长”；缺数的年份不能证明，也不算没有增长。",
            "years": years,
            "trends": [*self._counted(years), *_told(published, years)],
            "ranks": [(one, _address_of(one)) for one in ranks],
            "ahead": sum(one.is_ahead for one in ranks),
        }

    def _counted(self, years: tuple[int, ...]) -> Iterator[Trend]:
        shared = Shared()
        for code in COUNTED:
            figure = registry.find(code)
            answers = [
                (year, registry.ask(code, Question(as_of=self.as_of, year=year, shared=shared)))
                for year in years
            ]
            yield Trend(
                name=figure.name,
                unit=figure.unit,
                decimals=figure.decimals,
                points=tuple((year, answer, None) for year, answer in answers),
                series=Series.of((year, answer.value) for year, answer in answers),
            )


def _told(published: indicators.Published, years: tuple[int, ...]) -> Iterator[Trend]:
    """Yield the published indicators of our county over the years."""
    for indicator in PUBLISHED:
        told = [(year, published.own.get((indicator, year))) for year in years]
        yield Trend(
            name=indicator.label,
            unit=UNITS[indicator],
            decimals=1,
            points=tuple((year, None, one) for year, one in told),
            series=Series.of((year, one.value if one else None) for year, one in told),
        )


def _address_of(one: indicators.Comparison) -> str:
    """Return where the counties behind a rank are listed."""
    return f"{door('figure', rank_code(one.indicator))}?year={one.year}"


class OpenOpinions(Page):
    """The opinions that were still open on a day: with whom they are and until when, the late ones first."""

    title = "待答复的意见"
    section = "opinions"
    roles = STAFF
    template_name = "workbench/county/opinions.html"

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the open opinions."""
        found = opinions.open_then(self.as_of)
        return {
            "lead": "按这一天的样子列出：当时还没有答复的意见，后来答复了的也在内。",
            "opinions": found,
            "late": sum(one.is_late(self.as_of) for one in found),
        }


urlpatterns: list[URLPattern] = [
    path("county/weight/", Weight.as_view(), name="county-weight"),
    path("county/trends/", Trends.as_view(), name="county-trends"),
    path("county/opinions/", OpenOpinions.as_view(), name="county-opinions"),
]
