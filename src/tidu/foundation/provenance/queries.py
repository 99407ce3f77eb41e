"""Questions about versions and their sources: what stands, what stood before, and where a value came from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from django.apps import apps

from tidu.foundation import clock
from tidu.foundation.files.models import StoredFile
from tidu.foundation.provenance.models import SourceBatch, SourceLine, Versioned
from tidu.foundation.provenance.vocabulary import SourceKind

V = TypeVar("V", bound=Versioned)
T = TypeVar("T")
Key = tuple[Any, ...]

CHUNK = 500
"""How many keys one statement asks for: well under the number of variables any supported SQLite takes."""

BOOKKEEPING = frozenset({"id", "recorded_at", "superseded_at", "source_line_id"})
"""Attributes of a version that say nothing about what it records."""

SOURCE = "source_line__batch__file"
"""What to select along with versions whose origin will be shown."""


@dataclass(frozen=True)
class Origin:
    """The place a value came from: a cell of a workbook, or a form, notice or decision and its moment.

    `cell` is e.g. "F12", empty where the source has no columns; `file_id` opens the file as received.
    """

    kind: str
    title: str
    file_name: str
    sheet: str
    cell: str
    header: str
    row_number: int
    batch_id: int
    line_id: int
    file_id: int | None
    loaded_by_name: str
    loaded_at: datetime

    @property
    def label(self) -> str:
        """Return one Chinese line, e.g. 2024年年报.xlsx · 工作表 Sheet1 · F12（营业收入）."""
        parts = [self.file_name or self.title]
        if self.sheet:
            parts.append(f"工作表 {self.sheet}")
        if self.cell:
            parts.append(f"{self.cell}（{self.header}）" if self.header else self.cell)
        elif self.row_number:
            parts.append(f"第 {self.row_number} 行")
        if not self.file_name:
            parts[0] = f"{SourceKind(self.kind).label}：{self.title}"
        return " · ".join(parts)


@dataclass(frozen=True)
class ValueVersion:
    """One value a field had: between which moments it stood, and its origin (None when no source states it)."""

    value: Any
    recorded_at: datetime
    superseded_at: datetime | None
    origin: Origin | None


def chunks(items: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """Yield `items` in lists of at most `size`."""
    part: list[T] = []
    for item in items:
        part.append(item)
        if len(part) == size:
            yield part
            part = []
    if part:
        yield part


def key_attributes(model: type[Versioned]) -> tuple[str, ...]:
    """Return the attribute names of a model's natural key, e.g. ("enterprise_id", "year")."""
    attributes = {field.name: field.attname for field in model._meta.concrete_fields}
    return tuple(attributes[name] for name in model.NATURAL_KEY)


def key_of(version: Versioned) -> Key:
    """Return the natural key of a version, e.g. (17, 2024)."""
    return tuple(getattr(version, name) for name in key_attributes(type(version)))


def values_of(version: Versioned) -> dict[str, Any]:
    """Return the fields that carry meaning, by attribute name."""
    fields = version._meta.concrete_fields
    return {
        field.attname: getattr(version, field.attname) for field in fields if field.attname not in BOOKKEEPING
    }


def standing_by_key(model: type[V], keys: Iterable[Key]) -> dict[Key, V]:
    """Return, for those of `keys` that stand, the version that stands now."""
    wanted = set(keys)
    return {
        key_of(version): version
        for version in _versions_of(model, wanted, superseded_at__isnull=True)
        if key_of(version) in wanted
    }


def history_of(model: type[V], key: Key) -> list[V]:
    """Return every version of a key with its source, oldest first; of one moment, in order of writing."""
    values = dict(zip(key_attributes(model), key, strict=True))
    return list(_manager(model).filter(**values).select_related(SOURCE).order_by("pk"))


def origin_of(version: Versioned, field: str) -> Origin | None:
    """Return where the value of `field` in this version came from, or None when no source ever gave one.

    Walks back over the versions of the same key to the newest that stated the field: its batch has a column for
    it and its row did not leave it empty, or the value changed there. Batches undone by then do not count.
    """
    return origin_in(history_of(type(version), key_of(version)), version, field)


def origin_in(history: Sequence[Versioned], version: Versioned, field: str) -> Origin | None:
    """Return the origin of a field of `version`, given the history of its key (`history_of`): no query."""
    chain = [
        other
        for other in reversed(history)
        if _pk(other) == _pk(version)
        or (_pk(other) < _pk(version) and not _was_undone(other, version.recorded_at))
    ]
    for other, before in zip(chain, [*chain[1:], None], strict=True):
        changed = _value(other, field) != (_value(before, field) if before else None)
        if changed or states(other.source_line, field):
            return origin_of_line(other.source_line, field)
    return None


