"""A guest's own page by the link of the invitation: reply in one tap, then the pass for the door and what to expect."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import path, reverse

from tidu.domain.openday import operations, queries
from tidu.domain.openday.operations import UnableToReply
from tidu.domain.openday.queries import InvitationNotFound, ItemNotFound, LinkInvalid
from tidu.domain.openday.vocabulary import GuestGroup, InvitationState, ReplyWay
from tidu.domain.opinions import queries as opinions
from tidu.foundation import clock
from tidu.foundation.files import queries as files
from tidu.interfaces.kit import exports, qr
from tidu.interfaces.kit.as_of import today
from tidu.interfaces.kit.forms import PlainForm
from tidu.interfaces.kit.pages import go
from tidu.interfaces.portal.notice import notice
from tidu.interfaces.portal.pages import PublicPage, complain, say_so

REPLIES = {
    InvitationState.ACCEPTED: "已记下：您接受邀请。签到时出示下面的码。",
    InvitationState.DECLINED: "已记下：您不能来。谢谢您告诉我们。",
    InvitationState.SUBSTITUTED: "已记下：由您指定的人代您参加。",
}


class SubstituteForm(PlainForm):
    """Who comes instead."""

    substitute_name = forms.CharField(label="代您参加的人", max_length=60)
    substitute_post = forms.CharField(label="职务", max_length=60, required=False)
    substitute_phone = forms.CharField(
        label="手机号", max_length=20, required=False, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )


class Guest(PublicPage):
    """The invitation, the answer to it, the pass, the programme."""

    title: ClassVar[str] = "邀请"
    template_name: ClassVar[str] = "portal/guest.html"
    not_found = (LinkInvalid, InvitationNotFound)

    def get(self, request: HttpRequest, code: str) -> HttpResponseBase:
        """Show it."""
        event, invitation = queries.guest_of(code, queries.REPLY)
        say = reverse("portal-say-at", args=[opinions.say_link(event.occasion.code)])
        return self.show(
            {
                "title": event.occasion.name,
                "event": event,
                "invitation": invitation,
                "code": code,
                "comes": invitation.state == InvitationState.ACCEPTED,
                "pass": qr.svg(queries.guest_code(invitation, event, queries.DOOR), "签到码"),
                "programme": queries.programme(event),
                "route": next(
                    (one for one in queries.routes(event) if one.group.pk == invitation.tour_group_id), None
                ),
                "cards": queries.guest_cards(event, today()),
                "say": say,
                "feedback": reverse("portal-feedback", args=[queries.event_link(event, queries.FEEDBACK)]),
                "form": SubstituteForm(),
                "replies": queries.may_reply(event, clock.today()),
                **self._substitute(event, invitation),
                "held": event.occasion.on <= clock.today(),
                "of_firm": invitation.group == GuestGroup.ENTERPRISE,
            }
        )

    def _substitute(self, event: Any, invitation: Any) -> dict[str, Any]:
        """Return who comes instead, with the address to hand on; nothing where nobody does."""
        instead = queries.substitute_for(invitation)
        if instead is None:
            return {}
        page = reverse("portal-guest", args=[queries.guest_code(instead, event, queries.REPLY)])
        address = self.request.build_absolute_uri(page)
        return {
            "substitute": instead,
            "hand_on": address,
            "hand_on_code": qr.svg(address, "代您参加的人的网页"),
        }

    def post(self, request: HttpRequest, code: str) -> HttpResponseBase:
        """Take the answer."""
        _, invitation = queries.guest_of(code, queries.REPLY)
        state, names = request.POST.get("state", ""), SubstituteForm(request.POST)
        substituted = state == InvitationState.SUBSTITUTED
        if substituted and not names.is_valid():
            complain(request, " ".join(str(each) for field in names.errors.values() for each in field))
            return go(reverse("portal-guest", args=[code]))
        try:
            operations.reply(
                invitation=invitation,
                state=state,
                way=ReplyWay.LINK,
                notice_version=notice().version,
                now=clock.now(),
                **(names.cleaned_data if substituted else {}),
            )
        except UnableToReply as error:
            complain(request, str(error))
        else:
            say_so(request, REPLIES[InvitationState(state)])
        return go(reverse("portal-guest", args=[code]))


class Slides(PublicPage):
    """A briefing's slides, once they are released."""

    not_found = (LinkInvalid, InvitationNotFound, ItemNotFound)

    def get(self, request: HttpRequest, code: str, position: int) -> HttpResponseBase:
        """Answer with the file."""
        event, _ = queries.guest_of(code, queries.REPLY)
        stored = queries.slides_of(event, position, released=True)
        return exports.attached(files.read(stored), stored.name)


urlpatterns = [
    path("guest/<str:code>/", Guest.as_view(), name="portal-guest"),
    path("guest/<str:code>/slides/<int:position>/", Slides.as_view(), name="portal-slides"),
]
