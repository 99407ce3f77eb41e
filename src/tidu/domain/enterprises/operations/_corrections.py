"""Correct one value of a firm's record, because the firm said it is wrong and an officer agreed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from tidu.domain.enterprises import checks, kept_elsewhere
from tidu.domain.enterprises.kept_elsewhere import NewValue
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
) -> Versioned | None:
    """Append a version in which one value is another, and return what stands; all other values are carried over.

    A yearly value of a year without a record begins that year's record as 初步. What another app keeps is written by
    that app; None where nothing stands afterwards. Raises UnableToRecord for a value that is no such thing, for one
    that stands already, and for a record that is not there.
    """
    standing, kept = standing_value(enterprise, key), kept_elsewhere.find(key.model)
    if kept is None:
        checks.check_can_correct(standing, value)
    with transaction.atomic():
        line = source if isinstance(source, SourceLine) else _line_in(source)
        if kept is None:
            _append(enterprise, key, value, line, now)
        else:
            kept.correct(NewValue(enterprise, key.key, key.stored.attname, value, line), by=by, now=now)
        audit_operations.record(
            by=by,
            now=now,
            action="enterprises.correct_value",
            subject=("Enterprise", enterprise.credit_code),
            organisation_code=enterprise.credit_code,
            summary=f"更正 {key.label}",
            detail={"batch": line.batch_id},
        )
    return standing_value(enterprise, key).version


def _append(enterprise: Enterprise, key: ValueKey, value: Any, line: SourceLine, now: datetime) -> None:
    """Append a version of one of the register's own records."""
    row = {"enterprise_id": enterprise.pk, **key.key, key.stored.attname: value}
    if key.field in _ROUTE_ANSWERS:  # an answer about a direct route speaks from the day it is given
        row["routes_answered_on"] = clock.day_of(now)
    provenance_operations.append_versions(model=key.record, rows=[(line, row)], now=now)


def _line_in(batch: SourceBatch) -> SourceLine:
    """Return a line without a row in a source that has none."""
    return provenance_operations.add_lines(batch=batch, row_numbers=[0])[0]
