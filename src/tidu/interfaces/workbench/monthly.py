"""Screens of townships' monthly reports: the board of all, and one month in at most six boxes."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.urls import path, reverse

from tidu.domain.enterprises import queries as enterprises
from tidu.domain.enterprises.vocabulary import TECH_ENTERPRISE_KINDS
from tidu.domain.pool import queries as pool
from tidu.domain.returns import queries
from tidu.domain.returns.checks import LONGEST
from tidu.domain.returns.operations import UnableToReport
from tidu.domain.returns.vocabulary import MONTHLY_FIELDS
from tidu.domain.tasks import operations
from tidu.domain.tasks import queries as tasks
from tidu.foundation import clock
from tidu.foundation.accounts.models import Organisation
from tidu.foundation.calendar.queries import HolidaysMissing
from tidu.interfaces.kit.forms import dress
from tidu.interfaces.kit.pages import Page
from tidu.interfaces.kit.roles import READERS
from tidu.interfaces.kit.seen_forms import SEEN, SeenForm, SeenPage, version_in

HINTS = {
    "progress": "做了什么，到了哪一步。",
    "seeds": "一行一家：企业名称，为什么看好。",
    "changes": "迁入、迁出、更名、注销，一行一家。",
    "difficulties": "哪家企业、什么困难。",
    "requests": "要县里哪个部门做什么，一行一件；领导逐件批复。",
    "plans": "下月要做的事。",
}


class MonthlyBoard(Page):
    """Which place has reported which month."""

    title = "乡镇月报"
    section = "monthly"
    roles = READERS
    travels = False
    template_name = "workbench/returns/monthly_board.html"

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the board, or what keeps it from being drawn."""
        try:
            rows = queries.month_board(self.actor, clock.today())
        except HolidaysMissing as missing:
            return {"warning": str(missing), "rows": []}
        return {
            "lead": "每月一张，最多六格；数字不用填，系统里有。次月第 5 个工作日前报送。",
            "rows": rows,
            "months": [month.month_on for month in rows[0].months] if rows else [],
        }


class MonthForm(SeenForm):
    """The six boxes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in MONTHLY_FIELDS.items():
            self.fields[name] = forms.CharField(
                label=label,
                required=name == "progress",
                max_length=LONGEST,
                help_text=HINTS[name],
                widget=forms.Textarea(attrs={"rows": 3}),
            )
        dress(self)


class MonthlyReport(SeenPage):
    """One month of one place: the leader writes, the bureau reads; numbers on record stand beside."""

    section = "monthly"
    roles = READERS
    travels = False
    not_found = (queries.MonthlyNotFound,)
    form_class = MonthForm
    button = "报送"
    overtaken = (UnableToReport,)
    template_name = "workbench/returns/month.html"

    def mark(self, **kwargs: Any) -> str:
        """Return the key of what was sent last, 0 for nothing; who sends is told of what came while it was read."""
        place, month = self._month(**kwargs)
        is_sent = self.request.method == "POST"
        last = queries.last_month(place.pk, month.month_on) if is_sent else month.report
        return str(last.pk if last else 0)

    def shown(self, mark: str, **kwargs: Any) -> dict[str, Any]:
        """Start from what was sent last, else from the numbers of the tasks under way, a line each to finish."""
        place, month = self._month(**kwargs)
        key, last = version_in(mark) or 0, month.report
        sent = last if last and last.pk == key else queries.sent_as(place.pk, month.month_on, key)
        if sent:
            return {name: getattr(sent, name) for name in MONTHLY_FIELDS}
        numbers = [task.number for task in self._tasks(place)]
        return {"progress": "\n".join(f"{number}：" for number in numbers)}

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the month, whether this person writes it, and the numbers on record."""
        place, month = self._month(**kwargs)
        report = month.report
        return {
            "title": f"{place.short_name} {month.month_on:%Y 年 %-m 月}月报",
            "lead": f"应报 {month.due_on}"
            + (f"，{report.sent_by_name}于 {report.sent_on} 报送" if report else ""),
            "trail": [("乡镇月报", reverse("monthly"))],
            "month": month,
            "place_id": place.pk,
            "writes": place.pk in self.actor.place_ids,
            "boxes": [(label, getattr(report, name)) for name, label in MONTHLY_FIELDS.items()]
            if report
            else [],
            "numbers": self._numbers(place.pk, month.month_on),
            "tasks": self._tasks(place),
            "asked": tasks.asked_lines(self.actor, tasks.requests_of_month(place, month.month_on)),
        }

    def submit(self, values: dict[str, Any], **kwargs: Any) -> str:
        """Send it."""
        place, month = self._month(**kwargs)
        operations.send_monthly(
            place=place,
            month_on=month.month_on,
            values=values,
            seen=version_in(values.pop(SEEN)),
            by=self.actor,
            now=clock.now(),
        )
        return "已报送。以后还可以补充，每一次都留着。"

    def next_address(self, **kwargs: Any) -> str:
        """Back to the board."""
        return reverse("monthly")

    def _month(self, **kwargs: Any) -> tuple[Any, queries.Month]:
        """Return the place and the month that the address names."""
        if not hasattr(self, "_read"):
            year, _, number = str(kwargs["month"]).partition("-")
            try:
                month_on = date(int(year), int(number), 1)
                self._read = queries.monthly_report(self.actor, kwargs["place"], month_on, clock.today())
            except (ValueError, HolidaysMissing) as wrong:
                raise queries.MonthlyNotFound(str(wrong)) from wrong
        return self._read

    def _tasks(self, place: Organisation) -> list[Any]:
        """Return the tasks that the place has still to report."""
        if not hasattr(self, "_owed"):
            self._owed = tasks.undone_of(place)
        return self._owed

    def _numbers(self, place_id: int, month_on: date) -> list[tuple[str, int]]:
        """Return what is on record of the place today, so that nobody types it."""
        population = enterprises.population_of(self.actor, self.as_of)
        firms = [
            firm
            for firm in pool.describe_here(population, self.as_of.on).values()
            if firm.place_id == place_id
        ]
        titled = [firm for firm in firms if any(kind in firm.titles for kind in TECH_ENTERPRISE_KINDS)]
        falling = [firm for firm in firms if firm.falls_on(self.as_of.on)]
        return [("在册企业", len(firms)), ("科技型企业", len(titled)), ("90 天内到期", len(falling))]


urlpatterns = [
    path("monthly/", MonthlyBoard.as_view(), name="monthly"),
    path("monthly/<str:place>/<str:month>/", MonthlyReport.as_view(), name="monthly-report"),
]
