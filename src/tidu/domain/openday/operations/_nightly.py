"""Erase guests' telephones and mail some months after their Open Day, also from what they wrote; counts stay."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tidu.domain.openday.models import Event, FeedbackSheet, Invitation, SignUp, StopFeedback
from tidu.domain.openday.operations._note import note
from tidu.domain.openday.vocabulary import RETAINED_MONTHS, TEXT_LENGTH
from tidu.foundation import clock
from tidu.foundation.actors import Actor
from tidu.foundation.calendar.months import months_after
from tidu.foundation.texts import masking


def erase_personal_data(*, by: Actor, now: datetime) -> str:
    """Erase telephones and mail of guests whose event lies `RETAINED_MONTHS` back, and say how many.

    Names, groups and counts stay; what is personal in their remarks is masked.
    """
    edge = months_after(clock.day_of(now), -RETAINED_MONTHS)
    count = 0
    with transaction.atomic():
        for event in Event.objects.select_related("occasion").filter(occasion__on__lt=edge):
            known = Invitation.objects.filter(event=event).exclude(phone="", email="")
            erased = known.update(phone="", email="")
            erased += SignUp.objects.filter(event=event).exclude(phone="").update(phone="")
            _mask_remarks(event)
            _forget_devices(event)
            if erased:
                words = f"{event.occasion.code} 满 {RETAINED_MONTHS} 个月，清除来宾电话和邮箱 {erased} 处"
                note(event, "erase", words, by=by, now=now)
            count += erased
    return f"清除 {count} 处来宾电话和邮箱"


def _mask_remarks(event: Event) -> None:
    """Mask what guests wrote beside their reply and their scores."""
    for guest in Invitation.objects.filter(event=event).exclude(reply_note=""):
        guest.reply_note = masking.mask(guest.reply_note, [guest.name]).text[:TEXT_LENGTH]
        guest.save(update_fields=["reply_note"])
    for score in StopFeedback.objects.filter(stop__event=event).exclude(remark=""):
        score.remark = masking.mask(score.remark).text[:TEXT_LENGTH]
        score.save(update_fields=["remark"])
    for sheet in FeedbackSheet.objects.filter(event=event).exclude(remark=""):
        sheet.remark = masking.mask(sheet.remark).text[:TEXT_LENGTH]
        sheet.save(update_fields=["remark"])


def _forget_devices(event: Event) -> None:
    SignUp.objects.filter(event=event).exclude(sender="").update(sender="")
    FeedbackSheet.objects.filter(event=event).exclude(sender="").update(sender="")
