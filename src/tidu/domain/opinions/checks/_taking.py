"""What must hold before words are taken down: their length, who sends how many, what is told of the author."""

from __future__ import annotations

import re
from datetime import date

from django.db.models import Count, Q

from tidu.domain.opinions.checks._values import Author, UnableToTakeDown
from tidu.domain.opinions.models import Occasion, Opinion
from tidu.domain.opinions.vocabulary import PER_LINK, PER_SENDER, TEXT_LENGTH, ProposerGroup
from tidu.foundation import clock

CLIENT_ID = re.compile(r"[A-Za-z0-9_-]{16,64}")
PHONE = re.compile(r"[0-9+\- ]{0,32}")


def clean_words(text: str) -> str:
    """Return words without control characters and without blank ends; line breaks stay."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join("".join(each for each in line if each.isprintable()) for line in lines).strip()


def check_words(text: str, group: str) -> str:
    """Refuse no words, too many, or a group nobody knows; return the words cleaned."""
    words = clean_words(text)
    if not words:
        raise UnableToTakeDown("请写下意见或建议：一两句话就可以。")
    if len(words) > TEXT_LENGTH:
        raise UnableToTakeDown(f"意见有 {len(words)} 字，超过 {TEXT_LENGTH} 字。请写要点，或分成几条。")
    if group not in ProposerGroup.values:
        raise UnableToTakeDown("请选择您的身份：党代表、人大代表、政协委员、企业、媒体、乡镇或公众。")
    return words


def check_author(author: Author) -> None:
    """Refuse an anonymous author with a name, and particulars that are too long or no telephone."""
    if author.anonymous and (author.name or author.phone):
        raise UnableToTakeDown("已选择匿名，请不要再填姓名和电话。")
    if len(author.name) > 60 or len(author.organisation) > 120:
        raise UnableToTakeDown("姓名不超过 60 字，单位不超过 120 字。请缩短。")
    if not PHONE.fullmatch(author.phone):
        raise UnableToTakeDown("电话只能填数字、空格、加号和短横线，不超过 32 位。请核对。")


def check_client(client_id: str, notice_version: str) -> None:
    """Refuse a sending number that another could guess, and a form that showed no notice on personal data."""
    if not CLIENT_ID.fullmatch(client_id):
        raise UnableToTakeDown("页面没有带上发送编号。请刷新页面后重新提交，已写的文字可以复制保留。")
    if not notice_version.strip():
        raise UnableToTakeDown("页面没有带上个人信息告知。请刷新页面后重新提交。")


def check_still_heard(occasion: Occasion | None) -> None:
    """Refuse to add to an occasion that has been closed: what it counted up to has been reported."""
    if occasion is not None and occasion.closed_at is not None:
        raise UnableToTakeDown(
            f"“{occasion.name}”已经结束，不再收意见。请从“提意见”页提交，照样登记、答复；工作人员要补登的，先重新打开开放日。"
        )


def check_limits(sender: str, link: str, today: date) -> None:
    """Refuse more in a day than one device or one link may bring; in one query."""
    begin, end = clock.end_of(date.fromordinal(today.toordinal() - 1)), clock.end_of(today)
    sent = Opinion.objects.filter(taken_at__gte=begin, taken_at__lt=end).aggregate(
        sender=Count("pk", filter=Q(sender=sender)), link=Count("pk", filter=Q(link=link))
    )
    if sender and sent["sender"] >= PER_SENDER:
        raise UnableToTakeDown(
            f"这台设备今天已经提交 {PER_SENDER} 条。请明天再提交，或请现场工作人员代为登记。"
        )
    if link and sent["link"] >= PER_LINK:
        raise UnableToTakeDown(
            f"这个链接今天已经收到 {PER_LINK} 条，不再接收。请联系现场工作人员登记，或拨打科技局电话。"
        )
