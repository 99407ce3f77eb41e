"""The stairs (梯度图): the whole county in one picture, the same as a table, and a chosen group as a file."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import path, reverse

from tidu.domain.pool import queries as pool
from tidu.foundation import clock
from tidu.foundation.audit import operations as audit
from tidu.foundation.clock import AsOf
from tidu.interfaces.kit import exports
from tidu.interfaces.kit.lists import Slice
from tidu.interfaces.kit.pages import Guarded, Page
from tidu.interfaces.kit.roles import OFFICERS, READERS

YEARS_PLAYED = 3
FEW = 30
"""So many firms are listed unfolded; more are folded away by step."""
ROWS_SHOWN = 100
"""Firms of one step listed at a time."""
HEADERS = ("企业名称", "统一社会信用代码", "属地", "现在台阶", "下一台阶", "情况", "说明", "称号最后有效日")


class Stairs(Page):
    """Every firm in scope on its step, placed by its distance to the next one."""

    title = "梯度图"
    section = "stairs"
    roles = READERS
    template_name = "workbench/stairs/stairs.html"

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the picture, a page of its table and the days it can be played through."""
        picture = pool.stairs(self.actor, self.as_of)
        return {
            "lead": "每个点是一家企业，站在已取得的最高台阶上；越靠右，离下一台阶越近。",
            "picture": picture,
            "drawing": {**picture.to_json(), **_addresses()},
            "days": days_played(self.as_of),
            "groups": self.groups(picture),
            "few": len(picture.dots) <= FEW,
            "loads": self.actor.has_role(*OFFICERS),
        }

    def groups(self, picture: pool.Stairs) -> list[tuple[pool.StairsStep, Slice, bool]]:
        """Return each step that holds firms with a page of them; the pager asks for another page of one step."""
        steps = {step.label: step for step in picture.steps}
        asked, number = self.request.GET.get("step"), self.request.GET.get("page")
        found = []
        for label, rows in groupby(pool.table_of(picture), key=attrgetter("step_label")):
            turned = asked is not None and steps[label].kind == asked
            found.append((steps[label], Slice.cut(list(rows), number if turned else 1, ROWS_SHOWN), turned))
        return found


class StairsDay(Guarded):
    """The picture of another day, for playing the years; knowledge is that of the as-of bar."""

    roles = READERS

    def get(self, request: HttpRequest, day: str) -> HttpResponseBase:
        """Answer with the drawing as JSON; a day that is none answers with the reason."""
        try:
            on = date.fromisoformat(day)
        except ValueError:
            return JsonResponse({"error": f"“{day}”不是日期。请写成 2024-12-31 的样子。"}, status=400)
        return JsonResponse(pool.stairs(self.actor, self.as_of.at(on)).to_json())


class StairsGroup(Guarded):
    """The firms chosen in the picture or the table, as a file; taking them out is written down."""

    roles = READERS
    http_method_names = ["post"]  # noqa: RUF012 - Django declares it on the instance

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Answer with the chosen firms that are in this person's scope."""
        chosen = set(request.POST.getlist("credit_code"))
        rows = [
            row
            for row in pool.stairs_table(self.actor, self.as_of)
            if not chosen or row.dot.firm.credit_code in chosen
        ]
        audit.record_export(
            by=self.actor,
            now=clock.now(),
            subject=("list", reverse("stairs")),
            rows=len(rows),
            file_format="xlsx",
            detail={"title": "梯度图所选企业", "as_of": self.as_of.label},
        )
        return exports.response(
            "xlsx",
            name=f"梯度图企业-{self.as_of.on.isoformat()}",
            headers=HEADERS,
            rows=[_line(row) for row in rows],
        )


def days_played(as_of: AsOf) -> list[tuple[str, str]]:
    """Return the days the picture is played through, as day and label: the last year ends, then the day itself."""
    years = range(as_of.on.year - YEARS_PLAYED, as_of.on.year)
    ends = [(date(year, 12, 31).isoformat(), f"{year} 年末") for year in years]
    return [*ends, (as_of.on.isoformat(), as_of.on.isoformat())]


def _line(row: pool.StairsRow) -> tuple[str, ...]:
    """Return one firm as a line of the file."""
    firm = row.dot.firm
    return (
        firm.name,
        firm.credit_code,
        firm.place,
        row.step_label,
        row.next_label,
        row.state,
        row.dot.sentence,
        row.dot.falls_on,
    )


def _addresses() -> dict[str, str]:
    """Return the address patterns the picture needs; the script puts code and day in."""
    return {
        "firm_address": reverse("enterprise", args=["CODE"]),
        "day_address": reverse("stairs-day", args=["DAY"]),
    }


urlpatterns = [
    path("stairs/", Stairs.as_view(), name="stairs"),
    path("stairs/days/<str:day>/", StairsDay.as_view(), name="stairs-day"),
    path("stairs/group/", StairsGroup.as_view(), name="stairs-group"),
]
