"""What a draft's form is made of: parts with cells, each for one value of the YAML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from tidu.rules.language.editing import Path
from tidu.rules.language.marks import Marked, Scalar, Table
from tidu.rules.language.values import UNITS
from tidu.rules.model.law import Confidence

PREFIX: Final = "f."
UNIT_PREFIX: Final = "u."
CONFIDENCES: Final = tuple((str(one), one.label) for one in Confidence)
SAME_AS_DOCUMENT: Final = (("", "同文件"), *CONFIDENCES)


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


def line(
    entries: Mapping[str, Marked],
    path: Path,
    key: str,
    label: str,
    *,
    kind: str = "line",
    choices: tuple[tuple[str, str], ...] = (),
    required: bool = True,
) -> Cell:
    """Return the cell of one written value, empty where it is not written."""
    found = entries.get(key)
    value = found.text if isinstance(found, Scalar) else ""
    return Cell((*path, key), label, value, kind=kind, choices=choices, required=required)


def text_in(written: Marked, key: str) -> str:
    """Return the text behind a key, empty where none is."""
    found = written.entries.get(key) if isinstance(written, Table) else None
    return found.text if isinstance(found, Scalar) else ""
