"""Forms of an Open Day's plan: programme, policies told, slides, stops, groups, ways, cards, highlights."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path

from tidu.domain.enterprises import queries as enterprises
from tidu.domain.openday import operations, queries
from tidu.domain.openday.vocabulary import CardLine, HighlightKind, ItemKind
from tidu.foundation import clock
from tidu.foundation.clock import AsOf
from tidu.foundation.files import queries as files
from tidu.foundation.files.checks import UnableToStore
from tidu.interfaces.kit import exports
from tidu.interfaces.kit.forms import PlainForm, hour
from tidu.interfaces.kit.pages import Guarded
from tidu.interfaces.kit.roles import STAFF
from tidu.interfaces.workbench.open_days import NOT_FOUND, REFUSALS, EventAction, EventForm


class PlanForm(EventForm):
    """A form about a part of the plan."""

    back_to = "open-day-programme"
    refusals = (*REFUSALS, UnableToStore)
    not_found = (*NOT_FOUND, enterprises.EnterpriseNotFound)

    def get_form(self, data: Any = None, files: Any = None, **kwargs: Any) -> PlainForm:
        """Offer the choices that the event has."""
        form = super().get_form(data, files, **kwargs)
        event = queries.find_event(self.actor, kwargs["code"])
        for name, choices in self.choices(event).items():
            field = form.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared so in the form
            field.choices = choices
        return form

    def choices(self, event: Any) -> dict[str, list[tuple[str, str]]]:
        """Return choices by the name of their field."""
        return {}

    def submit(self, values: dict[str, Any], code: str, **kwargs: Any) -> str:
        """Write it, and say so."""
        return self.write(queries.find_event(self.actor, code), values)

    def write(self, event: Any, values: dict[str, Any]) -> str:
        """Write it and return what to say."""
        raise NotImplementedError


class ItemForm(PlainForm):
    """An item of the programme."""

    kind = forms.ChoiceField(label="类别", choices=ItemKind.choices)
    title = forms.CharField(label="内容", max_length=120)
    starts_at = hour("开始")
    minutes = forms.IntegerField(label="分钟", min_value=1, max_value=600)
    place = forms.CharField(label="地点", max_length=120, required=False)
    speaker = forms.CharField(label="主讲（主持）", max_length=80, required=False)
    slides = forms.FileField(label="课件", required=False, help_text="pdf、pptx 或 ppt，最大 30 MB。")
    policies = forms.MultipleChoiceField(
        label="宣讲政策", required=False, widget=forms.CheckboxSelectMultiple, help_text="只用于“政策宣讲”。"
    )


class AddItem(PlanForm):
    """Add an item, with slides and the policies told."""

    title = "加一项议程"
    form_class = ItemForm

    def choices(self, event: Any) -> dict[str, list[tuple[str, str]]]:
        """Offer the policies in force on the day."""
        return {"policies": queries.tellable_policies(AsOf(on=event.occasion.on))}

    def write(self, event: Any, values: dict[str, Any]) -> str:
        """Add it."""
        slides, codes, changes = values.pop("slides"), values.pop("policies"), "position" in values
        item = operations.set_item(event=event, **values, by=self.actor, now=clock.now())
        if slides is not None:
            operations.set_slides(
                item=item, name=slides.name, content=slides.read(), by=self.actor, now=clock.now()
            )
        if codes or (changes and item.kind == ItemKind.BRIEFING):
            operations.tell_policies(item=item, codes=codes, by=self.actor, now=clock.now())
        return f"{'已更改' if changes else '已加入议程'}：{item.title}。"


class ChangeItem(AddItem):
    """Change an item: the hour, the speaker, what is told; slides put in its place have to be released anew."""

    title = "改议程"
    form_class = ItemForm

    def get_initial(self, code: str, position: int, **kwargs: Any) -> dict[str, Any]:
        """Return what stands."""
        item = queries.find_item(queries.find_event(self.actor, code), position)
        names = ("kind", "title", "starts_at", "minutes", "place", "speaker")
        told = [one.rule_code for one in item.policies.all()]
        return {**{name: getattr(item, name) for name in names}, "policies": told}

    def submit(self, values: dict[str, Any], code: str, **kwargs: Any) -> str:
        """Change the item at this position."""
        event = queries.find_event(self.actor, code)
        position = queries.find_item(event, kwargs["position"]).position
        return self.write(event, {**values, "position": position})


class RemoveItem(EventAction):
    """Take an item off the programme."""

    back_to = "open-day-programme"

    def act(self, code: str, position: int, **kwargs: Any) -> str:
        """Remove it."""
        item = queries.find_item(queries.find_event(self.actor, code), position)
        operations.remove_item(item=item, by=self.actor, now=clock.now())
        return f"已删去：{item.title}。"


class ReleaseSlides(EventAction):
    """Let guests have a briefing's slides, or keep them back again."""

    back_to = "open-day-programme"

    def act(self, code: str, position: int, **kwargs: Any) -> str:
        """Do it and say which."""
        item = queries.find_item(queries.find_event(self.actor, code), position)
        released = self.request.POST.get("released") == "yes"
        operations.release_slides(item=item, released=released, by=self.actor, now=clock.now())
        return f"“{item.title}”的课件已{'公开，来宾可以下载' if released else '收回'}。"


