"""Ask for a correction, and answer: every step is dated, has a person, and is written down."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from tidu.domain.corrections import checks, queries
from tidu.domain.corrections.checks import (
    CorrectionMovedMeanwhile,
    UnableToAnswer,
    UnableToAsk,
    ValueChangedMeanwhile,
)
from tidu.domain.corrections.models import Correction, CorrectionStep
from tidu.domain.corrections.queries import CorrectionNotFound
from tidu.domain.corrections.vocabulary import ANSWER_WITHIN, HANDLERS, CorrectionState
from tidu.domain.enterprises import operations as enterprises
from tidu.domain.enterprises import queries as register
from tidu.domain.enterprises.models import Enterprise
from tidu.domain.enterprises.queries import StandingValue, ValueKey
from tidu.foundation import clock
from tidu.foundation.accounts import queries as accounts
from tidu.foundation.actors import Actor
from tidu.foundation.audit import operations as audit
from tidu.foundation.calendar import queries as calendar
from tidu.foundation.files import operations as files
from tidu.foundation.files.handed import Handed
from tidu.foundation.files.models import StoredFile
from tidu.foundation.handling.turns import take_turn
from tidu.foundation.provenance import operations as provenance
from tidu.foundation.provenance.models import SourceBatch
from tidu.foundation.provenance.vocabulary import SourceKind

__all__ = [
    "CorrectionMovedMeanwhile",
    "UnableToAnswer",
    "UnableToAsk",
    "ValueChangedMeanwhile",
    "adopt",
    "ask",
    "ask_more",
    "decline",
    "receive",
    "supplement",
    "withdraw",
]


def ask(
    *,
    enterprise: Enterprise,
    key: ValueKey,
    proposed: Any,
    reason: str,
    by: Actor,
    now: datetime,
    proof: Handed | None = None,
    no_proof_because: str = "",
) -> Correction:
    """Ask for another value where `key` points (None: it is not known at all); the bureau's clock starts.

    A proof goes with it; a firm that has no paper says why (`no_proof_because`), for the officer to weigh.
    The officer who loaded the value, still in office, is its owner; otherwise whoever receives the request.
    Raises UnableToAsk, UnableToStore, and HolidaysMissing where no deadline can be counted.
    """
    with transaction.atomic():
        take_turn(f"corrections {enterprise.pk}")  # two requests about one value made at once see each other
        standing = register.standing_value(enterprise, key)
        waiting = queries.open_for(by, enterprise.credit_code).get(key.text)
        checks.check_can_ask(by=by, credit_code=enterprise.credit_code, reason=reason, waiting=waiting)
        checks.check_proposed(standing, proposed)
        checks.check_is_proved(proof, no_proof_because)
        made = Correction.objects.create(
            enterprise=enterprise,
            target=key.text,
            before=register.value_in_text(standing.value),
            proposed=register.value_in_text(proposed),
            reason=reason.strip(),
            proof=_kept(proof, UnableToAsk, now),
            no_proof_because=no_proof_because.strip(),
            asked_at=now,
            asked_by_id=by.user_id,
            asked_by_name=by.name,
            due_on=_due(now),
            **_owner(standing, clock.day_of(now)),
        )
        _note(made, "", by=by, now=now, note=made.reason)
    return made


def receive(*, pk: int, by: Actor, now: datetime, story: int | None = None) -> Correction:
    """Take a request on: whoever does is its owner from now on. Raises UnableToAnswer.

    `story` is the mark of the story that the officer looked at (`Case.story`); where the request has moved on since,
    CorrectionMovedMeanwhile says who moved it, here and in the steps below.
    """
    with transaction.atomic():
        correction = _locked(by, pk, story)
        checks.check_step(by, correction, CorrectionState.RECEIVED, "")
        correction.owner_id, correction.owner_name = by.user_id, by.name
        return _move(correction, CorrectionState.RECEIVED, by=by, now=now)


def adopt(
    *, pk: int, seen: str, by: Actor, now: datetime, note: str = "", story: int | None = None
) -> Correction:
    """Write the proposed value with the request as its source, and tell the firm.

    `seen` is the standing value, as text, that the officer decided on. Raises UnableToAnswer, UnableToRecord, and
    ValueChangedMeanwhile where somebody has changed it since.
    """
    try:
        with transaction.atomic():
            correction = _locked(by, pk, story)
            checks.check_step(by, correction, CorrectionState.ADOPTED, note)
            checks.check_standing(queries.standing_now(correction), seen)
            _write(correction, by=by, now=now)
            return _answer(correction, CorrectionState.ADOPTED, note or "已按申请更正。", by=by, now=now)
    except IntegrityError as race:
        raise ValueChangedMeanwhile(
            "写入的同时，这个值被别人改动，没有写入。请看过现在的值再决定。"
        ) from race


def _write(correction: Correction, *, by: Actor, now: datetime) -> None:
    """Write the proposed value with the request as its source."""
    key, standing = ValueKey.parse(correction.target), queries.standing_now(correction)
    correction.source = provenance.open_batch(
        kind=SourceKind.CORRECTION,
        title=f"第 {correction.pk} 号更正申请",
        by=by,
        now=now,
        column_map={key.field: {}},
    )
    proposed = register.value_from_text(key, correction.proposed)
    if standing.value != proposed:  # an officer may have registered it meanwhile, as titles are
        enterprises.correct_value(
            enterprise=correction.enterprise,
            key=key,
            value=proposed,
            source=correction.source,
            by=by,
            now=now,
        )


def decline(*, pk: int, reason: str, by: Actor, now: datetime, story: int | None = None) -> Correction:
    """Leave the value as it is, for a reason that the firm reads. Raises UnableToAnswer."""
    with transaction.atomic():
        correction = _locked(by, pk, story)
        checks.check_step(by, correction, CorrectionState.DECLINED, reason)
        return _answer(correction, CorrectionState.DECLINED, reason, by=by, now=now)


def ask_more(*, pk: int, reason: str, by: Actor, now: datetime, story: int | None = None) -> Correction:
    """Ask the firm for more; the bureau's clock rests until it comes. Raises UnableToAnswer."""
    with transaction.atomic():
        correction = _locked(by, pk, story)
        checks.check_step(by, correction, CorrectionState.NEEDS_MORE, reason)
        return _move(correction, CorrectionState.NEEDS_MORE, by=by, now=now, note=reason.strip(), due_on=None)


