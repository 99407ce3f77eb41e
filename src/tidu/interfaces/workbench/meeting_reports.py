"""The reports of a meeting: asked for, late and missing ones, speaking order, approval, leaders' comments."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property

from tidu.domain.meetings import operations, queries
from tidu.domain.meetings.vocabulary import LEADERS, REPORT_STEPS, TOOK_PLACE, ReportState, Stance
from tidu.foundation import clock
from tidu.foundation.files import queries as files
from tidu.interfaces.kit import exports
from tidu.interfaces.kit.forms import PlainForm, handed, words
from tidu.interfaces.kit.pages import Guarded
from tidu.interfaces.kit.roles import FIRM_READERS
from tidu.interfaces.workbench.meeting_agenda import Moving, units
from tidu.interfaces.workbench.meetings import NOT_FOUND, MeetingAction, MeetingForm, MeetingPage


class Reports(MeetingPage):
    """Every report with its days, the late and missing ones named on top, and who speaks when."""

    tab = "reports"
    template_name = "workbench/meetings/reports.html"

    def shown(self, meeting: Any) -> dict[str, Any]:
        """Return the reports."""
        lines = queries.report_lines(meeting, self.as_of)
        return {
            "lines": lines,
            "missing": [one for one in lines if one.is_missing],
            "unmended": [one for one in lines if one.is_overdue and not one.is_missing],
            "late": [one for one in lines if one.was_late and not one.is_overdue],
            "waiting": any(one.days_left is not None for one in lines),
            "speakers": sum(one.report.position is not None for one in lines),
            "speaking": queries.reporting_units(meeting, self.as_of),
            "took_place": meeting.state in TOOK_PLACE,
        }


class AskForm(PlainForm):
    """Whom to ask, for what, until when."""

    topic = forms.CharField(label="汇报内容", max_length=120)
    unit_codes = forms.MultipleChoiceField(
        label="汇报单位",
        widget=forms.CheckboxSelectMultiple,
        help_text="按这里的顺序排在发言最后，布置以后可以上下移动。",
    )
    working_days = forms.IntegerField(
        label="几个工作日内报送",
        min_value=1,
        max_value=60,
        help_text="从明天起算，节假日不算，不晚于开会当天。",
    )
    in_writing = forms.BooleanField(label="只要书面汇报，不发言", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit_codes"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - declared so above
        field.choices = units()


class AskReports(MeetingForm):
    """Ask units to report."""

    title = "布置汇报"
    form_class = AskForm
    button = "布置"
    back_to = "meeting-reports"

    def submit(self, values: dict[str, Any], number: str, **kwargs: Any) -> str:
        """Ask them and say until when."""
        meeting, speaking = queries.find_meeting(self.actor, number), not values.pop("in_writing")
        made = operations.ask_reports(
            meeting=meeting, **values, speaking=speaking, by=self.actor, now=clock.now()
        )
        return (
            f"已向 {len(made)} 个单位布置，{made[0].due_on} 前报送。单位在自己的页面上看到，系统不向外发送。"
        )


class Remind(MeetingAction):
    """Remind those who owe."""

    back_to = "meeting-reports"

    def act(self, number: str, **kwargs: Any) -> str:
        """Remind them and say how many."""
        meeting = queries.find_meeting(self.actor, number)
        owing = operations.remind(meeting=meeting, by=self.actor, now=clock.now())
        return f"已催 {len(owing)} 个单位，催交提示在单位的首页和会议页面上。"


class MoveSpeaker(Moving):
    """Let a unit speak earlier or later."""

    back_to = "meeting-reports"

    def act(self, number: str, unit: str, **kwargs: Any) -> str:
        """Move it."""
        self.moved = unit
        report = _line(self, number, unit).report
        operations.move_speaker(report=report, up=self.up, by=self.actor, now=clock.now())
        return ""


class SetSpeaking(MeetingAction):
    """Let a unit speak, or report in writing only."""

    back_to = "meeting-reports"

    def act(self, number: str, unit: str, **kwargs: Any) -> str:
        """Set it and say so."""
        speaks = self.request.POST.get("speaks") == "1"
        report = _line(self, number, unit).report
        operations.set_speaking(report=report, speaks=speaks, by=self.actor, now=clock.now())
        return f"{report.unit.short_name}改为{'发言' if speaks else '书面汇报'}。"


class NoteSpoken(MeetingAction):
    """Note which units spoke."""

    back_to = "meeting-reports"

    def act(self, number: str, **kwargs: Any) -> str:
        """Note it and say how many."""
        meeting, codes = queries.find_meeting(self.actor, number), self.request.POST.getlist("spoke")
        count = operations.note_spoken(meeting=meeting, unit_codes=codes, by=self.actor, now=clock.now())
        return f"已登记 {count} 个单位发言。"


class OneReport(MeetingPage):
    """A unit's report: every text that was handed in, what came of it, and what leaders said."""

    tab = "reports"
    template_name = "workbench/meetings/report.html"

    def get_context(self, number: str, **kwargs: Any) -> dict[str, Any]:
        """Return the report under its own heading."""
        context = super().get_context(number, **kwargs)
        meeting = context["meeting"]
        line = queries.find_report(meeting, kwargs["unit"], self.as_of)
        address = reverse("meeting-reports", args=[number])
        return {
            **context,
            "title": f"{line.report.unit.short_name}：{line.report.topic}",
            "trail": [("会议", reverse("meetings")), (meeting.title, address)],
            "line": line,
            "actions": {step.action for step in REPORT_STEPS.from_state(line.report.state)},
            "hands_in": queries.may_report(self.actor, line.report),
            "leads": self.actor.has_role(*LEADERS),
        }

    def shown(self, meeting: Any) -> dict[str, Any]:
        """Return nothing more: the report is read with its unit."""
        return {}


