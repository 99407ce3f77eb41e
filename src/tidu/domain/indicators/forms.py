"""The intake form of county indicators: one row per county, year and indicator, as yearbooks list them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from tidu.domain.indicators import checks, operations
from tidu.domain.indicators.models import CountyIndicator
from tidu.domain.indicators.vocabulary import UNITS, Indicator, IndicatorStatus
from tidu.foundation.actors import Actor
from tidu.foundation.clock import day_of
from tidu.foundation.intake import forms as intake_forms
from tidu.foundation.intake.forms import (
    CellKind,
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

YEAR = FieldSpec("year", "年度", CellKind.YEAR, headers=("年份", "数据年度"), required=True)
STATUS = FieldSpec(
    "status",
    "状态",
    CellKind.CHOICE,
    headers=("数据状态", "发布状态"),
    required=True,
    choices={label: value for value, label in IndicatorStatus.choices},
)
SOURCE = FieldSpec(
    "source",
    "来源",
    headers=("数据来源", "来源文件", "出处"),
    required=True,
    hint="写明公报、年鉴或函件的名称和文号",
)
FIELDS = (
    FieldSpec("county_code", "区划代码", headers=("行政区划代码", "县代码"), required=True, max_length=6),
    FieldSpec(
        "county_name", "县（市、区）", headers=("县名", "县市区", "地区"), required=True, max_length=40
    ),
    YEAR,
    FieldSpec(
        "indicator",
        "指标",
        CellKind.CHOICE,
        headers=("指标名称",),
        required=True,
        choices={label: value for value, label in Indicator.choices},
    ),
    FieldSpec(
        "value_e4",
        "数值",
        CellKind.DECIMAL,
        headers=("指标值", "数据"),
        signed=True,
        hint="最多四位小数；百分比只填数，如 35.1。未发布的留空",
    ),
    FieldSpec(
        "unit",
        "单位",
        headers=("计量单位",),
        hint="；".join(f"{Indicator(code).label}：{unit}" for code, unit in UNITS.items()),
        stored=False,
    ),
    STATUS,
    SOURCE,
)
_STORED = tuple(spec.name for spec in FIELDS if spec.stored)


def declare() -> None:
    """Register the form."""
    intake_forms.register(FORM)


def _key_of(values: Mapping[str, Any]) -> str:
    parts = [values.get(name) for name in CountyIndicator.NATURAL_KEY]
    return "|".join(str(part) for part in parts) if all(parts) else ""


def _standing(keys: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Return the records that stand under these keys: one query for each 500 counties."""
    wanted = set(keys)
    found: dict[str, dict[str, Any]] = {}
    for part in chunks(sorted({key.partition("|")[0] for key in wanted})):
        for one in CountyIndicator.objects.known_at(None).filter(county_code__in=part):
            values = {name: getattr(one, name) for name in _STORED}
            if (key := _key_of(values)) in wanted:
                found[key] = values
    return found


def _survey(_rows: Sequence[RowRead], setting: Setting) -> RowCheck:
    today = day_of(setting.now)
    return lambda row: checks.year_faults(row.values, today)


def _load(rows: Sequence[RowToLoad], by: Actor, now: datetime) -> None:
    """Load the rows; what is said to be unpublished has no number any more."""
    stated = []
    for row in rows:
        values = {name: value for name, value in row.values.items() if name in _STORED}
        if values.get("status") == IndicatorStatus.UNPUBLISHED:
            values["value_e4"] = None
        stated.append((row.line, values))
    operations.record_indicators(rows=stated, by=by, now=now)


def _undo(batch: SourceBatch, by: Actor, now: datetime) -> None:
    provenance_operations.withdraw_batch(models=(CountyIndicator,), batch=batch, by=by, now=now)


FORM = Form(
    code="county_indicators",
    name="县域指标表",
    description="一行一县一个年度一项指标：本县和对标县的统计、财政等公布数，注明状态和来源。",
    fields=FIELDS,
    label_field="county_name",
    key_of=_key_of,
    standing=_standing,
    check=checks.row_faults,
    survey=_survey,
    load=_load,
    undo=_undo,
    options=(YEAR, STATUS, SOURCE),
)
