"""What the register's forms share: the columns that name a firm, and the checks against the register."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from tidu.domain.enterprises import credit_code
from tidu.domain.enterprises.models import NameRecord, Profile
from tidu.domain.enterprises.operations import Statement
from tidu.foundation.clock import ZONE
from tidu.foundation.intake.cells import plain
from tidu.foundation.intake.forms import CellKind, Fault, FieldSpec, RowRead, RowToLoad, Writer
from tidu.foundation.intake.vocabulary import Severity
from tidu.foundation.provenance.models import Versioned
from tidu.foundation.provenance.queries import chunks

CREDIT_CODE = FieldSpec(
    name="credit_code",
    label="统一社会信用代码",
    kind=CellKind.CREDIT_CODE,
    headers=("信用代码", "社会信用代码", "统一信用代码", "企业信用代码", "统一社会信用代码（18位）", "税号"),
    required=True,
    hint="照营业执照填写 18 位代码；该列须为文本格式",
)

NAME_BESIDE_CODE = FieldSpec(
    name="name",
    label="企业名称",
    headers=("单位名称", "名称", "公司名称", "企业全称", "单位详细名称"),
    max_length=120,
    hint="只用来与登记核对，不会改动登记的名称",
    stored=False,
)


@dataclass(frozen=True)
class KnownFirm:
    """What the register knows of a firm: every name it has borne, the last one in force, and its first day."""

    names: tuple[str, ...]
    registered_on: date | None


@dataclass(frozen=True)
class KnownFirms:
    """The firms of the register that rows speak of by code, and the codes of those they speak of by name alone."""

    by_code: Mapping[str, KnownFirm]
    codes_of_names: Mapping[str, tuple[str, ...]]

    def get(self, code: str) -> KnownFirm | None:
        """Return the firm with this code, None when the register has none."""
        return self.by_code.get(code)


def credit_code_fault(code: str) -> str | None:
    """Return what is wrong with a credit code, or None."""
    return "".join(credit_code.faults(code)).rstrip("。") or None


def known_firms(codes: Iterable[str]) -> dict[str, KnownFirm]:
    """Return the firms of the register among `codes`: two queries for each 500."""
    known: dict[str, KnownFirm] = {}
    for part in chunks(sorted(set(codes))):
        names: dict[str, list[str]] = {}
        standing = NameRecord.objects.known_at(None).filter(enterprise__credit_code__in=part)
        for code, name in standing.order_by("valid_from_on").values_list("enterprise__credit_code", "name"):
            names.setdefault(code, []).append(name)
        profiles = Profile.objects.known_at(None).filter(enterprise__credit_code__in=part)
        for code, registered_on in profiles.values_list("enterprise__credit_code", "registered_on"):
            known[code] = KnownFirm(tuple(names.get(code, ())), registered_on)
    return known


def firms_of(rows: Sequence[RowRead]) -> KnownFirms:
    """Return the firms of the register that rows speak of; a code that is not there is looked for by its name."""
    by_code = known_firms(str(row.values["credit_code"]) for row in rows)
    names = {
        str(row.values["name"])
        for row in rows
        if row.values.get("name") and row.values["credit_code"] not in by_code
    }
    codes: dict[str, tuple[str, ...]] = {}
    for part in chunks(sorted(names)):
        standing = NameRecord.objects.known_at(None).filter(name__in=part)
        for name, code in standing.values_list("name", "enterprise__credit_code").distinct():
            codes[name] = (*codes.get(name, ()), code)
    return KnownFirms(by_code, codes)


def register_faults(row: RowRead, firms: KnownFirms) -> list[Fault]:
    """Return what is wrong about the firm a row names: not in the register, or under another name."""
    firm = firms.get(str(row.values["credit_code"]))
    if firm is None:
        codes = firms.codes_of_names.get(str(row.values.get("name", "")), ())
        reason = "企业登记里没有这个代码"
        if codes:
            reason += f"；登记里同名的企业代码是 {'、'.join(sorted(codes)[:3])}，疑似写错代码"
        return [Fault("credit_code", "unknown_enterprise", reason, "请核对代码，或先导入这家企业的登记")]
    stated = row.values.get("name")
    if not stated or not firm.names or same_name(stated, firm.names[-1]):
        return []
    former = any(same_name(stated, name) for name in firm.names)
    reason = f"登记的名称是“{firm.names[-1]}”" + ("，本行写的是曾用名" if former else "，与本行不同")
    suggestion = "数据照代码载入，名称不动；如已更名，请在企业登记中办理更名"
    return [Fault("name", "name_differs", reason, suggestion, Severity.WARNING)]


def same_name(one: str, other: str) -> bool:
    """Return whether two names are the same but for width and spaces."""
    return plain(one) == plain(other)


def future_fault(row: RowRead, name: str, label: str, now: datetime) -> list[Fault]:
    """Return a fault when a day lies after the business day."""
    stated = row.values.get(name)
    if stated and date.fromisoformat(stated) > now.astimezone(ZONE).date():
        return [Fault(name, "in_future", f"{label} {stated} 还没有到", "请核对日期")]
    return []


def statement_of(row: RowToLoad, days: Iterable[str] = (), texts: Iterable[str] = ()) -> Statement:
    """Return a row as the register's operations take it: ISO text as days, an unknown text as an empty one."""
    values = {name: value for name, value in row.values.items() if name != "credit_code"}
    for name in days:
        if values.get(name) is not None:
            values[name] = date.fromisoformat(values[name])
    for name in texts:
        if name in values and values[name] is None:
            values[name] = ""
    return Statement(line=row.line, credit_code=str(row.values["credit_code"]), values=values)


def writers(
    models: Sequence[type[Versioned]], key_of: Callable[[Any], str]
) -> Callable[[Iterable[str]], dict[str, Writer]]:
    """Return who wrote the newest standing version under each key: a query for each model and 500 firms.

    `key_of` gives the form's key of a version, read with its enterprise.
    """

    managers: list[Any] = [model._default_manager for model in models]

    def ask(keys: Iterable[str]) -> dict[str, Writer]:
        wanted = set(keys)
        newest: dict[str, Versioned] = {}
        for part in chunks(sorted({key.partition("|")[0] for key in wanted})):
            for manager in managers:
                standing = manager.filter(
                    superseded_at__isnull=True, enterprise__credit_code__in=part
                ).select_related("enterprise", "source_line__batch")
                for version in standing:
                    key = key_of(version)
                    if key in wanted and (key not in newest or newest[key].recorded_at < version.recorded_at):
                        newest[key] = version
        return {key: writer for key, version in newest.items() if (writer := _writer_of(version))}

    return ask


def _writer_of(version: Versioned) -> Writer | None:
    """Return who wrote a version; None for one that an undo put back, which its own source did not do."""
    batch = version.source_line.batch
    if version.recorded_at != batch.loaded_at:
        return None
    return Writer(batch.loaded_by_name, batch.loaded_at, batch.title)


def iso(day: date | None) -> str | None:
    """Return a day as it is staged."""
    return None if day is None else day.isoformat()


def day_after(text: str) -> date:
    """Return the exclusive end of an interval whose last day is written in a sheet."""
    return date.fromisoformat(text) + timedelta(days=1)


def last_day(ends_on: date | None) -> str | None:
    """Return the last valid day, as sheets write it, of a half-open interval."""
    return None if ends_on is None else iso(ends_on - timedelta(days=1))


def as_staged(value: Any) -> Any:
    """Return a stored value as it is staged: days as ISO text, an empty text as not known."""
    if isinstance(value, date):
        return value.isoformat()
    return None if value == "" else value
