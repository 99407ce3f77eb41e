"""The rows of a sheet that might be its header: one line, or several joined column by column.

An upper line groups the lower ones: 研发费用 over 账面 and 高企 means 研发费用（账面） and 研发费用（高企）. A group
reaches as far as its merged area, else as far as the cells beside it are blank over filled ones and no group above it
ends. Under a group that names another period, a known word means something else and is not taken for itself.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from tidu.foundation.intake.cells import MONEY_UNITS, USD_UNITS, plain, shown
from tidu.foundation.intake.days import day_in
from tidu.foundation.intake.readers import Area, Row, Sheet, is_blank

_COUNT_UNITS = ("人", "件", "项", "个", "家", "名", "年", "月")
_UNITS = frozenset({*MONEY_UNITS, *USD_UNITS, *_COUNT_UNITS})
_BRACKETS = re.compile(r"[(\[【]([^()\[\]【】]*)[)\]】]")
_AFTER_STROKE = re.compile(rf"(.+)[/:|]({'|'.join(sorted(_UNITS, key=len, reverse=True))})")
_OTHER_PERIOD = re.compile(
    r"上年|去年|前年|上期|同期|上月|年初|期初|增长|增幅|增速|增减|同比|环比|占比|比重|累计|计划|目标|预计|预测"
    r"|(19|20)[0-9]{2}年?"
)
_PERIOD_ALONE = re.compile(
    r"(?:比|较|本年|全年|当年)?(?:上年|去年|前年|上期|同期|上月|年初|期初|增长|增幅|增速|增减|同比|环比|累计|计划|目标|预计|预测)+"
    r"(?:末|数|额|值|率|%|实际|完成|情况)*"
)
"""A text that is nothing but another period; a year alone may stand in a title."""
_A_YEAR = re.compile(r"(?:19|20)[0-9]{2}年[度末底]?")
_NO_MORE = frozenset(
    {
        *("本年", "本年度", "本年数", "本期", "本期数", "当年", "本年实际", "本期实际", "实际"),
        *("期末", "期末数", "年末", "年末数"),
        *("其中", "全部", "合计", "小计", "总计", "总数", "金额"),
    }
)
"""Words of a header that say no more than that the numbers are the whole, or part, of what the table is about."""
_CAPTION = re.compile(
    r"(?!其中).+:.*|.*(?:19|20)[0-9]{2}[-/.年][0-9]{1,2}月?|.*(?:表|名单|台账|一览|汇总)|附件.{0,4}"
)
"""What stands above a table and groups none of its columns: 企业年报表, 填报单位：某某, 2025年6月."""
STROKE = "·"
"""What stands between the texts of a column whose header has several lines."""
_LONGEST = 60
MOST_LINES = 6
"""How many rows one header may have."""
_FORMS = 8
"""How many ways to join a chain of words are tried."""
_AFTER_SPACE = re.compile(
    rf"(.*\S)\s+({'|'.join(sorted({*MONEY_UNITS, *USD_UNITS}, key=len, reverse=True))})\s*"
)
_FORM_WORDS = frozenset({"必填", "选填", "必填项", "选填项", "可不填"})
"""Words in brackets that speak of filling in, and are no part of a name."""


@dataclass(frozen=True)
class Line:
    """A possible header: its rows, the text of each column, and how each may be named, with the unit.

    `periods` are the groups that name another period, by column; `units` counts the columns whose lowest line is
    nothing but a unit.
    """

    first: int
    last: int
    texts: Mapping[int, str]
    names: Mapping[int, tuple[tuple[str, str], ...]]
    periods: Mapping[int, str]
    units: int = 0

    @property
    def rows(self) -> int:
        """Return how many rows it has."""
        return self.last - self.first + 1


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
    return (joined(sheet, row.number, row.number) for row in sheet.rows[:searched])


def candidates(sheet: Sheet, searched: int, known: Iterable[str]) -> Iterator[Line]:
    """Yield what may be the header among the first rows: each row alone, then with the next, with the next two...

    Rows are joined only where a word of theirs is one of the names `known`, or part of one.
    """
    yield from singles(sheet, searched)
    names = "\n".join(known)
    telling = [any(_tells(text, names) for text in _texts(row).values()) for row in sheet.rows[:searched]]
    lower = [_may_be_lower(row) for row in sheet.rows[: searched + MOST_LINES]]
    for more in range(1, MOST_LINES):
        for first in range(len(telling)):
            below = lower[first + 1 : first + 1 + more]
            if len(below) == more and all(below) and any(telling[first : first + more + 1]):
                yield joined(sheet, first + 1, first + 1 + more)


def _tells(text: str, names: str) -> bool:
    """Return whether a text may be a part of one of the names, which stand in lines."""
    name = named(text)[0]
    return bool(name) and name in names


def wider(sheet: Sheet, line: Line, keys: Collection[int]) -> Iterator[Line]:
    """Yield the header with the rows that evidently belong to it, one after the other.

    These are the rows that cells merged out of it reach into; the row below, where it puts words under what the header
    leaves blank and none in the columns `keys`; the row above, where it groups the columns: it gives units, a cell is
    merged over some columns, it names another period or tells apart what is called alike. A caption is no such row.
    """
    while (more := _reach(sheet, line) or _below(sheet, line, keys) or _above(sheet, line)) is not None:
        if more[1] - more[0] >= MOST_LINES:
            return
        line = joined(sheet, *more)
        yield line


def joined(sheet: Sheet, first: int, last: int) -> Line:
    """Return rows joined column by column."""
    chains = _chains(sheet, sheet.rows[first - 1 : last])
    texts = {index: STROKE.join(chain) for index, chain in chains.items()}
    periods = {index: why for index, chain in chains.items() if (why := _period_over(chain))}
    names = {index: _names(chain) for index, chain in chains.items()}
    units = sum(len(chain) > 1 and _is_unit(named(chain[-1])) for chain in chains.values())
    return Line(first, last, texts, names, periods, units)


def _texts(row: Row) -> dict[int, str]:
    """Return the filled cells of a row."""
    return {index: text for index, cell in enumerate(row.cells) if (text := shown(cell).strip())}


def _may_be_lower(row: Row) -> bool:
    """Return whether a row can be a lower line of a header: words and years only, none as long as a remark."""
    filled = [cell for cell in row.cells if not is_blank(cell)]
    return bool(filled) and all(
        isinstance(cell, str)
        and len(cell) <= _LONGEST
        and (not plain(cell)[:1].isdigit() or _A_YEAR.fullmatch(plain(cell)))
        for cell in filled
    )


def _reach(sheet: Sheet, line: Line) -> tuple[int, int] | None:
    """Return the first and last row of a header with what cells merged out of it reach into; None for no more."""
    touching = [area for area in sheet.merges if area[0] <= line.last and area[2] >= line.first]
    first = min([line.first, *(area[0] for area in touching)])
    last = max([line.last, *(area[2] for area in touching)])
    return (first, last) if last - first > line.last - line.first else None


def _below(sheet: Sheet, line: Line, keys: Collection[int]) -> tuple[int, int] | None:
    """Return the rows of a header with the next, where it goes on with words; None where data begin."""
    row = next(iter(sheet.rows[line.last : line.last + 1]), None)
    if row is None or not _may_be_lower(row):
        return None
    filled = _texts(row).keys()
    goes_on = filled - line.texts.keys() and not filled & set(keys)
    return (line.first, row.number) if goes_on else None


def _above(sheet: Sheet, line: Line) -> tuple[int, int] | None:
    """Return the rows of a header with the one above, where that groups its columns."""
    number = line.first - 1
    return (number, line.last) if number and _groups_columns(sheet, number, line) else None


def _groups_columns(sheet: Sheet, number: int, line: Line) -> bool:
    """Return whether a row above a header groups its columns, as a title or a caption does not."""
    over = [area for area in sheet.merges if area[0] <= number <= area[2]]
    words = {index: plain(text) for index, text in _texts(sheet.rows[number - 1]).items()}
    words |= {left: plain(shown(sheet.rows[top - 1].cell(left))) for top, left, _, _ in over}
    if not words or any(map(_is_caption, words.values())):
        return False
    if any(map(_PERIOD_ALONE.fullmatch, words.values())):
        return True
    if set(words) != {min(line.texts)} and any(named(word)[1] for word in words.values()):
        return True  # the unit of a title stands over everything, and is read from there
    if len(words) > 1 and len({plain(text) for text in line.texts.values()}) < len(line.texts):
        return True  # words that stand there twice are told apart by what stands over them
    return any(_is_group(area, line, len(words)) for area in over if area[1] < area[3])


def _is_caption(word: str) -> bool:
    """Return whether a text stands beside a title: a label with what it says, a day, a month."""
    try:
        return len(word) > _LONGEST or bool(_CAPTION.fullmatch(word)) or day_in(word)[0] is not None
    except ValueError:  # a day that is in no calendar
        return True


def _is_group(area: Area, line: Line, words: int) -> bool:
    """Return whether a merged cell stands over some columns of a header; a title, alone in its row, over most."""
    return words > 1 or 2 * (area[3] - area[1] + 1) <= len(line.texts)


def _chains(sheet: Sheet, rows: Sequence[Row]) -> dict[int, tuple[str, ...]]:
    """Return, per column with a text of its own, the texts that stand over each other, each once."""
    own = [_texts(row) for row in rows]
    chains: dict[int, list[str]] = {index: [] for index in sorted({index for line in own for index in line})}
    for place, row in enumerate(rows):
        over = own[place] if place + 1 == len(rows) else _spread(sheet, row, own, place)
        for index, chain in chains.items():
            text = over.get(index, "")
            if text and (not chain or plain(chain[-1]) != plain(text)):
                chain.append(text)
    return {index: tuple(chain) for index, chain in chains.items()}


def _spread(sheet: Sheet, row: Row, own: Sequence[Mapping[int, str]], place: int) -> dict[int, str]:
    """Return, per column, the text of a line that stands over it."""
    over = dict(own[place])
    taken: set[int] = set()
    for top, left, bottom, right in sheet.merges:
        if top <= row.number <= bottom:
            columns = range(left, right + 1)
            text = next((over[index] for index in columns if index in own[place]), "")
            over |= dict.fromkeys(columns, text)
            taken |= set(columns)
    text = ""
    for index in range(max((max(line, default=0) for line in own), default=0) + 1):
        if index in over:
            text = "" if index in taken else over[index]
        elif any(index in line for line in own[:place]) or not any(
            index in line for line in own[place + 1 :]
        ):
            text = ""
        elif text:
            over[index] = text
    return over


def _is_unit(name_and_unit: tuple[str, str]) -> bool:
    """Return whether a text names a unit and nothing else."""
    name, unit = name_and_unit
    return name in _UNITS or (not name and bool(unit))


def _period_over(chain: Sequence[str]) -> str:
    """Return the topmost text over a column that names another period, "" for none."""
    return next((text for text in chain[:-1] if _OTHER_PERIOD.search(plain(text))), "")


@lru_cache(maxsize=4_096)
def _names(chain: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Return the names that the texts over a column may make together with its own, the fullest first.

    A name leaves out no text that says another period, and none between two that it takes.
    """
    telling, unit = [], ""
    for name, own in map(named, chain):
        if len(chain) == 1 or not _is_unit((name, own)):
            telling.append(name)
            unit = own or unit
        else:
            unit = own or name
    telling = [name for name in telling if name not in _NO_MORE] or telling or [chain[-1]]
    period = _period_over(chain)
    keeps = next((place for place, name in enumerate(telling) if period and named(period)[0] == name), None)
    starts = range(len(telling) if keeps is None else keeps + 1)
    names = dict.fromkeys(name for start in starts for name in _forms(telling[start:]))
    return tuple((name, unit) for name in names)


def _forms(words: Sequence[str]) -> list[str]:
    """Return the ways to say words that stand over each other as one name."""
    forms = list(words[:1])
    for lower in words[1:]:
        together = [
            form
            for upper in forms
            for form in (f"{upper}({lower})", f"{upper}{lower}", f"{lower}{upper}", f"{lower}({upper})")
        ]
        forms = list(dict.fromkeys(together))[:_FORMS]
    return forms
