"""A few rows of a received sheet around one cell, so that a value can be seen where its sender wrote it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tidu.foundation.files import queries as files
from tidu.foundation.files.queries import FileDamaged
from tidu.foundation.intake import queries
from tidu.foundation.intake.models import Load
from tidu.foundation.intake.readers import (
    Row,
    UnableToRead,
    column_index,
    column_letter,
    is_blank,
    read_sheets,
)
from tidu.foundation.provenance.queries import Origin

ROWS_AROUND = 3
COLUMNS_AROUND = 3


@dataclass(frozen=True)
class ExcerptCell:
    """One cell: its text as the sheet holds it, and whether it is the one asked for."""

    text: str
    marked: bool


@dataclass(frozen=True)
class Excerpt:
    """Rows under the sheet's own column letters; each row carries the number its sender sees."""

    columns: tuple[str, ...]
    rows: tuple[tuple[int, tuple[ExcerptCell, ...]], ...]


def around(origin: Origin, *, neighbours: bool) -> Excerpt | None:
    """Return the sheet around an origin's cell, or None where no sheet lies behind it or it cannot be read.

    The header row, the row itself and the key column are always there; rows of other firms only with
    `neighbours`, because a reader of one firm has no right to those beside it.
    """
    if origin.file_id is None or not origin.cell:
        return None
    try:
        load = queries.find_by_batch(origin.batch_id)
        rows = _rows_of(load)
    except (queries.LoadNotFound, UnableToRead, FileDamaged):
        return None
    centre = column_index(origin.cell.rstrip("0123456789"))
    near = ROWS_AROUND if neighbours else 0
    wanted = {load.header_row, *range(origin.row_number - near, origin.row_number + near + 1)}
    columns = _columns(centre, _key_column(load), max((len(row.cells) for row in rows), default=0))
    return Excerpt(
        columns=tuple(column_letter(column) for column in columns),
        rows=tuple(
            (row.number, tuple(_cell(row, column, origin, centre) for column in columns))
            for row in rows
            if row.number in wanted
        ),
    )


def _rows_of(load: Load) -> tuple[Row, ...]:
    """Return the rows of the sheet that a load was read from."""
    sheets = read_sheets(load.file.name, files.read(load.file), load.sheet or None)
    return sheets[0].rows


def _key_column(load: Load) -> int:
    """Return the column that names the firm: the one mapped first in the sheet."""
    return min((column_index(letter) for letter in load.mapping), default=0)


def _columns(centre: int, key: int, width: int) -> list[int]:
    """Return the columns to show: the key, and those around the centre."""
    around_centre: Iterable[int] = range(
        max(centre - COLUMNS_AROUND, 0), min(centre + COLUMNS_AROUND + 1, width)
    )
    return sorted({key, centre, *around_centre})


def _cell(row: Row, column: int, origin: Origin, centre: int) -> ExcerptCell:
    """Return one cell of the excerpt."""
    cell = row.cell(column)
    marked = row.number == origin.row_number and column == centre
    return ExcerptCell(text="" if is_blank(cell) else str(cell), marked=marked)
