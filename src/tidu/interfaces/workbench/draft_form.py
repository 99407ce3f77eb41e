"""A policy's YAML as a form: sentences, numbers, conditions, sources and dates; written back place by place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from tidu.interfaces.workbench.draft_cells import (
    CONFIDENCES,
    NEW,
    SAME_AS_DOCUMENT,
    Cell,
    Part,
    gone,
    items_in,
    line,
    named_in,
    text_in,
)
from tidu.interfaces.workbench.draft_clauses import KEY as CONDITIONS
from tidu.interfaces.workbench.draft_clauses import (
    condition_parts,
    with_condition,
    with_test,
    without_conditions,
)
from tidu.interfaces.workbench.draft_conditions import limit_cell
from tidu.interfaces.workbench.draft_measures import Known, measure_cell
from tidu.interfaces.workbench.draft_values import rate_cells, value_cells, with_rows
from tidu.interfaces.workbench.draft_windows import window_parts, with_window
from tidu.rules.language.editing import INSIDE, Path, Written, with_values
from tidu.rules.language.marks import Marked, PolicyError, Scalar, Table
from tidu.rules.language.succession import single_document
from tidu.rules.model.library import Library

DOCUMENT: Final = "名称、文号和日期"
ELSEWHERE: Final = "这一项的写法表单里没有，请在 YAML 里改。"


def parts_of(text: str, library: Library) -> list[Part]:
    """Return the form of a policy. Raises PolicyError for a text that is no single document."""
    document = single_document(text, "政策")
    known = Known.of(document, library)
    parts = [
        _document(document),
        *window_parts(document),
        *_parameters(document.entries.get("parameters"), known),
        *_definitions(document.entries.get("define"), known),
        *condition_parts(document, known),
        *_outputs(document.entries.get("outputs"), known),
    ]
    return [replace(part, cells=tuple(_placed(cell, document) for cell in part.cells)) for part in parts]


def _placed(cell: Cell, document: Table) -> Cell:
    """Return a cell that is told in words, or has a hint, with the line of the YAML where it is changed."""
    if cell.is_structural or not (cell.hint or cell.kind == "told"):
        return cell
    found: Marked = document
    for step in cell.path:
        inner = items_in(found)[step] if isinstance(step, int) else named_in(found).get(step)
        if inner is None:  # the rest of the path leads into an expression
            break
        found = inner
    if cell.hint:
        return replace(cell, hint=f"YAML 第 {found.place.line} 行。{cell.hint}")
    return replace(cell, label=f"{cell.label}（YAML 第 {found.place.line} 行）")


class BothSidesChanged(ValueError):
    """Raised where the form and the YAML beside it change the same thing; the message is Chinese."""


Draw = Callable[[str], list[Part]]
"""What makes a form of a text. Raises PolicyError for a text that has none."""

Structure = Callable[[str, Mapping[str, str]], str]
"""What puts into a text what a posted form adds, and takes out what it takes out. Raises PolicyError."""


def with_form(text: str, posted: Mapping[str, str], drawn_from: str, draw: Draw, structure: Structure) -> str:
    """Return a text with all that a posted form changes in it, as `with_cells` does, and adds and takes out."""
    changed = with_cells(text, posted, drawn_from, draw)
    try:
        whole = structure(changed, posted)
        if whole != changed:
            _check_same_places(text, drawn_from, draw)
    except PolicyError:
        return changed
    return whole


def with_structure(text: str, posted: Mapping[str, str], library: Library) -> str:
    """Return a text with what is added and taken out: inner parts first, so that the outer ones keep their places."""
    cells = cells_of(parts_of(text, library))
    if not any(cell.is_structural and posted.get(cell.field, cell.value) != cell.value for cell in cells):
        return text
    text = with_test(text, posted, Known.of(single_document(text, "政策"), library))
    text = with_values(text, _further_parts(cells, posted))
    out = gone(cells, posted)
    text = with_values(text, {path: "" for path in out if len(path) > 2})
    text = with_rows(text, cells_of(parts_of(text, library)), posted)
    text = with_condition(text, posted, Known.of(single_document(text, "政策"), library))
    text = without_conditions(
        text, [int(path[1]) for path in out if path[0] == CONDITIONS and len(path) == 2]
    )
    text = with_values(text, {path: "" for path in out if path[0] != CONDITIONS and len(path) == 2})
    return with_window(text, posted)


def cells_of(parts: Iterable[Part]) -> list[Cell]:
    """Return every cell of a form."""
    return [cell for part in parts for cell in part.cells]


def _further_parts(cells: Iterable[Cell], posted: Mapping[str, str]) -> dict[Path, Written]:
    """Return what is put into conditions behind what is there."""
    found = {
        cell.path[1:]: cell.typed(posted) for cell in cells if cell.path[0] == NEW and INSIDE in cell.path
    }
    return {path: words for path, words in found.items() if words}


def _check_same_places(text: str, drawn_from: str, draw: Draw) -> None:
    """Raise BothSidesChanged where the YAML has other places than the form that adds or takes out some."""
    if [cell.path for cell in cells_of(draw(text))] != [cell.path for cell in cells_of(draw(drawn_from))]:
        raise BothSidesChanged("左右两边都增减了内容。请只在一边增减，另一边恢复原样。")


def with_cells(text: str, posted: Mapping[str, str], drawn_from: str, draw: Draw) -> str:
    """Return a text with the values that a posted form changes against the text it was drawn from.

    The text may have been changed itself meanwhile, on the other side. Raises BothSidesChanged for a value that is
    another on either side, or that the text has no place for any more.
    """
    try:
        drawn = _cells(draw(drawn_from))
    except PolicyError:  # such a text has no form
        return text
    changes = {
        place: words
        for place, cell in drawn.items()
        if (words := cell.typed(posted)) is not None and words != cell.whole
    }
    if changes and text != drawn_from:
        _check_apart(changes, drawn, text, draw)
    values = {path: words for (_, path), words in changes.items()}
    return with_values(text, {**values, **_quotes_of(values)})


def _quotes_of(values: Iterable[Path]) -> dict[Path, Written]:
    """Return the quotes beside changed values, to be taken out: the document's words said the value that was."""
    return {(*path[:-1], "quote"): "" for path in values if path[-1] == "value"}


