"""Screens of supervision: who does not move, what one was told, the stocktake of a priority, the score of the year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from django import forms
from django.http import Http404
from django.urls import URLPattern, path, reverse

from tidu.domain.meetings import queries as meetings
from tidu.domain.tasks import operations, queries
from tidu.domain.tasks.checks import UnableToAppeal
from tidu.domain.tasks.queries import TaskNotFound
from tidu.domain.tasks.supervision import SupervisionMissing, supervision_on
from tidu.domain.tasks.vocabulary import DIRECTORS, OWNERS
from tidu.foundation import clock
from tidu.foundation.actors import Actor
from tidu.foundation.calendar.queries import HolidaysMissing
from tidu.interfaces.kit.forms import FormPage, PlainForm, words
from tidu.interfaces.kit.pages import Page
from tidu.interfaces.kit.roles import READERS
from tidu.interfaces.workbench.task_path import TaskPath
from tidu.interfaces.workbench.tasks import days_left, light_chip

LAST_YEAR = 2100


class RedTasks(Page):
    """Red tasks by unit, each urged in one press: who does not move."""

    title = "红灯任务"
    section = "tasks"
    roles = READERS
    template_name = "workbench/tasks/red.html"
    not_found = (SupervisionMissing,)

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the units, the one with most red tasks on top, and the rule; of another day nothing is urged."""
        units = queries.red_by_unit(self.actor, self.as_of)
        is_today = self.as_of.on == clock.today()
        return {
            "lead": f"共 {sum(len(one.lines) for one in units)} 项，涉及 {len(units)} 个单位。",
            "trail": [("任务", reverse("tasks"))],
            "units": [
                (
                    one.unit,
                    [
                        (
                            line,
                            light_chip(line),
                            days_left(line),
                            is_today and queries.may_urge(self.actor, line.task),
                        )
                        for line in one.lines
                    ],
                    max(line.days_late for line in one.lines),
                )
                for one in units
            ],
            "count": sum(len(one.lines) for one in units),
            "rule": supervision_on(self.as_of.on).light.words,
        }


@dataclass(frozen=True)
class Told:
    """Something that one was told: the words, of what and by which rung, and the page that it is about."""

    heard_at: datetime
    words: str
    why: str
    address: str

    @classmethod
    def of_task(cls, notice: Any) -> Told:
        """Return what was told of a task, or of a request of a month."""
        how = f"提醒{notice.get_rung_display()}" if notice.rung else "领导"
        if notice.task is not None:
            address = reverse("task", args=[notice.task.number])
            return cls(notice.heard_at, notice.words, f"{notice.task.number} · {how}", address)
        key = notice.asked.key if notice.asked is not None else ""
        return cls(notice.heard_at, notice.words, f"月报请求 {key}", reverse("month-request", args=[key]))

    @classmethod
    def of_report(cls, notice: Any, *, staff: bool) -> Told:
        """Return what was told of a report of a meeting; the county's staff reads it with the others."""
        number, code = notice.report.meeting.number, notice.report.unit.code
        address = (
            reverse("meeting-report", args=[number, code]) if staff else reverse("meeting-own", args=[number])
        )
        return cls(notice.heard_at, notice.words, f"{number} · 提醒{notice.get_rung_display()}", address)


def digests(actor: Actor, now: datetime) -> list[tuple[date, list[Told]]]:
    """Return what a person was told of tasks and of reports, a digest a day, the newest first; two queries."""
    told = [Told.of_task(one) for digest in queries.digests(actor, now) for one in digest.notices]
    staff = actor.sees_whole_county
    told += [Told.of_report(one, staff=staff) for one in meetings.notices(actor, now)]
    by_day: dict[date, list[Told]] = {}
    for one in sorted(told, key=lambda each: each.heard_at, reverse=True):
        by_day.setdefault(clock.day_of(one.heard_at), []).append(one)
    return list(by_day.items())


