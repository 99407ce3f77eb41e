"""One opinion with everything that belongs to it: authors, rounds, assisting units, story, what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import DateField, DateTimeField, F, Q, Value
from django.db.models.fields import CharField

from tidu.domain.opinions.models import (
    Assist,
    Extension,
    Opinion,
    OpinionAuthor,
    OpinionEffect,
    OpinionRound,
    OpinionStep,
    Publication,
    Theme,
)
from tidu.domain.opinions.queries._board import BoardLine, in_scope, line
from tidu.domain.opinions.vocabulary import (
    MOVE_LABELS,
    OPEN,
    STEP_LABELS,
    TASK_SOURCE,
    OpinionState,
    ResultClass,
)
from tidu.domain.tasks import queries as tasks
from tidu.domain.tasks.models import Task
from tidu.foundation.accounts.personal import masked_phone
from tidu.foundation.actors import Actor
from tidu.foundation.calendar import queries as calendar
from tidu.foundation.calendar.queries import WorkingCalendar
from tidu.foundation.clock import AsOf
from tidu.foundation.files.models import StoredFile


class OpinionNotFound(LookupError):
    """Raised for an opinion that does not exist or lies outside the actor's scope: the two cannot be told apart."""


@dataclass(frozen=True)
class AuthorLine:
    """Who said it, with the telephone masked: seeing it in full is an act (`operations.show_authors`).

    `number` is the opinion that this author handed in: a merged one keeps its own.
    """

    number: str
    name: str
    organisation: str
    masked_phone: str
    anonymous: bool
    erased: bool


class Side(NamedTuple):
    """What another unit or more time adds to a round: a countersignature (`kind` assist) or an extension."""

    kind: str
    round_id: int
    pk: int
    name: str
    organisation_id: int | None
    asked_at: datetime
    until_on: date
    severe_on: date | None
    agreed: bool | None
    text: str
    decided_at: datetime | None
    decided_by_name: str


@dataclass(frozen=True)
class RoundView:
    """One attempt: the round, those who assist, the time granted or asked for, and where it stands on the day."""

    round: OpinionRound
    assists: tuple[Side, ...]
    extensions: tuple[Side, ...]


@dataclass(frozen=True)
class OpinionStory:
    """One step of an opinion in words."""

    step: OpinionStep
    label: str
    state_label: str


class Trace(NamedTuple):
    """What came of an opinion: a wording made public (`kind` publication) or something it changed (its EffectKind)."""

    kind: str
    pk: int
    text: str
    more: str
    at: datetime
    by_name: str
    ended_at: datetime | None
    ended_reason: str


@dataclass(frozen=True)
class OpinionPage:
    """One opinion with all that belongs to it. `parts` stand only where it is or was split."""

    line: BoardLine
    authors: tuple[AuthorLine, ...]
    themes: tuple[Theme, ...]
    rounds: tuple[RoundView, ...]
    story: tuple[OpinionStory, ...]
    parts: tuple[Opinion, ...]
    tasks: tuple[Task, ...]
    traces: tuple[Trace, ...]

    @property
    def opinion(self) -> Opinion:
        """Return the opinion itself."""
        return self.line.opinion

    @property
    def merged(self) -> tuple[str, ...]:
        """Return the numbers of those that were merged into this one."""
        own = (self.opinion.number, self.opinion.split_from.number if self.opinion.split_from else "")
        return tuple(dict.fromkeys(one.number for one in self.authors if one.number not in own))

    @property
    def has_phone(self) -> bool:
        """Return whether somebody who said it left a telephone."""
        return any(one.masked_phone for one in self.authors)

    @property
    def publication(self) -> Trace | None:
        """Return the wording that is public now, None where none is."""
        return next((one for one in self.traces if one.kind == "publication" and one.ended_at is None), None)

    @property
    def effects(self) -> tuple[Trace, ...]:
        """Return what the opinion changed."""
        return tuple(one for one in self.traces if one.kind != "publication")


def find_opinion(actor: Actor, number: str, as_of: AsOf) -> OpinionPage:
    """Return one opinion in scope with all that belongs to it, in at most nine queries; raise OpinionNotFound."""
    related = ("occasion", "main_theme", "scan", "merged_into", "split_from")
    opinion = plain_opinion(actor, number, *related)
    rounds = _rounds(opinion)
    last = rounds[-1].round if rounds else None
    waits = opinion.state in OPEN
    working = calendar.calendar_to_show() if waits and last else WorkingCalendar(frozenset())
    answered = [one.round for one in rounds if one.round.answered_at is not None]
    attempts = [(one.round, [_granted(each) for each in one.extensions if each.agreed]) for one in rounds]
    return OpinionPage(
        line=line(opinion, attempts, as_of.on, working),
        authors=_authors(opinion),
        themes=tuple(opinion.themes.order_by("position")),
        rounds=rounds,
        story=story_of(opinion),
        parts=tuple(opinion.parts.order_by("pk")) if opinion.state == OpinionState.SPLIT else (),
        tasks=_tasks(opinion, answered),
        traces=_traces(opinion) if answered else (),
    )


