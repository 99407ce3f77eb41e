"""Screens of what guests of an Open Day are told: reminders to those who have not answered, a seat that is free now."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse

from tidu.domain.openday import operations, queries
from tidu.foundation import clock
from tidu.foundation.outgoing.operations import UnableToGive, Words
from tidu.interfaces.kit import mail
from tidu.interfaces.workbench import outgoing
from tidu.interfaces.workbench.open_days import NOT_FOUND, REFUSALS, EventAction, EventPage
from tidu.interfaces.workbench.outgoing import Draft

SUBJECT = "openday.Invitation"


class Remind(EventAction):
    """Note that those who have not answered are being reminded."""

    back_to = "open-day-reminders"

    def act(self, code: str, **kwargs: Any) -> str:
        """Note it and say how many."""
        event = queries.find_event(self.actor, code)
        waiting = operations.remind(event=event, by=self.actor, now=clock.now())
        return f"已列出 {len(waiting)} 位待复来宾的提醒文字。系统不会自己发出，请逐位给出。"


class Reminders(EventPage):
    """A text with a signed address for each guest who has not answered or has got a seat after waiting."""

    tab = "guests"
    template_name = "workbench/open_days/reminders.html"

    def shown(self, event: Any) -> dict[str, Any]:
        """Return the texts, and what was given out before."""
        return {
            "reminders": outgoing.shown(SUBJECT, reminders(self.request, event)),
            "seated": outgoing.shown(SUBJECT, seats_given(self.request, event)),
            "mails": mail.configured(),
            "over": event.occasion.on < clock.today(),
            "coming": len(queries.coming(event)),
            "invited": queries.invitations(event).exists(),
        }


class GiveNotice(outgoing.Give):
    """Give a guest the reminder or the news of the seat."""

    not_found = NOT_FOUND
    refusals = (*REFUSALS, UnableToGive)
    subject_type = SUBJECT

    def draft(self, code: str, number: int, **kwargs: Any) -> Draft:
        """Return the notice to the guest on this seat; raise UnableToGive where there is none any more."""
        event = queries.find_event(self.actor, code)
        every = (*reminders(self.request, event), *seats_given(self.request, event))
        found = next((one for one in every if one.key == _key(event, number)), None)
        if found is None:
            raise UnableToGive(f"席 {number} 的来宾已经回复，没有要给的通知。")
        return found

    def next_address(self, code: str, **kwargs: Any) -> str:
        """Go back to the texts."""
        return reverse("open-day-reminders", args=[code])


class ReminderList(outgoing.MessageList):
    """The same texts with telephones, for the county's own message service."""

    not_found = NOT_FOUND
    name = "短信名单"
    subject_type = "openday.Event"
    headers = ("席号", "姓名", "电话", "短信内容")

    def rows(self, code: str) -> Iterator[tuple[Any, ...]]:
        """Yield a row for everybody who is reminded or has got a seat."""
        event = queries.find_event(self.actor, code)
        for one in queries.remindable(event, clock.today()):
            text = reminder(self.request, event, one).words.text
            yield one.number, one.name, queries.contact_of(one)[0], text
        for signed_up in queries.promoted(queries.sign_ups(event)):
            if signed_up.seat:
                text = seat_given(self.request, event, signed_up.seat).words.text
                yield signed_up.seat.number, signed_up.name, signed_up.phone, text


class ComingList(outgoing.MessageList):
    """A text for everybody who comes: the day, the place, the group, and the own page; also when a day was moved."""

    not_found = NOT_FOUND
    name = "行前通知名单"
    subject_type = "openday.Event"
    headers = ("席号", "姓名", "电话", "参观组", "短信内容")

    def rows(self, code: str) -> Iterator[tuple[Any, ...]]:
        """Yield a row for everybody who has accepted."""
        event = queries.find_event(self.actor, code)
        for one in queries.coming(event):
            group = one.tour_group.name if one.tour_group else ""
            text = before_the_day(self.request, event, one).words.text
            yield one.number, one.name, queries.contact_of(one)[0], group, text


def reminders(request: HttpRequest, event: Any) -> Iterator[Draft]:
    """Yield a reminder for everybody who can still answer and has not."""
    for one in queries.remindable(event, clock.today()):
        yield reminder(request, event, one)


def seats_given(request: HttpRequest, event: Any) -> Iterator[Draft]:
    """Yield the news for everybody who got a public seat after waiting."""
    for one in queries.promoted(queries.sign_ups(event)):
        if one.seat:
            yield seat_given(request, event, one.seat)


def reminder(request: HttpRequest, event: Any, guest: Any) -> Draft:
    """Return the text that asks a guest to answer."""
    by = f"，{event.reply_by_on.isoformat()} 前为宜" if event.reply_by_on else ""
    text = f"{guest.name}您好：{_what(event)}举办，请您回复能否参加{by}。回复网址："
    return _draft(request, event, guest, "请回复能否参加", text)


def seat_given(request: HttpRequest, event: Any, guest: Any) -> Draft:
    """Return the text that tells somebody who waited of the seat."""
    text = f"{guest.name}您好：{_what(event)}举办，您报名候补的席位有了（席 {guest.number}）。不能来的请在这里退出："
    return _draft(request, event, guest, "您有席位了", text)


def before_the_day(request: HttpRequest, event: Any, guest: Any) -> Draft:
    """Return the text that tells a guest who comes when and where."""
    begins = event.occasion.began_at
    at = f" {begins.astimezone(clock.ZONE):%H:%M} 开始" if begins else ""
    group = f"，您在{guest.tour_group.name}" if guest.tour_group else ""
    text = f"{guest.name}您好：{_what(event)}举办{at}{group}。席号 {guest.number}，签到码和日程："
    return _draft(request, event, guest, "行前通知", text)


def _draft(request: HttpRequest, event: Any, guest: Any, title: str, text: str) -> Draft:
    code = queries.guest_code(guest, event, queries.REPLY)
    address = request.build_absolute_uri(reverse("portal-guest", args=[code]))
    _, email = queries.contact_of(guest)
    return Draft(
        label=f"席 {guest.number} · {guest.name}（{guest.get_group_display()}）",
        key=_key(event, guest.number),
        words=Words(f"{event.occasion.name}：{title}", guest.name, f"{text}{address}", address, email),
        give=reverse("open-day-notice-give", args=[event.occasion.code, guest.number]),
    )


def _what(event: Any) -> str:
    return f"{event.occasion.on.isoformat()} {event.occasion.name}在{event.place}"


def _key(event: Any, number: int) -> str:
    return f"{event.occasion.code}:{number}"


_BASE = "open-days/<str:code>/guests"
urlpatterns: list[URLPattern] = [
    path(f"{_BASE}/remind/", Remind.as_view(), name="open-day-remind"),
    path(f"{_BASE}/reminders.xlsx", ReminderList.as_view(), name="open-day-reminder-list"),
    path(f"{_BASE}/coming.xlsx", ComingList.as_view(), name="open-day-coming-list"),
    path(f"{_BASE}/reminders/", Reminders.as_view(), name="open-day-reminders"),
    path(f"{_BASE}/<int:number>/notice/", GiveNotice.as_view(), name="open-day-notice-give"),
]