class Notices(Page):
    """What one was told, a digest a day."""

    title = "我的提醒"
    section = "tasks"
    roles = READERS
    travels = False
    template_name = "workbench/tasks/notices.html"

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the digests of the last days, and the ladder in words."""
        supervision = supervision_on(self.as_of.on)
        quiet = supervision.quiet
        return {
            "trail": [("任务", reverse("tasks"))],
            "digests": digests(self.actor, clock.now()),
            "ladder": [(_when(step.days), step.to.label) for step in supervision.ladder],
            "quiet": f"{quiet.from_hour}:00 至次日 {quiet.until_hour}:00 和非工作日",
        }


def _when(days: int) -> str:
    return f"到期前 {-days} 天" if days < 0 else f"逾期 {days} 天" if days else "到期当天"


class StocktakePage(Page):
    """One priority on one screen: what, how, on track, and if not what next."""

    title = "盘点"
    section = "tasks"
    roles = READERS
    travels = False
    not_found = (TaskNotFound,)
    template_name = "workbench/tasks/stocktake.html"

    def get_context(self, number: str, **kwargs: Any) -> dict[str, Any]:
        """Return the four questions."""
        taken = queries.stocktake(self.actor, number, self.as_of)
        task = taken.line.task
        return {
            "title": f"盘点：{task.title}",
            "trail": [("任务", reverse("tasks")), (number, reverse("task", args=[number]))],
            "taken": taken,
            "task": task,
            "light": light_chip(taken.line),
            "left": days_left(taken.line),
            "decides": queries.may_decide(self.actor, task),
            "parts": [(line, light_chip(line), days_left(line)) for line in taken.parts],
            "off_track": [(line, light_chip(line), days_left(line)) for line in taken.off_track],
            "today": self.as_of.on,
            "path": TaskPath.of(taken.line, self.as_of.on),
            "rule": supervision_on(self.as_of.on).light.words,
        }


class Scores(Page):
    """The score of a year as of a day, each row and the arithmetic; of a past day nothing is answered."""

    section = "tasks"
    roles = READERS
    template_name = "workbench/tasks/scores.html"

    def get_context(self, year: int, **kwargs: Any) -> dict[str, Any]:
        """Return the formula, the units with their rows, and what was said against them."""
        is_today = self.as_of.on == clock.today()
        try:
            formula = queries.formula_of(checked_year(year))
            rows = queries.scores(self.actor, year, self.as_of)
        except (HolidaysMissing, SupervisionMissing) as missing:
            return {"title": f"{year} 年度得分", "warning": str(missing), "year": year, "before": year - 1}
        return {
            "title": f"{year} 年度得分",
            "trail": [("任务", reverse("tasks"))],
            "lead": f"截至 {min(self.as_of.on, date(year, 12, 31))}，由记录算出，谁都可以照公式复算。",
            "year": year,
            "before": year - 1,
            "formula": formula,
            "of_tasks": 100 - formula.monthly_percent,
            "scores": rows,
            "appeals": queries.appeals(self.actor, year, self.as_of),
            "answers": is_today and self.actor.has_role(*DIRECTORS),
            "appealing": is_today and bool(own_units(self.actor)),
        }


def checked_year(year: int) -> int:
    """Return a year that a date can have; others are not found."""
    if not 1 <= year <= LAST_YEAR:
        raise Http404("没有这一年。")
    return year


def own_units(actor: Any) -> list[tuple[str, str]]:
    """Return the units for which an actor can appeal."""
    return [(one.organisation_code, one.organisation_name) for one in actor.grants if one.role in OWNERS]


class AppealForm(PlainForm):
    """For which unit, and what is wrong."""

    unit_code = forms.ChoiceField(label="单位")
    text = words("申诉内容", rows=4, help_text="哪一行、为什么不对、凭什么。")


class Appeal(FormPage):
    """Say what is wrong with the own score."""

    title = "对得分申诉"
    section = "tasks"
    roles = READERS
    travels = False
    form_class = AppealForm
    button = "提交申诉"
    refusals = (UnableToAppeal,)

    def get_form(self, data: Any = None, files: Any = None, **kwargs: Any) -> PlainForm:
        """Offer the own units."""
        form = super().get_form(data, files, **kwargs)
        cast(forms.ChoiceField, form.fields["unit_code"]).choices = own_units(self.actor)
        return form

    def get_context(self, year: int, **kwargs: Any) -> dict[str, Any]:
        """Return the way back."""
        return {"trail": [("任务", reverse("tasks")), (f"{year} 年度得分", self.next_address(year))]}

    def submit(self, values: dict[str, Any], year: int, **kwargs: Any) -> str:
        """Keep it."""
        operations.appeal(**values, year=checked_year(year), by=self.actor, now=clock.now())
        return "申诉已记录，等局领导答复。得分只随记录改变。"

    def next_address(self, year: int, **kwargs: Any) -> str:
        """Return to the scores."""
        return reverse("task-scores", args=[year])


class AnswerForm(PlainForm):
    """The answer."""

    answer = words("答复", rows=4)


class AnswerAppeal(FormPage):
    """Answer an appeal, once."""

    title = "答复申诉"
    section = "tasks"
    roles = DIRECTORS
    travels = False
    form_class = AnswerForm
    button = "答复"
    refusals = (UnableToAppeal,)

    def submit(self, values: dict[str, Any], year: int, appeal: int, **kwargs: Any) -> str:
        """Keep the answer."""
        operations.answer_appeal(appeal_id=appeal, **values, by=self.actor, now=clock.now())
        return "已答复。"

    def get_context(self, year: int, appeal: int, **kwargs: Any) -> dict[str, Any]:
        """Return what was said."""
        said = next((one for one in queries.appeals(self.actor, year, self.as_of) if one.pk == appeal), None)
        if said is None:
            raise Http404("没有这条申诉。")
        return {"lead": f"{said.unit.short_name}：{said.text}"}

    def next_address(self, year: int, **kwargs: Any) -> str:
        """Return to the scores."""
        return reverse("task-scores", args=[year])


urlpatterns: list[URLPattern] = [
    path("tasks/red/", RedTasks.as_view(), name="tasks-red"),
    path("tasks/notices/", Notices.as_view(), name="task-notices"),
    path("tasks/scores/<int:year>/", Scores.as_view(), name="task-scores"),
    path("tasks/scores/<int:year>/appeal/", Appeal.as_view(), name="score-appeal"),
    path("tasks/scores/<int:year>/appeals/<int:appeal>/", AnswerAppeal.as_view(), name="score-answer"),
    path("tasks/<str:number>/stocktake/", StocktakePage.as_view(), name="task-stocktake"),
]
