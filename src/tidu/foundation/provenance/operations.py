"""Write batches, lines and versions. Other apps' operations call these inside their own transaction and audit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Model

from tidu.foundation import bulk_insert, clock
from tidu.foundation.actors import Actor
from tidu.foundation.files.models import StoredFile
from tidu.foundation.provenance import queries
from tidu.foundation.provenance.models import SourceBatch, SourceLine, Versioned
from tidu.foundation.provenance.queries import Key

__all__ = [
    "KeyStatedTwice",
    "LaterVersionsStand",
    "RecordedOutOfOrder",
    "add_lines",
    "append_versions",
    "open_batch",
    "restate",
    "retire",
    "withdraw_batch",
]

V = TypeVar("V", bound=Versioned)


class KeyStatedTwice(ValueError):
    """Raised when one call states the same record twice; `keys` lists them."""

    def __init__(self, keys: Sequence[Key]) -> None:
        self.keys = tuple(keys)
        super().__init__(f"同一批次中有 {len(self.keys)} 条记录出现两次：{_shown(self.keys)}。请只保留一条。")


class LaterVersionsStand(ValueError):
    """Raised when a batch cannot be withdrawn because later batches stand on it; `keys` lists (model, key)."""

    def __init__(self, keys: Sequence[tuple[type[Versioned], Key]]) -> None:
        self.keys = tuple(keys)
        words = [f"{model._meta.verbose_name} {'/'.join(map(str, key))}" for model, key in self.keys[:5]]
        super().__init__(
            f"有 {len(self.keys)} 条记录在本批次之后又有新的版本，不能撤销：{'；'.join(words)}。请先撤销后来的批次。"
        )


class RecordedOutOfOrder(ValueError):
    """Raised when a version would be recorded before the one it replaces."""


def open_batch(
    *,
    kind: str,
    title: str,
    by: Actor,
    now: datetime,
    file: StoredFile | None = None,
    sheet: str = "",
    column_map: Mapping[str, Mapping[str, str]],
) -> SourceBatch:
    """Record a source: a sheet of a workbook, a form, a notice or a decision.

    `column_map` maps the name of each model field the source states to `{"column": "F", "header": "…"}`, or to
    `{}` where the source has no columns.
    """
    return SourceBatch.objects.create(
        kind=kind,
        title=title,
        file=file,
        sheet=sheet,
        column_map={field: dict(column) for field, column in column_map.items()},
        loaded_by_name=by.name,
        loaded_by_id=by.user_id,
        loaded_at=now,
    )


def add_lines(*, batch: SourceBatch, row_numbers: Sequence[int]) -> list[SourceLine]:
    """Add one line per row of the source; a source without rows has the one line `[0]`."""
    lines = [SourceLine(batch=batch, row_number=number) for number in row_numbers]
    bulk_insert.insert_all(lines)
    return lines


def append_versions(
    *, model: type[V], rows: Sequence[tuple[SourceLine, Mapping[str, Any]]], now: datetime
) -> list[V]:
    """Append one version per row and return those written; a row equal to what stands writes nothing.

    A row gives the natural key and the fields it states, foreign keys as objects or as `…_id`; fields it does
    not state are carried over from the version that stands, which is superseded. Raises KeyStatedTwice, and
    RecordedOutOfOrder when `now` lies before a version that would be replaced.
    """
    stated = [(line, _attributes(model, values)) for line, values in rows]
    keys = [_key(model, values) for _, values in stated]
    _refuse_repeated(keys)
    standing = queries.standing_by_key(model, keys)
    replaced: list[V] = []
    fresh: list[V] = []
    for key, (line, values) in zip(keys, stated, strict=True):
        before = standing.get(key)
        version = model(**(queries.values_of(before) if before else {}) | values)
        if before is not None and queries.values_of(before) == queries.values_of(version):
            continue
        version.source_line, version.recorded_at = line, now
        fresh.append(version)
        if before is not None:
            replaced.append(before)
    with transaction.atomic():
        _note_blanks(model, stated)
        _supersede(model, replaced, now)
        bulk_insert.insert_all(fresh)
    return fresh


def withdraw_batch(
    *, models: Sequence[type[Versioned]], batch: SourceBatch, by: Actor, now: datetime
) -> None:
    """Take a whole batch back: its versions are superseded and what stood before them stands again.

    The version put back is a new one with the source line of the old. Raises LaterVersionsStand, before
    anything is written, when a later batch stands on one of its records. A batch already undone stays as it is.
    """
    with transaction.atomic():
        plans = [(model, *_plan_of_withdrawal(model, batch)) for model in models]
        blocked = [(model, key) for model, _, _, keys in plans for key in keys]
        if blocked:
            raise LaterVersionsStand(blocked)
        for model, standing, before, _ in plans:
            _supersede(model, standing, now)
            bulk_insert.insert_all([_again(version, now) for version in before])
        if batch.undone_at is None:
            batch.undone_at, batch.undone_by_name = now, by.name
            batch.save(update_fields=["undone_at", "undone_by_name"])


def retire(*, versions: Sequence[Versioned], now: datetime) -> None:
    """Let standing versions of one model stand no longer, without any that would follow them."""
    if versions:
        _supersede(type(versions[0]), versions, now)


def restate(*, versions: Sequence[V], now: datetime, **changed: Any) -> list[V]:
    """Let versions stand again from `now` with the source lines of the old, some attributes changed.

    Nothing may stand under their keys; the database refuses it otherwise.
    """
    copies = [_again(version, now) for version in versions]
    for copy in copies:
        for name, value in changed.items():
            setattr(copy, name, value)
    bulk_insert.insert_all(copies)
    return copies


def _plan_of_withdrawal(model: type[V], batch: SourceBatch) -> tuple[list[V], list[V], list[Key]]:
    """Return the batch's standing versions, the versions before them, and the keys that later batches hold."""
    first: dict[Key, int] = {}
    for version in queries.versions_of_batch(model, batch):
        first.setdefault(queries.key_of(version), int(version.pk))
    standing: list[V] = []
    before: list[V] = []
    blocked: list[Key] = []
    for key, history in queries.histories_of(model, first).items():
        stands = next((version for version in history if version.superseded_at is None), None)
        if stands is None:
            continue
        if stands.source_line.batch_id != batch.pk:
            if stands.pk > first[key] and batch.undone_at is None:
                blocked.append(key)
            continue
        standing.append(stands)
        before += _last_valid([version for version in history if version.pk < first[key]])
    return standing, before, blocked