class Slides(Guarded):
    """A briefing's slides."""

    roles = STAFF
    travels = False
    not_found = NOT_FOUND

    def get(self, request: HttpRequest, code: str, position: int) -> HttpResponseBase:
        """Answer with the file."""
        stored = queries.slides_of(queries.find_event(self.actor, code), position)
        return exports.attached(files.read(stored), stored.name)


class Evidence(Guarded):
    """What shows that a highlight is true."""

    roles = STAFF
    travels = False
    not_found = (*NOT_FOUND, enterprises.EnterpriseNotFound)

    def get(self, request: HttpRequest, code: str, highlight: int) -> HttpResponseBase:
        """Answer with the file."""
        stored = queries.evidence_of(queries.find_event(self.actor, code), highlight).evidence
        return exports.attached(files.read(stored), stored.name)


class StopForm(PlainForm):
    """A stop at a host firm."""

    host = forms.CharField(label="接待企业（全名或统一社会信用代码）", max_length=120)
    name = forms.CharField(label="参观点", max_length=120)
    minutes = forms.IntegerField(label="停留分钟", min_value=1, max_value=600)
    capacity = forms.IntegerField(label="同时容纳人数", min_value=1, max_value=2000)
    host_contact = forms.CharField(label="接待人", max_length=80, required=False)
    safety_note = forms.CharField(label="安全须知", max_length=300, required=False)


class SetStop(PlanForm):
    """Set a stop, or change the firm's."""

    title = "设参观点"
    form_class = StopForm

    def write(self, event: Any, values: dict[str, Any]) -> str:
        """Set it."""
        try:
            host = enterprises.find_named(self.actor, values.pop("host"), self.as_of)
        except enterprises.EnterpriseNotFound as error:
            raise operations.UnableToPlan(str(error)) from error
        stop = operations.set_stop(event=event, host=host, **values, by=self.actor, now=clock.now())
        return f"参观点“{stop.name}”已设定。"


class GroupForm(PlainForm):
    """A group and its vehicle."""

    name = forms.CharField(label="组名", max_length=40)
    size = forms.IntegerField(label="计划人数", min_value=1, max_value=500)
    leader = forms.CharField(label="带队", max_length=80, required=False)
    vehicle_name = forms.CharField(label="车辆", max_length=40, required=False)
    vehicle_seats = forms.IntegerField(label="车辆座位数", min_value=1, max_value=100, required=False)


class SetGroup(PlanForm):
    """Set a group and its vehicle."""

    title = "设参观组"
    form_class = GroupForm

    def write(self, event: Any, values: dict[str, Any]) -> str:
        """Set both; a vehicle of an earlier group is told by its name."""
        name, seats = values.pop("vehicle_name"), values.pop("vehicle_seats")
        vehicle = next((one for one in queries.vehicles(event) if one.name == name), None)
        if name and seats:
            vehicle = operations.set_vehicle(
                event=event, name=name, seats=seats, by=self.actor, now=clock.now()
            )
        elif name and vehicle is None:
            raise operations.UnableToPlan(f"还没有车辆“{name}”。请一并填写座位数。")
        group = operations.set_group(event=event, vehicle=vehicle, **values, by=self.actor, now=clock.now())
        return f"{group.name}已设定。"


class LegForm(PlainForm):
    """When a group is where."""

    group = forms.ChoiceField(label="参观组")
    stop = forms.ChoiceField(label="参观点")
    starts_at = hour("到达")
    ends_at = hour("离开")


