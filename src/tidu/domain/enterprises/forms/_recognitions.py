"""The form of recognitions: one row per title granted, as a notice lists them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from tidu.domain.enterprises import operations
from tidu.domain.enterprises.forms._common import (
    CREDIT_CODE,
    NAME_BESIDE_CODE,
    as_staged,
    credit_code_fault,
    day_after,
    firms_of,
    future_fault,
    iso,
    last_day,
    register_faults,
    statement_of,
    writers,
)
from tidu.domain.enterprises.models import Recognition
from tidu.domain.enterprises.vocabulary import GrantKind, RecognitionKind
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

_WORDS = {
    "高企": RecognitionKind.HNTE,
    "科小": RecognitionKind.SME_NUMBER,
    "瞪羚": RecognitionKind.GAZELLE,
    "独角兽": RecognitionKind.UNICORN,
    "专精特新": RecognitionKind.SPECIALISED_SME,
}

KIND = FieldSpec(
    "kind",
    "称号",
    CellKind.CHOICE,
    headers=("认定类别", "资质类别", "资质名称", "认定称号"),
    required=True,
    choices={label: value for value, label in RecognitionKind.choices}
    | {word: kind.value for word, kind in _WORDS.items()},
)
GRANTED_ON = FieldSpec(
    "granted_on",
    "认定日期",
    CellKind.DATE,
    headers=("认定日", "发证日期", "入库日期", "公告日期", "发证时间"),
    required=True,
)
GRANT_KIND = FieldSpec(
    "grant_kind",
    "取得方式",
    CellKind.CHOICE,
    headers=("认定方式",),
    choices={label: value for value, label in GrantKind.choices},
    may_be_unknown=False,
)

FIELDS = (
    CREDIT_CODE,
    NAME_BESIDE_CODE,
    KIND,
    GRANT_KIND,
    GRANTED_ON,
    FieldSpec(
        "certificate_number",
        "证书（入库）编号",
        headers=("证书编号", "入库编号", "入库登记编号", "登记编号"),
        max_length=32,
    ),
    FieldSpec("valid_from_on", "有效期起", CellKind.DATE, headers=("有效期开始",), required=True),
    FieldSpec(
        "valid_until",
        "有效期止（最后一天）",
        CellKind.DATE,
        headers=("有效期止", "有效期至", "有效期截止"),
        required=True,
        hint="填写仍然有效的最后一天",
    ),
)


def _key_of(values: Mapping[str, Any]) -> str:
    parts = [values.get(name) for name in ("credit_code", "kind", "granted_on")]
    return "|".join(str(part) for part in parts) if all(parts) else ""


def _standing(keys: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Return the recognitions that stand under these keys: one query for each 500 firms."""
    wanted = set(keys)
    found: dict[str, dict[str, Any]] = {}
    names = ("kind", "grant_kind", "granted_on", "certificate_number", "valid_from_on", "end_kind")
    for part in chunks(sorted({key.partition("|")[0] for key in wanted})):
        standing = Recognition.objects.known_at(None).filter(enterprise__credit_code__in=part)
        for recognition in standing.select_related("enterprise"):
            values = {name: as_staged(getattr(recognition, name)) for name in names}
            values["credit_code"] = recognition.enterprise.credit_code
            values["valid_until"] = last_day(recognition.valid_until_on)
            if (key := _key_of(values)) in wanted:
                found[key] = values
    return found


def _check(values: Mapping[str, Any], standing: Mapping[str, Any] | None) -> list[Fault]:
    """Return faults between the days of a row, and of a row that would give back a title taken away."""
    merged = {**(standing or {}), **values}
    faults = []
    starts, ends = merged.get("valid_from_on"), merged.get("valid_until")
    if starts and ends and ends < starts:
        faults.append(Fault("valid_until", "ends_before_start", "有效期止早于有效期起", "请核对两个日期"))
    if standing and standing.get("end_kind") and values.get("valid_until") != standing.get("valid_until"):
        reason = f"这项资质已提前终止，最后一天是 {standing['valid_until']}"
        faults.append(
            Fault("valid_until", "already_ended", reason, "请删去本行；如终止有误，请先撤销那次终止")
        )
    return faults


def _survey(rows: Sequence[RowRead], setting: Setting) -> RowCheck:
    """Return the check of a row against the register and the business day."""
    firms = firms_of(rows)

    def check(row: RowRead) -> list[Fault]:
        faults = register_faults(row, firms) + future_fault(row, "granted_on", "认定日期", setting.now)
        firm, granted_on = firms.get(row.values["credit_code"]), row.values["granted_on"]
        if firm and firm.registered_on and granted_on < str(iso(firm.registered_on)):
            reason = f"认定日期早于成立日期 {firm.registered_on}"
            faults.append(Fault("granted_on", "granted_before_start", reason, "请核对日期和代码"))
        return faults

    return check


def _load(rows: Sequence[RowToLoad], by: Actor, now: datetime) -> None:
    """Load the rows; the last day of a sheet becomes the exclusive end of the record."""
    statements = []
    for row in rows:
        statement = statement_of(row, days=("granted_on", "valid_from_on"), texts=("certificate_number",))
        values = dict(statement.values)
        values["valid_until_on"] = day_after(values.pop("valid_until"))
        statements.append(replace(statement, values=values))
    operations.grant_recognitions(statements=statements, by=by, now=now)


def _undo(batch: SourceBatch, by: Actor, now: datetime) -> None:
    provenance_operations.withdraw_batch(models=(Recognition,), batch=batch, by=by, now=now)


FORM = Form(
    code="recognitions",
    name="资质认定名单",
    description="一行一项认定：科技型中小企业、高新技术企业、专精特新、瞪羚、独角兽。",
    fields=FIELDS,
    label_field="name",
    key_of=_key_of,
    standing=_standing,
    check=_check,
    survey=_survey,
    load=_load,
    undo=_undo,
    options=(KIND, GRANTED_ON, GRANT_KIND),
    credit_code_fault=credit_code_fault,
    writers=writers(
        (Recognition,), lambda title: f"{title.enterprise.credit_code}|{title.kind}|{title.granted_on}"
    ),
)
