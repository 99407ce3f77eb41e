"""Pages of an event for whoever has its link: sign up as one of the public, and say how it was."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import path, reverse

from tidu.domain.openday import operations, queries
from tidu.domain.openday.operations import UnableToAnswer, UnableToReply
from tidu.domain.openday.queries import EventNotFound, LinkInvalid
from tidu.domain.openday.vocabulary import EventState, SignUpState, SurveyQuestion
from tidu.foundation import clock
from tidu.interfaces.kit.forms import PlainForm, dress
from tidu.interfaces.kit.pages import go
from tidu.interfaces.portal import devices
from tidu.interfaces.portal.notice import notice
from tidu.interfaces.portal.pages import UNPROCESSABLE, PublicPage, complain, say_so

SCORES = [("5", "5 很好"), ("4", "4"), ("3", "3"), ("2", "2"), ("1", "1 不好")]
KNOWING = [("5", "很了解"), ("4", "比较了解"), ("3", "一般"), ("2", "不太了解"), ("1", "不了解")]


class SignUpForm(PlainForm):
    """Who comes, and how to say that a seat has become free."""

    name = forms.CharField(label="姓名", max_length=60)
    phone = forms.CharField(
        label="手机号",
        max_length=20,
        help_text="只用于通知您有没有席位。",
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )
    organisation = forms.CharField(label="单位", max_length=120, required=False)
    client_id = forms.CharField(widget=forms.HiddenInput, max_length=64)


class SignUp(PublicPage):
    """Sign up for a public seat; when there is none left, one waits in the order of coming."""

    title: ClassVar[str] = "报名参加开放日"
    template_name: ClassVar[str] = "portal/sign_up.html"
    not_found = (LinkInvalid, EventNotFound)

    def get(self, request: HttpRequest, code: str) -> HttpResponseBase:
        """Show the form."""
        answer = self._show(code, SignUpForm(initial={"client_id": uuid.uuid4().hex}))
        devices.know(request, answer)
        return answer

    def post(self, request: HttpRequest, code: str) -> HttpResponseBase:
        """Sign the guest up and go to the page that tells where one stands."""
        event = queries.event_of(code, queries.SIGN_UP)
        form = SignUpForm(request.POST)
        if not form.is_valid():
            return self._show(code, form, UNPROCESSABLE)
        try:
            made = operations.sign_up(
                event=event,
                notice_version=notice().version,
                sender=devices.sender_of(request, f"tidu.portal.sign-up.{event.pk}"),
                now=clock.now(),
                **form.cleaned_data,
            )
        except UnableToReply as error:
            form.add_error(None, str(error))
            return self._show(code, form, UNPROCESSABLE)
        return go(reverse("portal-place", args=[queries.place_code(made)]))

    def _show(self, code: str, form: PlainForm, status: int = 200) -> HttpResponse:
        event = queries.event_of(code, queries.SIGN_UP)
        opens = queries.takes_sign_ups(event, clock.today())
        line = queries.line_for_a_seat(event) if opens else None
        return self.show({"event": event, "form": form, "opens": opens, "line": line}, status=status)


class Place(PublicPage):
    """One's own place by its signed link: a seat or how many wait in front, and the way to give it back."""

    title: ClassVar[str] = "我的报名"
    template_name: ClassVar[str] = "portal/place.html"
    not_found = (LinkInvalid,)

    def get(self, request: HttpRequest, code: str) -> HttpResponseBase:
        """Show where one stands."""
        place = queries.place_of(code)
        event, seat = place.event, place.seat
        waits, seated = place.state == SignUpState.WAITING, place.state == SignUpState.SEATED
        guest = queries.guest_code(seat, event, queries.REPLY) if seat and seated else ""
        return self.show(
            {
                "event": event,
                "place": place,
                "waits": waits,
                "in_front": queries.before_in_line(place) if waits else 0,
                "guest": reverse("portal-guest", args=[guest]) if guest else "",
                "over": event.occasion.on < clock.today(),
                "again": reverse("portal-sign-up", args=[queries.event_link(event, queries.SIGN_UP)]),
            }
        )

    def post(self, request: HttpRequest, code: str) -> HttpResponseBase:
        """Give the place back."""
        try:
            operations.withdraw_sign_up(one=queries.place_of(code), now=clock.now())
        except UnableToReply as error:
            complain(request, str(error))
        else:
            say_so(request, "已退出报名。谢谢您告诉我们，席位会给下一位。")
        return go(reverse("portal-place", args=[code]))


