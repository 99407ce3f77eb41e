"""Requests for correction, made through the room's own operations; the shipped holiday tables have to be loaded."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tests.factories.accounts import an_account, an_organisation
from tidu.domain.corrections import operations
from tidu.domain.corrections.models import Correction, CorrectionStep
from tidu.domain.enterprises.models import Enterprise
from tidu.domain.enterprises.queries import ValueKey
from tidu.foundation.accounts.models import Organisation, User
from tidu.foundation.accounts.queries import actor_for
from tidu.foundation.actors import Actor, OrganisationKind, Role

ASKED_AT = datetime(2025, 6, 10, 2, 0, tzinfo=UTC)
RD_2024 = ValueKey("YearlyFacts", ("2024",), "rd_deductible_fen")


def contact_of(enterprise: Enterprise) -> User:
    """Return a new account of a contact of this firm."""
    home = Organisation.objects.filter(code=enterprise.credit_code).first() or an_organisation(
        OrganisationKind.ENTERPRISE, code=enterprise.credit_code
    )
    return an_account(Role.ENTERPRISE_CONTACT, organisation=home)


def as_actor(user: User) -> Actor:
    """Return who an account acts as on the day of these requests."""
    return actor_for(user, ASKED_AT.date())


def a_correction(
    enterprise: Enterprise,
    key: ValueKey = RD_2024,
    proposed: Any = 25_000_000,
    *,
    by: Actor | None = None,
    now: datetime = ASKED_AT,
    proof: operations.Handed | None = None,
    no_proof_because: str = "",
) -> Correction:
    """Return a request of a firm's contact, just made."""
    return operations.ask(
        enterprise=enterprise,
        key=key,
        proposed=proposed,
        reason="以审计报告为准",
        proof=proof,
        no_proof_because=no_proof_because or ("" if proof else "账册在税务机关，可向其核实"),
        by=by or as_actor(contact_of(enterprise)),
        now=now,
    )


def a_correction_step(enterprise: Enterprise) -> CorrectionStep:
    """Return the first step of a new request."""
    return a_correction(enterprise).steps.get()