def _last_valid(history: Sequence[V]) -> list[V]:
    """Return, as a list of at most one, the newest version whose batch has not been undone."""
    kept = [version for version in history if version.source_line.batch.undone_at is None]
    return kept[-1:]


def _again(version: V, now: datetime) -> V:
    """Return an unsaved copy of a version that stands from `now`, with the source line of the old one."""
    copy = type(version)(**queries.values_of(version))
    copy.source_line, copy.recorded_at = version.source_line, now
    return copy


def _attributes(model: type[Versioned], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return stated values under attribute names (`enterprise` becomes `enterprise_id`), typed as stored."""
    fields = _fields(model)
    typed: dict[str, Any] = {}
    for name, value in values.items():
        attribute, to_python = fields[name]
        typed[attribute] = to_python(value.pk if isinstance(value, Model) else value)
    return typed


@cache
def _fields(model: type[Versioned]) -> dict[str, tuple[str, Callable[[Any], Any]]]:
    """Return, under the name of each field and of its attribute, the attribute and what types a value for it."""
    known = [(field, (field.attname, field.to_python)) for field in model._meta.concrete_fields]
    return {name: stored for field, stored in known for name in (field.name, field.attname)}


def _key(model: type[Versioned], values: Mapping[str, Any]) -> Key:
    names = queries.key_attributes(model)
    absent = [name for name in names if values.get(name) is None]
    if absent:
        raise ValueError(f"{model.__name__}: a row does not state its key {absent}")
    return tuple(values[name] for name in names)


def _refuse_repeated(keys: Sequence[Key]) -> None:
    seen: set[Key] = set()
    repeated = {key for key in keys if key in seen or seen.add(key)}  # type: ignore[func-returns-value]
    if repeated:
        raise KeyStatedTwice(sorted(repeated, key=str))


def _note_blanks(model: type[Versioned], stated: Iterable[tuple[SourceLine, Mapping[str, Any]]]) -> None:
    """Write on each line which of the batch's columns for this model its row left empty."""
    fields = {field.attname for field in model._meta.concrete_fields} - queries.BOOKKEEPING
    lines: dict[int, SourceLine] = {}
    given: dict[int, set[str]] = {}
    mapped: dict[int, set[str]] = {}
    for line, values in stated:
        lines[line.pk] = line
        given.setdefault(line.pk, set()).update(values)
        if line.batch_id not in mapped:
            columns = line.batch.column_map
            mapped[line.batch_id] = {
                name for name in fields if queries.column_name(line.batch, name) in columns
            }
    touched: list[SourceLine] = []
    for pk, line in lines.items():
        if blanks := sorted({*line.blank_fields, *mapped[line.batch_id]} - given[pk]):
            line.blank_fields = blanks
            touched.append(line)
    SourceLine.objects.bulk_update(touched, ["blank_fields"], batch_size=queries.CHUNK)


def _supersede(model: type[Versioned], versions: Sequence[Versioned], now: datetime) -> None:
    newest = max((version.recorded_at for version in versions), default=now)
    if newest > now:
        raise RecordedOutOfOrder(
            f"{model._meta.verbose_name}已有 {_local(newest)} 记录的版本，不能再按更早的时刻 {_local(now)} 记录。"
        )
    for part in queries.chunks([version.pk for version in versions]):
        model._default_manager.filter(pk__in=part).update(superseded_at=now)


def _local(moment: datetime) -> str:
    return f"{moment.astimezone(clock.ZONE):%Y-%m-%d %H:%M}"


def _shown(keys: Sequence[Key]) -> str:
    return "；".join("/".join(map(str, key)) for key in keys[:5])
