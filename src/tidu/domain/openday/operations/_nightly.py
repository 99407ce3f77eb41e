"""Erase guests' telephones and mail some months after their Open Day; names, groups and counts stay."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tidu.domain.openday.models import Event, Invitation, SignUp
from tidu.domain.openday.operations._note import note
from tidu.domain.openday.vocabulary import RETAINED_MONTHS
from tidu.foundation import clock
from tidu.foundation.actors import Actor
from tidu.foundation.calendar.months import months_after


def erase_personal_data(*, by: Actor, now: datetime) -> str:
    """Erase telephones and mail of guests whose event lies `RETAINED_MONTHS` back, and say how many."""
    edge = months_after(clock.day_of(now), -RETAINED_MONTHS)
    count = 0
    with transaction.atomic():
        for event in Event.objects.select_related("occasion").filter(occasion__on__lt=edge):
            known = Invitation.objects.filter(event=event).exclude(phone="", email="")
            erased = known.update(phone="", email="")
            erased += SignUp.objects.filter(event=event).exclude(phone="").update(phone="")
            if erased:
                words = f"{event.occasion.code} 满 {RETAINED_MONTHS} 个月，清除来宾电话和邮箱 {erased} 处"
                note(event, "erase", words, by=by, now=now)
            count += erased
    return f"清除 {count} 处来宾电话和邮箱"
