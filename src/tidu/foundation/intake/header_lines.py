"""The rows of a sheet that might be its header: one line, or two lines joined column by column.

In two lines the upper one groups the lower: 研发费用 over 账面 and 高企 means 研发费用（账面） and 研发费用（高企）.
A group reaches as far as its merged area, else as far as the cells beside it are blank over filled ones. Under a
group that names another period, a known word means something else and is not taken for itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tidu.foundation.intake.cells import MONEY_UNITS, USD_UNITS, plain, shown
from tidu.foundation.intake.readers import Row, Sheet, is_blank

_COUNT_UNITS = ("人", "件", "项", "个", "家", "名", "年", "月")
_UNITS = frozenset({*MONEY_UNITS, *USD_UNITS, *_COUNT_UNITS})
_BRACKETS = re.compile(r"[(\[【]([^()\[\]【】]*)[)\]】]")
_AFTER_STROKE = re.compile(rf"(.+)[/:|]({'|'.join(sorted(_UNITS, key=len, reverse=True))})")
_OTHER_PERIOD = re.compile(
    r"上年|去年|前年|上期|同期|上月|增长|增幅|增速|增减|同比|环比|占比|比重|累计|计划|目标|预计|预测|(19|20)[0-9]{2}年?"
)
_LONGEST = 60
_AFTER_SPACE = re.compile(
    rf"(.*\S)\s+({'|'.join(sorted({*MONEY_UNITS, *USD_UNITS}, key=len, reverse=True))})\s*"
)
_FORM_WORDS = frozenset({"必填", "选填", "必填项", "选填项", "可不填"})
"""Words in brackets that speak of filling in, and are no part of a name."""


@dataclass(frozen=True)
class Line:
    """A possible header: its rows, the text of each column, and how each may be named, with the unit.

    `periods` are the groups that name another period, by column; `units` counts the columns whose lower line is
    nothing but a unit.
    """

    first: int
    last: int
    texts: Mapping[int, str]
    names: Mapping[int, tuple[tuple[str, str], ...]]
    periods: Mapping[int, str]
    units: int = 0


def named(text: str) -> tuple[str, str]:
    """Return the name in a header text, ready for comparing, and the unit in it ("" for none)."""
    spaced = _AFTER_SPACE.fullmatch(text)
    folded = plain(f"{spaced[1]}/{spaced[2]}" if spaced else text).strip("*").upper()
    unit = ""

    def without_unit(match: re.Match[str]) -> str:
        nonlocal unit
        words = [word for word in re.split(r"[,、;，；]", match[1]) if word]
        for word in words:
            if _unit_in(word) in _UNITS:
                unit = _unit_in(word)
        kept = [word for word in words if _unit_in(word) not in _UNITS and word not in _FORM_WORDS]
        return f"({','.join(kept)})" if kept else ""

    folded = _BRACKETS.sub(without_unit, folded)
    match = _AFTER_STROKE.fullmatch(folded)
    if match:
        folded, unit = match[1], match[2]
    return folded.strip("*:"), unit


def _unit_in(word: str) -> str:
    """Return the unit that a bracket names: 单位:万元, 人民币万元 and 万元 are the same."""
    return word.removeprefix("单位:").removeprefix("人民币")


def singles(sheet: Sheet, searched: int) -> Iterator[Line]:
    """Yield each of the first rows as a header of one line."""
    return map(_single, sheet.rows[:searched])


def candidates(sheet: Sheet, searched: int) -> Iterator[Line]:
    """Yield what may be the header among the first rows: each row alone, then each with the next."""
    rows = sheet.rows[:searched]
    yield from singles(sheet, searched)
    for upper, lower in zip(rows, sheet.rows[1 : searched + 1], strict=False):
        if _may_be_second(lower):
            yield _double(sheet, upper, lower)


def _single(row: Row) -> Line:
    """Return one row as a header."""
    texts = _texts(row)
    names = {index: (named(text),) for index, text in texts.items()}
    return Line(row.number, row.number, texts, names, {})


def _texts(row: Row) -> dict[int, str]:
    """Return the filled cells of a row."""
    return {index: text for index, cell in enumerate(row.cells) if (text := shown(cell).strip())}


def _may_be_second(row: Row) -> bool:
    """Return whether a row can be the lower line of a header: words only, none as long as a remark."""
    filled = [cell for cell in row.cells if not is_blank(cell)]
    return bool(filled) and all(
        isinstance(cell, str) and len(cell) <= _LONGEST and not plain(cell)[:1].isdigit() for cell in filled
    )


def _double(sheet: Sheet, upper: Row, lower: Row) -> Line:
    """Return two rows joined column by column."""
    above, below = _texts(upper), _texts(lower)
    groups = _groups(sheet, upper, lower, above)
    texts: dict[int, str] = {}
    names: dict[int, tuple[tuple[str, str], ...]] = {}
    periods: dict[int, str] = {}
    for index in sorted({*above, *below}):
        group, own = groups.get(index, ""), below.get(index, "")
        if not group or not own:
            texts[index] = group or own
            names[index] = (named(texts[index]),)
            continue
        texts[index] = f"{group}·{own}"
        period = _OTHER_PERIOD.search(plain(group))
        if period:
            periods[index] = group
        names[index] = _joined(group, own, alone=not period)
    units = sum(index in above and _is_unit(named(text)) for index, text in below.items())
    return Line(upper.number, lower.number, texts, names, periods, units)


def _groups(sheet: Sheet, upper: Row, lower: Row, above: Mapping[int, str]) -> dict[int, str]:
    """Return, per column, the text of the upper line that stands over it."""
    groups = dict(above)
    for top, left, bottom, right in sheet.merges:
        if top <= upper.number <= bottom < lower.number:
            text = next((above[index] for index in range(left, right + 1) if index in above), "")
            groups |= dict.fromkeys(range(left, right + 1), text)
    merged_below = {
        index
        for top, left, bottom, right in sheet.merges
        if top <= upper.number and bottom >= lower.number
        for index in range(left, right + 1)
    }
    text = ""
    for index in range(max(len(upper.cells), len(lower.cells))):
        if index in groups or index in merged_below:
            text = "" if index in merged_below else groups[index]
        elif text and not is_blank(lower.cell(index)):
            groups[index] = text
        else:
            text = ""
    return groups


def _is_unit(name_and_unit: tuple[str, str]) -> bool:
    """Return whether a text names a unit and nothing else."""
    name, unit = name_and_unit
    return name in _UNITS or (not name and bool(unit))


def _joined(group: str, own: str, *, alone: bool) -> tuple[tuple[str, str], ...]:
    """Return the names that a group and a word under it may make together, the fullest first."""
    (upper, upper_unit), (lower, lower_unit) = named(group), named(own)
    if _is_unit((lower, lower_unit)):
        return ((upper, lower_unit or (lower if lower in _UNITS else "") or upper_unit),)
    unit = lower_unit or upper_unit
    together = (f"{upper}({lower})", f"{upper}{lower}", f"{lower}{upper}", f"{lower}({upper})")
    return tuple((name, unit) for name in (*together, *((lower,) if alone else ())))
