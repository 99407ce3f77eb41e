"""The door of an Open Day: a page that goes offline by itself, and the one address it talks to.

The page itself holds no guest. A phone is let in by the key of an enrolled device, which travels in a header and never
in a cookie, so a request that another site makes a browser send carries nothing.
"""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt

from tidu.domain.openday import operations, queries
from tidu.domain.openday.operations import DoorClosed, Scan, ScanAnswer, UnableToCheckIn, WalkIn
from tidu.domain.openday.queries import LinkInvalid
from tidu.domain.openday.vocabulary import DOOR, GuestGroup
from tidu.foundation import clock
from tidu.interfaces.kit.as_of import today
from tidu.interfaces.portal.pages import UNPROCESSABLE, PublicPage

KEY = "X-Tidu-Door"
UNKNOWN_DEVICE, SHUT = 401, 409
"""To the one a phone forgets its list of guests, to the other it keeps everything and tries again."""
MOST = 500
"""Entries of one request; the page sends fifty at a time."""
HEADS = "head_count"
NOTHING = rb"\u0000"
"""A character that no keyboard makes and PostgreSQL does not keep."""

WORKER = Path(__file__).parent / "static" / "portal" / "door-worker.js"


class Door(PublicPage):
    """The page, alike for every event and device."""

    title: ClassVar[str] = "开放日签到"
    template_name: ClassVar[str] = "portal/door.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Answer with the shell; what it shows comes through `sync`."""
        return self.show()


class Worker(PublicPage):
    """The script that keeps the page; it must lie under the address of the page it keeps."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Answer with the script, asked for anew each time so that a new version arrives."""
        return HttpResponse(
            WORKER.read_bytes(), content_type="text/javascript", headers={"Cache-Control": "no-cache"}
        )


class Manifest(PublicPage):
    """What a phone needs to put the page on its first screen."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Answer with the description."""
        described: dict[str, Any] = {
            "name": "开放日签到",
            "short_name": "签到",
            "lang": "zh-CN",
            "start_url": reverse("door"),
            "scope": reverse("door"),
            "display": "standalone",
            "background_color": "#f4f4f0",
            "theme_color": "#1f2f3c",
            "icons": [{"src": static("kit/favicon.svg"), "sizes": "any", "type": "image/svg+xml"}],
        }
        return HttpResponse(json.dumps(described), content_type="application/manifest+json")


@method_decorator(csrf_exempt, name="dispatch")
class Sync(PublicPage):
    """Entries in, answers and the newest list out. The key travels in a header, so no forged form can send it."""

    http_method_names = ["post"]  # noqa: RUF012 - Django declares it per instance

    def post(self, request: HttpRequest) -> HttpResponse:
        """Take what a phone hands in; a key that is not (or no longer) enrolled gets no list."""
        try:
            device = queries.device_of(request.headers.get(KEY, ""))
            entries = _entries(request.body)
            answers = _answers(device, entries)
        except DoorClosed as refusal:
            return JsonResponse({"words": str(refusal)}, status=SHUT)
        except (LinkInvalid, UnableToCheckIn) as refusal:
            return JsonResponse({"words": str(refusal)}, status=UNKNOWN_DEVICE)
        except Unreadable as fault:
            return JsonResponse({"words": str(fault)}, status=UNPROCESSABLE)
        return JsonResponse({"answers": answers, "list": _list(device.event)})


class Unreadable(ValueError):
    """Raised for a body that no door page of ours sends."""


def _entries(body: bytes) -> list[dict[str, Any]]:
    """Return the entries of a request; raise Unreadable."""
    try:
        if NOTHING in body:
            raise TypeError
        entries = json.loads(body)["entries"]
        if (
            not isinstance(entries, list)
            or len(entries) > MOST
            or any(not isinstance(one, dict) for one in entries)
        ):
            raise TypeError
        for one in entries:
            one["at"] = datetime.fromisoformat(one["at"])
            if one["at"].tzinfo is None:
                raise TypeError
            one["client_id"] = str(one["client_id"])
    except (ValueError, KeyError, TypeError):
        raise Unreadable("签到数据读不出来。请刷新签到页再试；已记下的签到还在本机。") from None
    return entries


