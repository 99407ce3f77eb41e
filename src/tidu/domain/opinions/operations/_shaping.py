"""Shape what was said into items: invalid, merged, split, each with its way back; and decide what it is about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from tidu.domain.opinions import checks
from tidu.domain.opinions.checks import Suggested
from tidu.domain.opinions.models import Opinion, Theme, ThemeDecision
from tidu.domain.opinions.operations._story import move, record
from tidu.domain.opinions.vocabulary import JOINED, TAKEN, THEMED, OpinionState
from tidu.foundation.actors import Actor


def invalidate(*, number: str, reason: str, by: Actor, now: datetime) -> Opinion:
    """Declare that an opinion is none (empty, off the matter, abusive), with a reason. Raises UnableToMoveOpinion."""
    with transaction.atomic():
        opinion = checks.locked(number)
        checks.check_step(opinion, "invalidate", actor=by, reason=reason)
        checks.check_can_set_aside(opinion)
        opinion.invalid_reason = reason.strip()
        move(opinion, "invalidate", reason.strip(), by=by, now=now, fields=("invalid_reason",))
    return opinion


def restore(*, number: str, by: Actor, now: datetime) -> Opinion:
    """Take an invalid opinion back into the count."""
    with transaction.atomic():
        opinion = checks.locked(number)
        opinion.invalid_reason = ""
        _put_back(opinion, "restore", "", by=by, now=now, fields=("invalid_reason",))
    return opinion


def merge(*, number: str, into: str, by: Actor, now: datetime) -> Opinion:
    """Count an opinion with another one that says the same; its authors stay its authors, its words stay."""
    with transaction.atomic():
        both = {one: checks.locked(one) for one in sorted({number, into})}
        opinion, target = both[number], both[into]
        checks.check_step(opinion, "merge", actor=by)
        checks.check_can_set_aside(opinion)
        checks.check_can_merge(opinion, target)
        opinion.merged_into = target
        move(opinion, "merge", f"并入 {target.number}", by=by, now=now, fields=("merged_into",))
        record(target, JOINED, f"{opinion.number} 并入", by=by, now=now)
    return opinion


def unmerge(*, number: str, by: Actor, now: datetime) -> Opinion:
    """Undo a merge: the opinion is an item of its own again, with the deadline it had."""
    with transaction.atomic():
        opinion = checks.locked(number)
        into = opinion.merged_into.number if opinion.merged_into else ""
        opinion.merged_into = None
        _put_back(opinion, "unmerge", f"原并入 {into}", by=by, now=now, fields=("merged_into",))
    return opinion


def split(*, number: str, texts: Sequence[str], by: Actor, now: datetime) -> list[Opinion]:
    """Make items of their own of an opinion that says several things; return the parts.

    Parts have the original words and the authors of the whole, and numbers after its own.
    """
    with transaction.atomic():
        opinion = checks.locked(number)
        checks.check_step(opinion, "split", actor=by)
        checks.check_can_set_aside(opinion)
        words = checks.check_can_split(opinion, texts)
        first = opinion.parts.count() + 1
        parts = [
            Opinion.objects.create(
                number=f"{opinion.number}-{place}",
                occasion=opinion.occasion,
                source=opinion.source,
                channel=opinion.channel,
                group=opinion.group,
                original_text=opinion.original_text,
                text=each,
                main_theme=opinion.main_theme,
                category=opinion.category,
                split_from=opinion,
                taken_at=now,
                taken_by_name=by.name,
                notice_version=opinion.notice_version,
            )
            for place, each in enumerate(words, start=first)
        ]
        move(opinion, "split", "、".join(one.number for one in parts), by=by, now=now)
        for one in parts:
            record(one, TAKEN, f"由 {opinion.number} 拆分", by=by, now=now, round_number=0)
    return parts


def unsplit(*, number: str, by: Actor, now: datetime) -> Opinion:
    """Undo a split: the parts leave the count and keep their numbers, the whole is an item again."""
    with transaction.atomic():
        opinion = checks.locked(number)
        numbers = opinion.parts.exclude(state=OpinionState.UNDONE).order_by("pk")
        parts = [checks.locked(one) for one in numbers.values_list("number", flat=True)]
        checks.check_can_unsplit(parts)
        for one in parts:
            checks.check_step(one, "undo_part", actor=by)
            checks.check_can_set_aside(one)
            move(one, "undo_part", "", by=by, now=now)
        _put_back(opinion, "unsplit", "", by=by, now=now)
    return opinion


def set_themes(
    *,
    number: str,
    main: str,
    by: Actor,
    now: datetime,
    further: Sequence[str] = (),
    category: str = "",
    suggested: Suggested | None = None,
) -> Opinion:
    """Decide the theme that is counted, further ones that are shown, and the category; codes of Theme and Category.

    The decision is kept beside what had been suggested, and is what suggestions learn from.
    """
    checks.check_officer(by)
    with transaction.atomic():
        opinion = checks.locked(number)
        themes = {one.code: one for one in Theme.objects.all()}
        hinted = themes.get(suggested.theme) if suggested else None
        found = [themes[code] for code in dict.fromkeys(further) if code in themes]
        theme = checks.check_themes(themes.get(main), found, further, category, suggested if hinted else None)
        opinion.main_theme, opinion.category = theme, category or opinion.category
        opinion.save(update_fields=["main_theme", "category"])
        opinion.themes.set(one for one in found if one.code != main)
        ThemeDecision.objects.create(
            opinion=opinion,
            theme=theme,
            suggested=hinted,
            suggested_by=suggested.by if suggested and hinted else "",
            sure_per_mille=suggested.sure_per_mille if suggested and hinted else None,
            decided_at=now,
            decided_by_name=by.name,
        )
        record(opinion, THEMED, "、".join([theme.name, *(one.name for one in found)]), by=by, now=now)
    return opinion


def _put_back(
    opinion: Opinion, action: str, words: str, *, by: Actor, now: datetime, fields: tuple[str, ...] = ()
) -> None:
    """Put an opinion back to where it waits: with the unit it had been assigned to, due as before, or with none."""
    last = checks.last_round(opinion)
    stands = last is not None and last.returned_at is None
    action = f"{action}_due" if stands else action
    checks.check_step(opinion, action, actor=by)
    move(opinion, action, words, by=by, now=now, fields=fields)
