"""Screens of the Open Day: all of them compared, a new one from a template or a copy, one with its make-up table."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django import forms
from django.urls import URLPattern, path, reverse

from tidu.domain.openday import operations, queries
from tidu.domain.openday.templates import TEMPLATES
from tidu.domain.openday.vocabulary import BACKWARD, DOOR_OPEN, EVENT_STEPS, OFFICERS
from tidu.domain.opinions.operations import UnableToSetUp
from tidu.foundation import clock
from tidu.foundation.figures.arithmetic import share_percent
from tidu.foundation.figures.vocabulary import SMALL_SAMPLE, SMALL_SAMPLE_LABEL
from tidu.interfaces.kit.forms import FormPage, PlainForm, hour
from tidu.interfaces.kit.pages import Action, Errors, Page
from tidu.interfaces.kit.roles import OFFICERS as OFFICER_ROLES
from tidu.interfaces.kit.roles import STAFF

REFUSALS: Errors = (
    operations.UnableToPlan,
    operations.UnableToInvite,
    operations.UnableToReply,
    operations.UnableToCheckIn,
    UnableToSetUp,
)
NOT_FOUND: Errors = (queries.EventNotFound, queries.InvitationNotFound, queries.ItemNotFound)


class OpenDays(Page):
    """All Open Days, the latest first."""

    title = "开放日"
    section = "open-days"
    roles = STAFF
    travels = False
    template_name = "workbench/open_days/list.html"

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return them side by side, the latest first."""
        found = list(queries.events(self.actor))
        columns = {one.code: one for one in queries.comparison(found, self.as_of)}
        lines = [(one, columns[one.occasion.code]) for one in found]
        return {
            "events": lines,
            "held": [line for line in lines if line[0].occasion.on <= self.as_of.on],
            "officer": self.actor.has_role(*OFFICERS),
        }


class Answers(Page):
    """How what was said at each Open Day was answered, and what people thought; the list fetches it."""

    title = "历年答复和满意度"
    section = "open-days"
    roles = STAFF
    travels = False
    template_name = "workbench/open_days/answers.html"

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return them side by side, the latest first."""
        held = [one for one in queries.events(self.actor) if one.occasion.on <= self.as_of.on]
        columns = queries.answers_compared(held, self.as_of)
        return {
            "trail": [("开放日", reverse("open-days"))],
            "columns": [(one, _satisfied(one)) for one in reversed(columns)],
            "fewest": SMALL_SAMPLE,
        }


def _satisfied(one: queries.AnswersColumn) -> str:
    """Return the share of proposers who are satisfied with the result, in words where there are too few."""
    rated = one.rates.rated
    if not rated:
        return "没有评价"
    return f"{share_percent(one.rates.result, rated, 1)}%" if rated >= SMALL_SAMPLE else SMALL_SAMPLE_LABEL


class NewForm(PlainForm):
    """What a new one begins with."""

    source = forms.ChoiceField(label="方案来自")
    code = forms.CharField(
        label="编号", max_length=14, help_text="例如 2026-KF，意见编号由它开头，定后不改。"
    )
    name = forms.CharField(label="名称", max_length=120)
    on = forms.DateField(label="日期")
    place = forms.CharField(label="地点", max_length=120, required=False, help_text="沿用往年方案时可不填。")


class NewOpenDay(FormPage):
    """Plan one from a template, or as an earlier one was planned."""

    title = "筹备开放日"
    section = "open-days"
    roles = OFFICER_ROLES
    travels = False
    form_class = NewForm
    button = "开始筹备"
    refusals = REFUSALS
    not_found = NOT_FOUND

    def get_form(self, data: Any = None, files: Any = None, **kwargs: Any) -> PlainForm:
        """Offer the earlier ones first, then the templates."""
        form = super().get_form(data, files, **kwargs)
        earlier = [
            (
                one.occasion.code,
                f"沿用 {one.occasion.on.isoformat()} {one.occasion.name}（保留方案，不带来宾）",
            )
            for one in queries.events(self.actor)
        ]
        source = form.fields["source"]
        assert isinstance(source, forms.ChoiceField)  # noqa: S101 - declared so above
        source.choices = [*earlier, *((f"template:{key}", one.name) for key, one in TEMPLATES.items())]
        return form

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Lead back to the list."""
        return {"trail": [("开放日", reverse("open-days"))]}

    def submit(self, values: dict[str, Any], **kwargs: Any) -> str:
        """Plan it."""
        source, place = values.pop("source"), values.pop("place")
        kind, _, template = source.partition(":")
        if template:
            operations.plan_event(**values, place=place, template=template, by=self.actor, now=clock.now())
            return f"已按模板筹备 {values['code']}。"
        earlier = queries.find_event(self.actor, kind)
        operations.copy_event(source=earlier, **values, by=self.actor, now=clock.now())
        return f"已沿用 {kind} 的方案筹备 {values['code']}，来宾需重新邀请。"

    def next_address(self, **kwargs: Any) -> str:
        """Go to the list."""
        return reverse("open-days")


