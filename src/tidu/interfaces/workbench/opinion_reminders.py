"""Screens of who on duty is reminded: a text for each person whose unit owes something, and the list for messages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse

from tidu.domain.opinions import queries
from tidu.domain.opinions.queries import Owing, ToRemind
from tidu.foundation.outgoing.operations import UnableToGive, Words
from tidu.interfaces.kit import mail
from tidu.interfaces.kit.pages import Page
from tidu.interfaces.kit.roles import OFFICERS
from tidu.interfaces.kit.wording import working_days_left
from tidu.interfaces.workbench import outgoing
from tidu.interfaces.workbench.outgoing import Draft

SUBJECT = "person"
PER_PAGE = 20
NAMED = 12
"""Opinions named in one text; the page behind its link has them all."""


class OpinionReminders(Page):
    """A text for each person in post whose unit has something to sign for, answer, countersign or review."""

    title = "提醒承办单位"
    section = "opinions"
    roles = OFFICERS
    travels = False
    template_name = "workbench/opinions/reminders.html"

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return a page of the texts, what was given out before, and units without anybody."""
        found = queries.to_remind(self.as_of)
        page = Paginator(found.people, PER_PAGE).get_page(self.request.GET.get("page"))
        return {
            "trail": [("意见建议", reverse("opinions"))],
            "page": page,
            "drafts": outgoing.shown(SUBJECT, [reminder(self.request, one) for one in page]),
            "vacant": found.vacant,
            "told_upward": found.told_upward,
            "mails": mail.configured(),
            "officer": True,
        }


class GiveReminder(outgoing.Give):
    """Keep that a person on duty was reminded."""

    refusals = (UnableToGive,)
    subject_type = SUBJECT

    def draft(self, code: str, **kwargs: Any) -> Draft:
        """Return the reminder to this person; raise UnableToGive where there is none any more."""
        people = queries.to_remind(self.as_of).people
        found = next((one for one in people if one.person.code == code), None)
        if found is None:
            raise UnableToGive("这位同志现在没有要提醒的意见。")
        return reminder(self.request, found)

    def next_address(self, **kwargs: Any) -> str:
        """Go back to the texts."""
        return reverse("opinion-reminders")


class ReminderList(outgoing.MessageList):
    """The same texts with telephones, for the county's message service."""

    name = "提醒承办单位短信名单"
    subject_type = SUBJECT
    headers = ("姓名", "单位", "电话", "短信内容")

    def rows(self, code: str) -> Iterator[tuple[str, ...]]:
        """Yield a row for everybody with a telephone."""
        for one in queries.to_remind(self.as_of).people:
            if one.person.phone:
                text = reminder(self.request, one).words.text
                yield one.person.name, "、".join(one.units), one.person.phone, text


def reminder(request: HttpRequest, one: ToRemind) -> Draft:
    """Return what a person on duty is told: numbers and days, never what somebody said."""
    first, several = one.owes[0], len(one.owes) > 1
    every = f"{reverse('opinions')}?standing={queries.WAITING}"
    page = every if several else reverse("opinion", args=[first.number])
    address = request.build_absolute_uri(page)
    named = "；".join(owed(each) for each in one.owes[:NAMED])
    rest = f"等 {len(one.owes)} 条" if len(one.owes) > NAMED else ""
    text = f"{one.person.name}同志：意见建议 {named}{rest}。请登录办理：{address}"
    return Draft(
        label=f"{'、'.join(one.units)} · {one.person.name}（{len(one.owes)} 条）",
        key=one.person.code,
        words=Words("意见建议办理提醒", one.person.name, text, address, one.person.email),
        give=reverse("opinion-reminder-give", args=[one.person.code]),
    )


def owed(one: Owing) -> str:
    """Return what is owed about one opinion, in words."""
    left = working_days_left(one.days_left, was_late=False)
    return f"{one.number} {one.label}，期限 {one.until_on.isoformat()}（{left}）"


urlpatterns: list[URLPattern] = [
    path("opinions/reminders/", OpinionReminders.as_view(), name="opinion-reminders"),
    path("opinions/reminders.xlsx", ReminderList.as_view(), name="opinion-reminder-list"),
    path("opinions/reminders/<str:code>/give/", GiveReminder.as_view(), name="opinion-reminder-give"),
]
