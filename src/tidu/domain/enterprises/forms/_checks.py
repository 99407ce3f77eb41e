"""The form of compliance checks: one row per firm, matter and day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from tidu.domain.enterprises import operations
from tidu.domain.enterprises.forms._common import (
    CREDIT_CODE,
    NAME_BESIDE_CODE,
    as_staged,
    credit_code_fault,
    firms_of,
    future_fault,
    register_faults,
    statement_of,
    writers,
)
from tidu.domain.enterprises.models import ComplianceCheck
from tidu.domain.enterprises.vocabulary import CheckKind
from tidu.foundation.actors import Actor
from tidu.foundation.intake.forms import (
    CellKind,
    Fault,
    FieldSpec,
    Form,
    RowCheck,
    RowRead,
    RowToLoad,
    Setting,
)
from tidu.foundation.provenance import operations as provenance_operations
from tidu.foundation.provenance.models import SourceBatch
from tidu.foundation.provenance.queries import chunks

KIND = FieldSpec(
    "kind",
    "核查事项",
    CellKind.CHOICE,
    headers=("事项",),
    required=True,
    choices={label: value for value, label in CheckKind.choices},
)
CHECKED_ON = FieldSpec("checked_on", "核查日期", CellKind.DATE, headers=("核查日", "查询日期"), required=True)

FIELDS = (
    CREDIT_CODE,
    NAME_BESIDE_CODE,
    KIND,
    CHECKED_ON,
    FieldSpec("found", "是否存在问题", CellKind.BOOLEAN, headers=("存在问题", "是否存在"), required=True),
    FieldSpec("note", "说明", headers=("备注",)),
)


def _key_of(values: Mapping[str, Any]) -> str:
    parts = [values.get(name) for name in ("credit_code", "kind", "checked_on")]
    return "|".join(str(part) for part in parts) if all(parts) else ""


def _standing(keys: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Return the checks that stand under these keys: one query for each 500 firms."""
    wanted = set(keys)
    found: dict[str, dict[str, Any]] = {}
    for part in chunks(sorted({key.partition("|")[0] for key in wanted})):
        checks = ComplianceCheck.objects.known_at(None).filter(enterprise__credit_code__in=part)
        for check in checks.select_related("enterprise"):
            values = {
                name: as_staged(getattr(check, name)) for name in ("kind", "checked_on", "found", "note")
            }
            values["credit_code"] = check.enterprise.credit_code
            if (key := _key_of(values)) in wanted:
                found[key] = values
    return found


def _survey(rows: Sequence[RowRead], setting: Setting) -> RowCheck:
    """Return the check of a row against the register and the business day."""
    firms = firms_of(rows)

    def check(row: RowRead) -> list[Fault]:
        return register_faults(row, firms) + future_fault(row, "checked_on", "核查日期", setting.now)

    return check


def _load(rows: Sequence[RowToLoad], by: Actor, now: datetime) -> None:
    statements = [statement_of(row, days=("checked_on",), texts=("note",)) for row in rows]
    operations.record_checks(statements=statements, by=by, now=now)


def _undo(batch: SourceBatch, by: Actor, now: datetime) -> None:
    provenance_operations.withdraw_batch(models=(ComplianceCheck,), batch=batch, by=by, now=now)


FORM = Form(
    code="compliance_checks",
    name="合规核查表",
    description="一行一家企业一个事项一天：安全质量环保事故、异常名录与失信、限制类产品。",
    fields=FIELDS,
    label_field="name",
    key_of=_key_of,
    standing=_standing,
    survey=_survey,
    load=_load,
    undo=_undo,
    options=(KIND, CHECKED_ON),
    credit_code_fault=credit_code_fault,
    writers=writers(
        (ComplianceCheck,), lambda check: f"{check.enterprise.credit_code}|{check.kind}|{check.checked_on}"
    ),
)
