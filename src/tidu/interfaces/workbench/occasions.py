"""The room and what it came to: opinions on the wall as they are spoken, and what an occasion counts up to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import urlencode

from django.http import Http404
from django.urls import URLPattern, path, reverse

from tidu.domain.opinions import queries
from tidu.domain.opinions.queries import GroupTable
from tidu.domain.opinions.vocabulary import PER_RATER
from tidu.foundation.clock import AsOf
from tidu.foundation.figures import registry
from tidu.foundation.figures.model import Answer, Question
from tidu.foundation.figures.shared import Shared
from tidu.interfaces.kit import qr
from tidu.interfaces.kit.as_of import today
from tidu.interfaces.kit.pages import Page
from tidu.interfaces.kit.roles import STAFF

COUNTED: Final = {
    "raw": "opinion_raw_count",
    "invalid": "opinion_invalid_count",
    "merged": "opinion_merged_count",
    "split": "opinion_split_count",
    "final": "opinion_count",
    "by_theme": "opinion_by_theme_count",
    "spot": "answered_on_spot",
    "later": "opinion_later_count",
    "open": "opinion_open_count",
    "late": "opinion_late_count",
}
"""What an Open Day's opinions count up to, by the name under which pages show the figure."""


def counted(occasion: Any, as_of: AsOf, shared: Shared) -> dict[str, Answer]:
    """Return the counts of an Open Day as figures that open their rows; none where its day alone does not tell it."""
    if shared.once(queries.latest_open_day, as_of, None, occasion.on) != occasion:
        return {}
    question = Question(as_of=as_of, event_on=occasion.on, shared=shared)
    return {name: registry.ask(code, question) for name, code in COUNTED.items()}


def cells(table: GroupTable, occasion: Any, as_of: AsOf) -> list[tuple[str, list[tuple[int, str]], int]]:
    """Return the rows of themes × groups, each count with the list of its opinions where that list tells the same day.

    The list speaks of now, of one occasion, and of a theme that was decided on.
    """
    now = occasion is not None and as_of == today()
    rows = []
    for theme, (name, counts, total) in zip(table.themes, table.rows, strict=True):
        found = []
        for group, count in zip(table.group_codes, counts, strict=True):
            about = {"occasion": occasion.code, "theme": theme, "group": group} if now and theme else {}
            query = urlencode({**about, "standing": queries.FINAL})
            found.append((count, f"{reverse('opinions')}?{query}" if about and count else ""))
        rows.append((name, found, total))
    return rows


class Wall(Page):
    """The wall of the room: the code to speak by, and every opinion with number and owner; it renews itself.

    Everybody in the hall reads it at once, so personal data are masked before anybody has looked.
    """

    section = "opinions"
    roles = STAFF
    travels = False
    template_name = "workbench/opinions/wall.html"

    def get_context(self, code: str, **kwargs: Any) -> dict[str, Any]:
        """Return the occasion, the code and the items, the newest on top."""
        occasion = _among(queries.occasions(), code)
        asked = queries.OpinionFilters(occasion=code, standing=queries.FINAL)
        lines = queries.lines_of(queries.opinions(self.actor, self.as_of, asked), self.as_of)
        lines.sort(key=lambda line: line.opinion.number, reverse=True)
        words = queries.wall_words([line.opinion for line in lines])
        address = self.request.build_absolute_uri(reverse("portal-say-at", args=[queries.say_link(code)]))
        return {
            "title": occasion.name,
            "trail": [("意见建议", reverse("opinions")), ("统计", _summary_of(code))],
            "occasion": occasion,
            "items": [(line, words[line.opinion.pk]) for line in lines],
            "unowned": [line for line in lines if not line.lead_name],
            "address": address,
            "code": qr.svg(address, "扫码提意见"),
        }


class Summary(Page):
    """What opinions count up to, of one occasion or of the year: raw and final, themes by groups, units."""

    title = "意见统计"
    section = "opinions"
    roles = STAFF
    template_name = "workbench/opinions/summary.html"

    def get_context(self, code: str = "", **kwargs: Any) -> dict[str, Any]:
        """Return the counts as of the day that is looked at."""
        occasions = queries.occasions()
        occasion = _among(occasions, code) if code else None
        year = None if occasion else self.as_of.on.year
        shared = Shared()
        about: dict[str, Any] = {"occasion": occasion} if occasion else {"year": year}
        items = shared.once(queries.opinions_then, self.as_of, **about)
        table = queries.theme_table(items)
        return {
            "counted": counted(occasion, self.as_of, shared) if occasion else {},
            "trail": [("意见建议", reverse("opinions"))],
            "lead": occasion.name if occasion else f"{year} 年登记的全部意见",
            "occasion": occasion,
            "occasions": occasions,
            "tally": queries.tally(items, self.as_of),
            "table": table,
            "rows": cells(table, occasion, self.as_of),
            "units": queries.unit_rates(items, self.as_of),
            "per_rater": PER_RATER,
        }


def _among(occasions: Iterable[Any], code: str) -> Any:
    """Return the occasion with this code; one that does not exist answers 404."""
    found = next((one for one in occasions if one.code == code), None)
    if found is None:
        raise Http404(f"没有编号为“{code}”的场合。")
    return found


def _summary_of(code: str) -> str:
    return reverse("occasion-summary", args=[code])


urlpatterns: list[URLPattern] = [
    path("occasions/", Summary.as_view(), name="opinion-summary"),
    path("occasions/<str:code>/", Summary.as_view(), name="occasion-summary"),
    path("occasions/<str:code>/wall/", Wall.as_view(), name="wall"),
]
