"""A manuscript's text as a writer moves it about: one list of headings and paragraphs, from a tree and back.

A heading holds everything up to the next heading of its level or above; a paragraph stands alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final

from tidu.reporting.layout import numeral
from tidu.reporting.outline import VARIANTS
from tidu.reporting.reading import OutlineFault

Data = dict[str, Any]

DEEPEST: Final = 4
"""一、 （一） 1. (1) are the levels that the standard knows."""

_COUNTED: Final = re.compile(r"[一二三四五六七八九十]+是")


class Kind(StrEnum):
    """What a block is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    CHOICE = "choice"
    TABLE = "table"
    CLOSING = "closing"


@dataclass(frozen=True)
class Block:
    """A heading of a level, a paragraph with its lead (一是 …), sentences that the data choose, a table, or where the
    closing begins. `text` is as its writer types it, with marks; `variants` only a choice has, with `about` among them.
    """

    kind: Kind
    text: str = ""
    level: int = 0
    lead: str = ""
    variants: tuple[tuple[str, str], ...] = ()


Blocks = tuple[Block, ...]


@dataclass(frozen=True)
class Head:
    """What stands above the text."""

    title_lines: tuple[str, ...]
    speaker: str = ""
    salutation: str = ""


# ---------------------------------------------------------------- from a tree


def of_tree(tree: Mapping[str, Any]) -> Blocks:
    """Return the text of a tree as a list."""
    return (
        *_body(tree["opening"]),
        *_sections(tree["sections"], 1),
        Block(Kind.CLOSING),
        *_body(tree["closing"]),
    )


def head_of(tree: Mapping[str, Any]) -> Head:
    """Return what stands above the text of a tree."""
    return Head(tuple(tree["title_lines"]), tree["speaker"], tree["salutation"])


def _sections(sections: Sequence[Data], level: int) -> Iterator[Block]:
    for section in sections:
        yield Block(Kind.HEADING, section["heading"], level)
        yield from _body(section["body"])
        yield from _sections(section["sections"], level + 1)


def _body(body: Sequence[Data]) -> Iterator[Block]:
    for one in body:
        if "about" in one:
            yield Block(Kind.CHOICE, variants=tuple((name, one[name]) for name in ("about", *VARIANTS)))
        elif "table" in one:
            yield Block(Kind.TABLE, one["table"])
        else:
            yield Block(Kind.PARAGRAPH, one["text"], lead=one["lead"])


# ---------------------------------------------------------------- back to a tree


def to_tree(tree: Mapping[str, Any], head: Head, blocks: Sequence[Block]) -> Data:
    """Return a tree with another head and text, tidied; paragraphs without words are left out.

    Raises OutlineFault for a heading without words and for one behind the closing.
    """
    blocks = tidied(blocks)
    places = [place for place, block in enumerate(blocks) if block.kind is Kind.CLOSING]
    end = places[0] if places else len(blocks)
    text, closing = blocks[:end], blocks[end + 1 :]
    if any(block.kind in (Kind.HEADING, Kind.CLOSING) for block in closing):
        raise OutlineFault("“结束语”后面还有标题。请把标题移到它上面，或删去“结束语”。")
    first = next((place for place, block in enumerate(text) if block.kind is Kind.HEADING), end)
    return {
        **tree,
        "title_lines": [line.strip() for line in head.title_lines if line.strip()],
        "speaker": head.speaker,
        "salutation": head.salutation,
        "opening": _body_tree(text[:first]),
        "sections": _section_trees(text[first:], 1),
        "closing": _body_tree(closing),
    }


def _section_trees(blocks: Sequence[Block], level: int) -> list[Data]:
    """Return sections of a level; a heading deeper than one below what stands above it is taken as just one below."""
    found = []
    for part in _parts(blocks, level):
        heading, rest = part[0], part[1:]
        if not heading.text.strip():
            raise OutlineFault("有一个标题是空的。请写上标题，或删去它。")
        below = next((place for place, one in enumerate(rest) if one.kind is Kind.HEADING), len(rest))
        found.append(
            {
                "heading": heading.text.strip(),
                "body": _body_tree(rest[:below]),
                "sections": _section_trees(rest[below:], level + 1),
            }
        )
    return found


def _parts(blocks: Sequence[Block], level: int) -> list[list[Block]]:
    parts: list[list[Block]] = []
    for block in blocks:
        if not parts or (block.kind is Kind.HEADING and block.level <= level):
            parts.append([])
        parts[-1].append(block)
    return parts


def _body_tree(body: Sequence[Block]) -> list[Data]:
    return [data_of(block) for block in body if is_read(block)]


