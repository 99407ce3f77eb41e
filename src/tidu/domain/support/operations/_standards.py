"""Set what the bureau promises for tickets."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from tidu.domain.support import checks, queries
from tidu.domain.support.checks import UnableToSetStandard
from tidu.domain.support.models import ServiceStandard
from tidu.domain.support.vocabulary import TicketKind
from tidu.foundation.accounts.models import Organisation
from tidu.foundation.actors import Actor
from tidu.foundation.audit import operations as audit_operations
from tidu.foundation.provenance import operations as provenance_operations
from tidu.foundation.provenance.vocabulary import SourceKind


def set_standard(
    *, kind: str, section_id: int, days: int, level_days: int, valid_from_on: date, by: Actor, now: datetime
) -> ServiceStandard:
    """Promise for tickets of a kind opened on a day or later: who handles them, in how many working days.

    A late ticket goes up one level at once and another each `level_days` working days. Tickets already open keep
    the deadline they were given. Raises UnableToSetStandard.
    """
    section = Organisation.objects.filter(pk=section_id).first()
    checks.check_standard(actor=by, kind=kind, section=section, days=days, level_days=level_days)
    label = TicketKind(kind).label
    with transaction.atomic():
        batch = provenance_operations.open_batch(
            kind=SourceKind.DECISION,
            title=f"设定办理标准：{label}",
            by=by,
            now=now,
            column_map={name: {} for name in ("section", "days", "level_days")},
        )
        (line,) = provenance_operations.add_lines(batch=batch, row_numbers=[0])
        row = {
            "kind": kind,
            "valid_from_on": valid_from_on,
            "section_id": section_id,
            "days": days,
            "level_days": level_days,
        }
        provenance_operations.append_versions(model=ServiceStandard, rows=[(line, row)], now=now)
        audit_operations.record(
            by=by,
            now=now,
            action="support.set_standard",
            subject=("support.ServiceStandard", f"{kind}/{valid_from_on.isoformat()}"),
            summary=f"{label}：{section.short_name if section else ''}承办，{days} 个工作日答复",
            detail={"days": days, "level_days": level_days, "section_id": section_id},
        )
    standing = queries.standard_on(kind, valid_from_on)
    if standing is None:
        raise UnableToSetStandard("办理标准没有保存。请重试。")
    return standing
