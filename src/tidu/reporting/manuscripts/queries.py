"""Questions about manuscripts: who wrote, who signed, what is said to it, and how two versions differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from tidu.foundation.actors import Actor
from tidu.foundation.clock import AsOf
from tidu.reporting import comparison, reading
from tidu.reporting.composition import Parameters
from tidu.reporting.manuscripts.sheet import NAME
from tidu.reporting.models import (
    Manuscript,
    ManuscriptComment,
    ManuscriptStep,
    ManuscriptVersion,
)
from tidu.reporting.outline import Outline
from tidu.reporting.queries import parameters_of
from tidu.reporting.vocabulary import SETTLED, SIGNATURES, WAY, ManuscriptState


class ManuscriptNotFound(LookupError):
    """Raised for a number that no manuscript, version or comment has; the message is Chinese."""


@dataclass(frozen=True)
class Signature:
    """A signature that stands, and whether the text was changed after it."""

    step: ManuscriptStep
    whose: str
    is_outdated: bool


@dataclass(frozen=True)
class Case:
    """A manuscript with its way: versions without their texts but the latest, and the steps, oldest first."""

    manuscript: Manuscript
    versions: Sequence[ManuscriptVersion]
    latest: ManuscriptVersion
    steps: Sequence[ManuscriptStep]

    @property
    def as_of(self) -> AsOf:
        """Return the day and knowledge its numbers are for."""
        return AsOf(on=self.manuscript.as_of_on, known_at=self.manuscript.known_at)

    @cached_property
    def outline(self) -> Outline:
        """Return the latest text as an outline."""
        return outline_of(self.latest)

    @cached_property
    def parameters(self) -> Parameters:
        """Return the parameters as composition takes them."""
        return parameters_of(self.manuscript, self.outline)

    def is_drafter(self, actor: Actor) -> bool:
        """Return whether somebody began the text, or saved a version of it before it was signed."""
        manuscript = self.manuscript
        return _is(actor, manuscript.drafter_id, manuscript.drafter_name) or any(
            _is(actor, one.saved_by_id, one.saved_by_name)
            for one in self.versions
            if one.state == ManuscriptState.DRAFTING
        )

    def signatures(self) -> list[Signature]:
        """Return the signatures that stand, in the order of the chain; a step back lets all behind it fall."""
        standing: dict[str, ManuscriptStep] = {}
        for step in self.steps:
            for action, signed in list(standing.items()):
                if _place(signed.target) > _place(step.target):
                    del standing[action]
            if step.action in SIGNATURES:
                standing[step.action] = step
        return [
            Signature(step, SIGNATURES[action], step.version_id != self.latest.pk)
            for action, step in standing.items()
        ]

    def has_signed(self, actor: Actor, action: str) -> bool:
        """Return whether somebody's signature of a kind stands."""
        return any(
            one.step.action == action and _is(actor, one.step.by_id, one.step.by_name)
            for one in self.signatures()
        )

    def seen_before(self, actor: Actor) -> ManuscriptVersion | None:
        """Return the version that somebody last signed or returned, where it is not the latest one."""
        acted = [step for step in self.steps if _is(actor, step.by_id, step.by_name)]
        last = acted[-1].version if acted else None
        return None if last is None or last.pk == self.latest.pk else last


def _place(state: str) -> int:
    return WAY.index(ManuscriptState(state)) if state in WAY else 0


def _is(actor: Actor, user_id: int | None, name: str) -> bool:
    """Return whether an actor is who is on record; without an account the name has to do."""
    return actor.name == name if user_id is None else actor.user_id == user_id


def under_way(limit: int = 50) -> list[Manuscript]:
    """Return the newest manuscripts that are neither released nor withdrawn; one query."""
    return list(Manuscript.objects.exclude(state__in=SETTLED).order_by("-pk")[:limit])


def find(number: int) -> Case:
    """Return a manuscript with its way; raise ManuscriptNotFound. Four queries."""
    manuscript = Manuscript.objects.filter(pk=number).first()
    if manuscript is None:
        raise ManuscriptNotFound(f"没有编号为 {number} 的稿件。")
    versions = list(manuscript.versions.defer("tree", "snapshot", "marks").order_by("number"))
    steps = list(
        manuscript.steps.select_related("version")
        .defer("version__tree", "version__snapshot", "version__marks")
        .order_by("pk")
    )
    latest = manuscript.versions.order_by("number").last()
    assert latest is not None  # noqa: S101 - a manuscript begins with its first version
    return Case(manuscript, versions, latest, steps)


def version(manuscript: int, number: int) -> ManuscriptVersion:
    """Return one version with its text; raise ManuscriptNotFound."""
    found = ManuscriptVersion.objects.filter(manuscript_id=manuscript, number=number).first()
    if found is None:
        raise ManuscriptNotFound(f"稿件 {manuscript} 没有第 {number} 版。")
    return found


def comments(manuscript: int) -> list[ManuscriptComment]:
    """Return what is said to a manuscript, what is open first, then the newest; one query."""
    said = ManuscriptComment.objects.filter(version__manuscript=manuscript).select_related("version")
    said = said.defer("version__tree", "version__snapshot", "version__marks")
    return sorted(said.order_by("-pk"), key=lambda one: one.resolved_at is not None)


def outline_of(text: ManuscriptVersion) -> Outline:
    """Return a version's text as an outline."""
    return reading.read_tree(text.tree, NAME)


@dataclass(frozen=True)
class Differences:
    """How a later version differs from an earlier one: the sentences that are not the same, and the figures."""

    before: ManuscriptVersion
    now: ManuscriptVersion
    pairs: Sequence[comparison.Pair]
    numbers: Sequence[comparison.MovedNumber]

    @property
    def changed(self) -> list[comparison.Pair]:
        """Return the sentences that are not the same."""
        return [pair for pair in self.pairs if pair.difference is not comparison.Difference.SAME]


def differences(before: ManuscriptVersion, now: ManuscriptVersion) -> Differences:
    """Return how two versions differ, as they read when they were saved."""
    return Differences(
        before,
        now,
        comparison.compare(before.snapshot, now.snapshot),
        comparison.numbers(before.snapshot, now.snapshot),
    )