class _ReportForm(MeetingForm):
    """A form about one report."""

    def get_context(self, number: str, **kwargs: Any) -> dict[str, Any]:
        """Return whose report it is."""
        line = _line(self, number, kwargs["unit"])
        lead = f"{line.report.unit.name} · {line.report.topic} · {line.report.due_on} 前"
        return {**super().get_context(number, **kwargs), "lead": lead}

    def next_address(self, number: str, **kwargs: Any) -> str:
        """Go back to the report."""
        return reverse("meeting-report", args=[number, kwargs["unit"]])


class Approve(MeetingAction):
    """Approve what was handed in."""

    def act(self, number: str, unit: str, **kwargs: Any) -> str:
        """Approve it."""
        operations.approve(report=_line(self, number, unit).report, by=self.actor, now=clock.now())
        return "已通过，进入会议材料。"

    def next_address(self, number: str, **kwargs: Any) -> str:
        """Go back to the report."""
        return reverse("meeting-report", args=[number, kwargs["unit"]])


class ReasonForm(PlainForm):
    """Why."""

    reason = words("退回理由", rows=3, limit=300, help_text="写明缺什么、怎么改，单位会看到。")


class SendBack(_ReportForm):
    """Send a report back."""

    title = "退回汇报"
    form_class = ReasonForm
    button = "退回"

    def submit(self, values: dict[str, Any], number: str, unit: str, **kwargs: Any) -> str:
        """Send it back, due as before."""
        operations.send_back(
            report=_line(self, number, unit).report, **values, by=self.actor, now=clock.now()
        )
        return "已退回，期限不变，单位可以再报。"


class CommentForm(PlainForm):
    """What a leader says."""

    stance = forms.ChoiceField(label="态度", choices=Stance.choices, widget=forms.RadioSelect)
    text = words("批示", rows=4, required=False, help_text="选“意见”时要写。姓名和时间自动记下，单位会看到。")


class Comment(_ReportForm):
    """Comment on a report."""

    title = "批示"
    roles = LEADERS
    form_class = CommentForm
    button = "批示"

    def submit(self, values: dict[str, Any], number: str, unit: str, **kwargs: Any) -> str:
        """Keep it."""
        operations.comment(report=_line(self, number, unit).report, **values, by=self.actor, now=clock.now())
        return "已批示，报送单位可以看到。"


class HandInForm(PlainForm):
    """The report."""

    text = words("汇报正文", rows=12, limit=10_000, required=False)
    file = forms.FileField(
        label="或上传文件",
        required=False,
        help_text="docx、doc、wps、pdf 或 txt，最大 20 MB。正文和文件至少有一样。",
    )


