"""Screens of meetings: the list, one meeting with agenda, links and tasks, what is changed about it, the next step."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from tidu.domain.meetings import linkable, operations, queries
from tidu.domain.meetings.vocabulary import MEETING_STEPS, MeetingKind, MeetingState
from tidu.domain.tasks.operations import UnableToOpenTask
from tidu.foundation import clock
from tidu.foundation.calendar.queries import HolidaysMissing
from tidu.foundation.files.operations import UnableToStore
from tidu.interfaces.kit.forms import FormPage, PlainForm, hour
from tidu.interfaces.kit.lists import Column, ListPage
from tidu.interfaces.kit.pages import Action, Errors, Page
from tidu.interfaces.kit.roles import FIRM_READERS, OFFICERS, STAFF

REFUSALS: Errors = (
    operations.UnableToPrepare,
    operations.UnableToReply,
    operations.UnableToReport,
    UnableToOpenTask,
    UnableToStore,
    HolidaysMissing,
)
NOT_FOUND: Errors = (queries.MeetingNotFound,)
ANY = ("", "全部")


def span(meeting: Any) -> str:
    """Return when a meeting is, in words."""
    starts, ends = (moment.astimezone(clock.ZONE) for moment in (meeting.starts_at, meeting.ends_at))
    return f"{starts:%Y-%m-%d %H:%M}–{ends:%H:%M}"


class MeetingFilters(PlainForm):
    """What the list is narrowed to."""

    text = forms.CharField(label="编号、名称或地点", required=False)
    state = forms.ChoiceField(label="状态", required=False, choices=[ANY, *MeetingState.choices])
    kind = forms.ChoiceField(label="类别", required=False, choices=[ANY, *MeetingKind.choices])


def _reports(meeting: Any) -> str:
    if not meeting.reports_asked:
        return "—"
    return f"{meeting.reports_asked - meeting.reports_waiting} / {meeting.reports_asked}"


class Meetings(ListPage):
    """The meetings in scope, the latest first; a unit finds above them the reports that it still owes."""

    title = "会议"
    section = "meetings"
    roles = FIRM_READERS
    travels = False
    form_class = MeetingFilters
    template_name = "workbench/meetings/meetings.html"
    noun = "次"
    empty = "还没有会议。科技局点“筹备会议”建立；通知以后，参会和要汇报的人在这里看到。"

    def get_columns(self) -> tuple[Column, ...]:
        """Return the columns: what concerns all others only the staff is told."""
        page = "meeting" if self.actor.sees_whole_county else "meeting-own"

        def title(meeting: Any) -> SafeString:
            address = reverse(page, args=[meeting.number])
            words = '<a href="{}">{}</a><br><span class="small soft">{}</span>'
            return format_html(words, address, meeting.title, meeting.number)

        own = (
            Column("会议", lambda one: one.title, shown=title),
            Column("编号", lambda one: one.number, on_screen=False),
            Column("类别", lambda one: one.get_kind_display(), whole=True),
            Column("时间", span),
            Column("地点", lambda one: one.place),
            Column("状态", lambda one: one.get_state_display(), whole=True),
        )
        if not self.actor.sees_whole_county:
            return own
        return (
            *own,
            Column("应到", lambda one: one.asked, numeric=True, unit="人"),
            Column("实到", lambda one: one.arrived, numeric=True, unit="人"),
            Column("汇报已交", _reports, whole=True),
        )

    def get_rows(self, filters: dict[str, Any]) -> Any:
        """Return the meetings."""
        return queries.meetings(self.actor, queries.MeetingFilters(**filters))

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the list, and what a unit owes."""
        staff = self.actor.sees_whole_county
        context = super().get_context(**kwargs)
        return {
            **context,
            "officer": self.actor.has_role(*OFFICERS),
            "reports": [] if staff else self._owed(),
        }

    def _owed(self) -> list[tuple[Any, Any]]:
        """Return the reports that the own units owe, each with the reminder that this person read last."""
        told: dict[int, Any] = {}
        for one in queries.notices(self.actor, clock.now()):
            told.setdefault(one.report_id, one)
        return [(one, told.get(one.pk)) for one in queries.owed(self.actor)]


