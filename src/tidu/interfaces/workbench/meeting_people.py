"""Who is asked to a meeting: groups by one press, answers, who arrived."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import URLPattern, path, reverse

from tidu.domain.meetings import operations, queries
from tidu.domain.meetings.vocabulary import POSTS_OF, TOOK_PLACE, AttendanceState, AttendeeGroup
from tidu.foundation import clock
from tidu.interfaces.kit.forms import PlainForm
from tidu.interfaces.kit.roles import FIRM_READERS, OFFICERS
from tidu.interfaces.workbench.meetings import MeetingAction, MeetingForm, MeetingPage

ANSWERS = [one for one in AttendanceState.choices if one[0] != AttendanceState.PENDING]


class People(MeetingPage):
    """Everybody who is asked, with the answer and whether they came."""

    tab = "people"
    template_name = "workbench/meetings/people.html"

    def shown(self, meeting: Any) -> dict[str, Any]:
        """Return the people, and the groups that can be asked."""
        asked = queries.attendees(meeting)
        return {
            "people": asked,
            "answers": queries.answers(asked),
            "groups": [(one.value, one.label) for one in AttendeeGroup if one in POSTS_OF],
            "took_place": meeting.state in TOOK_PLACE,
        }


class InviteGroup(MeetingAction):
    """Ask everybody who holds a post of a group on the day."""

    back_to = "meeting-people"

    def act(self, number: str, **kwargs: Any) -> str:
        """Ask them and say how many."""
        meeting, group = queries.find_meeting(self.actor, number), self.request.POST.get("group", "")
        made = operations.invite_group(meeting=meeting, group=group, by=self.actor, now=clock.now())
        return f"已邀请{AttendeeGroup(group).label} {len(made)} 人。"


class PersonForm(PlainForm):
    """Somebody by name."""

    name = forms.CharField(label="姓名", max_length=60)
    organisation_name = forms.CharField(label="单位", max_length=120, required=False)
    post_title = forms.CharField(label="职务", max_length=60, required=False)


class InvitePerson(MeetingForm):
    """Ask somebody who holds no post in the directory."""

    title = "个别通知"
    form_class = PersonForm
    button = "加入名单"
    back_to = "meeting-people"

    def submit(self, values: dict[str, Any], number: str, **kwargs: Any) -> str:
        """Ask that person."""
        meeting = queries.find_meeting(self.actor, number)
        made = operations.invite_person(meeting=meeting, **values, by=self.actor, now=clock.now())
        return f"已加入{made.name}（第 {made.number} 号）。"


class ReplyForm(PlainForm):
    """An answer."""

    state = forms.ChoiceField(label="回复", choices=ANSWERS, widget=forms.RadioSelect)
    deputy = forms.CharField(label="代会：代会人姓名和职务", max_length=60, required=False)
    reason = forms.CharField(label="请假：事由", max_length=300, required=False)


class Reply(MeetingForm):
    """Answer for oneself, or enter an answer that came by telephone."""

    title = "回复参会通知"
    roles = FIRM_READERS
    form_class = ReplyForm
    button = "回复"

    def get_context(self, number: str, attendee: int = 0, **kwargs: Any) -> dict[str, Any]:
        """Return whose answer it is."""
        one = self._find(number, attendee)
        lead = f"{one.organisation_name} {one.name} · 目前：{one.get_state_display()}".strip()
        return {**super().get_context(number), "lead": lead}

    def submit(self, values: dict[str, Any], number: str, attendee: int, **kwargs: Any) -> str:
        """Take the answer."""
        one = self._find(number, attendee)
        done = operations.reply(attendee=one, **values, by=self.actor, now=clock.now())
        return f"{done.name}：{done.get_state_display()}。"

    def next_address(self, number: str, **kwargs: Any) -> str:
        """Go back to the list of people, or to one's own page."""
        page = "meeting-people" if self.actor.sees_whole_county else "meeting-own"
        return reverse(page, args=[number])

    def _find(self, number: str, attendee: int) -> Any:
        """Return the row; nobody but an officer finds another person's."""
        meeting = queries.find_meeting(self.actor, number)
        one = queries.find_attendee(meeting, attendee)
        if not self.actor.has_role(*OFFICERS) and queries.own_attendance(self.actor, meeting) != one:
            raise queries.MeetingNotFound("没有找到您的参会通知。")
        return one


class NoteArrivals(MeetingAction):
    """Note who is here."""

    back_to = "meeting-people"

    def act(self, number: str, **kwargs: Any) -> str:
        """Note it and say how many."""
        meeting = queries.find_meeting(self.actor, number)
        numbers = [int(one) for one in self.request.POST.getlist("here") if one.isdecimal()]
        count = operations.note_arrivals(meeting=meeting, numbers=numbers, by=self.actor, now=clock.now())
        return f"已登记到会 {count} 人。"


_PEOPLE = "meetings/<str:number>/people"
urlpatterns: list[URLPattern] = [
    path(f"{_PEOPLE}/", People.as_view(), name="meeting-people"),
    path(f"{_PEOPLE}/invite/", InviteGroup.as_view(), name="meeting-invite"),
    path(f"{_PEOPLE}/new/", InvitePerson.as_view(), name="meeting-person-new"),
    path(f"{_PEOPLE}/arrivals/", NoteArrivals.as_view(), name="meeting-arrivals"),
    path(f"{_PEOPLE}/<int:attendee>/reply/", Reply.as_view(), name="meeting-reply"),
]
