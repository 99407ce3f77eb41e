"""What a figure is: a named number with its definition, its as-of, and the rows behind it.

A figure is declared beside the records it counts and registered once; every screen, file, speech and target
reads it from the registry. A value is an aggregate of exactly the rows it lists and never depends on the
viewer: scope only limits which of the rows are shown.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from tidu.foundation.clock import AsOf
from tidu.foundation.figures.shared import P, Shared, T
from tidu.foundation.figures.vocabulary import FigureKind

Number = int | Decimal | bool | None


@dataclass(frozen=True)
class Question:
    """One asking of a figure: the place in time and the parameters it takes.

    `year` is a calendar year (its figure then speaks of 31 December or of the year's flow), `base_year` the year
    it is compared with; `place` is the code of a township or park, `event_on` the day of an event. `shared` is handed
    to all questions of one asker, so that they read the records together; alone, a figure reads what it needs.
    """

    as_of: AsOf
    year: int | None = None
    place: str | None = None
    base_year: int | None = None
    event_on: date | None = None
    shared: Shared | None = field(default=None, repr=False, compare=False)

    @property
    def point(self) -> AsOf | None:
        """Return the day a stock is asked for, with the knowledge asked for.

        Without a year it is the as-of day; with one, 31 December, or the as-of day in its own unfinished year;
        None for a year still to come.
        """
        if self.year is None or self.year == self.as_of.on.year:
            return self.as_of
        if self.year > self.as_of.on.year:
            return None
        return self.as_of.at(date(self.year, 12, 31))

    def once(self, read: Callable[P, T], *args: P.args, **named: P.kwargs) -> T:
        """Return `read(*args, **named)`, read once for all questions that share."""
        return (self.shared or Shared()).once(read, *args, **named)

    def of_base_year(self) -> Question:
        """Return the same question about the base year, where one is given."""
        return self if self.base_year is None else replace(self, year=self.base_year)


@dataclass(frozen=True)
class Row:
    """One row behind a figure.

    `key` identifies the record (an enterprise's credit code where there is one), `label` is its Chinese name,
    `value` the row's own share in display unit or None for 缺数, `place_id` the organisation whose leader may
    see it, `record` the model label, primary key and field that answer for the value (`provenance` opens it).
    """

    key: str
    label: str
    value: Number = None
    detail: str = ""
    credit_code: str = ""
    place_id: int | None = None
    record: tuple[str, int, str] | None = None


@dataclass(frozen=True)
class Answer:
    """The answer to a question.

    `value` is None when the figure cannot be known, and then `reason` says why and whom to ask; beside a known
    value it says why there are no rows. `missing`
    counts rows whose own value is 缺数: a sum says 已知合计 and how many are missing.
    """

    figure: Figure
    question: Question
    value: Number
    rows: Sequence[Row] = ()
    missing: int = 0
    reason: str = ""
    on_label: str = ""
    parts: tuple[Answer, ...] = ()


Answering = Callable[["Figure", Question], Answer]


@dataclass(frozen=True)
class Figure:
    """A declared figure.

    `aliases` are further names, such as the blank of a report that the figure fills ("F04",); asked by one of
    `base_year_aliases`, it speaks of the question's base year. A value is in display unit (`unit`), shown with
    `decimals` places.
    """

    code: str
    name: str
    unit: str
    kind: FigureKind
    definition: str
    source: str
    answer: Answering = field(repr=False, compare=False)
    parameters: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    base_year_aliases: tuple[str, ...] = ()
    owner: str = "综合股"
    decimals: int = 0
    public: bool = False