class EventPage(Page):
    """A page about one Open Day; the tabs lead to the others."""

    section = "open-days"
    roles = STAFF
    travels = False
    not_found = NOT_FOUND
    tab: str = ""

    def get_context(self, code: str, **kwargs: Any) -> dict[str, Any]:
        """Return the event and what this page shows of it."""
        event = queries.find_event(self.actor, code)
        occasion = event.occasion
        return {
            "title": occasion.name,
            "lead": f"{occasion.on.isoformat()} · {event.place} · {event.get_state_display()}",
            "trail": [("开放日", reverse("open-days"))],
            "event": event,
            "code": code,
            "tab": self.tab,
            "officer": self.actor.has_role(*OFFICERS),
            **self.shown(event),
        }

    def shown(self, event: Any) -> dict[str, Any]:
        """Return what this page shows."""
        raise NotImplementedError


class EventForm(FormPage):
    """A form about one Open Day."""

    section = "open-days"
    roles = OFFICER_ROLES
    travels = False
    refusals = REFUSALS
    not_found = NOT_FOUND
    back_to: str = "open-day"

    def get_context(self, code: str, **kwargs: Any) -> dict[str, Any]:
        """Lead back to the event."""
        event = queries.find_event(self.actor, code)
        return {
            "trail": [
                ("开放日", reverse("open-days")),
                (event.occasion.name, reverse("open-day", args=[code])),
            ]
        }

    def next_address(self, code: str, **kwargs: Any) -> str:
        """Go back to the event."""
        return reverse(self.back_to, args=[code])


class EventAction(Action):
    """One press of a button about an Open Day."""

    roles = OFFICER_ROLES
    travels = False
    refusals = REFUSALS
    not_found = NOT_FOUND
    back_to: str = "open-day"

    def next_address(self, code: str, **kwargs: Any) -> str:
        """Go back to the event."""
        return reverse(self.back_to, args=[code])


class OpenDay(EventPage):
    """The make-up table: seats by group, filling as answers come."""

    tab = "make-up"
    template_name = "workbench/open_days/make_up.html"

    def shown(self, event: Any) -> dict[str, Any]:
        """Return the table and the next steps; it renews itself while answers and guests come."""
        return {
            "make_up": queries.make_up(event, self.as_of),
            "steps": sorted(EVENT_STEPS.from_state(event.state), key=lambda one: one.action in BACKWARD),
            "backward": BACKWARD,
            "live": event.state in DOOR_OPEN,
            "now": clock.wall(),
        }