def is_read(block: Block) -> bool:
    """Return whether the reader reads a block: a paragraph or table with words, or sentences to choose from."""
    if block.kind is Kind.CHOICE:
        return any(words for _, words in block.variants)
    return block.kind in (Kind.PARAGRAPH, Kind.TABLE) and bool(block.text)


def data_of(block: Block) -> Data:
    """Return a paragraph or table as a tree holds it."""
    if block.kind is Kind.CHOICE:
        return dict(block.variants)
    return {"table": block.text} if block.kind is Kind.TABLE else {"lead": block.lead, "text": block.text}


def tidied(blocks: Sequence[Block]) -> Blocks:
    """Return blocks with a paragraph for each line, and 一是, 二是 … counted in their order within each section."""
    return tuple(_counted(line for block in blocks for line in _lines(block)))


def _lines(block: Block) -> Iterator[Block]:
    """Yield a block for each of its lines; the lead stands before the first."""
    if block.kind is not Kind.PARAGRAPH:
        yield replace(block, text=" ".join(block.text.split()))
        return
    lines = [line.strip() for line in block.text.split("\n") if line.strip()] or [""]
    for number, line in enumerate(lines):
        yield replace(block, text=line, lead="" if number else block.lead.strip())


def _counted(blocks: Iterable[Block]) -> Iterator[Block]:
    counted = 0
    for block in blocks:
        if block.kind in (Kind.HEADING, Kind.CLOSING):
            counted = 0
        if _COUNTED.fullmatch(block.lead):
            counted += 1
            yield replace(block, lead=f"{numeral(counted)}是")
        else:
            yield block


# ---------------------------------------------------------------- moving about


class Act(StrEnum):
    """What a writer does to the order, at one block."""

    UP = "up"
    DOWN = "down"
    IN = "in"
    OUT = "out"
    REMOVE = "remove"
    PLAIN = "plain"
    ADD_PARAGRAPH = "add-paragraph"
    ADD_HEADING = "add-heading"
    ADD_TABLE = "add-table"
    ADD_CHOICE = "add-choice"
    BEFORE = "before"
    BEHIND = "behind"


def arranged(blocks: Blocks, act: Act, place: int, onto: int = -1) -> tuple[Blocks, int]:
    """Return the blocks after an act at a place (from 0), and where the block it was done to stands now.

    What cannot be done (up from the top) changes nothing. At -1, before the first place, something is added at the top.
    `onto` is the place before or behind which a dragged block is dropped.
    """
    first = -1 if act in _ADDING else 0
    if not first <= place < len(blocks):
        return blocks, place
    if act in (Act.BEFORE, Act.BEHIND):
        return _dropped(blocks, place, onto, behind=act is Act.BEHIND)
    return _ACTS[act](blocks, place)


def _end(blocks: Blocks, place: int) -> int:
    """Return where what a block holds ends."""
    block = blocks[place]
    if block.kind is not Kind.HEADING:
        return place + 1
    behind = range(place + 1, len(blocks))
    return next((other for other in behind if _bounds(blocks[other], block.level)), len(blocks))


def _bounds(block: Block, level: int) -> bool:
    return block.kind is Kind.CLOSING or (block.kind is Kind.HEADING and block.level <= level)


def _before(blocks: Blocks, place: int) -> int | None:
    """Return where the block begins with which this one changes places, or None: a heading stays in its section."""
    if place == 0:
        return None
    if blocks[place].kind is not Kind.HEADING:
        return place - 1
    level = blocks[place].level
    for other in range(place - 1, -1, -1):
        if _bounds(blocks[other], level):
            return other if blocks[other].level == level else None
    return None


def _up(blocks: Blocks, place: int) -> tuple[Blocks, int]:
    before = _before(blocks, place)
    if before is None:
        return blocks, place
    end = _end(blocks, place)
    return (
        blocks[:before] + blocks[place:end] + blocks[before:place] + blocks[end:],
        before,
    )


def _down(blocks: Blocks, place: int) -> tuple[Blocks, int]:
    """Move a block down by moving up what follows it."""
    end = _end(blocks, place)
    if end == len(blocks):
        return blocks, place
    if blocks[place].kind is not Kind.HEADING:
        moved = (*blocks[:place], blocks[end], blocks[place], *blocks[end + 1 :])
        return moved, place + 1
    if blocks[end].kind is not Kind.HEADING or _before(blocks, end) != place:
        return blocks, place
    moved, _ = _up(blocks, end)
    return moved, place + _end(blocks, end) - end


