"""Some months after an opinion is settled nobody can be recognised in it any more: authors are erased, words masked."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from tidu.domain.opinions import checks
from tidu.domain.opinions.checks import UnableToMoveOpinion
from tidu.domain.opinions.models import Opinion, OpinionAuthor, OpinionRound, OpinionStep
from tidu.domain.opinions.operations._story import record
from tidu.domain.opinions.vocabulary import (
    ERASED,
    OPEN,
    QUOTING,
    REASON_LENGTH,
    RETAINED_MONTHS,
    TEXT_LENGTH,
    ResultClass,
)
from tidu.foundation import clock
from tidu.foundation.actors import Actor
from tidu.foundation.calendar.months import months_after
from tidu.foundation.files import operations as files
from tidu.foundation.texts import masking


def erase_personal_data(*, by: Actor, now: datetime) -> str:
    """Erase who said what was settled some months ago, and mask the words; say how many opinions it was.

    Group, theme, days and counts stay. The scan goes: nothing can be masked in it.
    """
    edge = months_after(clock.day_of(now), -RETAINED_MONTHS)
    old = Opinion.objects.filter(taken_at__lt=clock.end_of(edge)).exclude(state__in=OPEN)
    count = 0
    with transaction.atomic():
        due = old.filter(authors__erased_at__isnull=True, authors__isnull=False).distinct()
        for opinion in due.order_by("pk"):
            if not _still_needed(opinion, edge):
                _erase(opinion, f"登记满 {RETAINED_MONTHS} 个月", by=by, now=now)
                count += 1
    return f"清除 {count} 条意见的个人信息"


def forget_author(*, number: str, reason: str, by: Actor, now: datetime) -> Opinion:
    """Erase an opinion's author and mask its words at once, because the person asks for it (个人信息保护法第四十七条).

    The opinion is handled and counted on; its receipt still opens it. Raises UnableToMoveOpinion.
    """
    checks.check_officer(by)
    checks.check_reason(reason)
    with transaction.atomic():
        opinion = checks.locked(number)
        if not opinion.authors.filter(erased_at__isnull=True).exists():
            raise UnableToMoveOpinion(
                f"{number} 没有可清除的个人信息：已经清除，或是拆分出来的（请到原来那一条清除）。"
            )
        _erase(opinion, reason.strip(), by=by, now=now)
    return opinion


def _erase(opinion: Opinion, why: str, *, by: Actor, now: datetime) -> None:
    authors = OpinionAuthor.objects.filter(opinion=opinion, erased_at__isnull=True)
    names = [one.name for one in authors if one.name]
    authors.update(name="", organisation="", phone="", erased_at=now)
    for each in (opinion, *opinion.parts.all()):
        _mask(each, names)
    record(opinion, ERASED, _masked(why, names, REASON_LENGTH), by=by, now=now)


def _mask(opinion: Opinion, names: Collection[str]) -> None:
    """Keep of an opinion's words, its answers and its story what could be published, and no scan."""
    scan, opinion.scan = opinion.scan, None
    opinion.original_text = _masked(opinion.original_text, names, TEXT_LENGTH)
    opinion.text = _masked(opinion.text, names, TEXT_LENGTH)
    opinion.sender = opinion.link = ""
    opinion.save(update_fields=["scan", "original_text", "text", "sender", "link"])
    for one in opinion.rounds.all():
        one.answer = _masked(one.answer, names, TEXT_LENGTH)
        one.remark = _masked(one.remark, names, REASON_LENGTH)
        one.rated_sender = one.solved_sender = ""
        one.save(update_fields=["answer", "remark", "rated_sender", "solved_sender"])
    for step in OpinionStep.objects.filter(opinion=opinion, action__in=QUOTING):
        step.note = _masked(step.note, names, TEXT_LENGTH)
        step.save(update_fields=["note"])
    if scan is not None:
        files.discard(scan)


def _masked(text: str, names: Collection[str], most: int) -> str:
    """Return a text as it could be published, cut to its field: what is masked is longer than a short name."""
    return masking.mask(text, names).text[:most]


def _still_needed(opinion: Opinion, edge: date) -> bool:
    """Return whether the bureau may still have to speak to the author, about the opinion or what answers it."""
    every = [opinion, *opinion.parts.select_related("merged_into")]
    items = [one.merged_into or one for one in every]
    return any(one.state in OPEN or _followed(checks.last_round(one), edge) for one in items)


def _followed(one: OpinionRound | None, edge: date) -> bool:
    """Return whether a promise is not asked about yet, or was since `edge` without an answer."""
    if one is None or one.result != ResultClass.B or one.solved:
        return False
    return one.asked_again_at is None or clock.day_of(one.asked_again_at) >= edge
