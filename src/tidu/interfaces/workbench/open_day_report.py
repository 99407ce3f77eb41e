"""Screens of what an Open Day came to: plan and cards, the door, feedback, the effect page, and the handbook."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import URLPattern, path, reverse

from tidu.domain.openday import operations, queries
from tidu.domain.openday.vocabulary import GuestGroup
from tidu.domain.opinions import queries as opinions
from tidu.foundation import clock
from tidu.foundation.figures import registry
from tidu.foundation.figures.model import Question
from tidu.interfaces.kit import qr
from tidu.interfaces.kit.forms import PlainForm
from tidu.interfaces.kit.roles import OFFICERS
from tidu.interfaces.workbench.open_days import EventAction, EventForm, EventPage

GUEST_FIGURES = (
    "open_day_invited_count",
    "open_day_accepted_count",
    "open_day_guests_attended",
    "open_day_invited_attended",
    "open_day_walk_in_count",
    "open_day_stop_count",
    "open_day_policy_count",
)
GROUP_FIGURES = tuple(f"open_day_attended_{one.value.lower()}" for one in GuestGroup)


class Programme(EventPage):
    """Programme, policies told, groups on their way, hosts' cards."""

    tab = "programme"
    template_name = "workbench/open_days/programme.html"

    def shown(self, event: Any) -> dict[str, Any]:
        """Return the plan."""
        return {"programme": queries.programme(event), "routes": queries.routes(event)}


class Cards(EventPage):
    """The hosts' cards: what is drafted and what the firm has released, and highlights with their proof."""

    tab = "cards"
    template_name = "workbench/open_days/cards.html"

    def shown(self, event: Any) -> dict[str, Any]:
        """Return the cards."""
        return {"cards": queries.staff_cards(event, self.as_of)}


class Handbook(EventPage):
    """The guests' handbook, to print: programme, groups, stops, and what the hosts have released."""

    tab = "handbook"
    template_name = "workbench/open_days/handbook.html"

    def shown(self, event: Any) -> dict[str, Any]:
        """Return what guests may read: unreleased lines are not among it."""
        return {
            "programme": queries.programme(event),
            "routes": queries.routes(event),
            "cards": queries.guest_cards(event, self.as_of),
        }


class StillOpen(EventPage):
    """What is still open from the Open Day before; the handbook fetches it."""

    tab = "handbook"
    template_name = "workbench/open_days/still_open.html"

    def shown(self, event: Any) -> dict[str, Any]:
        """Return the unanswered items of the Open Day before this one."""
        before = [one for one in opinions.occasions() if one.on < event.occasion.on]
        items = opinions.opinions_then(self.as_of, occasion=before[0]) if before else []
        waiting = [one for one in items if one.is_final and not one.reply_kind]
        return {"before": before[0] if before else None, "waiting": waiting}


class Door(EventPage):
    """Who is in, phones at the door, conflicts, heads counted."""

    tab = "door"
    template_name = "workbench/open_days/door.html"

    def shown(self, event: Any) -> dict[str, Any]:
        """Return the door."""
        came = queries.arrivals(event, self.as_of)
        return {
            "came": came,
            "conflicts": queries.conflicts(came),
            "devices": [(one, self._door(one)) for one in queries.devices(event)],
            "heads": queries.head_rows(event, came),
        }

    def _door(self, device: Any) -> dict[str, Any]:
        """Return the address that makes a phone this device, for officers; its key never reaches the server's log."""
        if device.revoked_at or not self.actor.has_role(*OFFICERS):
            return {}
        address = f"{self.request.build_absolute_uri(reverse('door'))}#device={queries.device_key(device)}"
        return {"address": address, "code": qr.svg(address, f"{device.name}的签到页")}


class DeviceForm(PlainForm):
    """A phone by its name."""

    name = forms.CharField(label="设备名称", max_length=40, help_text="例如“门口一号”。")


class EnrolDevice(EventForm):
    """Enrol a phone for the door."""

    title = "启用签到设备"
    form_class = DeviceForm
    button = "启用"
    back_to = "open-day-door"

    def submit(self, values: dict[str, Any], code: str, **kwargs: Any) -> str:
        """Enrol it."""
        event = queries.find_event(self.actor, code)
        made = operations.enrol_device(event=event, **values, by=self.actor, now=clock.now())
        return f"已启用“{made.name}”。"


class RevokeDevice(EventAction):
    """Revoke a lost phone."""

    back_to = "open-day-door"

    def act(self, code: str, device: int, **kwargs: Any) -> str:
        """Revoke it."""
        event = queries.find_event(self.actor, code)
        found = next((one for one in queries.devices(event) if one.pk == device), None)
        if found is None:
            raise operations.UnableToPlan("没有这台设备。请刷新页面。")
        operations.revoke_device(device=found, by=self.actor, now=clock.now())
        return f"“{found.name}”已停用，不能再同步。"


class Feedback(EventPage):
    """Scores per stop, and the survey before and after."""

    tab = "feedback"
    template_name = "workbench/open_days/feedback.html"

    def shown(self, event: Any) -> dict[str, Any]:
        """Return the scores."""
        return {
            "stops": queries.feedback(event, self.as_of),
            "survey": queries.survey(event, self.as_of),
        }


class Effect(EventPage):
    """The effect page: guests, sites and policies as figures, none of them typed; opinions are fetched."""

    tab = "effect"
    template_name = "workbench/open_days/effect.html"

    def shown(self, event: Any) -> dict[str, Any]:
        """Return the figures, all from one reading."""
        reading = queries.read([event], self.as_of)[event.pk]
        question = Question(as_of=self.as_of, year=event.occasion.on.year, reading=reading)
        return {
            "figures": [registry.ask(code, question) for code in GUEST_FIGURES],
            "groups": [registry.ask(code, question) for code in GROUP_FIGURES],
            "policies": reading.policies,
            "stops": reading.stops,
        }


class EffectOpinions(EventPage):
    """What was said and how it was answered; the effect page fetches it."""

    tab = "effect"
    template_name = "workbench/open_days/effect_opinions.html"

    def shown(self, event: Any) -> dict[str, Any]:
        """Return what the opinions count up to."""
        items = opinions.opinions_then(self.as_of, occasion=event.occasion)
        return {"tally": opinions.tally(items, self.as_of), "table": opinions.theme_table(items)}


_BASE = "open-days/<str:code>"
urlpatterns: list[URLPattern] = [
    path(f"{_BASE}/programme/", Programme.as_view(), name="open-day-programme"),
    path(f"{_BASE}/cards/", Cards.as_view(), name="open-day-cards"),
    path(f"{_BASE}/handbook/", Handbook.as_view(), name="open-day-handbook"),
    path(f"{_BASE}/handbook/open/", StillOpen.as_view(), name="open-day-still-open"),
    path(f"{_BASE}/door/", Door.as_view(), name="open-day-door"),
    path(f"{_BASE}/door/devices/new/", EnrolDevice.as_view(), name="open-day-device-new"),
    path(f"{_BASE}/door/devices/<int:device>/revoke/", RevokeDevice.as_view(), name="open-day-device-revoke"),
    path(f"{_BASE}/feedback/", Feedback.as_view(), name="open-day-feedback"),
    path(f"{_BASE}/effect/", Effect.as_view(), name="open-day-effect"),
    path(f"{_BASE}/effect/opinions/", EffectOpinions.as_view(), name="open-day-effect-opinions"),
]
