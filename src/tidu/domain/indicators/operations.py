"""Record what offices publish of counties; every change is a version with the workbook's cell behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from tidu.domain.indicators.models import CountyIndicator
from tidu.foundation.actors import Actor
from tidu.foundation.audit import operations as audit_operations
from tidu.foundation.provenance import operations as provenance_operations
from tidu.foundation.provenance.models import SourceLine


def record_indicators(
    *, rows: Sequence[tuple[SourceLine, Mapping[str, Any]]], by: Actor, now: datetime
) -> int:
    """Record rows of one batch, each with its line, and return how many versions were written.

    Fields are those of `CountyIndicator`; `value_e4` in ten-thousandths of the unit, None where 未发布.
    """
    batch = rows[0][0].batch
    with transaction.atomic():
        written = provenance_operations.append_versions(model=CountyIndicator, rows=rows, now=now)
        audit_operations.record(
            by=by,
            now=now,
            action="indicators.record_indicators",
            subject=("SourceBatch", str(batch.pk)),
            summary=f"{CountyIndicator._meta.verbose_name}：{batch.title}",
            detail={"rows": len(rows), "versions": len(written)},
        )
    return len(written)
