"""Set up where opinions are gathered, what they can be about, and until when they are answered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from tidu.domain.opinions import shipped
from tidu.domain.opinions.checks import UnableToSetUp
from tidu.domain.opinions.models import DeadlineRule, Occasion, Theme
from tidu.domain.opinions.vocabulary import (
    OFFICERS,
    DeadlineUnit,
    OccasionKind,
    OpinionSource,
    RuleConfidence,
)
from tidu.foundation.actors import Actor
from tidu.foundation.audit import operations as audit_operations
from tidu.foundation.provenance import operations as provenance_operations
from tidu.foundation.provenance.vocabulary import SourceKind

AMOUNTS = ("amount", "extended_amount", "again_amount", "assist_amount", "return_days", "severe_days")
UNITS = ("unit", "again_unit", "assist_unit")


def set_occasion(
    *,
    code: str,
    name: str,
    on: date,
    by: Actor,
    now: datetime,
    kind: str = OccasionKind.OPEN_DAY,
    began_at: datetime | None = None,
    ended_at: datetime | None = None,
) -> Occasion:
    """Set up a meeting that gathers opinions, or change it; its code begins their numbers and stays.

    Raises UnableToSetUp, also where opinions have been taken down and the day would change.
    """
    _check_officer(by)
    with transaction.atomic():
        occasion = Occasion.objects.select_for_update().filter(code=code).first() or Occasion(code=code)
        _check_occasion(occasion, name=name, on=on, kind=kind, began_at=began_at, ended_at=ended_at)
        occasion.name, occasion.kind, occasion.on = name.strip(), kind, on
        occasion.began_at, occasion.ended_at = began_at, ended_at
        occasion.save()
        audit_operations.record(
            by=by,
            now=now,
            action="opinions.set_occasion",
            subject=("opinions.Occasion", code),
            summary=f"设定场合 {code} {name}（{on.isoformat()}）",
        )
    return occasion


def close_occasion(*, code: str, closed: bool, by: Actor, now: datetime) -> Occasion:
    """Take nothing more down under an occasion, for it has been reported on; or again. Raises UnableToSetUp."""
    _check_officer(by)
    with transaction.atomic():
        occasion = Occasion.objects.select_for_update().filter(code=code).first()
        if occasion is None:
            raise UnableToSetUp(f"没有编号为“{code}”的场合。请核对编号。")
        occasion.closed_at = now if closed else None
        occasion.save(update_fields=["closed_at"])
        audit_operations.record(
            by=by,
            now=now,
            action="opinions.close_occasion",
            subject=("opinions.Occasion", code),
            summary=f"{'截止' if closed else '重新'}收集意见：{code}",
        )
    return occasion


def _check_occasion(
    occasion: Occasion,
    *,
    name: str,
    on: date,
    kind: str,
    began_at: datetime | None,
    ended_at: datetime | None,
) -> None:
    if not 1 <= len(occasion.code) <= 14 or not occasion.code.replace("-", "").isalnum():
        raise UnableToSetUp("场合编号为 1 至 14 位字母、数字和短横线，例如 2025-KF。请改编号。")
    if not name.strip() or kind not in OccasionKind.values:
        raise UnableToSetUp("请填场合名称并选择类别：开放日或座谈会。")
    if ended_at is not None and (began_at is None or ended_at < began_at):
        raise UnableToSetUp("结束时间不能早于开始时间。请核对。")
    if not occasion._state.adding and occasion.on != on and occasion.opinions.exists():
        raise UnableToSetUp(f"{occasion.code} 已登记意见，日期不能再改。请另设场合。")


def set_theme(
    *, code: str, name: str, by: Actor, now: datetime, parent: str = "", keywords: tuple[str, ...] = ()
) -> Theme:
    """Add a theme under another (or at the top), or rename it and its keywords; its place in the tree stays."""
    _check_officer(by)
    if not code.strip() or not name.strip():
        raise UnableToSetUp("请填主题的代码和名称。")
    with transaction.atomic():
        above = Theme.objects.filter(code=parent).first()
        if parent and (above is None or above.parent_id is not None):
            raise UnableToSetUp("上级主题应是一级主题。请从列表中选择。")
        theme, made = Theme.objects.get_or_create(
            code=code, defaults={"name": name, "parent": above, "position": Theme.objects.count() + 1}
        )
        if not made and theme.parent_id != (above.pk if above else None):
            raise UnableToSetUp(f"主题“{theme.name}”已在别处，位置不能再改。请另设主题。")
        theme.name, theme.keywords = name.strip(), list(keywords)
        theme.save(update_fields=["name", "keywords"])
        audit_operations.record(
            by=by,
            now=now,
            action="opinions.set_theme",
            subject=("opinions.Theme", code),
            summary=f"设定主题 {name}",
        )
    return theme


def set_deadline_rule(
    *, source: str, valid_from_on: date, values: Mapping[str, Any], by: Actor, now: datetime
) -> DeadlineRule:
    """Set until when opinions of a source assigned on a day or later are answered; open ones keep their deadline.

    `values` are the further fields of DeadlineRule. Raises UnableToSetUp.
    """
    _check_officer(by)
    _check_rule(source, values)
    label = OpinionSource(source).label
    with transaction.atomic():
        batch = provenance_operations.open_batch(
            kind=SourceKind.DECISION,
            title=f"设定办理时限：{label}",
            by=by,
            now=now,
            column_map={name: {} for name in values},
        )
        (line,) = provenance_operations.add_lines(batch=batch, row_numbers=[0])
        row = {"source": source, "valid_from_on": valid_from_on, **values}
        provenance_operations.append_versions(model=DeadlineRule, rows=[(line, row)], now=now)
        audit_operations.record(
            by=by,
            now=now,
            action="opinions.set_deadline_rule",
            subject=("opinions.DeadlineRule", f"{source}/{valid_from_on.isoformat()}"),
            summary=f"{label}：{values['amount']} {DeadlineUnit(values['unit']).label}答复",
            detail={name: str(value) for name, value in values.items()},
        )
    return DeadlineRule.objects.known_at(None).get(source=source, valid_from_on=valid_from_on)


def _check_rule(source: str, values: Mapping[str, Any]) -> None:
    if source not in OpinionSource.values or set(values) != {*AMOUNTS, *UNITS, "clause", "confidence"}:
        raise UnableToSetUp("请选择来源，并填齐时限各项和依据。")
    if any(values[name] < 1 for name in AMOUNTS) or values["extended_amount"] < values["amount"]:
        raise UnableToSetUp("各项时限至少为 1，延长后的时限不能短于原时限。请核对。")
    if any(values[name] not in DeadlineUnit.values for name in UNITS):
        raise UnableToSetUp("时限单位只能是工作日或月。请选择。")
    bound = shipped.bounds().get(source)
    if bound and (
        values["unit"] != bound["unit"]
        or values["amount"] > bound["amount"]
        or values["extended_amount"] > bound["extended_amount"]
    ):
        unit = DeadlineUnit(bound["unit"]).label
        raise UnableToSetUp(
            f"{OpinionSource(source).label}最长 {bound['amount']} {unit}、延期后最长 {bound['extended_amount']} {unit}"
            f"（{bound['clause']}）。请改短，并以“{unit}”计。"
        )
    if not str(values["clause"]).strip() or values["confidence"] not in RuleConfidence.values:
        raise UnableToSetUp("请写明时限的依据和可信度。")


def load_shipped(*, valid_from_on: date, by: Actor, now: datetime) -> None:
    """Give a county the themes and deadlines to begin with; what it has set already stays as it is."""
    for row in shipped.themes():
        if not Theme.objects.filter(code=row["code"]).exists():
            keywords = tuple(row["keywords"])
            set_theme(
                code=row["code"],
                name=row["name"],
                parent=row.get("parent", ""),
                keywords=keywords,
                by=by,
                now=now,
            )
    for row in shipped.rules():
        source = row["source"]
        if not DeadlineRule.objects.known_at(None).filter(source=source).exists():
            values = {name: value for name, value in row.items() if name != "source"}
            set_deadline_rule(source=source, valid_from_on=valid_from_on, values=values, by=by, now=now)


def _check_officer(actor: Actor) -> None:
    if not (actor.is_system or actor.has_role(*OFFICERS)):
        raise UnableToSetUp("只有科技局领导和股室经办可以设定。请联系科技局办理。")