def origin_of_line(line: SourceLine, field: str = "") -> Origin:
    """Return the origin that a line and its batch describe; with `field`, down to the cell."""
    batch = line.batch
    column: Mapping[str, str] = batch.column_map.get(column_name(batch, field), {}) if field else {}
    letter = column.get("column", "")
    return Origin(
        kind=batch.kind,
        title=batch.title,
        file_name=batch.file.name if batch.file else "",
        sheet=batch.sheet,
        cell=f"{letter}{line.row_number}" if letter and line.row_number else "",
        header=column.get("header", ""),
        row_number=line.row_number,
        batch_id=int(batch.pk),
        line_id=int(line.pk),
        file_id=batch.file_id,
        loaded_by_name=batch.loaded_by_name,
        loaded_at=batch.loaded_at,
    )


def states(line: SourceLine, field: str) -> bool:
    """Return whether the line's batch has a column for the field and the line does not leave it empty."""
    column = column_name(line.batch, field)
    return column in line.batch.column_map and field not in line.blank_fields


def column_name(batch: SourceBatch, field: str) -> str:
    """Return the name under which a batch's column map keeps a model field.

    It is the field itself, or, where a form asks in other words than the record keeps (`place` for `place_id`,
    `valid_until` for the exclusive `valid_until_on`), the same word without the suffix.
    """
    for suffix in ("", "_id", "_on", "_fen", "_usd_cents"):
        name = field.removesuffix(suffix) if suffix else field
        if name in batch.column_map:
            return name
    return field


def value_history(version: Versioned, field: str) -> list[ValueVersion]:
    """Return the values that `field` had under this version's key, oldest first, runs of one value joined."""
    history = history_of(type(version), key_of(version))
    values: list[ValueVersion] = []
    for other in history:
        value, last = getattr(other, field), values[-1] if values else None
        if last is not None and last.value == value and last.superseded_at == other.recorded_at:
            values[-1] = ValueVersion(value, last.recorded_at, other.superseded_at, last.origin)
        else:
            origin = origin_in(history, other, field)
            values.append(ValueVersion(value, other.recorded_at, other.superseded_at, origin))
    return values


def sources_of(records: Iterable[tuple[str, int, str]]) -> list[str]:
    """Return the files or titles that records (model label, key, field) came from, each once; a query per model."""
    by_model: dict[str, set[int]] = {}
    for label, pk, _ in records:
        by_model.setdefault(label, set()).add(pk)
    found: dict[str, None] = {}
    for label, pks in sorted(by_model.items()):
        model: Any = apps.get_model(label)
        for part in chunks(sorted(pks)):
            lines = model._default_manager.filter(pk__in=part).order_by("source_line__batch_id")
            for file_name, title in lines.values_list(
                "source_line__batch__file__name", "source_line__batch__title"
            ):
                found[file_name or title] = None
    return list(found)


class SourceNotFound(LookupError):
    """Raised for a source that is not on record or has no file; the message is Chinese."""


def file_of(batch_id: int) -> StoredFile:
    """Return the file that a source was taken from, as it was received; raise SourceNotFound."""
    batch = SourceBatch.objects.select_related("file").filter(pk=batch_id).first()
    if batch is None or batch.file is None:
        raise SourceNotFound(f"来源批次 {batch_id} 没有原文件。")
    return batch.file


def versions_of_batch(model: type[V], batch: SourceBatch) -> list[V]:
    """Return every version written from a batch, oldest first."""
    return list(_manager(model).filter(source_line__batch=batch).order_by("pk"))


def histories_of(model: type[V], keys: Iterable[Key]) -> dict[Key, list[V]]:
    """Return the whole history of each key, oldest first, with sources."""
    histories: dict[Key, list[V]] = {key: [] for key in keys}
    for version in _versions_of(model, histories.keys()):
        if key_of(version) in histories:
            histories[key_of(version)].append(version)
    for history in histories.values():
        history.sort(key=_pk)
    return histories


def _versions_of(model: type[V], keys: Iterable[Key], **condition: Any) -> Iterator[V]:
    """Yield versions whose key may be among `keys`: asked by the key's first part, and by parts all share."""
    wanted = list(keys)
    names = key_attributes(model)
    for place, name in enumerate(names[1:], start=1):
        if len(values := {key[place] for key in wanted}) == 1:
            condition[name] = values.pop()
    for part in chunks(sorted({key[0] for key in wanted})):
        query = _manager(model).filter(**{f"{names[0]}__in": part}, **condition)
        yield from query.select_related(SOURCE)


def _was_undone(version: Versioned, moment: datetime) -> bool:
    undone_at = version.source_line.batch.undone_at
    return undone_at is not None and undone_at <= moment


def local_day(moment: datetime) -> date:
    """Return the calendar day of a moment in the county's own zone."""
    return moment.astimezone(clock.ZONE).date()


def _value(version: Versioned, field: str) -> Any:
    """Return a field's value, with an empty text as the missing value it is."""
    value = getattr(version, field)
    return None if value == "" else value


def _pk(version: Versioned) -> int:
    return int(version.pk)


def _manager(model: type[V]) -> Any:
    return model._default_manager
