"""The programme: items, slides, and the policies told at a briefing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time

from django.db import transaction
from django.db.models import Max

from tidu.domain.openday import checks, queries
from tidu.domain.openday.checks import UnableToPlan
from tidu.domain.openday.models import Event, PolicyTold, ProgrammeItem
from tidu.domain.openday.operations._note import note
from tidu.domain.openday.queries import locked
from tidu.domain.openday.vocabulary import SLIDE_KINDS, ItemKind
from tidu.foundation.actors import Actor
from tidu.foundation.clock import AsOf
from tidu.foundation.files import operations as files


def set_item(
    *,
    event: Event,
    kind: str,
    title: str,
    starts_at: time,
    minutes: int,
    by: Actor,
    now: datetime,
    place: str = "",
    speaker: str = "",
    position: int | None = None,
) -> ProgrammeItem:
    """Add an item to the programme, or change the one at `position`; only a briefing tells policies.

    Raises UnableToPlan.
    """
    checks.check_officer(by)
    words = checks.check_words(title, "内容")
    if kind not in ItemKind.values or minutes < 1:
        raise UnableToPlan("请选择议程类别，并填写至少 1 分钟。")
    with transaction.atomic():
        event = locked(event)
        checks.check_open(event)
        item = event.items.filter(position=position).first() if position else None
        if item is None:
            last = event.items.aggregate(last=Max("position"))["last"] or 0
            item = ProgrammeItem(event=event, position=last + 1)
        item.kind, item.title, item.starts_at, item.minutes = kind, words, starts_at, minutes
        item.place, item.speaker = place.strip()[:120], speaker.strip()[:80]
        item.save()
        if kind != ItemKind.BRIEFING:
            item.policies.all().delete()
        note(event, "programme", f"{event.occasion.code} 议程 {item.position}：{words}", by=by, now=now)
    return item


def remove_item(*, item: ProgrammeItem, by: Actor, now: datetime) -> None:
    """Take an item off the programme, with the policies it was to tell. Raises UnableToPlan."""
    checks.check_officer(by)
    with transaction.atomic():
        event = locked(item.event)
        checks.check_open(event)
        item.policies.all().delete()
        item.delete()
        note(event, "programme", f"{event.occasion.code} 删去议程：{item.title}", by=by, now=now)


def set_slides(*, item: ProgrammeItem, name: str, content: bytes, by: Actor, now: datetime) -> ProgrammeItem:
    """Keep a briefing's slides. Raises UnableToPlan, UnableToStore."""
    checks.check_officer(by)
    checks.check_file(name, content, SLIDE_KINDS, "课件")
    with transaction.atomic():
        event = locked(item.event)
        item.slides, item.slides_released_at = files.store(name=name, content=content, now=now), None
        item.save(update_fields=["slides", "slides_released_at"])
        note(event, "slides", f"{event.occasion.code} 议程 {item.position} 课件", by=by, now=now)
    return item


def release_slides(*, item: ProgrammeItem, released: bool, by: Actor, now: datetime) -> ProgrammeItem:
    """Let guests have a briefing's slides, or keep them back again. Raises UnableToPlan."""
    checks.check_officer(by)
    if item.slides_id is None:
        raise UnableToPlan(f"“{item.title}”还没有课件。请先上传。")
    with transaction.atomic():
        event = locked(item.event)
        item.slides_released_at = now if released else None
        item.save(update_fields=["slides_released_at"])
        label = "公开课件" if released else "收回课件"
        note(event, "release_slides", f"{event.occasion.code} 议程 {item.position} {label}", by=by, now=now)
    return item


def tell_policies(*, item: ProgrammeItem, codes: Sequence[str], by: Actor, now: datetime) -> list[PolicyTold]:
    """Set which policies of the rulebook a briefing tells, in force on the event's day. Raises UnableToPlan."""
    checks.check_officer(by)
    if item.kind != ItemKind.BRIEFING:
        raise UnableToPlan("只有“政策宣讲”可以选择政策。请先改议程类别。")
    with transaction.atomic():
        event = locked(item.event)
        checks.check_open(event)
        names = dict(queries.tellable_policies(AsOf(on=event.occasion.on)))
        if unknown := [code for code in codes if code not in names]:
            raise UnableToPlan(f"开放日当天没有施行这项政策：{'、'.join(unknown)}。请从列表中选择。")
        item.policies.all().delete()
        for code in dict.fromkeys(codes):
            PolicyTold.objects.create(item=item, rule_code=code, name=names[code][:120])
        words = f"{event.occasion.code} 宣讲政策 {len(set(codes))} 项"
        note(event, "policies", words, by=by, now=now, codes=list(codes))
    return list(item.policies.order_by("rule_code"))
