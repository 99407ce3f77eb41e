"""A clause as a bar: how far the value reaches towards its threshold, in whole percent of the bar."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from tidu.domain.pool.queries import GapCard, GapLine
from tidu.rules.model.conditions import Ternary

THRESHOLD_AT = 60
"""Where the threshold's mark stands on the bar, so that there is room for a value beyond it."""


@dataclass(frozen=True)
class ClauseBar:
    """One line of the gap card with its bar. `length` is None where value or threshold is no measure."""

    line: GapLine
    length: int | None

    @property
    def state(self) -> str:
        """Return the colour's name: green holds, red fails, missing is unknown or waits for experts."""
        if self.line.row.pending:
            return "missing"
        return {Ternary.YES: "green", Ternary.NO: "red"}.get(self.line.row.verdict, "missing")

    @property
    def word(self) -> str:
        """Return the state in words."""
        if self.line.row.pending:
            return "待专家评价"
        if self.line.row.verdict is Ternary.NO and self.line.row.near:
            return "差一点"
        return {Ternary.YES: "符合", Ternary.NO: "不符合"}.get(self.line.row.verdict, "缺数")


def bars(card: GapCard) -> tuple[list[ClauseBar], list[ClauseBar]]:
    """Return the card's open lines and its met ones, each with its bar."""
    return [_bar(card, line) for line in card.lines], [_bar(card, line) for line in card.met]


def _bar(card: GapCard, line: GapLine) -> ClauseBar:
    """Return the bar of one line."""
    found = card.verdict.clause(line.row.clause_id) if card.verdict else None
    value, threshold = (found.value, found.threshold) if found else (None, None)
    if isinstance(value, bool) or not isinstance(value, int | Fraction):
        return ClauseBar(line, None)
    if isinstance(threshold, bool) or not isinstance(threshold, int | Fraction) or threshold <= 0:
        return ClauseBar(line, None)
    return ClauseBar(line, max(0, min(100, int(Fraction(value) * THRESHOLD_AT / Fraction(threshold)))))
