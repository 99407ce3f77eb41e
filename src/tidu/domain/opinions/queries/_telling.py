"""Whose turn it is: proposers whose answer is out and not rated, or who are asked whether a promise was kept."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from tidu.domain.opinions.models import Opinion, OpinionAuthor
from tidu.domain.opinions.vocabulary import OpinionState

TOLD = (OpinionState.ANSWERED, OpinionState.FOLLOWING)


@dataclass(frozen=True)
class ToTell:
    """What was handed in under `number`, the receipt it is looked up by, and whether its proposer is asked again.

    `shared` tells one of which all that is answered was merged into others: its proposer reads the answer and does not
    rate it. `authors` left a name or a telephone; nobody else can be told.
    """

    number: str
    receipt: str
    asked: bool
    shared: bool
    authors: tuple[OpinionAuthor, ...]


def to_tell() -> list[ToTell]:
    """Return whom to tell of an answer or to ask again, those asked again first, in two queries.

    The proposer of what was merged, as a whole or a part of it, is told when the item is answered; only that item's own
    one is asked again.
    """
    parts = Opinion.objects.filter(split_from=OuterRef("pk"))
    answered, read = parts.filter(state__in=TOLD), parts.filter(merged_into__state=OpinionState.ANSWERED)
    own = Q(state__in=TOLD) | Exists(answered)
    found = Opinion.objects.filter(
        own | Exists(read) | Q(merged_into__state=OpinionState.ANSWERED), receipt__isnull=False
    )
    asked = Q(state=OpinionState.FOLLOWING) | Exists(parts.filter(state=OpinionState.FOLLOWING))
    authors: dict[int, list[OpinionAuthor]] = {}
    reachable = ~Q(name="", phone="")
    for one in OpinionAuthor.objects.filter(reachable, opinion__in=found).order_by("pk"):
        authors.setdefault(one.opinion_id, []).append(one)
    told = [
        ToTell(
            one.number,
            one.receipt or "",
            bool(one.asks),
            not one.rates,
            tuple(authors[one.pk]),
        )
        for one in found.annotate(asks=asked, rates=own).order_by("number")
        if one.pk in authors
    ]
    return sorted(told, key=lambda one: not one.asked)