class SetLeg(PlanForm):
    """Say when a group is at a stop; what overlaps or over-fills is refused with the reason."""

    title = "排行程"
    form_class = LegForm

    def choices(self, event: Any) -> dict[str, list[tuple[str, str]]]:
        """Offer the event's groups and stops."""
        return {
            "group": [(str(one.group.pk), one.group.name) for one in queries.routes(event)],
            "stop": [(str(one.pk), one.name) for one in queries.stops(event)],
        }

    def write(self, event: Any, values: dict[str, Any]) -> str:
        """Set it."""
        groups = {str(one.group.pk): one.group for one in queries.routes(event)}
        leg = operations.set_leg(
            group=groups[values["group"]],
            stop=queries.find_stop(event, int(values["stop"])),
            starts_at=values["starts_at"],
            ends_at=values["ends_at"],
            by=self.actor,
            now=clock.now(),
        )
        return f"{leg.group.name}到{leg.stop.name}已排定。"


class ShareOut(EventAction):
    """Put everybody who comes and has no group into the groups."""

    back_to = "open-day-programme"

    def act(self, code: str, **kwargs: Any) -> str:
        """Share out and say how many."""
        event = queries.find_event(self.actor, code)
        count = operations.share_out(event=event, by=self.actor, now=clock.now())
        return f"已编组 {count} 人。"


class DraftForm(PlainForm):
    """One line of a host's card."""

    stop = forms.ChoiceField(label="参观点")
    line = forms.ChoiceField(label="栏目", choices=CardLine.choices)
    value = forms.CharField(label="内容", max_length=300, help_text="由企业自己公开以后，来宾才看得到。")


class DraftCard(PlanForm):
    """Draft a line of a host's card."""

    title = "填写参观卡"
    form_class: ClassVar[type[PlainForm]] = DraftForm
    back_to = "open-day-cards"

    def choices(self, event: Any) -> dict[str, list[tuple[str, str]]]:
        """Offer the event's stops."""
        return {"stop": [(str(one.pk), one.name) for one in queries.stops(event)]}

    def write(self, event: Any, values: dict[str, Any]) -> str:
        """Draft it."""
        stop = queries.find_stop(event, int(values.pop("stop")))
        operations.draft_card(stop=stop, **values, by=self.actor, now=clock.now())
        return "已填写，等企业公开。"


class HighlightForm(PlainForm):
    """A highlight with its proof."""

    stop = forms.ChoiceField(label="参观点")
    kind = forms.ChoiceField(label="类别", choices=HighlightKind.choices)
    text = forms.CharField(label="亮点", max_length=300)
    evidence = forms.FileField(label="佐证材料", help_text="pdf、图片或 docx，最大 30 MB。")


class AddHighlight(DraftCard):
    """Keep what a praise in the report rests on."""

    title = "登记亮点"
    form_class = HighlightForm

    def write(self, event: Any, values: dict[str, Any]) -> str:
        """Keep it."""
        stop, file = queries.find_stop(event, int(values.pop("stop"))), values.pop("evidence")
        operations.record_highlight(
            stop=stop, **values, name=file.name, content=file.read(), by=self.actor, now=clock.now()
        )
        return "亮点已登记。"


_BASE = "open-days/<str:code>"
urlpatterns: list[URLPattern] = [
    path(f"{_BASE}/programme/items/new/", AddItem.as_view(), name="open-day-item-new"),
    path(f"{_BASE}/programme/items/<int:position>/", ChangeItem.as_view(), name="open-day-item"),
    path(
        f"{_BASE}/programme/items/<int:position>/remove/", RemoveItem.as_view(), name="open-day-item-remove"
    ),
    path(f"{_BASE}/programme/items/<int:position>/slides/", Slides.as_view(), name="open-day-slides"),
    path(
        f"{_BASE}/programme/items/<int:position>/slides/release/",
        ReleaseSlides.as_view(),
        name="open-day-slides-release",
    ),
    path(f"{_BASE}/cards/evidence/<int:highlight>/", Evidence.as_view(), name="open-day-evidence"),
    path(f"{_BASE}/programme/stops/", SetStop.as_view(), name="open-day-stop"),
    path(f"{_BASE}/programme/groups/", SetGroup.as_view(), name="open-day-group"),
    path(f"{_BASE}/programme/legs/", SetLeg.as_view(), name="open-day-leg"),
    path(f"{_BASE}/programme/share-out/", ShareOut.as_view(), name="open-day-share-out"),
    path(f"{_BASE}/cards/draft/", DraftCard.as_view(), name="open-day-card-draft"),
    path(f"{_BASE}/cards/highlights/new/", AddHighlight.as_view(), name="open-day-highlight-new"),
]
