"""Sources for tests."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from tidu.foundation import actors
from tidu.foundation.actors import Actor
from tidu.foundation.files.models import StoredFile
from tidu.foundation.provenance import operations
from tidu.foundation.provenance.models import SourceBatch, SourceLine
from tidu.foundation.provenance.vocabulary import SourceKind

CLERK = actors.system("陈经办")
LOADED_AT = datetime(2025, 3, 1, 9, 0, tzinfo=UTC)


def a_batch(
    *fields: str,
    kind: str = SourceKind.NOTICE,
    title: str = "公告",
    file: StoredFile | None = None,
    sheet: str = "",
    columns: dict[str, dict[str, str]] | None = None,
    by: Actor = CLERK,
    now: datetime = LOADED_AT,
) -> SourceBatch:
    """Return a source that states `fields` without columns, or `columns` where it has them."""
    column_map = columns if columns is not None else {field: {} for field in fields}
    return operations.open_batch(
        kind=kind, title=title, by=by, now=now, file=file, sheet=sheet, column_map=column_map
    )


def lines(batch: SourceBatch, rows: Iterable[int]) -> list[SourceLine]:
    """Return one line per row number of a source."""
    return operations.add_lines(batch=batch, row_numbers=list(rows))


def a_line(batch: SourceBatch | None = None, row: int = 0) -> SourceLine:
    """Return one line of a source, by default of a new notice."""
    return lines(batch or a_batch(), [row])[0]
