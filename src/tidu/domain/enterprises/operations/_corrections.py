"""Correct one value of a firm's record, because the firm said it is wrong and an officer agreed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from tidu.domain.enterprises import checks
from tidu.domain.enterprises.models import Enterprise
from tidu.domain.enterprises.queries import ValueKey, standing_value
from tidu.domain.enterprises.vocabulary import DIRECT_ROUTES
from tidu.foundation import clock
from tidu.foundation.actors import Actor
from tidu.foundation.audit import operations as audit_operations
from tidu.foundation.provenance import operations as provenance_operations
from tidu.foundation.provenance.models import SourceBatch, SourceLine, Versioned

_ROUTE_ANSWERS = frozenset(field for _, *fields in DIRECT_ROUTES for field in fields if field)


def correct_value(
    *,
    enterprise: Enterprise,
    key: ValueKey,
    value: Any,
    source: SourceLine | SourceBatch,
    by: Actor,
    now: datetime,
) -> Versioned:
    """Append a version in which one value is another, and return it; all its other values are carried over.

    A yearly value of a year without a record begins that year's record as 初步. Raises UnableToRecord for a value
    that is no such thing, for one that stands already, and for a record that is not there.
    """
    standing = standing_value(enterprise, key)
    checks.check_can_correct(standing, value)
    row = {"enterprise_id": enterprise.pk, **key.key, key.stored.attname: value}
    if key.field in _ROUTE_ANSWERS:  # an answer about a direct route speaks from the day it is given
        row["routes_answered_on"] = clock.day_of(now)
    with transaction.atomic():
        line = source if isinstance(source, SourceLine) else _line_in(source)
        versions = provenance_operations.append_versions(model=key.record, rows=[(line, row)], now=now)
        audit_operations.record(
            by=by,
            now=now,
            action="enterprises.correct_value",
            subject=("Enterprise", enterprise.credit_code),
            organisation_code=enterprise.credit_code,
            summary=f"更正 {key.label}",
            detail={"batch": line.batch_id},
        )
    version: Versioned = versions[-1]
    return version


def _line_in(batch: SourceBatch) -> SourceLine:
    """Return a line without a row in a source that has none."""
    return provenance_operations.add_lines(batch=batch, row_numbers=[0])[0]