class MeetingPage(Page):
    """A page about one meeting; the tabs lead to the others."""

    section = "meetings"
    roles = STAFF
    travels = False
    not_found = NOT_FOUND
    tab: str = ""

    def get_context(self, number: str, **kwargs: Any) -> dict[str, Any]:
        """Return the meeting and what this page shows of it."""
        meeting = queries.find_meeting(self.actor, number)
        officer = self.actor.has_role(*OFFICERS)
        return {
            "title": meeting.title,
            "lead": f"{span(meeting)} · {meeting.place} · {meeting.chair}主持 · {meeting.get_state_display()}",
            "trail": [("会议", reverse("meetings"))],
            "meeting": meeting,
            "tab": self.tab,
            "officer": officer,
            "keeps": officer and meeting.state != MeetingState.CLOSED,
            "moved": self.request.GET.get("moved", ""),
            "way": self.request.GET.get("way", ""),
            **self.shown(meeting),
        }

    def shown(self, meeting: Any) -> dict[str, Any]:
        """Return what this page shows."""
        raise NotImplementedError


class MeetingForm(FormPage):
    """A form about one meeting."""

    section = "meetings"
    roles = OFFICERS
    travels = False
    refusals = REFUSALS
    not_found = NOT_FOUND
    back_to: str = "meeting"

    def get_context(self, number: str, **kwargs: Any) -> dict[str, Any]:
        """Lead back to the meeting."""
        meeting = queries.find_meeting(self.actor, number)
        address = self.next_address(number, **kwargs)
        return {"trail": [("会议", reverse("meetings")), (meeting.title, address)]}

    def next_address(self, number: str, **kwargs: Any) -> str:
        """Go back to the meeting."""
        return reverse(self.back_to, args=[number])


class MeetingAction(Action):
    """One press of a button about a meeting."""

    roles = OFFICERS
    travels = False
    refusals = REFUSALS
    not_found = NOT_FOUND
    back_to: str = "meeting"

    def next_address(self, number: str, **kwargs: Any) -> str:
        """Go back to the meeting."""
        return reverse(self.back_to, args=[number])


class OneMeeting(MeetingPage):
    """The meeting: agenda, who is asked, what it is linked to, and the tasks that came of it."""

    tab = "meeting"
    template_name = "workbench/meetings/meeting.html"

    def shown(self, meeting: Any) -> dict[str, Any]:
        """Return the agenda, the links, the tasks, and the next steps."""
        decided = [one for one in queries.minutes(meeting) if one.tasks]
        items = queries.agenda(meeting)
        return {
            "agenda": items,
            "minutes_in_all": sum(one.minutes for one in items),
            "links": queries.links(self.actor, meeting),
            "tasks": [(one.row, task) for one in decided for task in one.tasks],
            "steps": MEETING_STEPS.from_state(meeting.state),
        }


class PlanForm(PlainForm):
    """What a meeting is."""

    title = forms.CharField(label="会议名称", max_length=120)
    kind = forms.ChoiceField(label="类别", choices=MeetingKind.choices)
    on = forms.DateField(label="日期")
    starts = hour("开始")
    ends = hour("结束")
    place = forms.CharField(label="地点", max_length=120)
    chair = forms.CharField(label="主持人（职务和姓名）", max_length=80)


def _plan(values: dict[str, Any]) -> operations.MeetingPlan:
    """Return a form's values as the operations take them, day and times as moments of the county's time."""
    on = values.pop("on")
    for name in ("starts", "ends"):
        values[f"{name}_at"] = datetime.combine(on, values.pop(name), tzinfo=clock.ZONE)
    return operations.MeetingPlan(**values)


