"""Shares of targets: what each township and the park was given, has and lacks, and what nobody was given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from tidu.domain.targets.models import Target, TargetSplit
from tidu.domain.targets.queries._outlook import Outlooks
from tidu.domain.targets.queries._path import year_end
from tidu.foundation.accounts.models import Organisation
from tidu.foundation.clock import AsOf
from tidu.foundation.figures import registry
from tidu.foundation.figures.model import Answer


@dataclass(frozen=True)
class SplitLine:
    """One township's or park's share and what it has. `actual` is None where the figure's rows name no places."""

    place_id: int
    place_code: str
    place: str
    value: int
    actual: int | None
    record: tuple[str, int, str]

    @property
    def short_by(self) -> int | None:
        """Return how much is missing to the share, never below 0."""
        return None if self.actual is None else max(0, self.value - self.actual)


@dataclass(frozen=True)
class SharedOut:
    """A target with its shares in the order of the directory, and the figure that it is measured by."""

    target: Target
    actual: Answer
    lines: tuple[SplitLine, ...]

    @property
    def words(self) -> str:
        """Return the sentence about the split."""
        return split_words(self.target.value, sum(one.value for one in self.lines))

    @property
    def record(self) -> tuple[str, int, str]:
        """Return the record that answers for the target's value."""
        return ("targets.Target", self.target.pk, "value")


def shared_out(year: int, as_of: AsOf) -> list[SharedOut]:
    """Return the targets of a year's end that are shared out, with what each place has on the day.

    Raises TargetNotFound for a year that no calendar has.
    """
    due_on = year_end(year)
    parts = splits_of(as_of)
    known = Target.objects.known_at(as_of.known_at).select_related("owner").filter(due_on=due_on)
    targets = [one for one in known.order_by("-value", "figure_code") if (one.figure_code, due_on) in parts]
    outlooks = Outlooks(as_of)
    found = []
    for target in targets:
        answer = registry.ask(target.figure_code, outlooks.question(as_of))
        here = by_place(answer)
        lines = tuple(split_line(one, here) for one in parts[target.figure_code, due_on])
        found.append(SharedOut(target, answer, lines))
    return found


def held_by_place(figure_code: str, as_of: AsOf) -> dict[int, int] | None:
    """Return how much of a figure each place has on the day, by its id; None where its rows name no places."""
    return by_place(registry.ask(figure_code, Outlooks(as_of).question(as_of)))


def split_of(figure_code: str, due_on: date, as_of: AsOf) -> dict[str, int]:
    """Return the share of each township and park that has one, by its code."""
    known = TargetSplit.objects.known_at(as_of.known_at).filter(figure_code=figure_code, due_on=due_on)
    return dict(known.values_list("place__code", "value"))


def shares_of(figure_code: str, due_on: date) -> dict[int, TargetSplit]:
    """Return the share that each place has now, by the place's id, with who gave it."""
    known = TargetSplit.objects.known_at(None).filter(figure_code=figure_code, due_on=due_on)
    return {one.place_id: one for one in known.select_related("source_line__batch")}


def place_names(place_ids: Iterable[int]) -> dict[int, str]:
    """Return the short names of places, in the order of the directory."""
    found = Organisation.objects.filter(pk__in=list(place_ids)).order_by("position", "code")
    return dict(found.values_list("pk", "short_name"))


def split_words(value: int, split_sum: int | None) -> str:
    """Return the sentence about a target and the sum of its parts, None where nothing is split."""
    if split_sum is None:
        return "未分解"
    if split_sum == value:
        return f"分解合计 {split_sum}，与目标一致"
    more = "少" if split_sum < value else "多"
    return f"分解合计 {split_sum}，比目标{more} {abs(value - split_sum)}"


def splits_of(as_of: AsOf) -> Mapping[tuple[str, date], list[TargetSplit]]:
    """Return every share known at the moment of knowledge, by target, in the order of the directory."""
    found: dict[tuple[str, date], list[TargetSplit]] = {}
    known = TargetSplit.objects.known_at(as_of.known_at).select_related("place")
    for split in known.order_by("place__position", "place__code"):
        found.setdefault((split.figure_code, split.due_on), []).append(split)
    return found


def split_line(split: TargetSplit, here: Mapping[int, int] | None) -> SplitLine:
    """Return a share beside what its place has."""
    return SplitLine(
        place_id=split.place_id,
        place_code=split.place.code,
        place=split.place.short_name,
        value=split.value,
        actual=None if here is None else here.get(split.place_id, 0),
        record=("targets.TargetSplit", split.pk, "value"),
    )


def by_place(actual: Answer) -> dict[int, int] | None:
    """Return how many of a count's rows lie in each place, None where the figure is no count of placed rows."""
    if actual.value is None or actual.value != len(actual.rows):
        return None
    counted: dict[int, int] = {}
    for row in actual.rows:
        if row.place_id is None:
            return None
        counted[row.place_id] = counted.get(row.place_id, 0) + 1
    return counted
