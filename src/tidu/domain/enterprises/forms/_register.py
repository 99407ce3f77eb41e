"""The form of the register: one row per legal entity."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from tidu.domain.enterprises import operations
from tidu.domain.enterprises.forms import _routes
from tidu.domain.enterprises.forms._common import (
    CREDIT_CODE,
    NAME_BESIDE_CODE,
    as_staged,
    credit_code_fault,
    future_fault,
    statement_of,
    writers,
)
from tidu.domain.enterprises.models import NameRecord, PlaceRecord, Profile
from tidu.domain.enterprises.vocabulary import Industry, LifeState
from tidu.foundation.accounts import queries as accounts_queries
from tidu.foundation.actors import Actor, OrganisationKind
from tidu.foundation.intake.cells import plain
from tidu.foundation.intake.forms import (
    Answer,
    CellKind,
    Fault,
    FieldSpec,
    Form,
    RowCheck,
    RowRead,
    RowToLoad,
    Setting,
)
from tidu.foundation.intake.vocabulary import FaultCode, Severity
from tidu.foundation.provenance import operations as provenance_operations
from tidu.foundation.provenance.models import SourceBatch
from tidu.foundation.provenance.queries import chunks

MODELS = (Profile, NameRecord, PlaceRecord)
PLACE_KINDS = (OrganisationKind.TOWNSHIP, OrganisationKind.PARK)

_DAYS = (
    "registered_on",
    "closed_on",
    "name_since_on",
    "place_since_on",
    "science_award_on",
    "led_standard_on",
    "routes_answered_on",
)
_TEXTS = (
    "industry",
    "industry_code",
    "hightech_field",
    "address",
    "business_scope",
    "capital_text",
    "contact_name",
    "contact_phone",
)
_PROFILE = (
    "registered_on",
    "industry",
    "industry_code",
    "life_state",
    "closed_on",
    "resident_enterprise",
    "in_hightech_field",
    "hightech_field",
    "above_scale",
    "science_award",
    "science_award_on",
    "provincial_rd_institution",
    "led_standard",
    "led_standard_on",
    "routes_answered_on",
    "address",
    "business_scope",
    "capital_text",
    "contact_name",
    "contact_phone",
)

FIELDS = (
    CREDIT_CODE,
    replace(
        NAME_BESIDE_CODE,
        required=True,
        stored=True,
        hint="照营业执照填写；与登记不同即为更名，请同时填写更名日期",
    ),
    FieldSpec(
        "registered_on", "成立日期", CellKind.DATE, headers=("注册日期", "注册时间", "成立时间", "登记日期")
    ),
    FieldSpec(
        "place",
        "所属乡镇（园区）",
        CellKind.CHOICE,
        headers=("乡镇", "所属乡镇", "属地", "乡镇（园区）", "所在乡镇", "所在乡镇（园区）"),
        may_be_unknown=False,
        hint="与登记不同即为迁移，请同时填写迁入日期",
    ),
    FieldSpec(
        "industry",
        "产业",
        CellKind.CHOICE,
        headers=("产业类别", "所属产业"),
        choices={label: value for value, label in Industry.choices},
    ),
    FieldSpec("industry_code", "行业代码", headers=("国民经济行业代码",), max_length=8),
    FieldSpec(
        "life_state",
        "存续状态",
        CellKind.CHOICE,
        headers=("登记状态", "经营状态"),
        choices={label: value for value, label in LifeState.choices},
        may_be_unknown=False,
    ),
    FieldSpec("closed_on", "注销日期", CellKind.DATE),
    FieldSpec("name_since_on", "更名日期", CellKind.DATE, headers=("名称启用日",), may_be_unknown=False),
    FieldSpec("place_since_on", "迁入日期", CellKind.DATE, headers=("迁入日",), may_be_unknown=False),
    FieldSpec("resident_enterprise", "境内注册的居民企业", CellKind.BOOLEAN, headers=("居民企业",)),
    FieldSpec(
        "in_hightech_field",
        "属国家重点支持的高新技术领域",
        CellKind.BOOLEAN,
        headers=("是否属于高新技术领域",),
    ),
    FieldSpec("hightech_field", "高新技术领域", headers=("技术领域",), max_length=60),
    FieldSpec("above_scale", "规模以上", CellKind.BOOLEAN, headers=("是否规上", "规上企业", "是否规模以上")),
    *_routes.FIELDS,
    FieldSpec("address", "住所", headers=("注册地址", "地址", "企业地址")),
    FieldSpec("business_scope", "经营范围", max_length=5_000),
    FieldSpec("capital_text", "注册资金", headers=("注册资本", "注册资金（原文）"), max_length=60),
    FieldSpec("contact_name", "联系人", max_length=60),
    FieldSpec("contact_phone", "联系电话", headers=("电话", "手机"), max_length=32),
)


def _key_of(values: Mapping[str, Any]) -> str:
    return str(values.get("credit_code", ""))


def _places() -> dict[str, dict[str, str]]:
    """Return the words for a township or park, each with the short name under which it is staged."""
    organisations = [place for kind in PLACE_KINDS for place in accounts_queries.organisations(kind)]
    words = {place.short_name: place.short_name for place in organisations}
    return {"place": words | {place.name: place.short_name for place in organisations}}


def _standing(keys: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Return what the register says of the firms that stand in it: three queries for each 500."""
    found: dict[str, dict[str, Any]] = {}
    for part in chunks(sorted(set(keys))):
        firms = {"enterprise__credit_code__in": part}
        for profile in Profile.objects.known_at(None).filter(**firms).select_related("enterprise"):
            code = profile.enterprise.credit_code
            found[code] = {name: as_staged(getattr(profile, name)) for name in _PROFILE}
            found[code]["credit_code"] = code
        names = NameRecord.objects.known_at(None).filter(**firms).order_by("valid_from_on")
        for record in names.select_related("enterprise"):
            _add(found, record, name=record.name, name_since_on=as_staged(record.valid_from_on))
        places = PlaceRecord.objects.known_at(None).filter(**firms).order_by("valid_from_on")
        for moved in places.select_related("enterprise", "place"):
            short_name = moved.place.short_name if moved.place else None
            _add(found, moved, place=short_name, place_since_on=as_staged(moved.valid_from_on))
    return found


