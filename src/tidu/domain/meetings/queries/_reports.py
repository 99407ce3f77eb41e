"""What units report at a meeting: who has handed in, who is late, who speaks in which order."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import F, Q, QuerySet

from tidu.domain.meetings.models import Meeting, MeetingReport, ReportComment, ReportNotice, ReportText
from tidu.domain.meetings.queries._meetings import MeetingNotFound, moment_of
from tidu.domain.meetings.vocabulary import (
    OFFICERS,
    OUTSTANDING,
    REPORTERS,
    TOOK_PLACE,
    MeetingState,
    ReportState,
)
from tidu.domain.tasks.queries import DIGEST_DAYS
from tidu.foundation import clock
from tidu.foundation.actors import Actor, OrganisationKind
from tidu.foundation.calendar import queries as calendar
from tidu.foundation.calendar.queries import WorkingCalendar
from tidu.foundation.clock import AsOf

BUREAU_KINDS = (OrganisationKind.BUREAU, OrganisationKind.BUREAU_SECTION)


@dataclass(frozen=True)
class ReportLine:
    """A unit's report on a day. `days_left` are working days, negative when late, None once it is handed in."""

    report: MeetingReport
    texts: tuple[ReportText, ...]
    comments: tuple[ReportComment, ...]
    days_left: int | None
    was_late: bool

    @property
    def is_overdue(self) -> bool:
        """Return whether the day is over and the bureau still waits, for a first text or one sent back."""
        return self.days_left is not None and self.days_left < 0

    @property
    def is_missing(self) -> bool:
        """Return whether the day is over and nothing was ever handed in."""
        return self.is_overdue and not self.texts

    @property
    def latest(self) -> ReportText | None:
        """Return what was handed in last."""
        return self.texts[-1] if self.texts else None


@dataclass(frozen=True)
class ReportingUnits:
    """The units that speak at a meeting, in order (T01). `planned` says that the meeting has not taken place yet."""

    meeting: str
    names: tuple[str, ...]
    planned: bool

    @property
    def text(self) -> str:
        """Return the names as a sentence takes them, e.g. 县科技局、工业园区; nothing where nobody speaks."""
        return "、".join(self.names)


def report_lines(meeting: Meeting, as_of: AsOf) -> list[ReportLine]:
    """Return the reports of a meeting: those who speak in their order, then those in writing. Four queries."""
    found = _with_texts(MeetingReport.objects.filter(meeting=meeting))
    ordered = sorted(
        found, key=lambda one: (one.position is None, one.position or 0, one.unit.position, one.pk)
    )
    return _lines(ordered, as_of)


def find_report(meeting: Meeting, unit_code: str, as_of: AsOf) -> ReportLine:
    """Return a unit's report; raise MeetingNotFound."""
    lines = _lines(_with_texts(MeetingReport.objects.filter(meeting=meeting, unit__code=unit_code)), as_of)
    if not lines:
        raise MeetingNotFound("没有向这个单位布置汇报。请刷新页面。")
    return lines[0]


def approved_texts(meeting: Meeting) -> list[ReportText]:
    """Return what goes into the meeting's papers: the approved texts, speakers in their order first. Two queries."""
    found = ReportText.objects.filter(report__meeting=meeting, accepted=True)
    ordered = found.order_by(F("report__position").asc(nulls_last=True), "report__unit__position", "pk")
    return list(ordered.select_related("report__unit", "file").prefetch_related("report__comments"))


def own_reports(actor: Actor, as_of: AsOf, meeting: Meeting | None = None) -> list[ReportLine]:
    """Return the reports that the actor's own units were asked for, of one meeting if named; the soonest first."""
    found = MeetingReport.objects.filter(unit__code__in=_own_codes(actor))
    if meeting is not None:
        found = found.filter(meeting=meeting)
    return _lines(_with_texts(found).order_by("due_on", "pk"), as_of)


def owed(actor: Actor) -> list[MeetingReport]:
    """Return the reports that the actor's units still have to hand in, the soonest first: one query."""
    found = MeetingReport.objects.filter(unit__code__in=_own_codes(actor), state__in=OUTSTANDING)
    standing = found.exclude(meeting__state=MeetingState.CLOSED)
    return list(standing.select_related("meeting", "unit").order_by("due_on", "pk"))


