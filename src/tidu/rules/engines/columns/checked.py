"""A population that is checked once, however many questions are asked of it.

Measuring the numbers and looking for what cannot be true takes a pass over every column that is read: a third of the
time of eight rules over a million enterprises. A county in memory is asked all day, and does not change between.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import polars as pl

from tidu.rules.engines.columns.frame import Size, check_types, sizes
from tidu.rules.engines.columns.sanity import trusted
from tidu.rules.model.facts import Vocabulary

_Asked = tuple[int, date, frozenset[str]]


@dataclass(frozen=True, eq=False)
class CheckedFrame:
    """A population frame, with what was found out about its columns when they were first read.

    Nothing is looked at before a question reads it: a column that no rule reads can hold what it likes. The frame
    itself is never written to (Polars has no way to), so what was found stays true.
    """

    frame: pl.DataFrame
    _sizes: dict[str, Size | None] = field(default_factory=dict, repr=False)
    _trusted: dict[_Asked, tuple[Vocabulary, pl.DataFrame]] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, frame: pl.DataFrame | CheckedFrame) -> CheckedFrame:
        """Return the frame to be checked, or as it was checked before."""
        return frame if isinstance(frame, CheckedFrame) else cls(frame)

    @property
    def names(self) -> frozenset[str]:
        """The columns there are."""
        return frozenset(self.frame.columns)

    def measured(self, vocabulary: Vocabulary, read: frozenset[str]) -> dict[str, Size]:
        """Return how large the numbers of the integer columns that are read can be. Raises InvalidFacts."""
        check_types(self.frame, vocabulary)
        new = read - self._sizes.keys()
        if new:
            self._sizes.update(dict.fromkeys(new) | sizes(self.frame, new))
        known = ((name, self._sizes[name]) for name in self.frame.columns if name in read)
        return {name: size for name, size in known if size is not None}

    def trusted(self, vocabulary: Vocabulary, read: frozenset[str], as_of: date) -> pl.DataFrame:
        """Return the frame with the doubted cells of the facts that are read set to null. Raises InvalidFacts."""
        facts = frozenset(name.partition("@")[0] for name in read)
        asked = id(vocabulary), as_of, facts
        if asked not in self._trusted:  # the vocabulary is kept beside, so that its identity stays its own
            measured = self.measured(vocabulary, read)
            self._trusted[asked] = vocabulary, trusted(self.frame, vocabulary, facts, as_of, measured)
        return self._trusted[asked][1]
