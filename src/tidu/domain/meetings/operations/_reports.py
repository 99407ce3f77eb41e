"""Reports: asked for, reminded of, handed in, approved or sent back, and commented on."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import F, Max

from tidu.domain.meetings import checks
from tidu.domain.meetings.checks import UnableToReport
from tidu.domain.meetings.models import Meeting, MeetingReport, ReportComment, ReportText
from tidu.domain.meetings.operations._note import note
from tidu.domain.meetings.queries import locked
from tidu.domain.meetings.vocabulary import OUTSTANDING, ReportState
from tidu.foundation import clock
from tidu.foundation.accounts.models import Organisation
from tidu.foundation.actors import Actor, OrganisationKind
from tidu.foundation.calendar import queries as calendar
from tidu.foundation.files import operations as files
from tidu.foundation.files.handed import Handed


def ask_reports(
    *,
    meeting: Meeting,
    unit_codes: Collection[str],
    topic: str,
    working_days: int,
    by: Actor,
    now: datetime,
    speaking: bool = True,
) -> list[MeetingReport]:
    """Ask units to report, until so many working days after today; they speak in the order named, or write only.

    Raises UnableToReport, UnableToPrepare; HolidaysMissing where the days cannot be counted.
    """
    checks.check_officer(by)
    words = checks.check_words(topic, "汇报内容")
    due_on = calendar.add_working_days(clock.day_of(now), working_days)
    with transaction.atomic():
        meeting = locked(meeting)
        found = {one.code: one for one in Organisation.objects.filter(code__in=unit_codes)}
        units = [found[code] for code in dict.fromkeys(unit_codes) if code in found]
        checks.check_asked(meeting, units)
        checks.check_due(meeting, due_on, working_days)
        last = MeetingReport.objects.filter(meeting=meeting).aggregate(last=Max("position"))["last"] or 0
        made = [
            MeetingReport.objects.create(
                meeting=meeting,
                unit=unit,
                section_id=_section_of(unit, by),
                topic=words,
                due_on=due_on,
                position=last + place if speaking else None,
                asked_at=now,
                asked_by_name=by.name,
            )
            for place, unit in enumerate(units, start=1)
        ]
        names = "、".join(unit.short_name for unit in units)
        note(meeting, "ask", f"布置汇报（{due_on} 前）：{names}", by=by, now=now, units=list(found))
    return made


def _section_of(unit: Organisation, by: Actor) -> int | None:
    """Return which section keeps an eye on a report: the unit itself, else the one of who asks for it."""
    if unit.kind == OrganisationKind.BUREAU_SECTION:
        return unit.pk
    own = (one for one in by.grants if one.organisation_kind == OrganisationKind.BUREAU_SECTION)
    return next((one.organisation_id for one in own), None)


def remind(*, meeting: Meeting, by: Actor, now: datetime) -> list[MeetingReport]:
    """Remind the units that still owe their report: they find it on their own pages, nothing is sent outside.

    Raises UnableToPrepare, UnableToReport.
    """
    checks.check_officer(by)
    with transaction.atomic():
        meeting = locked(meeting)
        checks.check_open(meeting)
        owing = list(
            MeetingReport.objects.filter(meeting=meeting, state__in=OUTSTANDING).select_related("unit")
        )
        if not owing and not MeetingReport.objects.filter(meeting=meeting).exists():
            raise UnableToReport("还没有向任何单位布置汇报。请先布置汇报。")
        if not owing:
            raise UnableToReport("所有单位都已报送，没有需要催的。")
        MeetingReport.objects.filter(pk__in=[one.pk for one in owing]).update(
            reminded=F("reminded") + 1, reminded_at=now
        )
        names = "、".join(one.unit.short_name for one in owing)
        note(meeting, "remind", f"催交汇报：{names}", by=by, now=now)
    return owing


def hand_in(
    *, report: MeetingReport, by: Actor, now: datetime, text: str = "", file: Handed | None = None
) -> ReportText:
    """Hand a unit's report in, as text or as a file or both. Raises UnableToReport, UnableToStore."""
    checks.check_handed(text, file)
    with transaction.atomic():
        report = _locked(report)
        checks.check_report_step(report, ReportState.SUBMITTED, by=by)
        stored = files.store(name=file.name, content=file.content, now=now) if file else None
        made = ReportText.objects.create(
            report=report,
            number=report.texts.count() + 1,
            text=text.strip(),
            file=stored,
            handed_at=now,
            handed_by_id=by.user_id,
            handed_by_name=by.name,
        )
        _move(report, ReportState.SUBMITTED, f"第 {made.number} 稿", by=by, now=now)
    return made


def approve(*, report: MeetingReport, by: Actor, now: datetime) -> MeetingReport:
    """Approve what somebody else handed in: it joins the meeting's papers. Raises UnableToReport."""
    return _look_at(report, ReportState.APPROVED, by=by, now=now)


def send_back(*, report: MeetingReport, reason: str, by: Actor, now: datetime) -> MeetingReport:
    """Send a report back with the reason; it is due as before, and what was handed in stays. Raises UnableToReport."""
    return _look_at(report, ReportState.RETURNED, by=by, now=now, reason=reason)


def comment(*, report: MeetingReport, stance: str, by: Actor, now: datetime, text: str = "") -> ReportComment:
    """Write what a leader says of a report; the unit reads it with name and moment. Raises UnableToReport."""
    with transaction.atomic():
        report = _locked(report)
        checks.check_comment(report, stance, text, by=by)
        made = ReportComment.objects.create(
            report=report, stance=stance, text=text.strip(), at=now, by_id=by.user_id, by_name=by.name
        )
        words = f"{report.unit.short_name}汇报批示：{made.get_stance_display()} {made.text}".strip()
        note(report.meeting, "comment", words, by=by, now=now)
    return made


def _locked(report: MeetingReport) -> MeetingReport:
    """Return the report as it stands; its meeting is kept from everybody else until the transaction ends."""
    locked(report.meeting)
    return MeetingReport.objects.select_related("meeting", "unit").get(pk=report.pk)


def _look_at(
    report: MeetingReport, target: ReportState, *, by: Actor, now: datetime, reason: str = ""
) -> MeetingReport:
    with transaction.atomic():
        report = _locked(report)
        checks.check_report_step(report, target, by=by, reason=reason)
        text = report.texts.latest("number")
        checks.check_second_person(text, by)
        text.accepted, text.reason = target == ReportState.APPROVED, reason.strip()
        text.checked_at, text.checked_by_name = now, by.name
        text.save(update_fields=["accepted", "reason", "checked_at", "checked_by_name"])
        _move(report, target, text.reason, by=by, now=now)
    return report


def _move(report: MeetingReport, target: ReportState, words: str, *, by: Actor, now: datetime) -> None:
    report.state = target
    report.save(update_fields=["state"])
    told = f"{report.unit.short_name}汇报：{target.label} {words}".strip()
    note(report.meeting, "report", told, by=by, now=now, state=str(target))
