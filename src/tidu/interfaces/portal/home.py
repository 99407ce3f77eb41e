"""您说—我们做: what was said and what came of it, in wording without names, with how each unit answers beside it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import path

from tidu.domain.opinions import queries
from tidu.domain.tasks.vocabulary import TaskState
from tidu.foundation import clock
from tidu.foundation.figures.arithmetic import share_percent
from tidu.foundation.figures.vocabulary import SMALL_SAMPLE, SMALL_SAMPLE_LABEL
from tidu.interfaces.kit.as_of import today
from tidu.interfaces.portal.pages import PublicPage, TextSize

PER_PAGE = 10
PROMISE_WORDS = {TaskState.CLOSED: "已完成", TaskState.REPORTED: "已报完成，正在核查"}


class Home(PublicPage):
    """The public list, narrowed by theme and words."""

    title: ClassVar[str] = "您说—我们做"
    template_name: ClassVar[str] = "portal/home.html"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """Show a page of what is public, the year's counts, and the units' rates."""
        words, theme = request.GET.get("q", "").strip()[:50], request.GET.get("theme", "")
        public = queries.public_list(words, theme)
        page = Paginator(public, PER_PAGE).get_page(request.GET.get("page"))
        as_of, year = today(), clock.today().year
        items = queries.opinions_then(as_of, year=year)
        tally, effects = queries.tally(items, as_of), queries.effects_known(as_of)
        return self.show(
            {
                "page": page,
                "public": [(one, _promise(one), effects.get(one.opinion_id, ())) for one in page],
                "changed": sum(one.opinion.pk in effects for one in items),
                "q": words,
                "theme": theme,
                "themes": [branch.theme for branch in queries.theme_tree()],
                "year": year,
                "as_of": as_of.on,
                "tally": tally,
                "answered": tally.on_spot + tally.later,
                "units": [_rate(one) for one in queries.unit_rates(items, as_of)],
                "fewest": SMALL_SAMPLE,
            }
        )


def _promise(one: Any) -> str:
    """Return how far what an answer promised is, in words for everybody; empty where it promised nothing."""
    return PROMISE_WORDS.get(one.promise_state, "正在办理") if one.promise_state else ""


def _rate(unit: queries.UnitRates) -> dict[str, Any]:
    """Return a unit's row; a share of fewer than five is not said."""
    return {
        "unit": unit,
        "in_time": _share(unit.in_time, unit.answered),
        "satisfied": _share(unit.satisfied, unit.rated),
    }


def _share(part: int, whole: int) -> str:
    """Return a share in whole per cent, or why there is none."""
    return f"{share_percent(part, whole, 0)}%" if whole >= SMALL_SAMPLE else SMALL_SAMPLE_LABEL


urlpatterns = [
    path("", Home.as_view(), name="portal-home"),
    path("text-size/", TextSize.as_view(), name="portal-text-size"),
]
