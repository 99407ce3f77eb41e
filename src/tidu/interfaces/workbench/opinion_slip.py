"""The slip for whoever said something: the words as written down, the receipt, and a code to confirm them by."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, path, reverse

from tidu.domain.opinions import operations, queries
from tidu.domain.opinions.queries import OpinionNotFound
from tidu.foundation import clock
from tidu.interfaces.kit import qr
from tidu.interfaces.kit.pages import Page
from tidu.interfaces.kit.roles import OFFICERS


class Slip(Page):
    """The receipt of one opinion, to be scanned from the screen or printed; that it was shown is written down."""

    title = "回执和确认码"
    section = "opinions"
    roles = OFFICERS
    travels = False
    not_found = (OpinionNotFound,)
    template_name = "workbench/opinions/slip.html"

    def get_context(self, number: str, **kwargs: Any) -> dict[str, Any]:
        """Return words, receipt and code."""
        opinion = queries.plain_opinion(self.actor, number, "occasion")
        if not opinion.receipt:
            raise OpinionNotFound("这条意见由另一条拆出，没有自己的回执：请从原来那一条取。")
        operations.note_receipt_shown(number=number, by=self.actor, now=clock.now())
        address = self.request.build_absolute_uri(reverse("portal-status", args=[opinion.receipt]))
        return {
            "trail": [("意见建议", reverse("opinions")), (number, reverse("opinion", args=[number]))],
            "opinion": opinion,
            "address": address,
            "code": qr.svg(f"{address}?way=qr", "核对文字和查办理情况的二维码"),
            "again": self._again(opinion),
        }

    @staticmethod
    def _again(opinion: Any) -> str:
        """Return where the next one of the same occasion is taken down."""
        occasion = f"?occasion={opinion.occasion.code}" if opinion.occasion else ""
        return f"{reverse('opinion-new')}{occasion}"


urlpatterns: list[URLPattern] = [
    path("opinions/<str:number>/receipt/slip/", Slip.as_view(), name="opinion-slip"),
]
