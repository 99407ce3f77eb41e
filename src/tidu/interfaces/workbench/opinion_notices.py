"""Screens of what proposers are told: that their opinion is answered, and the question whether a promise was kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse

from tidu.domain.opinions import queries
from tidu.domain.opinions.queries import ToTell
from tidu.foundation.outgoing.operations import UnableToGive, Words
from tidu.interfaces.kit.pages import Page
from tidu.interfaces.kit.roles import OFFICERS
from tidu.interfaces.workbench import outgoing
from tidu.interfaces.workbench.outgoing import Draft

SUBJECT = "opinions.Opinion"
PER_PAGE = 20


class OpinionNotices(Page):
    """A text with the receipt's address for each proposer who left a name or a telephone; it names nobody."""

    title = "告知意见人"
    section = "opinions"
    roles = OFFICERS
    travels = False
    template_name = "workbench/opinions/notices.html"

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return a page of the texts, and what was given out before."""
        every = queries.to_tell()
        page = Paginator(every, PER_PAGE).get_page(self.request.GET.get("page"))
        told = [notice(self.request, one) for one in page]
        return {
            "trail": [("意见建议", reverse("opinions"))],
            "asked": sum(one.asked for one in every),
            "page": page,
            "drafts": outgoing.shown(SUBJECT, told),
            "officer": True,
        }


class GiveNotice(outgoing.Give):
    """Keep that a proposer was told."""

    refusals = (UnableToGive,)
    subject_type = SUBJECT

    def draft(self, number: str, **kwargs: Any) -> Draft:
        """Return the notice about this opinion; raise UnableToGive where there is none any more."""
        found = next((one for one in queries.to_tell() if one.number == number), None)
        if found is None:
            raise UnableToGive(f"{number} 现在没有要告知意见人的。")
        return notice(self.request, found)

    def next_address(self, **kwargs: Any) -> str:
        """Go back to the texts."""
        return reverse("opinion-notices")


class NoticeList(outgoing.MessageList):
    """The same texts with names and telephones, for the county's message service."""

    name = "告知意见人短信名单"
    subject_type = SUBJECT
    headers = ("编号", "姓名", "电话", "短信内容")

    def rows(self, code: str) -> Iterator[tuple[str, ...]]:
        """Yield a row for every author with a telephone."""
        for one in queries.to_tell():
            text = notice(self.request, one).words.text
            yield from (
                (one.number, author.name, author.phone, text) for author in one.authors if author.phone
            )


def notice(request: HttpRequest, one: ToTell) -> Draft:
    """Return what the proposer of an opinion is told."""
    address = request.build_absolute_uri(reverse("portal-status", args=[one.receipt]))
    ask = "已经答复，请查看" if one.shared else "已经答复，请查看并评价办理的态度和结果"
    if one.asked:
        ask = "答复中承诺的事已经到期，请告诉我们解决了没有"
    title = "承诺到期，请您回答" if one.asked else "您的意见已答复"
    reach = "留了电话" if any(author.phone for author in one.authors) else "只留了姓名"
    return Draft(
        label=f"{one.number} · {title}（{reach}）",
        key=one.number,
        words=Words(title, "意见人", f"您好：您提的意见 {one.number} {ask}（不用登录）：{address}", address),
        give=reverse("opinion-notice-give", args=[one.number]),
    )


urlpatterns: list[URLPattern] = [
    path("opinions/notices/", OpinionNotices.as_view(), name="opinion-notices"),
    path("opinions/notices.xlsx", NoticeList.as_view(), name="opinion-notice-list"),
    path("opinions/<str:number>/notice/", GiveNotice.as_view(), name="opinion-notice-give"),
]
