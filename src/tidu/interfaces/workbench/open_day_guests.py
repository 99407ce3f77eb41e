"""Screens of an Open Day's guests: who is invited, and replies entered by hand."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404
from django.urls import URLPattern, path, reverse
from django.utils.safestring import SafeString

from tidu.domain.openday import operations, queries
from tidu.domain.openday.vocabulary import GuestGroup, InvitationState, ReplyWay
from tidu.domain.opinions import queries as opinions
from tidu.foundation import clock
from tidu.interfaces.kit import qr
from tidu.interfaces.kit.forms import PlainForm
from tidu.interfaces.workbench.open_days import EventAction, EventForm, EventPage

BY_HAND = [one for one in ReplyWay.choices if one[0] in {"PHONE", "PAPER", "SPOKEN"}]
ANSWERS = [one for one in InvitationState.choices if one[0] != InvitationState.PENDING]


class Guests(EventPage):
    """Every guest with the answer; those who have not answered stand first."""

    tab = "guests"
    template_name = "workbench/open_days/guests.html"

    def shown(self, event: Any) -> dict[str, Any]:
        """Return the guests, and who waits for a public seat."""
        waiting = InvitationState.PENDING
        guests = sorted(queries.invitations(event), key=lambda one: (one.state != waiting, one.number))
        signed_up = queries.sign_ups(event)
        return {
            "guests": guests,
            "waiting": len(queries.remindable(event, clock.today())),
            "signed_up": signed_up,
            "promoted": len(queries.promoted(signed_up)),
            "groups": [
                (group, GuestGroup(group).label, max(seats - taken, 0))
                for group, (seats, taken) in queries.seats_by_group(event).items()
            ],
            "links": self._links(event),
        }

    def _links(self, event: Any) -> list[tuple[str, str, SafeString]]:
        """Return the pages that everybody with the link may open: what they are for, address and code."""
        pages = (
            ("公众报名", reverse("portal-sign-up", args=[queries.event_link(event, queries.SIGN_UP)])),
            ("提意见", reverse("portal-say-at", args=[opinions.say_link(event.occasion.code)])),
            ("说说感受", reverse("portal-feedback", args=[queries.event_link(event, queries.FEEDBACK)])),
        )
        found = []
        for label, page in pages:
            address = self.request.build_absolute_uri(page)
            found.append((label, address, qr.svg(address, label)))
        return found


class InviteGroup(EventAction):
    """Invite everybody of the directory who belongs to a group on the day."""

    back_to = "open-day-guests"

    def act(self, code: str, **kwargs: Any) -> str:
        """Invite them and say how many."""
        event = queries.find_event(self.actor, code)
        group = self.request.POST.get("group", "")
        made = operations.invite_group(event=event, group=group, by=self.actor, now=clock.now())
        return f"已邀请{GuestGroup(group).label} {len(made)} 人。"


class SomeForm(PlainForm):
    """Some of a group, ticked."""

    people = forms.MultipleChoiceField(label="邀请哪几位", widget=forms.CheckboxSelectMultiple)


class InviteSome(EventForm):
    """Invite some of a group by ticking them in the directory, where it has more people than seats."""

    title = "挑选来宾"
    form_class = SomeForm
    button = "邀请选中的"
    back_to = "open-day-guests"

    def get_form(self, data: Any = None, files: Any = None, **kwargs: Any) -> PlainForm:
        """Offer whoever of the group is not invited yet."""
        form = super().get_form(data, files, **kwargs)
        event, group = queries.find_event(self.actor, kwargs["code"]), _group(kwargs["group"])
        people = form.fields["people"]
        assert isinstance(people, forms.MultipleChoiceField)  # noqa: S101 - declared so above
        people.choices = [
            (
                str(one.person_id),
                " · ".join(filter(None, (one.person_name, one.organisation_name, one.post_title))),
            )
            for one in queries.candidates(event, group)
        ]
        if not people.choices:
            people.help_text = "通讯录里这个界别的都已邀请，或还没有登记。可以按姓名逐位邀请。"
        return form

    def get_context(self, code: str, group: str = "", **kwargs: Any) -> dict[str, Any]:
        """Say how many seats are left."""
        seats, taken = queries.seats_of(queries.find_event(self.actor, code), _group(group))
        lead = f"{GuestGroup(group).label}名额 {seats} 人，已占 {taken} 人，还可邀请 {max(seats - taken, 0)} 人。"
        return {**super().get_context(code), "lead": lead}

    def submit(self, values: dict[str, Any], code: str, group: str = "", **kwargs: Any) -> str:
        """Invite them and say how many."""
        event, ids = queries.find_event(self.actor, code), [int(each) for each in values["people"]]
        made = operations.invite_group(
            event=event, group=_group(group), person_ids=ids, by=self.actor, now=clock.now()
        )
        return f"已邀请{GuestGroup(group).label} {len(made)} 人。"


def _group(code: str) -> str:
    if code not in GuestGroup.values:
        raise Http404("没有这个界别。")
    return code


class GuestForm(PlainForm):
    """A guest by name."""

    name = forms.CharField(label="姓名", max_length=60)
    group = forms.ChoiceField(label="界别", choices=GuestGroup.choices)
    organisation = forms.CharField(label="单位", max_length=120, required=False)
    post_title = forms.CharField(label="职务", max_length=60, required=False)
    phone = forms.CharField(label="电话", max_length=32, required=False, help_text="开放日满 12 个月后清除。")
    email = forms.EmailField(label="邮箱", required=False, help_text="同电话一并清除。")


class InviteGuest(EventForm):
    """Invite one guest by name."""

    title = "邀请一位来宾"
    form_class = GuestForm
    button = "邀请"
    back_to = "open-day-guests"

    def submit(self, values: dict[str, Any], code: str, **kwargs: Any) -> str:
        """Invite the guest."""
        event = queries.find_event(self.actor, code)
        made = operations.invite_guest(event=event, **values, by=self.actor, now=clock.now())
        return f"已邀请{made.name}（席 {made.number}）。"


class ReplyForm(PlainForm):
    """An answer that came by telephone, on paper, or in person."""

    state = forms.ChoiceField(label="回复", choices=ANSWERS, widget=forms.RadioSelect)
    way = forms.ChoiceField(label="怎样回复的", choices=BY_HAND)
    substitute_name = forms.CharField(label="改派：代为参加的人", max_length=60, required=False)
    substitute_post = forms.CharField(label="改派：职务", max_length=60, required=False)
    reply_note = forms.CharField(label="附言", max_length=300, required=False)


class EnterReply(EventForm):
    """Enter a reply; it counts the same as one by the guest's own link."""

    title = "登记回复"
    form_class = ReplyForm
    back_to = "open-day-guests"

    def get_context(self, code: str, number: int = 0, **kwargs: Any) -> dict[str, Any]:
        """Return whose reply it is."""
        guest = queries.find_invitation(queries.find_event(self.actor, code), number)
        lead = f"席 {guest.number} · {guest.name} · {guest.get_group_display()}"
        return {**super().get_context(code), "lead": f"{lead} · 目前：{guest.get_state_display()}"}

    def submit(self, values: dict[str, Any], code: str, number: int, **kwargs: Any) -> str:
        """Take the reply."""
        guest = queries.find_invitation(queries.find_event(self.actor, code), number)
        done = operations.reply(invitation=guest, **values, by=self.actor, now=clock.now())
        return f"席 {number}：{done.get_state_display()}。"


urlpatterns: list[URLPattern] = [
    path("open-days/<str:code>/guests/", Guests.as_view(), name="open-day-guests"),
    path("open-days/<str:code>/guests/invite/", InviteGroup.as_view(), name="open-day-invite"),
    path("open-days/<str:code>/guests/of/<str:group>/", InviteSome.as_view(), name="open-day-invite-some"),
    path("open-days/<str:code>/guests/new/", InviteGuest.as_view(), name="open-day-guest-new"),
    path("open-days/<str:code>/guests/<int:number>/reply/", EnterReply.as_view(), name="open-day-reply"),
]
