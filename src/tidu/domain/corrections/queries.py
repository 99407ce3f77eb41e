"""Requests as the firm and the bureau see them. A firm's people see their own; officers see all; nobody else any."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from tidu.domain.corrections.models import Correction, CorrectionStep
from tidu.domain.corrections.vocabulary import CORRECTION_STEPS, HANDLERS, OPEN, WITH_BUREAU, CorrectionState
from tidu.domain.enterprises import queries as enterprises
from tidu.domain.enterprises.queries import StandingValue, ValueKey
from tidu.foundation import clock
from tidu.foundation.actors import Actor
from tidu.foundation.clock import AsOf
from tidu.foundation.files.models import StoredFile
from tidu.foundation.handling.transitions import Transition

GROUPS = {"open": OPEN, "waiting": WITH_BUREAU}
"""Names of several states together."""


class CorrectionNotFound(LookupError):
    """Raised for a request that does not exist or that the actor may not see."""


_NOT_FOUND = "没有找到这件更正申请。它可能不存在，或不在您的权限内。"


@dataclass(frozen=True)
class Case:
    """A request with what is told about it: the firm's name, the values typed as stored, and its steps."""

    correction: Correction
    firm: str
    key: ValueKey
    before: Any
    proposed: Any
    steps: tuple[CorrectionStep, ...] = ()

    @property
    def story(self) -> int | None:
        """Return the mark of the story so far: whoever moves the request hands it in."""
        return self.steps[-1].pk if self.steps else None

    @property
    def late_answer(self) -> bool:
        """Return whether a step of the bureau came after its day; that is never erased."""
        return any(step.due_on is not None and clock.day_of(step.at) > step.due_on for step in self.steps)


def in_scope(actor: Actor) -> QuerySet[Correction]:
    """Return the requests an actor may see."""
    if actor.is_system or actor.has_role(*HANDLERS):
        return Correction.objects.all()
    return Correction.objects.filter(enterprise__credit_code__in=actor.credit_codes)


def waiting(actor: Actor) -> QuerySet[Correction]:
    """Return the requests that wait for the bureau, the first due first."""
    return in_scope(actor).filter(state__in=WITH_BUREAU).order_by("due_on", "pk")


def cases(actor: Actor, as_of: AsOf, *, state: str = "", credit_code: str = "") -> list[Case]:
    """Return the requests in scope, the open ones by their day, then the newest; two queries.

    `state` may be one of `CorrectionState` or of `GROUPS`; `credit_code` keeps those of one firm.
    """
    found = in_scope(actor).select_related("enterprise")
    if credit_code:
        found = found.filter(enterprise__credit_code=credit_code)
    if state in GROUPS:
        found = found.filter(state__in=GROUPS[state])
    elif state:
        found = found.filter(state=state)
    listed = sorted(found, key=_order)
    firms = enterprises.population_with([one.enterprise_id for one in listed], as_of).firms if listed else {}
    return [_case(one, firms, as_of.on) for one in listed]


def find(actor: Actor, pk: int, as_of: AsOf) -> Case:
    """Return one request with its steps; raise CorrectionNotFound. Three queries."""
    found = in_scope(actor).select_related("enterprise", "proof", "source").filter(pk=pk).first()
    if found is None:
        raise CorrectionNotFound(_NOT_FOUND)
    firms = enterprises.population_with([found.enterprise_id], as_of).firms
    steps = found.steps.select_related("proof").order_by("pk")
    return _case(found, firms, as_of.on, tuple(steps))


def standing_of(case: Case) -> StandingValue:
    """Return what stands now where a request asks for another value; its value may differ from `before`."""
    return standing_now(case.correction)


def standing_now(correction: Correction) -> StandingValue:
    """Return what stands now where a request asks for another value."""
    return enterprises.standing_value(correction.enterprise, ValueKey.parse(correction.target))


def steps_after(correction: Correction, story: int) -> list[CorrectionStep]:
    """Return what became of a request after a step."""
    return list(CorrectionStep.objects.filter(correction=correction, pk__gt=story).order_by("pk"))


def open_for(actor: Actor, credit_code: str) -> dict[str, Correction]:
    """Return the open requests of one firm in scope by the value they are about."""
    found = in_scope(actor).filter(enterprise__credit_code=credit_code, state__in=OPEN)
    return {one.target: one for one in found}


def by_source(actor: Actor, batch_id: int) -> Correction | None:
    """Return the request by which a batch's value was written, if it is one the actor may see."""
    return in_scope(actor).filter(source_id=batch_id).first()


def next_steps(actor: Actor, correction: Correction) -> tuple[Transition, ...]:
    """Return the steps that an actor may take."""
    return CORRECTION_STEPS.from_state(correction.state, {grant.role for grant in actor.grants})


def proof_of(actor: Actor, pk: int, sha256: str) -> StoredFile:
    """Return a proof that was handed in with a request in scope or with one of its steps; raise CorrectionNotFound."""
    own = in_scope(actor).filter(pk=pk)
    handed_in = Q(pk__in=own.values("proof")) | Q(
        pk__in=CorrectionStep.objects.filter(correction__in=own).values("proof")
    )
    found = StoredFile.objects.filter(handed_in, sha256=sha256).first()
    if found is None:
        raise CorrectionNotFound(_NOT_FOUND)
    return found


def _order(one: Correction) -> tuple[int, date, int]:
    if one.state in WITH_BUREAU and one.due_on is not None:
        return (0, one.due_on, one.pk)
    return (1 if one.state == CorrectionState.NEEDS_MORE else 2, date.min, -one.pk)


def _case(
    one: Correction, firms: Mapping[int, Any], on: date, steps: tuple[CorrectionStep, ...] = ()
) -> Case:
    key = ValueKey.parse(one.target)
    firm = firms.get(one.enterprise_id)
    return Case(
        correction=one,
        firm=firm.name_on(on) if firm else one.enterprise.credit_code,
        key=key,
        before=enterprises.value_from_text(key, one.before),
        proposed=enterprises.value_from_text(key, one.proposed),
        steps=steps,
    )
