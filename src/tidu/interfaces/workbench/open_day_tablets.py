"""The tablets at the stops of an Open Day: enrolled by name, opened by a code, revoked when lost."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse

from tidu.domain.openday import operations, queries
from tidu.domain.openday.vocabulary import PER_TABLET
from tidu.foundation import clock
from tidu.interfaces.kit import qr
from tidu.interfaces.kit.forms import PlainForm
from tidu.interfaces.workbench.open_days import EventAction, EventForm


def page_of(request: HttpRequest, tablet: Any) -> dict[str, Any]:
    """Return the address and code of the page that a tablet collects on, nothing for a revoked one."""
    if tablet.revoked_at is not None:
        return {}
    address = request.build_absolute_uri(reverse("portal-feedback", args=[queries.tablet_link(tablet)]))
    return {"address": address, "code": qr.svg(address, f"{tablet.name}的反馈页")}


class TabletForm(PlainForm):
    """A tablet by its name."""

    name = forms.CharField(
        label="平板名称",
        max_length=40,
        help_text=f"例如“二号参观点”。一台每天最多收 {PER_TABLET} 份；丢了的可以停用。",
    )


class EnrolTablet(EventForm):
    """Enrol a tablet for a stop."""

    title = "启用反馈平板"
    form_class = TabletForm
    button = "启用"
    back_to = "open-day-feedback"

    def submit(self, values: dict[str, Any], code: str, **kwargs: Any) -> str:
        """Enrol it."""
        event = queries.find_event(self.actor, code)
        made = operations.enrol_tablet(event=event, **values, by=self.actor, now=clock.now())
        return f"已启用“{made.name}”。"


class RevokeTablet(EventAction):
    """Revoke a lost tablet."""

    back_to = "open-day-feedback"

    def act(self, code: str, tablet: int, **kwargs: Any) -> str:
        """Revoke it."""
        event = queries.find_event(self.actor, code)
        found = next((one for one in queries.tablets(event) if one.pk == tablet), None)
        if found is None:
            raise operations.UnableToPlan("没有这台平板。请刷新页面。")
        operations.revoke_tablet(tablet=found, by=self.actor, now=clock.now())
        return f"“{found.name}”已停用，不再收反馈。"


_BASE = "open-days/<str:code>/feedback/tablets"
urlpatterns: list[URLPattern] = [
    path(f"{_BASE}/new/", EnrolTablet.as_view(), name="open-day-tablet-new"),
    path(f"{_BASE}/<int:tablet>/revoke/", RevokeTablet.as_view(), name="open-day-tablet-revoke"),
]