def _answers(device: Any, entries: list[dict[str, Any]]) -> list[dict[str, str]]:
    """Hand the entries to the records and return what became of each."""
    heads = [one for one in entries if one.get("kind") == HEADS]
    scans = [_scan(one) for one in entries if one.get("kind") != HEADS]
    now = clock.now()
    answers = [_answer(one) for one in operations.sync(device=device, scans=scans, now=now)]
    return answers + [_counted(device, one) for one in heads]


def _scan(entry: dict[str, Any]) -> Scan:
    walk_in = None
    if entry.get("name"):
        walk_in = WalkIn(str(entry["name"]), str(entry.get("group", "")), str(entry.get("organisation", "")))
    return Scan(
        client_id=entry["client_id"],
        at=entry["at"],
        code=str(entry.get("code", "")),
        walk_in=walk_in,
        undoes=str(entry.get("undoes", "")),
    )


def _answer(one: ScanAnswer) -> dict[str, str]:
    if not one.taken:
        return {"client_id": one.client_id, "outcome": "unknown", "words": one.words}
    expected = one.guest is None or one.guest.expected
    return {"client_id": one.client_id, "outcome": "entered" if expected else "conflict", "words": one.words}


def _counted(device: Any, entry: dict[str, Any]) -> dict[str, str]:
    """Keep a head count of one of the event's own groups at one of its own stops."""
    answer = {"client_id": entry["client_id"], "outcome": "entered", "words": ""}
    try:
        stop = queries.find_stop(device.event, int(entry["stop_id"]))
        group = next(
            route.group for route in queries.routes(device.event) if route.group.pk == int(entry["group_id"])
        )
        operations.count_heads(
            stop=stop,
            group=group,
            counted=int(entry["count"]),
            client_id=entry["client_id"],
            at=entry["at"],
            by=DOOR,
            now=clock.now(),
        )
    except (LookupError, StopIteration, TypeError, ValueError) as refusal:
        words = str(refusal) if isinstance(refusal, UnableToCheckIn) else "没有这个组或参观点。"
        return {**answer, "outcome": "unknown", "words": words}
    return answer


def _list(event: Any) -> dict[str, Any]:
    """Return what a phone takes with it when the connection goes."""
    as_of = today()
    came = queries.arrivals(event, as_of)
    lines = queries.door_list(event, as_of)
    return {
        "code": event.occasion.code,
        "event": f"{event.occasion.name} · {event.occasion.on:%-m月%-d日}",
        "came": len(came),
        "expected": sum(one.expected for one in lines),
        "conflicts": [f"{one.name}：{one.words}" for one in queries.conflicts(came)],
        "groups": list(GuestGroup.choices),
        "legs": [
            {
                "group_id": row.group_id,
                "group": row.group,
                "stop_id": row.stop_id,
                "stop": row.stop,
                "expected": row.in_group,
            }
            for row in queries.head_rows(event, came)
        ],
        "guests": [
            {
                "code": one.code,
                "number": one.number,
                "name": one.name,
                "organisation": one.organisation,
                "group": one.group_label,
                "tour_group": one.tour_group,
                "vehicle": one.vehicle,
                "seat": one.seat,
                "may_enter": one.expected,
                "came_at": one.arrived_at.isoformat() if one.arrived_at else None,
            }
            for one in lines
        ],
    }


urlpatterns = [
    path("door/", Door.as_view(), name="door"),
    path("door/worker.js", Worker.as_view(), name="door-worker"),
    path("door/manifest.webmanifest", Manifest.as_view(), name="door-manifest"),
    path("door/sync/", Sync.as_view(), name="door-sync"),
]
