"""The working-day calendar: the holiday tables that stand, and how a new one comes in."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import Any

from django import forms
from django.urls import path, reverse

from tidu.foundation import clock
from tidu.foundation.calendar import operations, queries
from tidu.foundation.calendar.vocabulary import DayKind
from tidu.interfaces.kit.forms import FormPage, PlainForm
from tidu.interfaces.kit.pages import Action, Page
from tidu.interfaces.kit.roles import ADMINISTRATORS, OFFICERS

MOST_BYTES = 200_000


class Calendar(Page):
    """Every year that stands, holiday by holiday, as the notice says it."""

    title = "工作日历"
    section = "calendar"
    roles = OFFICERS | ADMINISTRATORS
    travels = False
    template_name = "workbench/calendar/calendar.html"

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the tables and what is missing."""
        tables = queries.year_tables()
        return {
            "lead": "期限按工作日计算：周一至周五上班，以下日子除外。",
            "warning": queries.missing_years_warning(clock.today()),
            "tables": [(table, holidays_of(table)) for table in tables],
            "may_import": self.actor.has_role(*ADMINISTRATORS),
        }


def holidays_of(table: queries.YearTable) -> list[dict[str, Any]]:
    """Return a year's holidays in order: name, the stretches of days off, the days worked instead."""
    off: dict[str, list[Any]] = defaultdict(list)
    worked: dict[str, list[Any]] = defaultdict(list)
    for row in table.days:
        (worked if row.kind == DayKind.WORKED else off)[row.name].append(row.day)
    return [
        {"name": name, "stretches": _stretches(days), "count": len(days), "worked": worked.get(name, [])}
        for name, days in off.items()
    ]


def _stretches(days: list[Any]) -> list[tuple[Any, Any]]:
    """Return runs of consecutive days as (first, last)."""
    runs: list[tuple[Any, Any]] = []
    for day in days:
        if runs and runs[-1][1] + timedelta(days=1) == day:
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    return runs


class TableForm(PlainForm):
    """A year's table as a CSV, with the notice it was copied from."""

    year = forms.IntegerField(label="年份", min_value=2000, max_value=2100)
    source = forms.CharField(
        label="依据的通知", max_length=120, help_text="名称和文号，例如：国办发明电〔2024〕12号"
    )
    file = forms.FileField(
        label="节假日表（CSV）",
        help_text="三列：日期、类别（放假或调休上班）、名称。一天一行，例如：2025-01-28,放假,春节",
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )

    def clean_file(self) -> str:
        """Return the text of the file, or say why it cannot be read."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError("文件太大：一年的节假日表不过几十行。请核对是否选错了文件。")
        content = file.read()
        for encoding in ("utf-8-sig", "gb18030"):
            try:
                return str(content.decode(encoding))
            except UnicodeDecodeError:
                continue
        raise forms.ValidationError("文件读不懂：请另存为“CSV UTF-8”后再试。")


class ImportYear(FormPage):
    """Bring in a year's table."""

    title = "导入节假日表"
    section = "calendar"
    roles = ADMINISTRATORS
    travels = False
    form_class = TableForm
    button = "导入"
    refusals = (operations.UnableToImportYear,)

    def get_initial(self, **kwargs: Any) -> dict[str, Any]:
        """Offer the first year that is missing."""
        standing = queries.working_calendar().years
        year = clock.today().year
        return {"year": year if year not in standing else year + 1}

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the way back."""
        return {
            "trail": [("工作日历", reverse("calendar"))],
            "lead": "已有的同一年会整表替换，原来的表留在审计里。",
        }

    def submit(self, values: dict[str, Any], **kwargs: Any) -> str:
        """Import it."""
        table = operations.import_csv(
            year=values["year"], text=values["file"], source=values["source"], by=self.actor, now=clock.now()
        )
        return f"已导入 {table.year} 年节假日表。"

    def next_address(self, **kwargs: Any) -> str:
        """Back to the calendar."""
        return reverse("calendar")


class LoadShipped(Action):
    """Bring in the tables that come with the product for the years still missing."""

    roles = ADMINISTRATORS
    travels = False
    refusals = (operations.UnableToImportYear,)

    def act(self, **kwargs: Any) -> str:
        """Import them."""
        years = operations.load_shipped_years(by=self.actor, now=clock.now())
        if not years:
            return "随系统提供的年份都已有表，没有改动。"
        return f"已导入随系统提供的 {'、'.join(str(table.year) for table in years)} 年节假日表。"

    def next_address(self, **kwargs: Any) -> str:
        """Back to the calendar."""
        return reverse("calendar")


urlpatterns = [
    path("calendar/", Calendar.as_view(), name="calendar"),
    path("calendar/import/", ImportYear.as_view(), name="calendar-import"),
    path("calendar/load-shipped/", LoadShipped.as_view(), name="calendar-load-shipped"),
]