_Place = tuple[str, Path]
"""Where a cell stands: under which heading, and where in the YAML."""


def _cells(parts: Iterable[Part]) -> dict[_Place, Cell]:
    return {(part.title, cell.path): cell for part in parts for cell in part.cells if not cell.is_structural}


def _check_apart(
    changes: Mapping[_Place, Written], drawn: Mapping[_Place, Cell], text: str, draw: Draw
) -> None:
    try:
        written = _cells(draw(text))
    except PolicyError:
        raise BothSidesChanged("YAML 的写法还不对。请先在右边改好，再改左边。") from None
    for place, words in changes.items():
        now = written[place].whole if place in written else None
        if now not in (drawn[place].whole, words):
            label = f"{place[0]} · {drawn[place].label}"
            raise BothSidesChanged(f"左右两边都改了“{label}”。请只在一边改，另一边恢复原样。")


def _document(document: Table) -> Part:
    law = document.entries.get("law")
    entries = law.entries if isinstance(law, Table) else {}
    cells = [
        line(document.entries, (), "name", "政策名称"),
        line(document.entries, (), "subject", "企业得到什么"),
        line(entries, ("law",), "title", "文件标题"),
        line(entries, ("law",), "number", "文号"),
        line(entries, ("law",), "in_force", "从哪天起（含）", kind="day"),
        line(entries, ("law",), "until", "到哪天止（不含）；不写为长期", kind="day", required=False),
        line(entries, ("law",), "confidence", "原文核对", kind="choice", choices=CONFIDENCES),
        line(entries, ("law",), "last_checked_on", "最近核对日期", kind="day"),
    ]
    return Part(DOCUMENT, tuple(cells if isinstance(law, Table) else cells[:2]), group="文件")


def _parameters(written: Marked | None, known: Known) -> Iterator[Part]:
    for name, item in named_in(written).items():
        path: Path = ("parameters", name)
        title = f"参数：{text_in(item, 'label') or name}"
        cells = list(value_cells(path, "取值", item, known))
        if not cells or not isinstance(item, Table):
            yield Part(title, (), ELSEWHERE, "参数")
            continue
        mark = ("confidence", "原文核对")
        cells += [
            line(item.entries, path, "article", "条款"),
            line(item.entries, path, "number", "来源文号（不写同文件）", required=False),
            line(item.entries, path, *mark, kind="choice", choices=SAME_AS_DOCUMENT, required=False),
        ]
        yield Part(title, tuple(cells), group="参数")


def _definitions(written: Marked | None, known: Known) -> Iterator[Part]:
    for name, item in named_in(written).items():
        cells = tuple(value_cells(("define", name), "算法", item, known))
        yield Part(f"自用的数：{text_in(item, 'label') or name}", cells, "" if cells else ELSEWHERE, "参数")


def _outputs(written: Marked | None, known: Known) -> Iterator[Part]:
    for name, item in named_in(written).items():
        if not isinstance(item, Table):
            continue
        path: Path = ("outputs", name)
        cells = [
            line(item.entries, path, "article", "条款", required=False),
            line(item.entries, path, "says", "给多少的一句话", kind="long", required=False),
        ]
        rate, amount = item.entries.get("rate"), item.entries.get("is")
        if isinstance(rate, Table):
            cells += rate_cells((*path, "rate"), rate, known)
        if isinstance(amount, Scalar):
            cells += _amount((*path, "is"), amount.text, known)
        yield Part(f"结果：{text_in(item, 'label') or name}", tuple(cells), group="结果")


def _amount(path: Path, text: str, known: Known) -> Iterator[Cell]:
    if text in known.limits:
        yield limit_cell(path, "给多少", text, known)
    else:
        yield measure_cell(path, "给多少", text, known)
