"""How tasks are supervised, as dated data: templates of nodes, the rule of the light, the ladder, the year's formula.

The data stand in the file beside this module. Everything here is plain values, without a database.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tidu.domain.tasks.vocabulary import Rung, TaskKind
from tidu.foundation import clock
from tidu.foundation.calendar.months import months_after
from tidu.foundation.calendar.queries import WorkingCalendar

FILE = Path(__file__).with_name("supervision.yaml")


class SupervisionMissing(LookupError):
    """Raised for a day before the first version; the message is Chinese."""


@dataclass(frozen=True)
class NodeTemplate:
    """A node of a kind of task: so many working days, or months, after the opening, or on the due day.

    `act` is the step that reaches the node by itself; where it is empty, feedback names the node.
    """

    name: str
    working_days: int = 0
    months: int = 0
    at_due: bool = False
    act: str = ""

    def planned_on(self, opened_on: date, due_on: date, working: WorkingCalendar) -> date:
        """Return the day planned for the node, the due day at the latest; raise HolidaysMissing."""
        if self.at_due:
            return due_on
        day = (
            months_after(opened_on, self.months) if self.months else working.add(opened_on, self.working_days)
        )
        return min(day, due_on)

    @property
    def words(self) -> str:
        """Return the node with its days, e.g. 制定方案（立项后 10 个工作日）."""
        if self.at_due:
            return f"{self.name}（期限日）"
        span = f"{self.months} 个月" if self.months else f"{self.working_days} 个工作日"
        return f"{self.name}（立项后 {span}）"


@dataclass(frozen=True)
class LightRule:
    """The numbers of the light's rule, all in working days."""

    yellow_days: int
    red_node_days: int
    severe_days: int

    @property
    def words(self) -> str:
        """Return the rule as it is printed beside the light."""
        return (
            f"严重逾期：过期限满 {self.severe_days} 个工作日未报告完成；"
            f"红：过期限未报告完成，或有节点过计划日满 {self.red_node_days} 个工作日未到；"
            f"黄：有节点过计划日未到，或离期限不超过 {self.yellow_days} 个工作日；绿：其余。"
            "已报告待核的，看报告那天；退回的照原期限重新计算。"
        )


@dataclass(frozen=True)
class LadderStep:
    """A reminder so many days after the due day (before it when negative), and whom it reaches."""

    days: int
    to: Rung

    @property
    def words(self) -> str:
        """Return how the due day stands on the day of the step, e.g. 还有 3 天到期."""
        if not self.days:
            return "今天到期"
        return f"还有 {-self.days} 天到期" if self.days < 0 else f"已过期限 {self.days} 天"


@dataclass(frozen=True)
class QuietHours:
    """When nobody is spoken to: before and from these hours, and on days on which offices do not work."""

    until_hour: int
    from_hour: int

    def heard_at(self, moment: datetime, working: WorkingCalendar) -> datetime:
        """Return when something said at a moment is heard: at once, or when the next working day begins."""
        local = moment.astimezone(clock.ZONE)
        works = working.is_working_day(local.date())
        if works and self.until_hour <= local.hour < self.from_hour:
            return moment
        early = works and local.hour < self.until_hour
        day = local.date() if early else working.add(local.date(), 1)
        return datetime.combine(day, time(self.until_hour), tzinfo=clock.ZONE)


@dataclass(frozen=True)
class ScoreFormula:
    """The year's formula: points of 100 for each task that was due, and the share of monthly reports in time."""

    full: int
    per_day_late: int
    least_when_done: int
    per_report_sent_back: int
    per_urging_unanswered: int
    reply_days: int
    monthly_percent: int

    @property
    def words(self) -> tuple[str, ...]:
        """Return the formula in words, as it is published."""
        return (
            f"每项到期任务 {self.full} 分：按期报告完成并经核查销号的得满分；逾期完成的每逾期 1 个工作日扣 "
            f"{self.per_day_late} 分，最低 {self.least_when_done} 分；到期没有报告完成的 0 分。",
            f"报告被退回一次扣 {self.per_report_sent_back} 分；催办后 {self.reply_days} 个工作日内没有书面回复的，"
            f"一次扣 {self.per_urging_unanswered} 分；扣到 0 分为止。",
            "任务分为各项得分的平均数，只计责任单位，协办单位不计。撤销的、等待核查的、尚未到期又没有完成的不计；"
            "年度终了以后才报告完成的，当年按没有完成计。",
            f"乡镇（园区）年度得分 = 任务分 × {100 - self.monthly_percent}% + 月报按时率 × {self.monthly_percent}%；"
            "股室等没有月报的单位，年度得分就是任务分；只有一样的，按那一样计。结果四舍五入到 0.1 分。",
        )


@dataclass(frozen=True)
class Supervision:
    """One version of how tasks are supervised, and the day from which it holds."""

    from_on: date
    light: LightRule
    quiet: QuietHours
    ladder: tuple[LadderStep, ...]
    nodes: Mapping[str, tuple[NodeTemplate, ...]]
    score: ScoreFormula


def supervision_on(day: date) -> Supervision:
    """Return the version that holds on a day; raise SupervisionMissing before the first."""
    standing = [one for one in versions() if one.from_on <= day]
    if not standing:
        raise SupervisionMissing(f"{day} 还没有督办办法。请填 {versions()[0].from_on} 以后的日期。")
    return standing[-1]


@cache
def versions() -> tuple[Supervision, ...]:
    """Return every version, the oldest first."""
    with FILE.open(encoding="utf-8") as file:
        return tuple(sorted((_version(row) for row in yaml.safe_load(file)), key=lambda one: one.from_on))


def _version(row: dict[str, Any]) -> Supervision:
    return Supervision(
        from_on=row["from"],
        light=LightRule(**row["light"]),
        quiet=QuietHours(**row["quiet"]),
        ladder=tuple(LadderStep(one["days"], Rung(one["to"])) for one in row["ladder"]),
        nodes={
            TaskKind(kind): tuple(NodeTemplate(**one) for one in nodes)
            for kind, nodes in row["nodes"].items()
        },
        score=ScoreFormula(**row["score"]),
    )