def _add(found: dict[str, dict[str, Any]], record: NameRecord | PlaceRecord, **values: Any) -> None:
    """Add the values of a dated record; the last in order of its days stays."""
    standing = found.get(record.enterprise.credit_code)
    if standing is not None:
        standing.update(values)


def _check(values: Mapping[str, Any], standing: Mapping[str, Any] | None) -> list[Fault]:
    """Return faults between the columns of a row, and of a rename or a move without its day."""
    stands = standing or {}
    faults = []
    closed_on = values.get("closed_on")
    registered_on = values.get("registered_on", stands.get("registered_on"))
    if closed_on and values.get("life_state", stands.get("life_state")) != LifeState.CLOSED:
        reason = "填了注销日期，存续状态却不是“注销”"
        faults.append(
            Fault("life_state", "closed_but_active", reason, "请把存续状态改为“注销”，或删去注销日期")
        )
    if closed_on and registered_on and closed_on < registered_on:
        faults.append(Fault("closed_on", "closed_before_start", "注销日期早于成立日期", "请核对两个日期"))
    for name, since, label, word in (
        ("name", "name_since_on", "名称", "更名日期"),
        ("place", "place_since_on", "属地", "迁入日期"),
    ):
        stood = stands.get(name)
        if stood and values.get(name) and not _same(values[name], stood) and not values.get(since):
            faults.append(_asked(name, label, stood, word))
        stated_since, stood_since = values.get(since), stands.get(since)
        if stated_since and stood_since and values.get(name) == stood and stated_since != stood_since:
            reason = f"登记的{label}自 {stood_since} 起，与本行的{word}不同"
            faults.append(Fault(since, f"{since}_differs", reason, f"{label}没有变更，请删去{word}"))
    return faults + _routes.faults(values, stands)


def _same(one: str, other: str) -> bool:
    """Return whether two names or places are the same but for width and spaces."""
    return plain(one) == plain(other)


KEEP, ANOTHER, SAME_FIRM = "keep", "another", "same"
_VERBS = {"name": "更名", "place": "迁移"}
_SINCE = {"name_differs": ("name", "name_since_on"), "place_differs": ("place", "place_since_on")}


def _asked(name: str, label: str, stood: str, word: str) -> Fault:
    """Return the question of a firm that stands under another name or in another place."""
    verb = _VERBS[name]
    return Fault(
        name,
        f"{name}_differs",
        f"{verb}？登记的{label}是“{stood}”，与本行不同",
        f"请回答是不是{verb}；也可以在表里填写{word}再上传",
        Severity.QUESTION,
        (
            Answer("", f"是{verb}，自这一天起", asks_day=True),
            Answer(KEEP, f"不是{verb}，保留登记的{label}"),
        ),
    )


