"""Where a firm stands towards a rule, and what a reform of it does to the firm."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

NO_GROUP: Final = "缺数"
"""The group of the firms of which nobody knows the group."""


class Standing(StrEnum):
    """Where a firm stands towards a rule; each firm is in exactly one."""

    ENTITLED = "entitled"
    AT_CAP = "at_cap"
    NEARLY = "nearly"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    PENDING = "pending"
    UNTOUCHED = "untouched"

    @property
    def label(self) -> str:
        """Chinese words for the standing."""
        return {
            Standing.ENTITLED: "符合",
            Standing.AT_CAP: "到上限",
            Standing.NEARLY: "差一点",
            Standing.REFUSED: "不符合",
            Standing.UNKNOWN: "缺数",
            Standing.PENDING: "待专家",
            Standing.UNTOUCHED: "不涉及",
        }[self]


class Change(StrEnum):
    """What a reform does to one firm; each firm is in exactly one."""

    NEWLY_IN = "newly_in"
    MORE = "more"
    SAME = "same"
    LESS = "less"
    NEWLY_OUT = "newly_out"
    OPEN = "open"

    @property
    def label(self) -> str:
        """Chinese words for the change."""
        return {
            Change.NEWLY_IN: "新得到",
            Change.MORE: "增加",
            Change.SAME: "不变",
            Change.LESS: "减少",
            Change.NEWLY_OUT: "不再得到",
            Change.OPEN: "缺数，说不准",
        }[self]


GAIN = (Change.NEWLY_IN, Change.MORE)
LOSE = (Change.NEWLY_OUT, Change.LESS)