class FeedbackForm(PlainForm):
    """A score per stop, and how much one knows now."""

    remark = forms.CharField(
        label="想说的话", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    client_id = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def __init__(self, data: Any, stops: list[Any], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        own: dict[str, forms.Field] = {}
        for stop in stops:
            own[f"stop-{stop.pk}"] = self._choice(stop.name, SCORES)
        for value, label in SurveyQuestion.choices:
            own[f"survey-{value}"] = self._choice(label, KNOWING)
        self.fields = {**own, **self.fields}
        dress(self)

    @staticmethod
    def _choice(label: str, choices: list[tuple[str, str]]) -> forms.Field:
        return forms.ChoiceField(label=label, choices=choices, required=False, widget=forms.RadioSelect)


class Feedback(PublicPage):
    """Say how each stop was, and what one knows now; nobody is named. A tablet asks one guest after the other."""

    title: ClassVar[str] = "参观感受"
    template_name: ClassVar[str] = "portal/feedback.html"
    not_found = (LinkInvalid, EventNotFound)

    def get(self, request: HttpRequest, code: str) -> HttpResponseBase:
        """Show the form; before the day it asks only what one knows."""
        event, tablet = queries.feedback_of(code)
        form = FeedbackForm(None, self._stops(event), initial={"client_id": uuid.uuid4().hex[:32]})
        answer = self._page(event, tablet, form)
        if tablet is None:
            devices.know(request, answer)
        return answer

    def post(self, request: HttpRequest, code: str) -> HttpResponseBase:
        """Keep what was said; on a tablet the next guest follows."""
        event, tablet = queries.feedback_of(code)
        stops = self._stops(event)
        form = FeedbackForm(request.POST, stops)
        if not form.is_valid():
            return self._page(event, tablet, form, UNPROCESSABLE)
        try:
            self._keep(event, tablet, stops, form.cleaned_data)
        except UnableToAnswer as error:
            form.add_error(None, str(error))
            return self._page(event, tablet, form, UNPROCESSABLE)
        return self._of_nobody(self.show({"event": event, "tablet": tablet}, template="portal/fed_back.html"))

    def _page(self, event: Any, tablet: Any, form: FeedbackForm, status: int = 200) -> HttpResponse:
        shown = {
            "event": event,
            "tablet": tablet,
            "form": form,
            "before": event.occasion.on > clock.today(),
            "over": event.state == EventState.CLOSED,
        }
        return self._of_nobody(self.show(shown, status=status))

    @staticmethod
    def _of_nobody(answer: HttpResponse) -> HttpResponse:
        """Let no browser keep what the guest before has chosen."""
        answer["Cache-Control"] = "no-store"
        return answer

    @staticmethod
    def _stops(event: Any) -> list[Any]:
        held = event.occasion.on <= clock.today()
        return list(queries.stops(event)) if held else []

    def _keep(self, event: Any, tablet: Any, stops: list[Any], said: dict[str, Any]) -> None:
        survey = {
            value: int(said[f"survey-{value}"]) for value in SurveyQuestion.values if said[f"survey-{value}"]
        }
        operations.hand_in_sheet(
            event=event,
            stops=[(stop, int(said[f"stop-{stop.pk}"])) for stop in stops if said[f"stop-{stop.pk}"]],
            survey=survey,
            remark=said["remark"],
            client_id=said["client_id"],
            sender=devices.sender_of(self.request, f"tidu.portal.feedback.{event.pk}"),
            tablet=tablet,
            notice_version=notice().version,
            now=clock.now(),
        )


urlpatterns = [
    path("sign-up/<str:code>/", SignUp.as_view(), name="portal-sign-up"),
    path("place/<str:code>/", Place.as_view(), name="portal-place"),
    path("feedback/<str:code>/", Feedback.as_view(), name="portal-feedback"),
]