def plain_opinion(actor: Actor, number: str, *related: str) -> Opinion:
    """Return one opinion in scope by itself, with the related records named; raise OpinionNotFound."""
    opinion = in_scope(actor).select_related(*related).filter(number=number).first()
    if opinion is None:
        raise OpinionNotFound(f"没有找到编号为“{number}”的意见。")
    return opinion


def proof_of(actor: Actor, number: str, round_number: int) -> StoredFile:
    """Return what shows that a round's answer is true, of an opinion in scope; raise OpinionNotFound."""
    opinion = plain_opinion(actor, number)
    found = OpinionRound.objects.filter(opinion=opinion, number=round_number).select_related("proof").first()
    if found is None or found.proof is None:
        raise OpinionNotFound(f"{number} 第 {round_number} 次办理没有证明材料。")
    return found.proof


def named_authors(opinion: Opinion) -> str:
    """Return who handed an opinion in, as a letter addresses them; empty where nobody left a name."""
    found = OpinionAuthor.objects.filter(opinion=opinion).order_by("pk")
    return "、".join(f"{one.organisation}{one.name}" for one in found if one.name)


def said_by(opinion: Opinion) -> Q:
    """Return the condition on an opinion's authors: its own, of those merged into it, of the whole it is part of.

    A part that was merged into it has no authors of its own: they are those of its whole.
    """
    wholes = Opinion.objects.filter(parts__merged_into=opinion.pk)
    said = Q(opinion=opinion.pk) | Q(opinion__merged_into=opinion.pk) | Q(opinion__in=wholes)
    return said | Q(opinion=opinion.split_from_id) if opinion.split_from_id else said


def story_of(opinion: Opinion) -> tuple[OpinionStory, ...]:
    """Return what happened to an opinion, in one query."""
    story, before = [], ""
    for one in OpinionStep.objects.filter(opinion=opinion).order_by("pk"):
        label = MOVE_LABELS.get((one.action, before), STEP_LABELS[one.action])
        story.append(OpinionStory(one, label, OpinionState(one.state).label))
        before = one.state
    return tuple(story)


def _authors(opinion: Opinion) -> tuple[AuthorLine, ...]:
    found = OpinionAuthor.objects.filter(said_by(opinion)).select_related("opinion").order_by("opinion", "pk")
    return tuple(
        AuthorLine(
            number=one.opinion.number,
            name=one.name,
            organisation=one.organisation,
            masked_phone=masked_phone(one.phone),
            anonymous=one.anonymous,
            erased=one.erased_at is not None,
        )
        for one in found
    )


def _rounds(opinion: Opinion) -> tuple[RoundView, ...]:
    """Return the rounds in two queries: countersignatures and extensions are read together."""
    rounds = list(
        OpinionRound.objects.filter(opinion=opinion).select_related("lead", "proof").order_by("number")
    )
    if not rounds:
        return ()
    sides = sorted(_sides(opinion), key=lambda side: side.pk)
    return tuple(
        RoundView(
            round=one,
            assists=tuple(each for each in sides if (each.kind, each.round_id) == ("assist", one.pk)),
            extensions=tuple(each for each in sides if (each.kind, each.round_id) == ("extension", one.pk)),
        )
        for one in rounds
    )


def _sides(opinion: Opinion) -> list[Side]:
    assists = Assist.objects.filter(round__opinion=opinion).values_list(
        Value("assist", output_field=CharField()),
        "round_id",
        "pk",
        "organisation__short_name",
        "organisation_id",
        "asked_at",
        "due_on",
        _nothing(DateField()),
        "agreed",
        "text",
        "decided_at",
        "decided_by_name",
    )
    extensions = Extension.objects.filter(round__opinion=opinion).values_list(
        Value("extension", output_field=CharField()),
        "round_id",
        "pk",
        "asked_by_name",
        "asked_by_id",
        "asked_at",
        "until_on",
        "severe_on",
        "granted",
        "reason",
        "decided_at",
        "decided_by_name",
    )
    return [Side(*row) for row in assists.union(extensions, all=True)]


def _granted(side: Side) -> Extension:
    return Extension(until_on=side.until_on, severe_on=side.severe_on or side.until_on, granted=True)


def _tasks(opinion: Opinion, answered: list[OpinionRound]) -> tuple[Task, ...]:
    if not any(one.result == ResultClass.B for one in answered):
        return ()
    found: Mapping[str, list[Task]] = tasks.tasks_of(TASK_SOURCE, [opinion.number])
    return tuple(found.get(opinion.number, ()))


def _traces(opinion: Opinion) -> tuple[Trace, ...]:
    """Return publications and effects, read together in one query, in the order of their time."""
    publications = Publication.objects.filter(opinion=opinion).values_list(
        Value("publication", output_field=CharField()),
        "pk",
        "text",
        "answer",
        "published_at",
        "published_by_name",
        "withdrawn_at",
        "withdrawn_reason",
    )
    effects = OpinionEffect.objects.filter(opinion=opinion).values_list(
        F("kind"),
        "pk",
        "title",
        "address",
        "recorded_at",
        "recorded_by_name",
        _nothing(DateTimeField()),
        Value("", output_field=CharField()),
    )
    return tuple(
        sorted((Trace(*row) for row in publications.union(effects, all=True)), key=lambda one: one.at)
    )


def _nothing(field: Any) -> Value:
    return Value(None, output_field=field)
