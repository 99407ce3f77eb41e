"""Scores that guests give, and how many forms one device or one link may bring."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Q

from tidu.domain.openday.models import Event, FeedbackSheet, FeedbackTablet
from tidu.domain.openday.vocabulary import MOST_SCORE, PER_DEVICE, PER_LINK, PER_TABLET, EventState
from tidu.foundation import clock


class UnableToAnswer(ValueError):
    """Raised when a score or an answer is not taken; the message is for the guest."""


def check_score(score: int, client_id: str) -> None:
    """Refuse a score outside 1 to 5, and one without the id that makes resending harmless."""
    if not 1 <= score <= MOST_SCORE:
        raise UnableToAnswer(f"请选 1 至 {MOST_SCORE} 分。")
    if not 1 <= len(client_id) <= 64:
        raise UnableToAnswer("页面没有带上发送编号。请刷新页面后重新提交。")


def check_sheet(client_id: str, notice_version: str) -> None:
    """Refuse a sheet without the id that makes resending harmless, and one that showed no notice on personal data."""
    if not 1 <= len(client_id) <= 64 or not notice_version.strip():
        raise UnableToAnswer("页面没有带上发送编号或个人信息告知。请刷新页面后重新提交。")


def check_still_asked(event: Event) -> None:
    """Refuse a sheet for an event that is closed: what guests thought has been reported."""
    if event.state == EventState.CLOSED:
        raise UnableToAnswer("这次开放日已经总结，不再收反馈。想说的话请从“提意见”告诉我们，一样有答复。")


def check_tablet(tablet: FeedbackTablet, event: Event, today: date) -> None:
    """Refuse a tablet that was revoked or belongs elsewhere, and more forms than it may collect in a day."""
    if tablet.event_id != event.pk or tablet.revoked_at is not None:
        raise UnableToAnswer(f"平板“{tablet.name}”已停用。请工作人员在“开放日 → 反馈”里重新启用。")
    begin, end = clock.begin_of(today), clock.end_of(today)
    if tablet.sheets.filter(given_at__gte=begin, given_at__lt=end).count() >= PER_TABLET:
        raise UnableToAnswer(f"这台平板今天已经收了 {PER_TABLET} 份反馈。请换一台，或请来宾用自己的手机。")


def check_feedback_limits(event: Event, sender: str, today: date) -> None:
    """Refuse more forms than one device may send for an event, or its link may bring in a day; in one query.

    What the bureau's own tablets collect takes nothing from strangers.
    """
    begin, end = clock.begin_of(today), clock.end_of(today)
    sent = FeedbackSheet.objects.filter(event=event, tablet__isnull=True).aggregate(
        sender=Count("pk", filter=Q(sender=sender)),
        link=Count("pk", filter=Q(given_at__gte=begin, given_at__lt=end)),
    )
    if sender and sent["sender"] >= PER_DEVICE:
        raise UnableToAnswer(
            f"这台手机已经为这次开放日提交了 {PER_DEVICE} 份反馈。其他来宾请用自己的手机，或用参观点的平板。"
        )
    if sent["link"] >= PER_LINK:
        raise UnableToAnswer(f"今天已经收到 {PER_LINK} 份反馈，不再接收。请明天再来，或联系科技局。")