class NewMeeting(FormPage):
    """Begin to prepare a meeting."""

    title = "筹备会议"
    section = "meetings"
    roles = OFFICERS
    travels = False
    form_class = PlanForm
    button = "开始筹备"
    refusals = REFUSALS
    number = ""

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Lead back to the list."""
        return {"trail": [("会议", reverse("meetings"))]}

    def submit(self, values: dict[str, Any], **kwargs: Any) -> str:
        """Plan it."""
        made = operations.plan_meeting(plan=_plan(values), by=self.actor, now=clock.now())
        self.number = made.number
        return f"已开始筹备，编号 {made.number}。接着排议程、邀请人员。"

    def next_address(self, **kwargs: Any) -> str:
        """Go to the meeting, or back to the list while there is none."""
        return reverse("meeting", args=[self.number]) if self.number else reverse("meetings")


class ChangeMeeting(MeetingForm):
    """Change what it is called, when and where it is, who chairs it."""

    title = "更改会议"
    form_class = PlanForm

    def get_initial(self, number: str, **kwargs: Any) -> dict[str, Any]:
        """Return what stands."""
        meeting = queries.find_meeting(self.actor, number)
        starts, ends = (one.astimezone(clock.ZONE) for one in (meeting.starts_at, meeting.ends_at))
        kept = {name: getattr(meeting, name) for name in ("title", "kind", "place", "chair")}
        return {**kept, "on": starts.date(), "starts": f"{starts:%H:%M}", "ends": f"{ends:%H:%M}"}

    def submit(self, values: dict[str, Any], number: str, **kwargs: Any) -> str:
        """Change it."""
        meeting = queries.find_meeting(self.actor, number)
        operations.change_meeting(meeting=meeting, plan=_plan(values), by=self.actor, now=clock.now())
        return "已更改。"


class MoveMeeting(MeetingAction):
    """Move it on: 筹备→已通知→召开→已结."""

    def act(self, number: str, **kwargs: Any) -> str:
        """Move it and say where it is."""
        meeting = queries.find_meeting(self.actor, number)
        state = self.request.POST.get("state", "")
        if state not in MEETING_STEPS.labels:
            raise operations.UnableToPrepare("没有这个状态。请用页面上的按钮。")
        moved = operations.move_meeting(meeting=meeting, state=state, by=self.actor, now=clock.now())
        return f"现在是“{moved.get_state_display()}”。"


class LinkForm(PlainForm):
    """What the meeting is about."""

    linked = forms.ChoiceField(label="关联什么")


class LinkMeeting(MeetingForm):
    """Link an Open Day or a document."""

    title = "关联开放日或文稿"
    form_class = LinkForm
    button = "关联"

    def get_form(self, data: Any = None, files: Any = None, **kwargs: Any) -> PlainForm:
        """Offer what the rooms above offer."""
        form = super().get_form(data, files, **kwargs)
        field = form.fields["linked"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared so above
        field.choices = [
            (f"{one.kind}:{key}", f"{one.label} {name}")
            for one in linkable.kinds()
            for key, name in one.offered(self.actor)
        ]
        return form

    def submit(self, values: dict[str, Any], number: str, **kwargs: Any) -> str:
        """Link it."""
        kind, _, key = values["linked"].partition(":")
        meeting = queries.find_meeting(self.actor, number)
        operations.link(meeting=meeting, kind=kind, key=key, by=self.actor, now=clock.now())
        return "已关联。"


class UnlinkMeeting(MeetingAction):
    """Take a link away."""

    def act(self, number: str, **kwargs: Any) -> str:
        """Take it away."""
        kind, _, key = self.request.POST.get("linked", "").partition(":")
        meeting = queries.find_meeting(self.actor, number)
        operations.unlink(meeting=meeting, kind=kind, key=key, by=self.actor, now=clock.now())
        return "已取消关联。"


class Pack(MeetingPage):
    """The meeting's papers on A4: agenda, who comes, the approved reports in speaking order."""

    tab = "pack"
    template_name = "workbench/meetings/pack.html"

    def shown(self, meeting: Any) -> dict[str, Any]:
        """Return what goes to paper."""
        return {
            "agenda": queries.agenda(meeting),
            "people": queries.attendees(meeting),
            "approved": queries.approved_texts(meeting),
            "links": queries.links(self.actor, meeting),
        }


urlpatterns: list[URLPattern] = [
    path("meetings/", Meetings.as_view(), name="meetings"),
    path("meetings/new/", NewMeeting.as_view(), name="meeting-new"),
    path("meetings/<str:number>/", OneMeeting.as_view(), name="meeting"),
    path("meetings/<str:number>/change/", ChangeMeeting.as_view(), name="meeting-change"),
    path("meetings/<str:number>/move/", MoveMeeting.as_view(), name="meeting-move"),
    path("meetings/<str:number>/link/", LinkMeeting.as_view(), name="meeting-link"),
    path("meetings/<str:number>/unlink/", UnlinkMeeting.as_view(), name="meeting-unlink"),
    path("meetings/<str:number>/pack/", Pack.as_view(), name="meeting-pack"),
]