def outstanding() -> list[MeetingReport]:
    """Return every report that a unit still has to hand in, of meetings that are not over: one query."""
    found = MeetingReport.objects.filter(state__in=OUTSTANDING).exclude(meeting__state=MeetingState.CLOSED)
    return list(found.select_related("meeting", "unit", "section").order_by("due_on", "pk"))


def given(reports: Collection[MeetingReport]) -> set[tuple[int, int, int]]:
    """Return which steps of the ladder were given already: report, person and days; one query."""
    told = ReportNotice.objects.filter(report__in=[one.pk for one in reports])
    return set(told.values_list("report_id", "person_id", "days"))


def notices(actor: Actor, now: datetime) -> list[ReportNotice]:
    """Return what a person was told of reports in the last 30 days, the newest first; one query."""
    told = ReportNotice.objects.filter(
        person__user=actor.user_id, heard_at__lte=now, heard_at__gt=now - timedelta(days=DIGEST_DAYS)
    )
    related = ("report__unit", "report__meeting")
    return list(told.select_related(*related).order_by("-heard_at", "report__due_on", "pk"))


def may_report(actor: Actor, report: MeetingReport) -> bool:
    """Return whether an actor hands in for a unit: with a role held there, officers for the bureau's sections too."""
    if actor.is_system or (report.unit.kind in BUREAU_KINDS and actor.has_role(*OFFICERS)):
        return True
    return report.unit.code in _own_codes(actor)


def find_own_report(actor: Actor, meeting: Meeting, unit_code: str, as_of: AsOf) -> ReportLine:
    """Return the report of a unit for which the actor hands in; raise MeetingNotFound for others."""
    line = find_report(meeting, unit_code, as_of)
    if not may_report(actor, line.report):
        raise MeetingNotFound("没有向您的单位布置这份汇报。")
    return line


def reporting_units(meeting: Meeting, as_of: AsOf) -> ReportingUnits:
    """Return the units that speak at a meeting, in their order (T01)."""
    names = tuple(one.unit.short_name for one in spoken_reports(meeting, as_of))
    return ReportingUnits(meeting=meeting.number, names=names, planned=not _took_place(meeting, as_of))


def spoken_reports(meeting: Meeting, as_of: AsOf) -> list[MeetingReport]:
    """Return the reports whose units speak at a meeting, in their order.

    Once it has taken place, those of which it was noted by then that they were spoken; before, those that are
    approved and have a place. Nobody is taken to have spoken because it was planned.
    """
    asked = MeetingReport.objects.filter(meeting=meeting, position__isnull=False).select_related("unit")
    ready = Q(state=ReportState.APPROVED)
    spoken = Q(spoke_at__lt=moment_of(as_of))
    return list(asked.filter(spoken if _took_place(meeting, as_of) else ready).order_by("position"))


def _took_place(meeting: Meeting, as_of: AsOf) -> bool:
    return meeting.state in TOOK_PLACE and meeting.starts_at < moment_of(as_of)


def _own_codes(actor: Actor) -> frozenset[str]:
    return frozenset(grant.organisation_code for grant in actor.grants if grant.role in REPORTERS)


def _with_texts(found: QuerySet[MeetingReport]) -> QuerySet[MeetingReport]:
    return found.select_related("unit", "meeting").prefetch_related("texts__file", "comments")


def _lines(found: Iterable[MeetingReport], as_of: AsOf) -> list[ReportLine]:
    working = calendar.calendar_to_show()
    return [_line(one, as_of.on, working) for one in found]


def _line(report: MeetingReport, on: date, working: WorkingCalendar) -> ReportLine:
    texts = tuple(sorted(report.texts.all(), key=lambda one: one.number))
    waits = report.state in OUTSTANDING
    first_on = clock.day_of(texts[0].handed_at) if texts else on
    return ReportLine(
        report=report,
        texts=texts,
        comments=tuple(sorted(report.comments.all(), key=lambda one: one.pk)),
        days_left=working.left(on, report.due_on) if waits else None,
        was_late=first_on > report.due_on,
    )
