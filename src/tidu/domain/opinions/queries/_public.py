"""What the proposer and everybody else may see: no names, no telephones, only units, words and days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from tidu.domain.opinions.models import Occasion, Opinion, OpinionRound, Publication
from tidu.domain.opinions.queries._board import BoardLine, lines_of
from tidu.domain.opinions.queries._rules import is_asked
from tidu.domain.opinions.vocabulary import (
    ANSWERED,
    GUEST,
    OPEN,
    TASK_SOURCE,
    OpinionState,
    Outcome,
    ResultClass,
)
from tidu.domain.tasks.models import Task
from tidu.domain.tasks.vocabulary import TaskState
from tidu.foundation import clock, links
from tidu.foundation.clock import AsOf
from tidu.foundation.links import BrokenLink

SAY = "opinions.say"
"""The purpose of a link by which a hall speaks at one occasion."""

ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})
"""Letters that no receipt has, and what they are read as."""


class ReceiptNotFound(LookupError):
    """Raised for a receipt nobody has been given; the message is Chinese and says the mend."""


@dataclass(frozen=True)
class ReceiptItem:
    """Where one item stands for its proposer: unit, days and answer. `may_rate` and `asked` offer what comes next.

    `to_confirm` asks the proposer to agree to words that somebody else wrote down or edited. `shared` tells one that is
    answered with another: the answer is read here and rated by the other one's proposer, whose words are not shown.
    """

    number: str
    text: str
    state: str
    state_label: str
    unit: str
    until_on: date | None
    is_late: bool
    answer: str
    outcome_label: str
    result_label: str
    answered_on: date | None
    promised_on: date | None
    may_rate: bool
    asked: bool
    confirmed: bool
    to_confirm: bool
    shared: bool


@dataclass(frozen=True)
class ReceiptPage:
    """What a receipt opens: the words handed in and the items that answer them. `shared` tells one merged as a whole.

    `occasion` is the code of the meeting at which they were said, empty for none.
    """

    number: str
    occasion: str
    original_text: str
    taken_on: date
    invalid_reason: str
    shared: bool
    items: tuple[ReceiptItem, ...]


def say_link(occasion: str) -> str:
    """Return the signed name of an occasion, for the page on which its guests speak."""
    return links.sign(SAY, occasion)


def said_at(link: str) -> Occasion:
    """Return the occasion that a link lets one speak at; raise BrokenLink."""
    found = Occasion.objects.filter(code=links.read(SAY, link)).first()
    if found is None:
        raise BrokenLink(links.BROKEN)
    return found


def plain_receipt(typed: str) -> str:
    """Return a receipt as it is kept, from what somebody typed: any case, spaces, dashes, letters read alike."""
    letters = "".join(each for each in typed.upper() if each.isalnum()).translate(ALIKE)
    return "-".join(letters[start : start + 4] for start in range(0, len(letters), 4))


def by_receipt(typed: str, as_of: AsOf) -> ReceiptPage:
    """Return what a receipt opens, in at most five queries; raise ReceiptNotFound.

    A split opinion opens its parts, a merged one (or part) the item it is answered with, without that one's words.
    """
    receipt = plain_receipt(typed)
    handed_in = Opinion.objects.select_related("occasion")
    opinion = handed_in.filter(receipt=receipt).first() if receipt else None
    if opinion is None:
        raise ReceiptNotFound("没有找到这个回执号。请核对 12 位回执号，或拨打科技局电话查询。")
    own = _items_of(opinion)
    lines = {one.opinion.pk: one for one in lines_of([one.merged_into or one for one in own], as_of)}
    return ReceiptPage(
        number=opinion.number,
        occasion=opinion.occasion.code if opinion.occasion else "",
        original_text=opinion.original_text,
        taken_on=clock.day_of(opinion.taken_at),
        invalid_reason=opinion.invalid_reason,
        shared=opinion.merged_into_id is not None,
        items=tuple(_item(one, lines[(one.merged_into or one).pk]) for one in own),
    )


def _items_of(opinion: Opinion) -> list[Opinion]:
    """Return what was made of an opinion: its parts, or itself, each with the item that it was merged into."""
    own = Q(pk=opinion.pk)
    if opinion.state == OpinionState.SPLIT:
        own = Q(split_from=opinion.pk) & ~Q(state=OpinionState.UNDONE)
    return list(Opinion.objects.filter(own).select_related("merged_into").order_by("pk"))


def _item(own: Opinion, line: BoardLine) -> ReceiptItem:
    """Return an item of somebody's opinion, as it is told by the line of the one that it is answered with."""
    opinion, last, shared = line.opinion, line.round, own.merged_into_id is not None
    part_s = own.text if own.split_from_id else ""
    answered = last is not None and last.answered_at is not None
    waits = opinion.state in OPEN
    another_s = opinion.taken_by_name != GUEST.name or opinion.text != opinion.original_text
    return ReceiptItem(
        number=opinion.number,
        text=part_s if shared else opinion.text,
        state=opinion.state,
        state_label=line.state_label,
        unit=line.lead_name if last and last.returned_at is None else "",
        until_on=line.deadline.in_force_on if line.deadline and waits else None,
        is_late=line.days_left is not None and line.days_left < 0,
        answer=last.answer if last and answered else "",
        outcome_label=Outcome(last.outcome).label if last and answered else "",
        result_label=ResultClass(last.result).label if last and answered else "",
        answered_on=clock.day_of(last.answered_at) if last and last.answered_at else None,
        promised_on=last.promised_on if last and answered else None,
        may_rate=bool(last and answered and last.rated_at is None and opinion.state in ANSWERED),
        asked=last is not None and is_asked(opinion, last),
        confirmed=opinion.confirmed_at is not None,
        to_confirm=another_s and waits and not shared and opinion.confirmed_at is None,
        shared=shared,
    )


