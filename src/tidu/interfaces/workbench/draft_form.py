"""A policy's YAML as a form: one field for each sentence, number, source and date; written back value by value."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from tidu.interfaces.workbench.draft_cells import (
    CONFIDENCES,
    SAME_AS_DOCUMENT,
    Cell,
    Part,
    line,
    text_in,
)
from tidu.interfaces.workbench.draft_windows import is_structural, window_parts, with_windows
from tidu.rules.language.editing import Path, with_values
from tidu.rules.language.marks import Marked, PolicyError, Scalar, Sequence, Table
from tidu.rules.language.succession import single_document
from tidu.rules.language.values import UNITS

ELSEWHERE: Final = "这一项是分档、评分或例外，请在 YAML 里改。"
_QUANTITY: Final = re.compile(r"(-?\d+(?:\.\d+)?)\s*(\D*)")


def parts_of(text: str) -> list[Part]:
    """Return the form of a policy. Raises PolicyError for a text that is no single document."""
    document = single_document(text, "政策")
    return [
        _document(document),
        *window_parts(document),
        *_parameters(document.entries.get("parameters")),
        *_conditions(document.entries.get("conditions")),
        *_outputs(document.entries.get("outputs")),
    ]


class BothSidesChanged(ValueError):
    """Raised where the form and the YAML beside it change the same thing; the message is Chinese."""


def with_form(text: str, posted: Mapping[str, str], drawn_from: str | None = None) -> str:
    """Return a text with all that a posted form changes in it, as `with_cells` does, windows added and taken out."""
    drawn_from = text if drawn_from is None else drawn_from
    changed = with_cells(text, posted, drawn_from)
    try:
        whole = with_windows(changed, posted)
        if whole != changed and _windows(text) != _windows(drawn_from):
            raise BothSidesChanged("左右两边都改了申报窗口。请只在一边改，另一边恢复原样。")
    except PolicyError:
        return changed
    return whole


def with_cells(text: str, posted: Mapping[str, str], drawn_from: str) -> str:
    """Return a text with the values that a posted form changes against the text it was drawn from.

    The text may have been changed itself meanwhile, on the other side. Raises BothSidesChanged for a value that is
    another on either side, or that the text has no place for any more.
    """
    try:
        drawn = _cells(drawn_from)
    except PolicyError:  # such a text has no form
        return text
    changes = {
        place: words
        for place, cell in drawn.items()
        if (words := cell.typed(posted)) is not None and words != _whole(cell)
    }
    if changes and text != drawn_from:
        _check_apart(changes, drawn, text)
    values = {path: words for (_, path), words in changes.items()}
    return with_values(text, {**values, **_quotes_of(values)})


def _quotes_of(values: Iterable[Path]) -> dict[Path, str]:
    """Return the quotes beside changed values, to be taken out: the document's words said the value that was."""
    return {(*path[:-1], "quote"): "" for path in values if path[-1] == "value"}


_Place = tuple[str, Path]
"""Where a cell stands: under which heading, and where in the YAML."""


def _cells(text: str) -> dict[_Place, Cell]:
    return {
        (part.title, cell.path): cell
        for part in parts_of(text)
        for cell in part.cells
        if not is_structural(cell)
    }


def _check_apart(changes: Mapping[_Place, str], drawn: Mapping[_Place, Cell], text: str) -> None:
    try:
        written = _cells(text)
    except PolicyError:
        raise BothSidesChanged("YAML 的写法还不对。请先在右边改好，再改左边。") from None
    for place, words in changes.items():
        now = _whole(written[place]) if place in written else None
        if now not in (_whole(drawn[place]), words):
            label = f"{place[0]} · {drawn[place].label}"
            raise BothSidesChanged(f"左右两边都改了“{label}”。请只在一边改，另一边恢复原样。")


def _windows(text: str) -> list[Part]:
    return list(window_parts(single_document(text, "政策")))


def _whole(cell: Cell) -> str:
    return f"{cell.value}{cell.unit or ''}"


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
    return Part("文件", tuple(cells if isinstance(law, Table) else cells[:2]), group="文件")


def _parameters(written: Marked | None) -> Iterator[Part]:
    for name, item in _named(written):
        label = text_in(item, "label") or name
        path: Path = ("parameters", name)
        if not isinstance(item, Table):
            yield Part(f"参数：{label}", (), ELSEWHERE, "参数")
            continue
        cells = [*_values(item, path)]
        if not cells:
            yield Part(f"参数：{label}", (), ELSEWHERE, "参数")
            continue
        cells += [
            line(item.entries, path, "article", "条款"),
            line(item.entries, path, "number", "来源文号（不写同文件）", required=False),
            line(
                item.entries,
                path,
                "confidence",
                "原文核对",
                kind="choice",
                choices=SAME_AS_DOCUMENT,
                required=False,
            ),
        ]
        yield Part(f"参数：{label}", tuple(cells), group="参数")


def _values(item: Table, path: Path) -> Iterator[Cell]:
    """Yield a parameter's value, or its values by date."""
    if isinstance(value := item.entries.get("value"), Scalar):
        yield _quantity((*path, "value"), "取值", value)
    listed = item.entries.get("values")
    for at, one in enumerate(listed.items if isinstance(listed, Sequence) else ()):
        if isinstance(one, Table) and isinstance(value := one.entries.get("value"), Scalar):
            yield _quantity((*path, "values", at, "value"), f"{text_in(one, 'from')} 起的取值", value)


def _conditions(written: Marked | None) -> Iterator[Part]:
    for at, item in enumerate(written.items if isinstance(written, Sequence) else ()):
        if not isinstance(item, Table):
            continue
        path: Path = ("conditions", at)
        where = list(_named(item.entries.get("where")))
        numbers = [
            _quantity((*path, "where", name), f"界限 {{{name}}}", value)
            for name, value in where
            if isinstance(value, Scalar)
        ]
        cells = (
            line(item.entries, path, "article", "条款"),
            line(item.entries, path, "says", "给企业看的一句话", kind="long"),
            *numbers,
            line(item.entries, path, "near", "差多少以内算差一点", required=False),
            line(item.entries, path, "next_step", "建议企业下一步做什么", kind="long", required=False),
        )
        elsewhere = ELSEWHERE if len(numbers) < len(where) else ""
        yield Part(f"条件：{text_in(item, 'label')}", cells, elsewhere, "条件")


def _outputs(written: Marked | None) -> Iterator[Part]:
    for name, item in _named(written):
        if isinstance(item, Table):
            path: Path = ("outputs", name)
            cells = (
                line(item.entries, path, "article", "条款", required=False),
                line(item.entries, path, "says", "给多少的一句话", kind="long", required=False),
            )
            yield Part(f"结果：{text_in(item, 'label') or name}", cells, group="结果")


def _quantity(path: Path, label: str, written: Scalar) -> Cell:
    match = _QUANTITY.fullmatch(written.text.strip())
    if match and match[2] in UNITS:
        return Cell(path, label, match[1], kind="quantity", unit=match[2])
    return Cell(path, label, written.text)


def _named(written: Marked | None) -> Iterator[tuple[str, Marked]]:
    yield from (written.entries if isinstance(written, Table) else {}).items()
