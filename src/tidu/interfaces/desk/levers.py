"""A value to try out as a field of a form: what stands in it, and how its slider runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tidu.domain.rulebook.queries import Lever
from tidu.rules.model.kinds import Kind

STEPS_OF_A_SLIDER = 400


@dataclass(frozen=True)
class Field:
    """A lever as a field of the form: what stands in it, and how its slider runs."""

    lever: Lever
    text: str
    most: str
    step: str

    @classmethod
    def of(cls, lever: Lever, typed: Mapping[str, Any]) -> Field:
        """Return the field with what was typed, else with what is on record."""
        text = str(typed.get(lever.name, lever.in_words(lever.before)))
        if lever.most is None:
            return cls(lever, text, "", "")
        step = 1
        if lever.kind in (Kind.MONEY, Kind.USD):
            while step * STEPS_OF_A_SLIDER < lever.most:
                step *= 10
        most = -(-lever.most // step) * step
        return cls(lever, text, lever.in_words(most), lever.in_words(step))

    @property
    def before(self) -> str:
        """Return what is on record, in the field's unit."""
        return self.lever.in_words(self.lever.before)

    @property
    def matters(self) -> bool:
        """Whether to show the field at once: it bears on what is open, or was changed."""
        return self.lever.matters or self.text != self.before

    @property
    def is_yes_or_no(self) -> bool:
        """Whether the field is a choice."""
        return self.lever.kind is Kind.BOOL