def public_list(text: str = "", theme: str = "", source: str = "") -> QuerySet[Publication]:
    """Return what is public now, newest first, each with its opinion and theme; it has no names to show.

    `theme` is the code of a theme of the first level, which keeps those below it, too. `promise_on` and `promise_state`
    tell of the task that the last promise led to, None where there is none.
    """
    standing: Any = Publication.objects.filter(withdrawn_at__isnull=True).select_related(
        "opinion__main_theme__parent", "opinion__occasion", "round__lead"
    )
    led_to = Task.objects.filter(source_kind=TASK_SOURCE, source_key=OuterRef("opinion__number"))
    promise = led_to.exclude(state=TaskState.WITHDRAWN).order_by("-pk")
    standing = standing.annotate(
        promise_on=Subquery(promise.values("due_on")[:1]), promise_state=Subquery(promise.values("state")[:1])
    )
    if text:
        standing = standing.filter(Q(text__icontains=text) | Q(answer__icontains=text))
    if theme:
        above = Q(opinion__main_theme__parent__code=theme)
        standing = standing.filter(above | Q(opinion__main_theme__code=theme))
    if source:
        standing = standing.filter(opinion__source=source)
    ordered: QuerySet[Publication] = standing.order_by("-published_at", "-pk")
    return ordered


def answered_texts(occasion: str = "") -> list[tuple[str, str]]:
    """Return number and text of every answered opinion (of one occasion), for finding those like a new one."""
    found = Opinion.objects.filter(state__in=ANSWERED)
    if occasion:
        found = found.filter(occasion__code=occasion)
    return list(found.order_by("pk").values_list("number", "text"))


def item_texts(occasion: str) -> list[tuple[str, str]]:
    """Return number and text of the final items of an occasion, for finding near-duplicates while writing."""
    found = Opinion.objects.filter(occasion__code=occasion, state__in=(*OPEN, *ANSWERED))
    return list(found.order_by("pk").values_list("number", "text"))


@dataclass(frozen=True)
class EarlierAnswer:
    """An earlier opinion with the answer that stands."""

    number: str
    text: str
    answer: str
    outcome_label: str
    result_label: str
    unit: str
    answered_on: date


def earlier_answers(numbers: list[str]) -> list[EarlierAnswer]:
    """Return the last answers of opinions, in the order asked for, in one query; those without one are left out."""
    rounds = OpinionRound.objects.filter(opinion__number__in=numbers, answered_at__isnull=False)
    found = rounds.select_related("opinion", "lead").order_by("number")
    last = {one.opinion.number: _earlier(one, one.answered_at) for one in found if one.answered_at}
    return [last[number] for number in numbers if number in last]


def _earlier(one: OpinionRound, answered_at: datetime) -> EarlierAnswer:
    return EarlierAnswer(
        number=one.opinion.number,
        text=one.opinion.text,
        answer=one.answer,
        outcome_label=Outcome(one.outcome).label,
        result_label=ResultClass(one.result).label,
        unit=one.lead.short_name,
        answered_on=clock.day_of(answered_at),
    )
