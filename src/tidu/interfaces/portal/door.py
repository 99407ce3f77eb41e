"""The door of an Open Day: a page that goes offline by itself, and the one address it talks to.

The page itself holds no guest. A phone is let in by the key of an enrolled device, which travels in a header and never
in a cookie, so a request that another site makes a browser send carries nothing.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import path, reverse

from tidu.interfaces.portal.pages import PublicPage

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


class Sync(PublicPage):
    """Entries in, answers and the newest list out."""

    def post(self, request: HttpRequest) -> HttpResponse:
        return JsonResponse({"words": "todo"}, status=401)


urlpatterns = [
    path("door/", Door.as_view(), name="door"),
    path("door/worker.js", Worker.as_view(), name="door-worker"),
    path("door/manifest.webmanifest", Manifest.as_view(), name="door-manifest"),
    path("door/sync/", Sync.as_view(), name="door-sync"),
]
