"""A table of one figure drawn as bars, on the server: the picture beside the numbers, never in place of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import template

register = template.Library()

WIDTH, ROW, LABEL, SPACE = 320, 24, 96, 150
"""The drawing: its width, the height of a row, where bars begin, and how long the longest is, in units of its own."""


@dataclass(frozen=True)
class Bar:
    """One bar: where it lies, and what stands before and behind it."""

    name: str
    text: str
    x: float
    y: int
    width: float
    is_known: bool

    @property
    def after(self) -> float:
        """Return where the words behind it begin."""
        return self.x + self.width + 4


@register.inclusion_tag("workbench/speech/_bars.html")
def bars(table: Mapping[str, Any]) -> dict[str, Any]:
    """Show the cells of a table as bars; one that is not known is hatched and says 缺数."""
    drawn = laid_out(table["cells"])
    return {
        "bars": drawn,
        "caption": table["caption"],
        "width": WIDTH,
        "height": ROW * len(drawn),
        "label": LABEL,
    }


def laid_out(cells: Sequence[Mapping[str, Any]]) -> list[Bar]:
    """Return a bar for each cell, to one scale that begins at nought; a negative one lies left of the line."""
    known = [cell["value"] for cell in cells if cell["value"] is not None]
    least, most = min([0, *known]), max([0, *known])
    scale = SPACE / ((most - least) or 1)
    return [
        Bar(
            name=cell["name"],
            text="缺数" if cell["value"] is None else cell["run"]["text"],
            x=round(LABEL + (min(0, cell["value"] or 0) - least) * scale, 1),
            y=place * ROW,
            width=round(abs(cell["value"] or 0) * scale, 1),
            is_known=cell["value"] is not None,
        )
        for place, cell in enumerate(cells)
    ]
