"""Tables of a draft as sentences: each number with the words of its row and its column, and the unit that they name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_VALUE = re.compile(r"[约近超]?[0-9０-９][0-9０-９,，.．]*\s*(?P<unit>[%％\u4e00-\u9fff]{0,4})")
_UNIT = re.compile("[（(](?:单位[:：])?(?P<unit>万元|亿元|万美元|元|家|户|个|人|名|条|件|项|次|%|％)[）)]")
_YEAR = re.compile("(?:19|20)[0-9]{2}年?(?:[末底]|度)?")

Rows = Sequence[Sequence[str]]


def lines(rows: Rows) -> Iterator[str]:
    """Yield a line per number of a table, and one per row for what else its cells say.

    The first row is a heading where none of its cells is a number: 高新技术企业（家） and 2024年末 over 57 read
    高新技术企业2024年末：57家.
    """
    head = rows[0] if len(rows) > 1 and not any(_is_value(cell) for cell in rows[0]) else None
    for row in rows if head is None else rows[1:]:
        yield from _of_row(row, head)


def _of_row(row: Sequence[str], head: Sequence[str] | None) -> Iterator[str]:
    label = row[0] if row and not _is_value(row[0]) else ""
    words = [cell for cell in row[1:] if cell and not _is_value(cell)]
    for place, cell in enumerate(row):
        if not _is_value(cell):
            continue
        column = head[place] if head is not None and place < len(head) else ""
        yield f"{_name(label)}{_name(column)}：{cell.strip()}{_unit(cell, column, label)}"
    if words or not any(_is_value(cell) for cell in row):
        yield " ".join(cell for cell in (label, *words) if cell)


def _is_value(cell: str) -> bool:
    """Return whether a cell is a number, a year being a heading."""
    text = cell.strip()
    return _VALUE.fullmatch(text) is not None and _YEAR.fullmatch(text) is None


def _name(words: str) -> str:
    return _UNIT.sub("", words).strip()


def _unit(cell: str, *headings: str) -> str:
    """Return the unit that a heading names for a number that has none of its own."""
    value = _VALUE.fullmatch(cell.strip())
    if value is None or value["unit"]:
        return ""
    named = (_UNIT.search(heading) for heading in headings)
    return next((match["unit"] for match in named if match), "")
