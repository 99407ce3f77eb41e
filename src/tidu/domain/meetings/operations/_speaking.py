"""Who speaks in which order, and who did."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from tidu.domain.meetings import checks
from tidu.domain.meetings.checks import UnableToPrepare
from tidu.domain.meetings.models import Meeting, MeetingReport
from tidu.domain.meetings.operations._note import note
from tidu.domain.meetings.operations._places import change_places, close_up
from tidu.domain.meetings.queries import locked
from tidu.foundation.actors import Actor


def move_speaker(*, report: MeetingReport, up: bool, by: Actor, now: datetime) -> MeetingReport:
    """Let a unit speak one place earlier, or later. Raises UnableToPrepare where there is no place."""
    checks.check_officer(by)
    with transaction.atomic():
        meeting = locked(report.meeting)
        checks.check_open(meeting)
        report = MeetingReport.objects.select_related("unit").get(pk=report.pk)
        if report.position is None:
            raise UnableToPrepare(f"{report.unit.short_name}是书面汇报，没有发言顺序。")
        wanted = report.position - 1 if up else report.position + 1
        other = MeetingReport.objects.filter(meeting=meeting, position=wanted).first()
        if other is None:
            raise UnableToPrepare(f"{report.unit.short_name}已经在最{'前' if up else '后'}。")
        change_places(report, other)
        words = f"{report.unit.short_name}第 {report.position} 个发言"
        note(meeting, "speaking", words, by=by, now=now)
    return report


def set_speaking(*, report: MeetingReport, speaks: bool, by: Actor, now: datetime) -> MeetingReport:
    """Let a unit speak, last of all, or report in writing only; the others close up. Raises UnableToPrepare."""
    checks.check_officer(by)
    with transaction.atomic():
        meeting = locked(report.meeting)
        checks.check_open(meeting)
        report = MeetingReport.objects.select_related("unit").get(pk=report.pk)
        if report.spoke_at is not None:
            raise UnableToPrepare(f"{report.unit.short_name}已登记发言，不能再改。")
        if speaks != (report.position is not None):
            report.position = _speakers(meeting).count() + 1 if speaks else None
            report.save(update_fields=["position"])
        close_up(_speakers(meeting))
        words = f"{report.unit.short_name}{'发言' if speaks else '书面汇报'}"
        note(meeting, "speaking", words, by=by, now=now)
    return report


def note_spoken(*, meeting: Meeting, unit_codes: Collection[str], by: Actor, now: datetime) -> int:
    """Note which units spoke: those named did, no other. Return how many. Raises UnableToPrepare."""
    checks.check_officer(by)
    with transaction.atomic():
        meeting = locked(meeting)
        checks.check_took_place(meeting)
        checks.check_open(meeting)
        spoke = _speakers(meeting).filter(unit__code__in=unit_codes)
        spoke.filter(spoke_at__isnull=True).update(spoke_at=now)
        _speakers(meeting).exclude(unit__code__in=unit_codes).update(spoke_at=None)
        names = "、".join(one.unit.short_name for one in spoke)
        note(meeting, "spoken", f"发言单位：{names or '无'}", by=by, now=now)
    return len(spoke)


def _speakers(meeting: Meeting) -> QuerySet[MeetingReport]:
    found = MeetingReport.objects.filter(meeting=meeting, position__isnull=False)
    return found.select_related("unit").order_by("position")
