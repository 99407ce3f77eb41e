"""Record yearly facts, recognitions and compliance checks, many firms at a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from tidu.domain.enterprises import checks
from tidu.domain.enterprises.models import ComplianceCheck, Enterprise, Recognition, YearlyFacts
from tidu.domain.enterprises.queries import codes_merged
from tidu.domain.enterprises.statements import Statement
from tidu.foundation.actors import Actor
from tidu.foundation.audit import operations as audit_operations
from tidu.foundation.provenance import operations as provenance_operations
from tidu.foundation.provenance.queries import chunks


def record_yearly_facts(*, statements: Sequence[Statement], by: Actor, now: datetime) -> int:
    """Record yearly facts and return how many versions were written.

    Fields: `year` and those of `YearlyFacts`, money in fen, exports in US cents. Raises UnableToRecord for wrong
    or unknown codes and for two rows about one firm and year.
    """
    checks.check_one_statement_each(statements, "year")
    return _record(YearlyFacts, statements, action="record_yearly_facts", by=by, now=now)


def grant_recognitions(*, statements: Sequence[Statement], by: Actor, now: datetime) -> int:
    """Record titles granted or renewed and return how many versions were written.

    Fields: `kind`, `granted_on`, `valid_from_on`, `valid_until_on` (exclusive), and optionally `grant_kind` and
    `certificate_number`. A renewal is a recognition of its own. Raises UnableToRecord as above, and for a
    validity that ends before it begins.
    """
    checks.check_one_statement_each(statements, "kind", "granted_on")
    checks.check_intervals(statements)
    return _record(Recognition, statements, action="grant_recognitions", by=by, now=now)


def record_checks(*, statements: Sequence[Statement], by: Actor, now: datetime) -> int:
    """Record compliance checks and return how many versions were written.

    Fields: `kind`, `checked_on`, `found`, and optionally `note`. Raises UnableToRecord as above.
    """
    checks.check_one_statement_each(statements, "kind", "checked_on")
    return _record(ComplianceCheck, statements, action="record_checks", by=by, now=now)


def _record(model: Any, statements: Sequence[Statement], *, action: str, by: Actor, now: datetime) -> int:
    """Append one version per statement and audit the batch."""
    if not statements:
        return 0
    checks.check_codes(statements)
    checks.check_not_merged(statements, codes_merged(one.credit_code for one in statements))
    ids: dict[str, int] = {}
    for part in chunks({statement.credit_code for statement in statements}):
        ids.update(Enterprise.objects.filter(credit_code__in=part).values_list("credit_code", "pk"))
    checks.check_known(statements, ids)
    rows = [
        (statement.line, {"enterprise_id": ids[statement.credit_code], **statement.values})
        for statement in statements
    ]
    batch = statements[0].line.batch
    with transaction.atomic():
        written = provenance_operations.append_versions(model=model, rows=rows, now=now)
        audit_operations.record(
            by=by,
            now=now,
            action=f"enterprises.{action}",
            subject=("SourceBatch", str(batch.pk)),
            summary=f"{model._meta.verbose_name}：{batch.title}",
            detail={"enterprises": len(ids), "rows": len(rows), "versions": len(written)},
        )
    return len(written)