def _dropped(blocks: Blocks, place: int, onto: int, *, behind: bool) -> tuple[Blocks, int]:
    """Move a block with all it holds before or behind another; what would tear a section apart changes nothing."""
    end = _end(blocks, place)
    if not 0 <= onto < len(blocks) or place <= onto < end or blocks[place].kind is Kind.CLOSING:
        return blocks, place
    carried, goal = blocks[place:end], onto + behind
    if blocks[place].kind is Kind.HEADING:
        if blocks[onto].kind not in (Kind.HEADING, Kind.CLOSING):
            return blocks, place
        beside = blocks[onto].level or 1
        carried, _ = _shift(carried, 0, beside - carried[0].level)
        if carried[0].level != beside:
            return blocks, place
        goal = _end(blocks, onto) if behind and blocks[onto].kind is Kind.HEADING else onto
    rest = blocks[:place] + blocks[end:]
    goal -= end - place if goal >= end else 0
    return rest[:goal] + carried + rest[goal:], goal


def _shift(blocks: Blocks, place: int, by: int) -> tuple[Blocks, int]:
    end = _end(blocks, place)
    within = tuple(
        replace(block, level=block.level + by) if block.kind is Kind.HEADING else block
        for block in blocks[place:end]
    )
    if any(block.kind is Kind.HEADING and not 1 <= block.level <= DEEPEST for block in within):
        return blocks, place
    return blocks[:place] + within + blocks[end:], place


def _in(blocks: Blocks, place: int) -> tuple[Blocks, int]:
    """Put a heading below the one before it, or let a paragraph begin with 一是."""
    block = blocks[place]
    if block.kind is Kind.PARAGRAPH:
        return _with(blocks, place, replace(block, lead=block.lead or "一是"))
    if block.kind is not Kind.HEADING or _before(blocks, place) is None:
        return blocks, place
    return _shift(blocks, place, 1)


def _out(blocks: Blocks, place: int) -> tuple[Blocks, int]:
    """Put a heading beside the one above it, or take a paragraph's lead away."""
    block = blocks[place]
    if block.kind is Kind.PARAGRAPH:
        return _with(blocks, place, replace(block, lead=""))
    return _shift(blocks, place, -1) if block.kind is Kind.HEADING else (blocks, place)


def _remove(blocks: Blocks, place: int) -> tuple[Blocks, int]:
    """Take one block out; the paragraphs of a heading stay and stand below the one before it."""
    return blocks[:place] + blocks[place + 1 :], max(0, place - 1)


def _plain(blocks: Blocks, place: int) -> tuple[Blocks, int]:
    """Turn sentences that the data choose into a paragraph of those chosen now (`text`)."""
    block = blocks[place]
    if block.kind is not Kind.CHOICE:
        return blocks, place
    return _with(blocks, place, Block(Kind.PARAGRAPH, block.text))


def _add_paragraph(blocks: Blocks, place: int) -> tuple[Blocks, int]:
    return _added(blocks, place + 1, Block(Kind.PARAGRAPH))


def _add_table(blocks: Blocks, place: int) -> tuple[Blocks, int]:
    return _added(blocks, place + 1, Block(Kind.TABLE))


def _add_choice(blocks: Blocks, place: int) -> tuple[Blocks, int]:
    empty = tuple((name, "") for name in ("about", *VARIANTS))
    return _added(blocks, place + 1, Block(Kind.CHOICE, variants=empty))


def _add_heading(blocks: Blocks, place: int) -> tuple[Blocks, int]:
    """Add a heading behind everything the one at this place holds, of its level; behind a paragraph of the level
    of the heading it stands under."""
    levels = [block.level for block in blocks[: place + 1] if block.kind is Kind.HEADING]
    end = _end(blocks, place) if place >= 0 else 0
    return _added(blocks, end, Block(Kind.HEADING, "", levels[-1] if levels else 1))


def _added(blocks: Blocks, place: int, block: Block) -> tuple[Blocks, int]:
    return (*blocks[:place], block, *blocks[place:]), place


def _with(blocks: Blocks, place: int, block: Block) -> tuple[Blocks, int]:
    return (*blocks[:place], block, *blocks[place + 1 :]), place


_ADDING: Final = frozenset({Act.ADD_PARAGRAPH, Act.ADD_HEADING, Act.ADD_TABLE, Act.ADD_CHOICE})
_ACTS: Final[dict[Act, Callable[[Blocks, int], tuple[Blocks, int]]]] = {
    Act.UP: _up,
    Act.DOWN: _down,
    Act.IN: _in,
    Act.OUT: _out,
    Act.REMOVE: _remove,
    Act.PLAIN: _plain,
    Act.ADD_PARAGRAPH: _add_paragraph,
    Act.ADD_HEADING: _add_heading,
    Act.ADD_TABLE: _add_table,
    Act.ADD_CHOICE: _add_choice,
}
