"""The daily job that climbs the ladder of reminders for the reports of meetings, by the rule of the tasks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from tidu.domain.meetings import queries
from tidu.domain.meetings.models import MeetingReport, ReportNotice
from tidu.domain.meetings.vocabulary import REPORTERS, ReportState
from tidu.domain.tasks import queries as tasks
from tidu.domain.tasks.supervision import LadderStep, supervision_on
from tidu.domain.tasks.vocabulary import OWNERS
from tidu.foundation import clock
from tidu.foundation.accounts.models import Organisation
from tidu.foundation.actors import Actor
from tidu.foundation.audit import operations as audit_operations
from tidu.foundation.calendar import queries as calendar
from tidu.foundation.handling.turns import take_turn

NAMED = 5
"""Reports named in the outcome of a night; the rest are counted."""


@dataclass(frozen=True)
class Owing:
    """A report as the ladder sees it: its unit owes it as a whole."""

    report: MeetingReport
    person_id: int | None = None

    @property
    def owner(self) -> Organisation:
        """The unit that is asked to report."""
        return self.report.unit

    @property
    def owner_id(self) -> int:
        """Its key."""
        return self.report.unit_id

    @property
    def section(self) -> Organisation | None:
        """The section that keeps an eye on the report."""
        return self.report.section

    @property
    def section_id(self) -> int | None:
        """Its key."""
        return self.report.section_id


def remind_daily(*, by: Actor, now: datetime) -> str:
    """Tell whom the ladder reaches today of each report that is not handed in, and say how many were told.

    Done twice on a day, the second time tells nobody anything. Nothing is sent: a notice is read in the product, as
    soon as the quiet hours are over.
    """
    today = clock.day_of(now)
    supervision = supervision_on(today)
    heard_at = supervision.quiet.heard_at(now, calendar.working_calendar())
    with transaction.atomic():
        take_turn("meetings.remind")
        found = queries.outstanding()
        given, reached = queries.given(found), tasks.reached_on(today, OWNERS | REPORTERS)
        owed = [(Owing(one), one.asked_at, one.due_on) for one in found]
        due = tasks.climbed(owed, supervision.ladder, reached, today)
        notices = [
            one
            for one in _notices(due, reached, now=now, heard_at=heard_at)
            if (one.report_id, one.person_id, one.days) not in given
        ]
        ReportNotice.objects.bulk_create(notices)
        outcome = _outcome(notices, [one for one, _, answering in due if not answering])
        if notices:
            audit_operations.record(
                by=by,
                now=now,
                action="meetings.remind_daily",
                subject=("meetings.ReportNotice", today.isoformat()),
                summary=outcome,
            )
    return outcome


def _notices(
    due: Sequence[tuple[Owing, LadderStep, frozenset[int]]],
    reached: tasks.Reached,
    *,
    now: datetime,
    heard_at: datetime,
) -> Iterator[ReportNotice]:
    for owing, step, answering in due:
        words = _words(owing, step, reached.stand_in(owing, step.to, what="汇报"))
        for person_id in sorted(answering):
            yield ReportNotice(
                report=owing.report,
                person_id=person_id,
                days=step.days,
                rung=step.to,
                words=words,
                made_at=now,
                heard_at=heard_at,
            )


def _words(owing: Owing, step: LadderStep, stand_in: str) -> str:
    report, why = owing.report, f"。{stand_in}" if stand_in else ""
    state = "退回的汇报" if report.state == ReportState.RETURNED else "汇报"
    what = f"“{report.meeting.title}”{state}“{report.topic}”"
    told = f"{owing.owner.short_name}：{what}，{step.words}（{report.due_on.isoformat()}）"
    return f"{told[: 300 - len(why)]}{why}"


def _outcome(notices: Sequence[ReportNotice], unheard: Sequence[Owing]) -> str:
    told = f"会议汇报提醒 {len(notices)} 条，{len({one.person_id for one in notices})} 人"
    if not unheard:
        return told
    units = "、".join(dict.fromkeys(one.owner.short_name for one in unheard[:NAMED]))
    more = "等" if len(unheard) > NAMED else ""
    return f"{told}；{units}{more} {len(unheard)} 份没有人可以提醒：汇报单位和局领导都没有人在岗"
