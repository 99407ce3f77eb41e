"""What every night does: report what is late upward, and ask again after promises fell due."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from tidu.domain.opinions import queries
from tidu.domain.opinions.models import Extension, Opinion, OpinionRound
from tidu.domain.opinions.operations._story import move, record
from tidu.domain.opinions.vocabulary import (
    ESCALATED,
    FOLLOW_UP_DAYS,
    OPEN,
    OpinionState,
    ResultClass,
)
from tidu.foundation import clock
from tidu.foundation.actors import Actor
from tidu.foundation.calendar import queries as calendar

STAGES = {1: "上报局领导", 2: "严重逾期，上报县分管领导"}
"""Where each overdue stage is reported to; the first on the day after the deadline."""


def look_after(*, by: Actor, now: datetime) -> str:
    """Report the late ones upward, stage by stage, and ask again two weeks after promises fell due; say how many.

    Done twice on a day, the second time does nothing.
    """
    with transaction.atomic():
        late = _report_late(by=by, now=now)
        asked = _ask_again(by=by, now=now)
    return f"逾期意见上报 {late} 件，承诺到期回访 {asked} 件"


def _report_late(*, by: Actor, now: datetime) -> int:
    today = clock.day_of(now)
    working = calendar.working_calendar()
    rounds = (
        OpinionRound.objects.select_for_update(of=("opinion",))
        .filter(
            answered_at__isnull=True,
            returned_at__isnull=True,
            due_on__lt=today,
            stage__lt=2,
            opinion__state__in=OPEN,
        )
        .select_related("opinion")
        .order_by("pk")
    )
    found = list(rounds)
    extensions: dict[int, list[Extension]] = {}
    for each in Extension.objects.filter(round__in=found):
        extensions.setdefault(each.round_id, []).append(each)
    count = 0
    for one in found:
        deadline = queries.deadline_of(one, extensions.get(one.pk, []))
        stage = (today > deadline.in_force_on) + (
            today > deadline.in_force_on and today >= deadline.severe_on
        )
        if stage > one.stage:
            one.stage = stage
            one.save(update_fields=["stage"])
            words = f"逾期 {-deadline.days_left(today, working)} 个工作日，{STAGES[stage]}"
            record(one.opinion, ESCALATED, words, by=by, now=now, round_number=one.number)
            count += 1
    return count


def _ask_again(*, by: Actor, now: datetime) -> int:
    """Move to 跟踪 what was promised, is due for a fortnight, and has not been asked about."""
    edge = clock.day_of(now) - timedelta(days=FOLLOW_UP_DAYS)
    later = OpinionRound.objects.filter(opinion=OuterRef("opinion"), number__gt=OuterRef("number"))
    rounds = OpinionRound.objects.filter(
        ~Exists(later),
        result=ResultClass.B,
        answered_at__isnull=False,
        promised_on__lte=edge,
        asked_again_at__isnull=True,
        opinion__state__in=(OpinionState.ANSWERED, OpinionState.CLOSED),
    )
    count = 0
    for one in rounds.select_related("opinion").order_by("pk"):
        opinion = Opinion.objects.select_for_update(of=("self",)).get(pk=one.opinion_id)
        one.asked_again_at = now
        one.save(update_fields=["asked_again_at"])
        words = f"承诺 {one.promised_on} 已到期，请意见人回答：解决了吗？"
        move(opinion, "follow", words, by=by, now=now)
        count += 1
    return count