def supplement(*, pk: int, note: str, by: Actor, now: datetime, proof: Handed | None = None) -> Correction:
    """Give what was asked for; the bureau's clock starts anew. Raises UnableToAnswer, UnableToStore."""
    with transaction.atomic():
        correction = _locked(by, pk)
        checks.check_step(by, correction, CorrectionState.RECEIVED, note)
        kept = _kept(proof, UnableToAnswer, now)
        return _move(
            correction,
            CorrectionState.RECEIVED,
            by=by,
            now=now,
            note=note.strip(),
            due_on=_due(now),
            proof=kept,
        )


def withdraw(*, pk: int, by: Actor, now: datetime) -> Correction:
    """Take one's own request back; it stays on record. Raises UnableToAnswer."""
    with transaction.atomic():
        correction = _locked(by, pk)
        checks.check_step(by, correction, CorrectionState.WITHDRAWN, "")
        return _move(correction, CorrectionState.WITHDRAWN, by=by, now=now, due_on=None)


def _locked(by: Actor, pk: int, story: int | None = None) -> Correction:
    """Return a request in scope that nobody else moves meanwhile, if nobody has since one looked at it.

    Raises CorrectionNotFound, CorrectionMovedMeanwhile.
    """
    own = queries.in_scope(by).filter(pk=pk).values("pk")
    found = Correction.objects.select_for_update().filter(pk__in=own).first()
    if found is None:
        raise CorrectionNotFound("没有找到这件更正申请。它可能不存在，或不在您的权限内。")
    checks.check_story(found, story)
    return found


def _owner(standing: StandingValue, on: date) -> dict[str, Any]:
    """Return as owner who loaded the value, where that is an officer in office on the day; else nobody."""
    if standing.origin is None:
        return {}
    user = SourceBatch.objects.select_related("loaded_by").get(pk=standing.origin.batch_id).loaded_by
    if user is None or not user.is_active:
        return {}
    actor = accounts.actor_for(user, on)
    return {"owner_id": user.pk, "owner_name": actor.name} if actor.has_role(*HANDLERS) else {}


def _due(now: datetime) -> date:
    return calendar.add_working_days(clock.day_of(now), ANSWER_WITHIN)


def _kept(proof: Handed | None, error: type[ValueError], now: datetime) -> StoredFile | None:
    if proof is None:
        return None
    checks.check_proof(proof.name, proof.content, error)
    return files.store(name=proof.name, content=proof.content, now=now)


def _answer(
    correction: Correction, state: CorrectionState, words: str, *, by: Actor, now: datetime
) -> Correction:
    correction.answer, correction.answered_at = words.strip(), now
    correction.owner_id, correction.owner_name = by.user_id, by.name
    return _move(correction, state, by=by, now=now, note=words.strip(), due_on=None)


_SAME_DAY = date.min


def _move(
    correction: Correction,
    target: CorrectionState,
    *,
    by: Actor,
    now: datetime,
    note: str = "",
    due_on: date | None = _SAME_DAY,
    proof: StoredFile | None = None,
) -> Correction:
    """Move a request; its day stays unless another, or none, is given. The step keeps the day it was held to."""
    source, held_to = correction.state, correction.due_on
    correction.state = target
    if due_on is not _SAME_DAY:
        correction.due_on = due_on
    correction.save()
    _note(correction, source, by=by, now=now, note=note, due_on=held_to, proof=proof)
    return correction


def _note(
    correction: Correction,
    source: str,
    *,
    by: Actor,
    now: datetime,
    note: str,
    due_on: date | None = None,
    proof: StoredFile | None = None,
) -> None:
    """Write the step and its audit entry; the audit keeps no reason, which may name people."""
    label = CorrectionState(correction.state).label
    CorrectionStep.objects.create(
        correction=correction,
        source=source,
        target=correction.state,
        at=now,
        by_id=by.user_id,
        by_name=by.name,
        note=note,
        proof=proof,
        due_on=due_on,
    )
    audit.record(
        by=by,
        now=now,
        action=f"corrections.{correction.state.lower()}",
        subject=("corrections.Correction", str(correction.pk)),
        organisation_code=correction.enterprise.credit_code,
        summary=f"第 {correction.pk} 号更正申请：{label}",
        detail={"target": correction.target},
    )
