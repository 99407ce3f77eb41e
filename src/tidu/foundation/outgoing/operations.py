"""Keep what was given out: by hand at once; by mail before it is sent, and again when it is known what became of it.

Sending itself is the edge's matter: nothing here talks to a network, and nothing is given out without a person's act.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from tidu.foundation import clock
from tidu.foundation.actors import Actor
from tidu.foundation.audit import operations as audit
from tidu.foundation.calendar.months import months_after
from tidu.foundation.outgoing.models import OutgoingNotice
from tidu.foundation.outgoing.vocabulary import (
    REASON_LENGTH,
    RETAINED_MONTHS,
    TEXT_LENGTH,
    OutgoingState,
    OutgoingWay,
)


class UnableToGive(ValueError):
    """Raised for a notice that is not given out; the message is Chinese and says the mend."""


@dataclass(frozen=True)
class Words:
    """What is told to whom: title, text and the link in it; `email` is empty where none is known."""

    title: str
    addressee: str
    text: str
    address: str
    email: str = ""


def give_by_hand(*, subject: tuple[str, str], words: Words, by: Actor, now: datetime) -> OutgoingNotice:
    """Keep that somebody copied or printed a notice and gave it out. Raises UnableToGive."""
    return _keep(subject, words, OutgoingWay.HAND, OutgoingState.GIVEN, by=by, now=now)


def begin_mail(*, subject: tuple[str, str], words: Words, by: Actor, now: datetime) -> OutgoingNotice:
    """Keep that a notice is being sent by mail, before it is: a crash then leaves a trace. Raises UnableToGive."""
    if not words.email:
        raise UnableToGive(f"没有{words.addressee}的邮箱。请复制文字，用别的方式给出。")
    return _keep(subject, words, OutgoingWay.MAIL, OutgoingState.SENDING, by=by, now=now)


def end_mail(*, notice: OutgoingNotice, failure: str, by: Actor, now: datetime) -> OutgoingNotice:
    """Keep what became of a mail: sent, or not and why (`failure` empty: sent)."""
    with transaction.atomic():
        notice.state = OutgoingState.FAILED if failure else OutgoingState.GIVEN
        notice.failure = failure[:REASON_LENGTH]
        notice.save(update_fields=["state", "failure"])
        _note(notice, "outgoing.mail", by=by, now=now)
    return notice


def erase_personal_data(*, by: Actor, now: datetime) -> str:
    """Erase whom old notices went to and what they said, and say how many; that they were given stays."""
    edge = months_after(clock.day_of(now), -RETAINED_MONTHS)
    with transaction.atomic():
        old = OutgoingNotice.objects.filter(given_at__lt=clock.end_of(edge), erased_at__isnull=True)
        count = old.update(addressee="", email="", text="", address="", erased_at=now)
        if count:
            audit.record(
                by=by,
                now=now,
                action="outgoing.erase",
                subject=("outgoing.OutgoingNotice", ""),
                summary=f"满 {RETAINED_MONTHS} 个月，清除外发通知内容 {count} 份",
            )
    return f"清除 {count} 份外发通知的内容"


def _keep(
    subject: tuple[str, str], words: Words, way: str, state: str, *, by: Actor, now: datetime
) -> OutgoingNotice:
    if len(words.text) > TEXT_LENGTH:
        raise UnableToGive(f"通知超过 {TEXT_LENGTH} 字。请缩短名称或地点后再给出。")
    with transaction.atomic():
        made = OutgoingNotice.objects.create(
            subject_type=subject[0],
            subject_key=subject[1],
            title=words.title[:120],
            addressee=words.addressee[:60],
            email=words.email,
            text=words.text,
            address=words.address,
            way=way,
            state=state,
            given_at=now,
            given_by_name=by.name,
        )
        _note(made, "outgoing.give", by=by, now=now)
    return made


def _note(notice: OutgoingNotice, action: str, *, by: Actor, now: datetime) -> None:
    """Write the audit entry, without a name or an address."""
    summary = f"{notice.title}：{notice.get_way_display()}，{notice.get_state_display()}"
    subject = (notice.subject_type, notice.subject_key)
    audit.record(by=by, now=now, action=action, subject=subject, summary=summary)
