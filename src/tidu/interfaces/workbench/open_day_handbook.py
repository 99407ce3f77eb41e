"""The guests' handbook of an Open Day: on screen, as a Word file and as PDF, in words that guests may read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse

from tidu.domain.openday import queries
from tidu.domain.opinions import queries as opinions
from tidu.domain.opinions.queries import LeftOpen
from tidu.foundation import clock
from tidu.foundation.clock import AsOf
from tidu.interfaces.kit import qr
from tidu.interfaces.kit.roles import STAFF
from tidu.interfaces.workbench.letters import taken_out
from tidu.interfaces.workbench.open_days import NOT_FOUND, EventAction, EventPage
from tidu.reporting import wording
from tidu.reporting.booklet import Booklet, Grid, Part, Picture, booklet_file
from tidu.reporting.pdf_fonts import NoChineseFont

WIDTHS = (34, 56, 28, 38)
"""Columns of the programme on paper, in millimetres: together the 156 of the text."""


class Handbook(EventPage):
    """The guests' handbook, to print: programme, groups, stops, and what the hosts have released."""

    tab = "handbook"
    template_name = "workbench/open_days/handbook.html"

    def shown(self, event: Any) -> dict[str, Any]:
        """Return what guests may read: unreleased lines are not among it."""
        return {
            "lead": f"{event.occasion.on.isoformat()} · {event.place}",
            "programme": queries.programme(event),
            "routes": queries.routes(event),
            "cards": queries.guest_cards(event, self.as_of),
            "links": [(label, qr.svg(address, label)) for label, address in pages(self.request, event)],
        }


class StillOpen(EventPage):
    """What is still open from the Open Day before; the handbook fetches it."""

    tab = "handbook"
    template_name = "workbench/open_days/still_open.html"

    def shown(self, event: Any) -> dict[str, Any]:
        """Return what the Open Day before this one left open, masked: guests read the handbook."""
        before, left = left_open(event, self.as_of)
        return {"before": before, "left": left}


class HandbookFile(EventAction):
    """The handbook as a Word file or PDF: the same words as on screen; that it was taken out is written down."""

    roles = STAFF
    not_found = (*NOT_FOUND, NoChineseFont)
    back_to = "open-day-handbook"

    def act(self, code: str, **kwargs: Any) -> HttpResponseBase:
        """Answer with the file."""
        event = queries.find_event(self.actor, code)
        return taken_out(
            booklet_file(handbook_of(self.request, event, self.as_of)),
            f"来宾手册 {code}",
            asked=self.request.POST,
            subject=("openday.Event", code),
            detail={"what": "handbook"},
            by=self.actor,
        )


def pages(request: HttpRequest, event: Any) -> list[tuple[str, str]]:
    """Return the addresses by which guests speak, and say how it was, each with what it is for."""
    say = reverse("portal-say-at", args=[opinions.say_link(event.occasion.code)])
    feedback = reverse("portal-feedback", args=[queries.event_link(event, queries.FEEDBACK)])
    return [
        ("提意见", request.build_absolute_uri(say)),
        ("说说参观的感受", request.build_absolute_uri(feedback)),
    ]


def left_open(event: Any, as_of: AsOf) -> tuple[Any, LeftOpen | None]:
    """Return the Open Day before an event and what it left open, nothing where none was held."""
    before = next((one for one in opinions.occasions() if one.on < event.occasion.on), None)
    return before, opinions.left_open(before, as_of) if before else None


def handbook_of(request: HttpRequest, event: Any, as_of: AsOf) -> Booklet:
    """Return the handbook as it is printed."""
    occasion = event.occasion
    begins = f"，{occasion.began_at.astimezone(clock.ZONE):%H:%M} 开始" if occasion.began_at else ""
    place = [f"时间：{wording.full_day(occasion.on)}{begins}。", f"地点：{event.place}。"]
    if event.contact:
        place.append(f"联系：{event.contact}。")
    codes = [Picture(qr.png(address), label) for label, address in pages(request, event)]
    return Booklet(
        title=f"{occasion.name}来宾手册",
        subtitle=f"{wording.full_day(occasion.on)}　{event.place}",
        parts=(
            Part("时间和地点", place),
            Part(
                "议程",
                grid=Grid(("时间", "内容", "主讲（主持）", "宣讲政策"), list(_programme(event)), WIDTHS),
            ),
            Part("参观路线", list(_routes(event)) or ["不分组参观。"]),
            Part("参观企业", list(_hosts(event, as_of)) or ["没有安排参观企业。"]),
            Part("上次意见办理情况", list(_left(event, as_of))),
            Part("扫码说话，不用登录", pictures=codes),
        ),
    )


def _programme(event: Any) -> Iterator[tuple[str, str, str, str]]:
    for item in queries.programme(event):
        told = "、".join(one.name for one in item.policies.all())
        where = f"（{item.place}）" if item.place else ""
        yield (
            f"{item.starts_at:%H:%M}（{item.minutes} 分钟）",
            f"{item.title}{where}",
            item.speaker or "—",
            told or "—",
        )


def _routes(event: Any) -> Iterator[str]:
    for route in queries.routes(event):
        group = route.group
        ride = f"{group.vehicle.name} {group.vehicle.seats} 座" if group.vehicle else ""
        leader = f"带队 {group.leader}" if group.leader else ""
        with_whom = "，".join(filter(None, (ride, leader)))
        legs = "；".join(f"{one.starts_at:%H:%M}—{one.ends_at:%H:%M} {one.stop.name}" for one in route.legs)
        yield f"{group.name}{f'（{with_whom}）' if with_whom else ''}：{legs or '行程待定'}。"


def _hosts(event: Any, as_of: AsOf) -> Iterator[str]:
    for card in queries.guest_cards(event, as_of):
        lines = "；".join(f"{label}：{value.rstrip('。；')}" for label, value in card.lines)
        yield f"{card.host_name}（{card.stop.name}）。{lines or '企业现场介绍'}。"
        if card.stop.safety_note:
            yield f"安全须知：{card.stop.safety_note}"


def _left(event: Any, as_of: AsOf) -> Iterator[str]:
    before, left = left_open(event, as_of)
    if left is None:
        yield "这是第一次开放日。"
        return
    done = "" if left.waiting or left.promised else "，答应的事都已办完"
    day = wording.full_day(before.on)
    yield f"{day}的{before.name}收到意见 {left.final} 条，已答复 {left.answered} 条{done}。"
    for one in left.waiting:
        by = f"{wording.full_day(one.until_on)}前答复" if one.until_on else ""
        yield f"还没有答复：{one.number} {one.words}（{'，'.join(filter(None, (one.unit or '还没有交办', by)))}）"
    for one in left.promised:
        by = f"{wording.full_day(one.until_on)}前办完" if one.until_on else "办理"
        yield f"答应了、还没有办完：{one.number} {one.words}（{one.unit}答应{by}）"


_BASE = "open-days/<str:code>/handbook"
urlpatterns: list[URLPattern] = [
    path(f"{_BASE}/", Handbook.as_view(), name="open-day-handbook"),
    path(f"{_BASE}/open/", StillOpen.as_view(), name="open-day-still-open"),
    path(f"{_BASE}/file/", HandbookFile.as_view(), name="open-day-handbook-file"),
]
