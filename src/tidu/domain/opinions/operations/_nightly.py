"""What every night does: report what is late upward, ask again after promises fell due, erase personal data in time."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from tidu.domain.opinions import checks, queries
from tidu.domain.opinions.models import Extension, Opinion, OpinionAuthor, OpinionRound
from tidu.domain.opinions.operations._story import move, record
from tidu.domain.opinions.vocabulary import (
    ERASED,
    ESCALATED,
    FOLLOW_UP_DAYS,
    OPEN,
    RETAINED_MONTHS,
    OpinionState,
    ResultClass,
)
from tidu.foundation import clock
from tidu.foundation.actors import Actor
from tidu.foundation.calendar import queries as calendar
from tidu.foundation.calendar.months import months_after

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


def erase_personal_data(*, by: Actor, now: datetime) -> str:
    """Erase who said what was settled some months ago; words, group and counts stay. Say how many were erased."""
    edge = months_after(clock.day_of(now), -RETAINED_MONTHS)
    old = Opinion.objects.filter(taken_at__lt=clock.end_of(edge)).exclude(state__in=OPEN)
    count = 0
    with transaction.atomic():
        due = old.filter(authors__erased_at__isnull=True, authors__isnull=False).distinct()
        for opinion in due.order_by("pk"):
            if _still_needed(opinion, edge):
                continue
            OpinionAuthor.objects.filter(opinion=opinion, erased_at__isnull=True).update(
                name="", organisation="", phone="", erased_at=now
            )
            opinion.sender = opinion.link = ""
            opinion.save(update_fields=["sender", "link"])
            record(opinion, ERASED, f"登记满 {RETAINED_MONTHS} 个月", by=by, now=now)
            count += 1
    return f"清除 {count} 条意见的个人信息"


def _still_needed(opinion: Opinion, edge: date) -> bool:
    """Return whether the bureau may still have to speak to the author, about the opinion or what answers it."""
    items = [opinion.merged_into] if opinion.merged_into else [opinion, *opinion.parts.all()]
    return any(one.state in OPEN or _followed(checks.last_round(one), edge) for one in items)


def _followed(one: OpinionRound | None, edge: date) -> bool:
    """Return whether a promise is not asked about yet, or was since `edge` without an answer."""
    if one is None or one.result != ResultClass.B or one.solved:
        return False
    return one.asked_again_at is None or clock.day_of(one.asked_again_at) >= edge
