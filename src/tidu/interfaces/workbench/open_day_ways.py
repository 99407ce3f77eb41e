"""What is taken out of an Open Day's ways again (a stay, a stop, a group), and a guest's own place in them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import URLPattern, path

from tidu.domain.enterprises import queries as enterprises
from tidu.domain.openday import operations, queries
from tidu.foundation import clock
from tidu.interfaces.kit.forms import PlainForm
from tidu.interfaces.workbench.open_day_plan import PlanForm
from tidu.interfaces.workbench.open_days import NOT_FOUND, EventAction


class RemoveLeg(EventAction):
    """Take a stop out of a group's way."""

    back_to = "open-day-programme"

    def act(self, code: str, group: int, stop: int, **kwargs: Any) -> str:
        """Remove it."""
        leg = queries.find_leg(queries.find_event(self.actor, code), group, stop)
        operations.remove_leg(leg=leg, by=self.actor, now=clock.now())
        return f"{leg.group.name}不去{leg.stop.name}了。"


class RemoveStop(EventAction):
    """Take a stop out of the plan."""

    back_to = "open-day-programme"
    not_found = (*NOT_FOUND, enterprises.EnterpriseNotFound)

    def act(self, code: str, stop: int, **kwargs: Any) -> str:
        """Remove it."""
        found = queries.find_stop(queries.find_event(self.actor, code), stop)
        name = found.name
        operations.remove_stop(stop=found, by=self.actor, now=clock.now())
        return f"参观点“{name}”已删去，各组到这里的行程一并删去。"


class RemoveGroup(EventAction):
    """Take a group out of the plan."""

    back_to = "open-day-programme"

    def act(self, code: str, group: int, **kwargs: Any) -> str:
        """Remove it."""
        found = queries.find_group(queries.find_event(self.actor, code), group)
        name = found.name
        operations.remove_group(group=found, by=self.actor, now=clock.now())
        return f"{name}已删去，原来编在这一组的来宾请重新编组。"


class PlaceForm(PlainForm):
    """A guest's group and seat."""

    group = forms.ChoiceField(label="参观组")
    seat = forms.CharField(label="座位", max_length=20, required=False, help_text="会场座位，例如 12 号。")


class PlaceGuest(PlanForm):
    """Put one guest into a group, with a seat."""

    title = "编组和座位"
    form_class = PlaceForm
    back_to = "open-day-guests"

    def get_context(self, code: str, **kwargs: Any) -> dict[str, Any]:
        """Return whose place it is."""
        guest = self.guest
        lead = f"席 {guest.number} · {guest.name} · {guest.get_group_display()}"
        return {**super().get_context(code), "lead": lead}

    def get_initial(self, code: str, number: int, **kwargs: Any) -> dict[str, Any]:
        """Return what stands."""
        self.guest = queries.find_invitation(queries.find_event(self.actor, code), number)
        return {"group": str(self.guest.tour_group_id or ""), "seat": self.guest.seat}

    def choices(self, event: Any) -> dict[str, list[tuple[str, str]]]:
        """Offer the event's groups with how full they are."""
        every = queries.routes(event)
        return {
            "group": [
                (str(one.group.pk), f"{one.group.name}（{one.assigned}/{one.group.size}）") for one in every
            ]
        }

    def submit(self, values: dict[str, Any], code: str, number: int = 0, **kwargs: Any) -> str:
        """Put the guest there."""
        event = queries.find_event(self.actor, code)
        guest = operations.assign_guest(
            invitation=queries.find_invitation(event, number),
            group=queries.find_group(event, int(values["group"])),
            seat=values["seat"],
            by=self.actor,
            now=clock.now(),
        )
        seat = f"，座位 {guest.seat}" if guest.seat else ""
        return f"席 {number}：{guest.tour_group}{seat}。"


_BASE = "open-days/<str:code>"
urlpatterns: list[URLPattern] = [
    path(
        f"{_BASE}/programme/legs/<int:group>/<int:stop>/remove/",
        RemoveLeg.as_view(),
        name="open-day-leg-remove",
    ),
    path(f"{_BASE}/programme/stops/<int:stop>/remove/", RemoveStop.as_view(), name="open-day-stop-remove"),
    path(
        f"{_BASE}/programme/groups/<int:group>/remove/", RemoveGroup.as_view(), name="open-day-group-remove"
    ),
    path(f"{_BASE}/guests/<int:number>/place/", PlaceGuest.as_view(), name="open-day-guest-place"),
]
