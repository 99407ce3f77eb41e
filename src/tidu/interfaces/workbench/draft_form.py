"""A policy's YAML as a form: one field for each sentence, number, source and date; written back value by value."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from tidu.rules.language.editing import Path
from tidu.rules.language.marks import Marked, PolicyError, Scalar, Sequence, Table
from tidu.rules.language.succession import single_document
from tidu.rules.language.values import UNITS
from tidu.rules.model.law import Confidence

PREFIX: Final = "f."
UNIT_PREFIX: Final = "u."
CONFIDENCES: Final = tuple((str(one), one.label) for one in Confidence)
ELSEWHERE: Final = "这一项是分档、评分或例外，请在 YAML 里改。"
_QUANTITY: Final = re.compile(r"(-?\d+(?:\.\d+)?)\s*(\D*)")


@dataclass(frozen=True)
class Cell:
    """One value of the policy. `units` are offered where the value is a number with a unit."""

    path: Path
    label: str
    value: str
    kind: str = "line"
    unit: str | None = None
    choices: tuple[tuple[str, str], ...] = ()
    required: bool = True

    @property
    def field(self) -> str:
        """Return the field's name in the form."""
        return PREFIX + "/".join(str(step) for step in self.path)

    @property
    def unit_field(self) -> str:
        """Return the name of the unit's field."""
        return UNIT_PREFIX + "/".join(str(step) for step in self.path)

    @property
    def units(self) -> list[str]:
        """Return the units a number may have."""
        return list(UNITS)

    def typed(self, posted: Mapping[str, str]) -> str | None:
        """Return what was typed for it as the YAML writes it, None where the form did not ask."""
        if self.field not in posted:
            return None
        return f"{posted[self.field].strip()}{posted.get(self.unit_field, '').strip()}"


@dataclass(frozen=True)
class Part:
    """A heading with its cells; `elsewhere` says what the form cannot show."""

    title: str
    cells: tuple[Cell, ...]
    elsewhere: str = ""
    group: str = ""


def parts_of(text: str) -> list[Part]:
    """Return the form of a policy. Raises PolicyError for a text that is no single document."""
    document = single_document(text, "政策")
    return [
        _document(document),
        *_parameters(document.entries.get("parameters")),
        *_conditions(document.entries.get("conditions")),
        *_outputs(document.entries.get("outputs")),
    ]


def changes_of(text: str, posted: Mapping[str, str]) -> dict[Path, str]:
    """Return what a posted form changes in a text, by path; nothing for a text that has no form."""
    try:
        cells = [cell for part in parts_of(text) for cell in part.cells]
    except PolicyError:
        return {}
    typed = ((cell, cell.typed(posted)) for cell in cells)
    return {cell.path: words for cell, words in typed if words is not None and words != _whole(cell)}


def _whole(cell: Cell) -> str:
    return f"{cell.value}{cell.unit or ''}"


def _document(document: Table) -> Part:
    law = document.entries.get("law")
    entries = law.entries if isinstance(law, Table) else {}
    cells = [
        _line(document.entries, (), "name", "政策名称"),
        _line(document.entries, (), "subject", "企业得到什么"),
        _line(entries, ("law",), "title", "文件标题"),
        _line(entries, ("law",), "number", "文号"),
        _line(entries, ("law",), "in_force", "从哪天起（含）", kind="day"),
        _line(entries, ("law",), "until", "到哪天止（不含）；不写为长期", kind="day", required=False),
        _line(entries, ("law",), "confidence", "原文核对", kind="choice", choices=CONFIDENCES),
        _line(entries, ("law",), "last_checked_on", "最近核对日期", kind="day"),
    ]
    return Part("文件", tuple(cells if isinstance(law, Table) else cells[:2]), group="文件")


def _parameters(written: Marked | None) -> Iterator[Part]:
    for name, item in _named(written):
        label = _text(item, "label") or name
        path: Path = ("parameters", name)
        if not isinstance(item, Table):
            yield Part(f"参数：{label}", (), ELSEWHERE, "参数")
            continue
        cells = [*_values(item, path)]
        if not cells:
            yield Part(f"参数：{label}", (), ELSEWHERE, "参数")
            continue
        cells += [
            _line(item.entries, path, "article", "条款"),
            _line(item.entries, path, "number", "来源文号（不写同文件）", required=False),
            _line(
                item.entries,
                path,
                "confidence",
                "原文核对",
                kind="choice",
                choices=(("", "同文件"), *CONFIDENCES),
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
            yield _quantity((*path, "values", at, "value"), f"{_text(one, 'from')} 起的取值", value)


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
            _line(item.entries, path, "article", "条款"),
            _line(item.entries, path, "says", "给企业看的一句话", kind="long"),
            *numbers,
            _line(item.entries, path, "near", "差多少以内算差一点", required=False),
            _line(item.entries, path, "next_step", "建议企业下一步做什么", kind="long", required=False),
        )
        elsewhere = ELSEWHERE if len(numbers) < len(where) else ""
        yield Part(f"条件：{_text(item, 'label')}", cells, elsewhere, "条件")


def _outputs(written: Marked | None) -> Iterator[Part]:
    for name, item in _named(written):
        if isinstance(item, Table):
            path: Path = ("outputs", name)
            cells = (
                _line(item.entries, path, "article", "条款", required=False),
                _line(item.entries, path, "says", "给多少的一句话", kind="long", required=False),
            )
            yield Part(f"结果：{_text(item, 'label') or name}", cells, group="结果")


def _line(
    entries: Mapping[str, Marked],
    path: Path,
    key: str,
    label: str,
    *,
    kind: str = "line",
    choices: tuple[tuple[str, str], ...] = (),
    required: bool = True,
) -> Cell:
    found = entries.get(key)
    value = found.text if isinstance(found, Scalar) else ""
    return Cell((*path, key), label, value, kind=kind, choices=choices, required=required)


def _quantity(path: Path, label: str, written: Scalar) -> Cell:
    match = _QUANTITY.fullmatch(written.text.strip())
    if match and match[2] in UNITS:
        return Cell(path, label, match[1], kind="quantity", unit=match[2])
    return Cell(path, label, written.text)


def _named(written: Marked | None) -> Iterator[tuple[str, Marked]]:
    yield from (written.entries if isinstance(written, Table) else {}).items()


def _text(written: Marked, key: str) -> str:
    found = written.entries.get(key) if isinstance(written, Table) else None
    return found.text if isinstance(found, Scalar) else ""
