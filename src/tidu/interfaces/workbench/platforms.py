"""Screens of innovation platforms: the register on a day, one platform with its stages, and the forms of both."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from tidu.domain.platforms import operations, queries
from tidu.domain.platforms.vocabulary import PlatformKind, PlatformLevel, PlatformStage
from tidu.foundation import clock
from tidu.foundation.accounts import queries as accounts
from tidu.interfaces.kit import wording
from tidu.interfaces.kit.forms import FormPage, PlainForm
from tidu.interfaces.kit.lists import Column, ListPage
from tidu.interfaces.kit.pages import Page
from tidu.interfaces.kit.roles import OFFICERS, READERS
from tidu.interfaces.workbench.ticket_steps import offer

ANY = ("", "全部")
COUNTY_WIDE = "全县"
NOT_FOUND = (queries.PlatformNotFound,)
NOT_OPEN = "规划和在建的不算建成；数建成的，看“建成运行”和“认定”。"


class PlatformFilters(PlainForm):
    """What the register is narrowed to."""

    kind = forms.ChoiceField(label="类型", required=False, choices=[ANY, *PlatformKind.choices])
    level = forms.ChoiceField(label="认定级别", required=False, choices=[ANY, *PlatformLevel.choices])
    stage = forms.ChoiceField(label="阶段", required=False, choices=[ANY, *PlatformStage.choices])
    place = forms.ChoiceField(label="属地", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["place"], [(one.code, one.short_name) for one in accounts.places()], ANY)


def _place(one: queries.PlatformOn) -> str:
    return one.platform.place.short_name if one.platform.place else COUNTY_WIDE


def _name(one: queries.PlatformOn) -> SafeString:
    address = reverse("platform", args=[one.platform.number])
    return format_html('<a href="{}">{}</a>', address, one.platform.name)


def _stage(one: queries.PlatformOn) -> SafeString:
    colour = "chip-green" if one.is_open else ""
    return format_html('<span class="chip {}">{}</span>', colour, one.stage_words)


def _since(one: queries.PlatformOn) -> Any:
    return one.deciding.reached_on if one.deciding else None


def _since_door(one: queries.PlatformOn) -> str | SafeString:
    deciding = one.deciding
    if deciding is None or deciding.reached_on is None:
        return "—"
    address = reverse("value", args=deciding.record)
    return format_html('<a class="door" href="{}">{}</a>', address, deciding.reached_on.isoformat())


class Platforms(ListPage):
    """The platforms that had begun by the day, with how far each has come and what is due."""

    title = "创新平台"
    section = "platforms"
    roles = READERS
    form_class = PlatformFilters
    template_name = "workbench/platforms/platforms.html"
    noun = "个平台"
    empty = "没有符合条件的平台。科技局点“登记平台”，从规划或建成的日期登记起。"
    columns = (
        Column("平台", lambda one: one.platform.name, shown=_name),
        Column("编号", lambda one: one.platform.number, on_screen=False),
        Column("类型", lambda one: one.platform.get_kind_display(), whole=True),
        Column("阶段", lambda one: one.stage_words, shown=_stage, whole=True),
        Column("日期", _since, shown=_since_door, whole=True),
        Column("属地", _place, whole=True),
        Column("建设（依托）单位", lambda one: one.platform.host),
        Column("应完成", lambda one: queries.labels_of(one.awaited) or "—"),
    )

    def get_rows(self, filters: dict[str, Any]) -> Any:
        """Return the platforms of the day."""
        return queries.platforms(self.as_of, queries.PlatformFilters(**filters))

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Say what counts as built."""
        return {"lead": NOT_OPEN, "officer": self.actor.has_role(*OFFICERS)}


class PlatformPage(Page):
    """One platform: what it is, where it stands on the day, and every stage with its day and document."""

    section = "platforms"
    roles = READERS
    not_found = NOT_FOUND
    template_name = "workbench/platforms/platform.html"

    def get_context(self, number: str, **kwargs: Any) -> dict[str, Any]:
        """Return the platform with its stages."""
        found = queries.find_platform(number, self.as_of)
        return {
            "title": found.platform.name,
            "trail": [("创新平台", reverse("platforms"))],
            "found": found,
            "place": _place(found),
            "stages": found.milestones,
            "officer": self.actor.has_role(*OFFICERS),
        }