def _answered(values: Mapping[str, Any], answers: Mapping[str, str]) -> Mapping[str, Any]:
    """Return what a row states under the answers: a change from a day on, or what stands kept."""
    stated = dict(values)
    for code, given in answers.items():
        if code == FaultCode.SAME_NAME and given in {ANOTHER, SAME_FIRM}:
            continue
        name, since = _SINCE.get(code, ("", ""))
        if not name:
            raise ValueError(f"没有“{code}”这个问题，或者不能这样回答“{given}”")
        if given == KEEP:
            stated.pop(name, None)
        else:
            stated[since] = _day(given)
    return stated


def _day(text: str) -> str:
    """Return a day in ISO text; raise ValueError in Chinese."""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise ValueError(f"“{text}”不是日期，请写成 2024-05-22") from None


def _survey(rows: Sequence[RowRead], setting: Setting) -> RowCheck:
    """Return the check of a row against the business day, and against other firms of the same name."""
    bearers, settled = _bearers(rows)

    def check(row: RowRead) -> list[Fault]:
        faults: list[Fault] = []
        for day, label in _DAYS_PAST.items():
            faults += future_fault(row, day, label, setting.now)
        name = plain(row.values.get("name") or "")
        others = sorted(bearers.get(name, set()) - {row.key})
        if others and (name, row.key) not in settled:
            faults += _same_name(others, setting.answer(row.key, FaultCode.SAME_NAME))
        return faults

    return check


_DAYS_PAST = {
    "registered_on": "成立日期",
    "closed_on": "注销日期",
    "name_since_on": "更名日期",
    "place_since_on": "迁入日期",
    **_routes.DAYS,
}


def _same_name(others: Sequence[str], answer: str) -> list[Fault]:
    """Return the question of a firm whose name another bears, or the fault of one that is said to be that other."""
    listed = "、".join(others[:3])
    if answer == ANOTHER:
        return []
    if answer == SAME_FIRM:
        reason = f"已答复与 {listed} 是同一家，本行的代码不对"
        return [Fault("credit_code", "same_firm", reason, "请改正代码，或删去本行")]
    return [
        Fault(
            "name",
            FaultCode.SAME_NAME,
            f"名称与 {listed} 相同，疑似重复",
            "请核对代码，并回答是不是同一家",
            Severity.QUESTION,
            (Answer(ANOTHER, "是另一家同名企业，照样载入"), Answer(SAME_FIRM, "是同一家，本行代码有误")),
        )
    ]


def _bearers(rows: Sequence[RowRead]) -> tuple[dict[str, set[str]], set[tuple[str, str]]]:
    """Return the codes under which each name stands in the rows and in the register, and what stands already."""
    bearers: dict[str, set[str]] = {}
    settled: set[tuple[str, str]] = set()
    names = {str(row.values["name"]) for row in rows if row.values.get("name")}
    for row in rows:
        if name := row.values.get("name"):
            bearers.setdefault(plain(name), set()).add(row.key)
    wide, narrow = str.maketrans("()", "（）"), str.maketrans("（）", "()")
    written = names | {name.translate(wide) for name in names} | {name.translate(narrow) for name in names}
    for part in chunks(sorted(written)):
        standing = NameRecord.objects.known_at(None).filter(name__in=part, valid_until_on__isnull=True)
        for name, code in standing.values_list("name", "enterprise__credit_code"):
            bearers.setdefault(plain(name), set()).add(code)
            settled.add((plain(name), code))
    return bearers, settled


def _load(rows: Sequence[RowToLoad], by: Actor, now: datetime) -> None:
    """Load the rows through the register's operation."""
    ids = {
        place.short_name: place.pk for kind in PLACE_KINDS for place in accounts_queries.organisations(kind)
    }
    statements = []
    for row in rows:
        values = dict(row.values)
        if "place" in values:
            values["place_id"] = ids[values.pop("place")]
        statements.append(statement_of(replace(row, values=values), days=_DAYS, texts=_TEXTS))
    operations.record_register(statements=statements, by=by, now=now)


def _undo(batch: SourceBatch, by: Actor, now: datetime) -> None:
    provenance_operations.withdraw_batch(models=MODELS, batch=batch, by=by, now=now)


FORM = Form(
    code="enterprise_register",
    name="企业登记表",
    description="一行一家法人企业：代码、名称、成立日期、属地、产业、科技型中小企业直通条件。",
    fields=FIELDS,
    label_field="name",
    key_of=_key_of,
    standing=_standing,
    check=_check,
    survey=_survey,
    answered=_answered,
    load=_load,
    undo=_undo,
    credit_code_fault=credit_code_fault,
    live_choices=_places,
    writers=writers(MODELS, lambda version: str(version.enterprise.credit_code)),
)
