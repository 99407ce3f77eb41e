"""Rows of sums compared with the rows they sum: a difference is said with both numbers, and loads nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tidu.foundation.intake.body import Body, TotalRow
from tidu.foundation.intake.cells import Column, displayed, read
from tidu.foundation.intake.forms import CellKind
from tidu.foundation.intake.headers import Header
from tidu.foundation.intake.readers import is_blank

Readings = Mapping[int, Mapping[str, int | None]]
"""Per row the numbers read; a cell with a fault is a None."""


def said(header: Header, body: Body, readings: Readings) -> Iterator[str]:
    """Yield what is to be said of each row of sums: what differs, or that all agrees."""
    for total in body.totals:
        differing = list(_differing(header, total, readings))
        yield from differing
        compared = [
            index
            for index, spec in header.fields.items()
            if spec.kind in CellKind.numbers() and not is_blank(total.row.cell(index))
        ]
        if compared and not differing:
            yield f"第 {total.row.number} 行“{total.word}”与各行相加的数一致。"


def _differing(header: Header, total: TotalRow, readings: Readings) -> Iterator[str]:
    """Yield a sentence for each column whose sum is not what the row of sums says, or cannot be told."""
    where = f"第 {total.row.number} 行“{total.word}”"
    for index, spec in header.fields.items():
        if spec.kind not in CellKind.numbers() or is_blank(total.row.cell(index)):
            continue
        reading = read(Column(spec, header.units.get(spec.name, "")), total.row.cell(index))
        if not isinstance(reading.value, int):
            if reading.fault is not None:
                yield f"{where}的“{spec.label}”读不出来（{reading.fault.reason}），没有核对。"
            continue
        parts = [row[spec.name] for number in total.summed if spec.name in (row := readings.get(number, {}))]
        if None in parts:
            yield f"{where}的“{spec.label}”没有核对：有的行读不出数。"
            continue
        sum_of_rows = sum(part for part in parts if part is not None)
        if sum_of_rows != reading.value:
            stated, added = displayed(spec, reading.value), displayed(spec, sum_of_rows)
            yield f"{where}的“{spec.label}”写的是 {stated}，各行相加是 {added}，两数不符，请核对。"