class HandIn(MeetingForm):
    """Hand in for one's own unit; who does not work for it does not find it."""

    title = "报送汇报"
    roles = FIRM_READERS
    form_class = HandInForm
    button = "报送"

    @cached_property
    def line(self) -> queries.ReportLine:
        """Return the report, read once."""
        meeting = queries.find_meeting(self.actor, self.kwargs["number"])
        return queries.find_own_report(self.actor, meeting, self.kwargs["unit"], self.as_of)

    def get_initial(self, **kwargs: Any) -> dict[str, Any]:
        """Return what was sent back, to be mended."""
        latest = self.line.latest
        return {"text": latest.text if latest else ""}

    def get_context(self, number: str, **kwargs: Any) -> dict[str, Any]:
        """Return what is asked until when."""
        report = self.line.report
        lead = f"{report.unit.name} · {report.topic} · {report.due_on} 前"
        return {**super().get_context(number, **kwargs), "lead": lead}

    def submit(self, values: dict[str, Any], **kwargs: Any) -> str:
        """Hand it in; somebody of the bureau looks at it."""
        operations.hand_in(
            report=self.line.report,
            text=values["text"],
            file=handed(values["file"]),
            by=self.actor,
            now=clock.now(),
        )
        return "已报送，等科技局审核。"

    def next_address(self, number: str, **kwargs: Any) -> str:
        """Go back to the report, or to one's own page."""
        if self.actor.sees_whole_county:
            return reverse("meeting-report", args=[number, kwargs["unit"]])
        return reverse("meeting-own", args=[number])


class ReportFile(Guarded):
    """A file that a unit handed in: for the county's staff and the unit itself."""

    roles = FIRM_READERS
    travels = False
    not_found = NOT_FOUND

    def get(self, request: HttpRequest, number: str, unit: str, sha256: str) -> HttpResponseBase:
        """Answer with the file's own bytes."""
        meeting = queries.find_meeting(self.actor, number)
        staff = self.actor.sees_whole_county
        line = (
            queries.find_report(meeting, unit, self.as_of)
            if staff
            else queries.find_own_report(self.actor, meeting, unit, self.as_of)
        )
        stored = next((one.file for one in line.texts if one.file and one.file.sha256 == sha256), None)
        if stored is None:
            raise Http404("这份汇报没有这个文件。")
        return exports.attached(files.read(stored), stored.name)


class OwnMeeting(MeetingPage):
    """A meeting as those see it who are asked to come or to report: their answer, their report, what was said of it."""

    roles = FIRM_READERS
    template_name = "workbench/meetings/own.html"

    def shown(self, meeting: Any) -> dict[str, Any]:
        """Return the agenda, the own answer and the own reports."""
        return {
            "agenda": queries.agenda(meeting),
            "own": queries.own_attendance(self.actor, meeting),
            "lines": queries.own_reports(self.actor, self.as_of, meeting),
            "submitting": (ReportState.ASKED, ReportState.RETURNED),
        }


def _line(view: Any, number: str, unit: str) -> queries.ReportLine:
    return queries.find_report(queries.find_meeting(view.actor, number), unit, view.as_of)


_ONE = "meetings/<str:number>/reports/<str:unit>"
urlpatterns: list[URLPattern] = [
    path("meetings/<str:number>/own/", OwnMeeting.as_view(), name="meeting-own"),
    path("meetings/<str:number>/reports/", Reports.as_view(), name="meeting-reports"),
    path("meetings/<str:number>/ask/", AskReports.as_view(), name="meeting-ask"),
    path("meetings/<str:number>/remind/", Remind.as_view(), name="meeting-remind"),
    path("meetings/<str:number>/spoken/", NoteSpoken.as_view(), name="meeting-spoken"),
    path(f"{_ONE}/", OneReport.as_view(), name="meeting-report"),
    path(f"{_ONE}/hand-in/", HandIn.as_view(), name="meeting-hand-in"),
    path(f"{_ONE}/approve/", Approve.as_view(), name="meeting-report-approve"),
    path(f"{_ONE}/send-back/", SendBack.as_view(), name="meeting-report-back"),
    path(f"{_ONE}/comment/", Comment.as_view(), name="meeting-report-comment"),
    path(f"{_ONE}/move/", MoveSpeaker.as_view(), name="meeting-speaker"),
    path(f"{_ONE}/speaking/", SetSpeaking.as_view(), name="meeting-speaking"),
    path(f"{_ONE}/files/<str:sha256>/", ReportFile.as_view(), name="meeting-report-file"),
]
