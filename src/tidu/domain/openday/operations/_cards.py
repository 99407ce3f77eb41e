"""A host's visit card: drafted by the bureau or the firm, released by the firm alone; highlights with their proof."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tidu.domain.openday import checks
from tidu.domain.openday.checks import UnableToPlan
from tidu.domain.openday.models import CardField, Highlight, Stop
from tidu.domain.openday.operations._note import note
from tidu.domain.openday.queries import locked
from tidu.domain.openday.vocabulary import (
    EVIDENCE_KINDS,
    TEXT_LENGTH,
    CardLine,
    HighlightKind,
)
from tidu.foundation.actors import Actor
from tidu.foundation.files import operations as files


def draft_card(*, stop: Stop, line: str, value: str, by: Actor, now: datetime) -> CardField:
    """Write one line of a host's card, by the bureau or the firm; other words than the released ones take it back.

    Raises UnableToPlan.
    """
    if not _is_host(stop, by):
        checks.check_officer(by)
    words = checks.check_words(value, "内容", TEXT_LENGTH)
    if line not in CardLine.values:
        raise UnableToPlan("参观卡没有这个栏目。请从列表中选择。")
    with transaction.atomic():
        event = locked(stop.event)
        field = stop.card.filter(line=line).first() or CardField(stop=stop, line=line)
        if field.value != words:
            field.released_at, field.released_by_name = None, ""
        field.value, field.drafted_by_name = words, by.name
        field.save()
        summary = f"{event.occasion.code} {stop.name} 参观卡：填写{field.get_line_display()}"
        note(event, "card_draft", summary, by=by, now=now)
    return field


def release_card(*, stop: Stop, line: str, seen: str, by: Actor, now: datetime) -> CardField:
    """Let guests see one line as the firm saw it (`seen`); only the host firm can. Raises UnableToPlan."""
    _check_host(stop, by)
    with transaction.atomic():
        event = locked(stop.event)
        field = stop.card.filter(line=line).first()
        if field is None or field.value != seen:
            raise UnableToPlan("这一栏的内容刚刚改过。请看过新内容再公开。")
        field.released_at, field.released_by_name = now, by.name
        field.save(update_fields=["released_at", "released_by_name"])
        summary = f"{event.occasion.code} {stop.name} 参观卡：公开{field.get_line_display()}"
        note(event, "card_release", summary, by=by, now=now)
    return field


def retract_card(*, stop: Stop, line: str, by: Actor, now: datetime) -> CardField:
    """Take a released line back; guests no longer see it. Raises UnableToPlan."""
    _check_host(stop, by)
    with transaction.atomic():
        event = locked(stop.event)
        field = stop.card.filter(line=line).first()
        if field is None:
            raise UnableToPlan("参观卡没有这一栏。")
        field.released_at, field.released_by_name = None, ""
        field.save(update_fields=["released_at", "released_by_name"])
        summary = f"{event.occasion.code} {stop.name} 参观卡：收回{field.get_line_display()}"
        note(event, "card_retract", summary, by=by, now=now)
    return field


def record_highlight(
    *, stop: Stop, kind: str, text: str, name: str, content: bytes, by: Actor, now: datetime
) -> Highlight:
    """Keep what a praise rests on, with the file that proves it (R20). Raises UnableToPlan, UnableToStore."""
    if not _is_host(stop, by):
        checks.check_officer(by)
    words = checks.check_words(text, "亮点", TEXT_LENGTH)
    if kind not in HighlightKind.values:
        raise UnableToPlan("请选择亮点类别。")
    checks.check_file(name, content, EVIDENCE_KINDS, "佐证材料")
    with transaction.atomic():
        event = locked(stop.event)
        made = Highlight.objects.create(
            stop=stop,
            kind=kind,
            text=words,
            evidence=files.store(name=name, content=content, now=now),
            recorded_at=now,
            recorded_by_name=by.name,
        )
        note(event, "highlight", f"{event.occasion.code} {stop.name} 亮点", by=by, now=now)
    return made


def _is_host(stop: Stop, by: Actor) -> bool:
    return stop.host.credit_code in by.credit_codes


def _check_host(stop: Stop, by: Actor) -> None:
    if not _is_host(stop, by):
        raise UnableToPlan("只有接待企业自己的账号可以决定公开哪些内容。")
