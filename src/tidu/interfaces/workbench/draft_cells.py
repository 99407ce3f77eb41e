"""What a draft's form is made of: parts with cells, each for one place of the YAML."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from tidu.rules.language.editing import Path, Written
from tidu.rules.language.marks import Marked, Scalar, Sequence, Table
from tidu.rules.language.values import UNITS
from tidu.rules.model.law import Confidence

_QUANTITY: Final = re.compile(r"(-?\d+(?:\.\d+)?)\s*(\D*)")
PREFIX: Final = "f."
GONE: Final = "gone"
NEW: Final = "new"
CONFIDENCES: Final = tuple((str(one), one.label) for one in Confidence)
SAME_AS_DOCUMENT: Final = (("", "同文件"), *CONFIDENCES)
_UNITS: Final = tuple((unit, unit or "无单位") for unit in UNITS)

Choices = tuple[tuple[str, str], ...]


def _in_one_word(*values: str) -> str:
    return "".join(values)


@dataclass(frozen=True)
class Control:
    """One field on the screen. `groups` are its choices under their headings, where they have some."""

    field: str
    label: str
    value: str
    kind: str = "line"
    groups: tuple[tuple[str, Choices], ...] = ()

    @property
    def is_unit(self) -> bool:
        """Return whether it is the unit of the number beside it, which needs no words of its own on the screen."""
        return self.field.startswith("u.")


@dataclass(frozen=True)
class Cell:
    """One place of the policy. `more` are further fields of it, which `write` puts together with the first one.

    `hint` says below them what they cannot do and how it is done.
    """

    path: Path
    label: str
    value: str
    kind: str = "line"
    choices: Choices = ()
    groups: tuple[tuple[str, Choices], ...] = ()
    required: bool = True
    more: tuple[Control, ...] = ()
    write: Callable[..., Written] = _in_one_word
    hint: str = ""

    @property
    def field(self) -> str:
        """Return the field's name in the form."""
        return PREFIX + "/".join(str(step) for step in self.path)

    @property
    def controls(self) -> tuple[Control, ...]:
        """Return every field of it, the first one under the cell's own name."""
        groups = self.groups or ((("", self.choices),) if self.choices else ())
        return (Control(self.field, self.label, self.value, self.kind, groups), *self.more)

    @property
    def whole(self) -> Written:
        """Return what the YAML says now, as the form would write it."""
        return self.write(*(control.value for control in self.controls))

    def typed(self, posted: Mapping[str, str]) -> Written | None:
        """Return what was typed for it as the YAML writes it, None where the form did not ask."""
        if self.field not in posted:
            return None
        return self.write(*(posted.get(control.field, "").strip() for control in self.controls))

    def as_typed(self, posted: Mapping[str, str]) -> Cell:
        """Return it as it was typed, where it adds or takes out something; no text holds that yet."""
        if not self.is_structural:
            return self
        more = tuple(replace(one, value=posted.get(one.field, one.value)) for one in self.more)
        return replace(self, value=posted.get(self.field, self.value), more=more)

    @property
    def is_structural(self) -> bool:
        """Return whether it adds or takes out a place, and sets no value of one that is there."""
        return bool(self.path) and self.path[0] in (GONE, NEW)


@dataclass(frozen=True)
class Part:
    """A heading with its cells; `elsewhere` says what the form cannot show."""

    title: str
    cells: tuple[Cell, ...]
    elsewhere: str = ""
    group: str = ""

    @property
    def adds(self) -> bool:
        """Return whether it holds nothing yet: fields for something that can be added."""
        return bool(self.cells) and all(cell.is_structural for cell in self.cells)


def beside(
    path: Path, name: str, label: str, value: str, *, kind: str = "choice", choices: Choices = ()
) -> Control:
    """Return a further field of the cell at a path."""
    groups = (("", choices),) if choices else ()
    return Control(f"{name}.{'/'.join(str(step) for step in path)}", label, value, kind, groups)


def unit_beside(path: Path, label: str, unit: str) -> Control:
    """Return the field of a unit beside a number."""
    return beside(path, "u", f"{label}的单位", unit, choices=_UNITS)


def quantity(path: Path, label: str, text: str, *, unit: str = "", required: bool = True) -> Cell:
    """Return the cell of a written quantity: a number with its unit, else a line. An empty one is offered a unit."""
    match = _QUANTITY.fullmatch(text.strip())
    if text and not (match and match[2] in UNITS):
        return Cell(path, label, text, required=required)
    number, unit = (match[1], match[2]) if match else ("", unit)
    more = (unit_beside(path, label, unit),)
    return Cell(path, label, number, kind="number", more=more, write=counted, required=required)


def counted(number: str, unit: str) -> str:
    """Return a number with its unit; a word that stands for a number, as 缺数, has none."""
    return f"{number}{unit}" if number[-1:].isdigit() else number


def fate(path: Path, what: str) -> Cell:
    """Return the cell that keeps or takes out what stands at a path."""
    return Cell(
        (GONE, *path), what, "", kind="choice", choices=(("", "保留"), ("yes", "删去")), required=False
    )


def gone(cells: Iterable[Cell], posted: Mapping[str, str]) -> list[Path]:
    """Return the places that are to be taken out."""
    return [cell.path[1:] for cell in cells if cell.path[:1] == (GONE,) and posted.get(cell.field) == "yes"]


def line(
    entries: Mapping[str, Marked],
    path: Path,
    key: str,
    label: str,
    *,
    kind: str = "line",
    choices: Choices = (),
    required: bool = True,
) -> Cell:
    """Return the cell of one written value, empty where it is not written."""
    found = entries.get(key)
    value = found.text if isinstance(found, Scalar) else ""
    return Cell((*path, key), label, value, kind=kind, choices=choices, required=required)


def text_in(written: Marked | None, key: str) -> str:
    """Return the text behind a key, empty where none is."""
    found = written.entries.get(key) if isinstance(written, Table) else None
    return found.text if isinstance(found, Scalar) else ""


def named_in(written: Marked | None) -> Mapping[str, Marked]:
    """Return the entries of a written mapping, none for anything else."""
    return written.entries if isinstance(written, Table) else {}


def items_in(written: Marked | None) -> tuple[Marked, ...]:
    """Return the items of a written list, none for anything else."""
    return written.items if isinstance(written, Sequence) else ()