class PlatformForm(PlainForm):
    """What a platform is and where."""

    name = forms.CharField(label="平台名称", max_length=120)
    kind = forms.ChoiceField(label="类型", choices=[("", "请选择"), *PlatformKind.choices])
    host = forms.CharField(label="建设（依托）单位", max_length=120)
    place = forms.ChoiceField(label="属地", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = [(str(one.pk), one.short_name) for one in accounts.places()]
        offer(self.fields["place"], places, ("", "全县性平台，不在一个乡镇或园区"))


class StageForm(PlainForm):
    """A stage with its days and its document."""

    stage = forms.ChoiceField(label="阶段", choices=[("", "请选择"), *PlatformStage.choices])
    level = forms.ChoiceField(
        label="级别",
        required=False,
        choices=[("", "—"), *PlatformLevel.choices],
        help_text="只有认定分级别。",
    )
    reached_on = forms.DateField(label="实际日期", required=False, help_text="已经做到的填这里。")
    due_on = forms.DateField(label="计划日期", required=False, help_text="还没有做到的填这里，不算建成。")
    ended_on = forms.DateField(
        label="终止日期", required=False, help_text="停办或被取消认定的，填不再有效的第一天。"
    )
    document = forms.CharField(label="依据", max_length=200, help_text="文号、批复、合同或现场核查记录。")


class NewPlatformForm(PlatformForm, StageForm):
    """A platform with the first stage known of it."""


class NewPlatform(FormPage):
    """Register a platform with one stage; further stages are added on its page."""

    title = "登记平台"
    section = "platforms"
    roles = OFFICERS
    travels = False
    form_class = NewPlatformForm
    button = "登记"
    refusals = (operations.UnableToKeepPlatform,)

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the way back."""
        return {"trail": [("创新平台", reverse("platforms"))], "lead": NOT_OPEN}

    def submit(self, values: dict[str, Any], **kwargs: Any) -> str:
        """Write it."""
        added = operations.add_platform(
            stated=_stated(values), milestones=[_milestone(values)], by=self.actor, now=clock.now()
        )
        return f"已登记{added.name}，编号 {added.number}。"

    def next_address(self, **kwargs: Any) -> str:
        """Return to the register."""
        return reverse("platforms")


class _OfPlatform(FormPage):
    """A form about one platform."""

    section = "platforms"
    roles = OFFICERS
    travels = False
    not_found = NOT_FOUND
    button = "保存"
    refusals = (operations.UnableToKeepPlatform,)

    def get_context(self, number: str, **kwargs: Any) -> dict[str, Any]:
        """Return which platform it is."""
        found = queries.find_platform(number, self.as_of)
        return {
            "trail": [
                ("创新平台", reverse("platforms")),
                (found.platform.name, self.next_address(number=number)),
            ],
            "lead": f"现在：{found.stage_words}。",
        }

    def next_address(self, number: str, **kwargs: Any) -> str:
        """Return to the platform."""
        return reverse("platform", args=[number])


class ChangePlatform(_OfPlatform):
    """Correct what a platform is called, who hosts it and where; what stood stays on record."""

    title = "更正平台信息"
    form_class = PlatformForm

    def get_initial(self, number: str, **kwargs: Any) -> dict[str, Any]:
        """Begin with what stands."""
        platform = queries.find_platform(number, self.as_of).platform
        return {
            "name": platform.name,
            "kind": platform.kind,
            "host": platform.host,
            "place": str(platform.place_id or ""),
        }

    def submit(self, values: dict[str, Any], number: str, **kwargs: Any) -> str:
        """Write it."""
        operations.change_platform(number=number, stated=_stated(values), by=self.actor, now=clock.now())
        return "已更正，原来的记录保留。"


class StateMilestone(_OfPlatform):
    """State that a stage was reached, is due, or no longer holds."""

    title = "登记进展"
    form_class = StageForm

    def submit(self, values: dict[str, Any], number: str, **kwargs: Any) -> str:
        """Write it."""
        written = operations.state_milestone(
            number=number, milestone=_milestone(values), by=self.actor, now=clock.now()
        )
        day = written.reached_on or written.due_on
        words = f"{written.get_level_display()}{written.get_stage_display()}"
        return f"已登记：{words} {wording.day(day)}{'' if written.reached_on else '（计划）'}。"


def _stated(values: dict[str, Any]) -> operations.PlatformStated:
    return operations.PlatformStated(
        name=values["name"],
        kind=values["kind"],
        host=values["host"],
        place_id=int(values["place"]) if values["place"] else None,
    )


def _milestone(values: dict[str, Any]) -> operations.Milestone:
    names = ("stage", "level", "reached_on", "due_on", "ended_on", "document")
    return operations.Milestone(**{name: values[name] for name in names})


urlpatterns: list[URLPattern] = [
    path("platforms/", Platforms.as_view(), name="platforms"),
    path("platforms/new/", NewPlatform.as_view(), name="platform-new"),
    path("platforms/<str:number>/", PlatformPage.as_view(), name="platform"),
    path("platforms/<str:number>/change/", ChangePlatform.as_view(), name="platform-change"),
    path("platforms/<str:number>/stage/", StateMilestone.as_view(), name="platform-stage"),
]
