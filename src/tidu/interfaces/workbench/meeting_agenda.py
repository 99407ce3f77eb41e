"""The agenda of a meeting: items written, taken off, and moved by the keyboard."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.urls import URLPattern, path

from tidu.domain.meetings import operations, queries
from tidu.domain.meetings.checks import REPORTING_KINDS
from tidu.foundation import clock
from tidu.foundation.accounts import queries as directory
from tidu.foundation.actors import OrganisationKind
from tidu.interfaces.kit.forms import PlainForm
from tidu.interfaces.workbench.meetings import MeetingAction, MeetingForm

NOBODY = ("", "（不是单位发言）")
UP, DOWN = "up", "down"


def units() -> list[tuple[str, str]]:
    """Return the units that may report, by code: the bureau and its sections, the places, the firms; one query."""
    found = [one for one in directory.organisations() if one.kind in REPORTING_KINDS]
    ordered = sorted(found, key=lambda one: (REPORTING_KINDS.index(OrganisationKind(one.kind)), one.position))
    return [(one.code, one.short_name) for one in ordered]


class ItemForm(PlainForm):
    """An item of the agenda."""

    title = forms.CharField(label="议程", max_length=120)
    unit = forms.ChoiceField(label="发言单位", required=False)
    speaker = forms.CharField(label="发言人（职务和姓名）", max_length=80, required=False)
    minutes = forms.IntegerField(label="分钟", min_value=1, max_value=600)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared so above
        field.choices = [NOBODY, *units()]


class AddItem(MeetingForm):
    """Add an item at the end."""

    title = "加一项议程"
    form_class = ItemForm

    def submit(self, values: dict[str, Any], number: str, **kwargs: Any) -> str:
        """Add it."""
        meeting = queries.find_meeting(self.actor, number)
        item = operations.add_item(meeting=meeting, **_told(values), by=self.actor, now=clock.now())
        return f"已加入第 {item.position} 项：{item.title}。"


class ChangeItem(MeetingForm):
    """Change an item where it stands."""

    title = "改议程"
    form_class = ItemForm

    def get_initial(self, number: str, position: int, **kwargs: Any) -> dict[str, Any]:
        """Return what stands."""
        item = queries.find_item(queries.find_meeting(self.actor, number), position)
        code = item.unit.code if item.unit else ""
        return {"title": item.title, "unit": code, "speaker": item.speaker, "minutes": item.minutes}

    def submit(self, values: dict[str, Any], number: str, position: int, **kwargs: Any) -> str:
        """Change it."""
        item = queries.find_item(queries.find_meeting(self.actor, number), position)
        operations.change_item(item=item, **_told(values), by=self.actor, now=clock.now())
        return "已更改。"


class RemoveItem(MeetingAction):
    """Take an item off."""

    def act(self, number: str, position: int, **kwargs: Any) -> str:
        """Remove it."""
        item = queries.find_item(queries.find_meeting(self.actor, number), position)
        operations.remove_item(item=item, by=self.actor, now=clock.now())
        return f"已删去：{item.title}。"


class Moving(MeetingAction):
    """Move something a place up or down; the button that was pressed has the focus again, so pressing on moves on."""

    moved: Any = ""

    @property
    def up(self) -> bool:
        """Return which way."""
        return self.request.POST.get("way") == UP

    def next_address(self, number: str, **kwargs: Any) -> str:
        """Go back to where it stands now."""
        asked = urlencode({"moved": self.moved, "way": UP if self.up else DOWN})
        return f"{super().next_address(number, **kwargs)}?{asked}"


class MoveItem(Moving):
    """Move an item of the agenda."""

    def act(self, number: str, position: int, **kwargs: Any) -> str:
        """Move it."""
        item = queries.find_item(queries.find_meeting(self.actor, number), position)
        self.moved = position
        self.moved = operations.move_item(item=item, up=self.up, by=self.actor, now=clock.now()).position
        return ""


def _told(values: dict[str, Any]) -> dict[str, Any]:
    """Return a form's values as the operations take them."""
    code = values.pop("unit")
    return {**values, "unit_id": directory.organisation(code).pk if code else None}


_ITEMS = "meetings/<str:number>/agenda"
urlpatterns: list[URLPattern] = [
    path(f"{_ITEMS}/new/", AddItem.as_view(), name="meeting-item-new"),
    path(f"{_ITEMS}/<int:position>/", ChangeItem.as_view(), name="meeting-item"),
    path(f"{_ITEMS}/<int:position>/move/", MoveItem.as_view(), name="meeting-item-move"),
    path(f"{_ITEMS}/<int:position>/remove/", RemoveItem.as_view(), name="meeting-item-remove"),
]
