"""A policy's YAML as a form: one field for each sentence, number, source and date; written back value by value."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
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


def with_form(text: str, posted: Mapping[str, str]) -> str:
    """Return a text with what a posted form changes in it; a text that has no form stays as it is."""
    try:
        cells = [cell for part in parts_of(text) for cell in part.cells if not is_structural(cell)]
    except PolicyError:
        return text
    typed = ((cell, cell.typed(posted)) for cell in cells)
    changes = {cell.path: words for cell, words in typed if words is not None and words != _whole(cell)}
    return with_windows(with_values(text, changes), posted)


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