class MoveOpenDay(EventAction):
    """Move it on: 筹备→发函→举办→已结."""

    def act(self, code: str, **kwargs: Any) -> str:
        """Move it and say where it is."""
        event = queries.find_event(self.actor, code)
        state = self.request.POST.get("state", "")
        if state not in EVENT_STEPS.labels:
            raise operations.UnableToPlan("没有这个状态。请用页面上的按钮。")
        moved = operations.move_event(event=event, state=state, by=self.actor, now=clock.now())
        return f"现在是“{moved.get_state_display()}”。"


class ChangeForm(PlainForm):
    """What may change."""

    on = forms.DateField(
        label="日期", help_text="举办以前、还没有登记意见时可以改期；已邀请的来宾和回复都保留，请告诉他们。"
    )
    starts = hour("开始")
    ends = hour("结束", "座谈散会的时刻：在这以前答复的才算当场答复。")
    place = forms.CharField(label="地点", max_length=120)
    reply_by_on = forms.DateField(label="回执截止", required=False)
    sign_up_limit = forms.IntegerField(label="公众报名席位", min_value=0, max_value=500)
    contact = forms.CharField(label="联系人及电话", max_length=80, required=False)
    document_number = forms.CharField(label="发文字号", max_length=40, required=False)


class ChangeOpenDay(EventForm):
    """Change day, hours, place, contact, document number, the last day for replies, the public seats."""

    title = "更改安排"
    form_class = ChangeForm

    def get_initial(self, code: str, **kwargs: Any) -> dict[str, Any]:
        """Return what stands."""
        event = queries.find_event(self.actor, code)
        kept: dict[str, Any] = {
            name: getattr(event, name) for name in ChangeForm.base_fields if hasattr(event, name)
        }
        occasion = event.occasion
        hours = {"starts": _hour_of(occasion.began_at), "ends": _hour_of(occasion.ended_at)}
        return {**kept, "on": occasion.on, **hours}

    def submit(self, values: dict[str, Any], code: str, **kwargs: Any) -> str:
        """Change it."""
        event = queries.find_event(self.actor, code)
        hours, before = (values.pop("starts"), values.pop("ends")), event.occasion.on
        changed = operations.change_event(event=event, hours=hours, by=self.actor, now=clock.now(), **values)
        coming = queries.coming(changed)
        if changed.occasion.on == before or not coming:
            return "已更改。"
        return f"已改期。{len(coming)} 位来宾已经接受，请用“提醒”页的行前通知名单告诉他们。"


def _hour_of(moment: datetime | None) -> time | None:
    return moment.astimezone(clock.ZONE).time() if moment else None


class QuotaForm(PlainForm):
    """A group's seats."""

    seats = forms.IntegerField(label="名额", min_value=0, max_value=500)


class SetQuota(EventForm):
    """Set how many seats a group has."""

    title = "调整名额"
    form_class = QuotaForm

    def get_initial(self, code: str, group: str, **kwargs: Any) -> dict[str, Any]:
        """Return what stands."""
        rows = queries.make_up(queries.find_event(self.actor, code), self.as_of).rows
        return {"seats": next((row.quota for row in rows if row.group == group), 0)}

    def submit(self, values: dict[str, Any], code: str, group: str, **kwargs: Any) -> str:
        """Set it."""
        event = queries.find_event(self.actor, code)
        quota = operations.set_quota(event=event, group=group, **values, by=self.actor, now=clock.now())
        return f"{quota.get_group_display()}名额 {quota.seats} 人。"


urlpatterns: list[URLPattern] = [
    path("open-days/", OpenDays.as_view(), name="open-days"),
    path("open-days/answers/", Answers.as_view(), name="open-days-answers"),
    path("open-days/new/", NewOpenDay.as_view(), name="open-day-new"),
    path("open-days/<str:code>/", OpenDay.as_view(), name="open-day"),
    path("open-days/<str:code>/move/", MoveOpenDay.as_view(), name="open-day-move"),
    path("open-days/<str:code>/change/", ChangeOpenDay.as_view(), name="open-day-change"),
    path("open-days/<str:code>/quota/<str:group>/", SetQuota.as_view(), name="open-day-quota"),
]
