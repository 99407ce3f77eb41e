"""Platforms on a day: what is open at which level, what is only planned, and what is due by a later day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import OuterRef, Subquery

from tidu.domain.platforms.models import Platform, PlatformMilestone
from tidu.domain.platforms.vocabulary import CLOSED, LEVELS, Counted, PlatformLevel, PlatformStage
from tidu.foundation.accounts.models import Organisation
from tidu.foundation.actors import OrganisationKind
from tidu.foundation.clock import AsOf

_DESCRIBED = {
    **{f"of_{name}": name for name in ("pk", "name", "kind", "host")},
    **{f"of_place_{name}": f"place__{name}" for name in ("pk", "code", "short_name", "kind")},
}
_UNDER_WAY = (PlatformStage.BUILDING, PlatformStage.PLANNED)


class PlatformNotFound(LookupError):
    """Raised for a number that no platform has; the message is Chinese."""


@dataclass(frozen=True)
class PlatformOn:
    """One platform as it stands on a day, with every milestone of it that is known."""

    platform: Platform
    milestones: tuple[PlatformMilestone, ...]
    on: date

    @property
    def is_open(self) -> bool:
        """Return whether it is 建成: open on the day."""
        return self._holds(PlatformStage.OPEN) is not None

    @property
    def level(self) -> PlatformLevel | None:
        """Return the highest level recognised on the day."""
        return _highest(one for one in self.milestones if one.holds(self.on))

    @property
    def is_begun(self) -> bool:
        """Return whether anything had been reached by the day: before that it is in no list."""
        return any(one.reached_on and one.reached_on <= self.on for one in self.milestones)

    @property
    def stage(self) -> PlatformStage | None:
        """Return how far it has come; None for one that was open and is no longer."""
        if self.is_open:
            return PlatformStage.RECOGNISED if self.level else PlatformStage.OPEN
        if any(one.ended_on and one.ended_on <= self.on for one in self._of(PlatformStage.OPEN)):
            return None
        return next((stage for stage in _UNDER_WAY if self._holds(stage)), PlatformStage.PLANNED)

    @property
    def stage_words(self) -> str:
        """Return the stage with its level, e.g. 省级认定, 建成运行, 在建."""
        stage = self.stage
        if stage is None:
            return CLOSED
        level = self.level if stage is PlatformStage.RECOGNISED else None
        return f"{level.label}{stage.label}" if level else str(stage.label)

    @property
    def deciding(self) -> PlatformMilestone | None:
        """Return the milestone that its stage rests on."""
        level = self.level
        found = [
            one
            for one in self.milestones
            if one.holds(self.on) and one.stage == self.stage and (not one.level or one.level == level)
        ]
        return found[0] if found else None

    @property
    def awaited(self) -> tuple[PlatformMilestone, ...]:
        """Return what is due and not reached on the day, the soonest first."""
        open_ones = [one for one in self.milestones if one.due_on and not _reached_by(one, self.on)]
        return tuple(sorted(open_ones, key=lambda one: (one.due_on or self.on, one.stage)))

    def counts(self, counted: Counted, *, due_on: date | None = None) -> bool:
        """Return whether a figure counts it on the day, or would on `due_on` if all that is due by then is reached."""
        if counted.kind not in (None, self.platform.kind):
            return False
        if counted.in_park and not self.is_in_park:
            return False
        on, as_planned = (self.on, False) if due_on is None else (due_on, True)
        holding = [one for one in self.milestones if one.holds(on, as_planned=as_planned)]
        if not any(one.stage == PlatformStage.OPEN for one in holding):
            return False
        highest = _highest(holding)
        return counted.level is None or (
            highest is not None and LEVELS.index(highest) >= LEVELS.index(counted.level)
        )

    @property
    def is_in_park(self) -> bool:
        """Return whether it stands in a park; a county-wide platform does not."""
        place = self.platform.place
        return place is not None and place.kind == OrganisationKind.PARK

    def _of(self, stage: PlatformStage) -> Iterator[PlatformMilestone]:
        return (one for one in self.milestones if one.stage == stage)

    def _holds(self, stage: PlatformStage) -> PlatformMilestone | None:
        return next((one for one in self._of(stage) if one.holds(self.on)), None)


@dataclass(frozen=True)
class PlatformRegister:
    """Every platform with its milestones as known at a moment: read once for many figures and days."""

    known_at: datetime | None
    platforms: tuple[tuple[Platform, tuple[PlatformMilestone, ...]], ...]

    def on(self, day: date) -> list[PlatformOn]:
        """Return the platforms that had begun by a day, by number."""
        found = [PlatformOn(platform, milestones, day) for platform, milestones in self.platforms]
        return [one for one in found if one.is_begun]


@dataclass(frozen=True)
class PlatformOutlook:
    """What a count of platforms can be on a later day: those that stay with no new act, and projects due by then."""

    staying: tuple[PlatformOn, ...]
    coming: tuple[PlatformOn, ...]
    open_part: str = ""
    is_complete: bool = True

    @property
    def stays(self) -> int:
        """Return the count with no new act."""
        return len(self.staying)

    @property
    def best(self) -> int:
        """Return the count if every project that is due by then is done by then."""
        return self.stays + len(self.coming)


@dataclass(frozen=True)
class PlatformFilters:
    """What a list of platforms is narrowed to; an empty field asks for nothing. `place` is a place's code."""

    kind: str = ""
    level: str = ""
    place: str = ""
    stage: str = ""


def register_at(known_at: datetime | None) -> PlatformRegister:
    """Return the register as known at a moment; one query, which starts at the stages that every platform has."""
    described = Platform.objects.known_at(known_at).filter(number=OuterRef("number"))
    fields = {name: Subquery(described.values(path)[:1]) for name, path in _DESCRIBED.items()}
    milestones: dict[str, list[PlatformMilestone]] = {}
    for one in PlatformMilestone.objects.known_at(known_at).annotate(**fields).order_by("number", "pk"):
        milestones.setdefault(one.number, []).append(one)
    return PlatformRegister(
        known_at, tuple((_described(found[0]), tuple(found)) for found in milestones.values())
    )


def _described(one: PlatformMilestone) -> Platform:
    """Return the platform of a stage that was read with its description."""
    told = {name: getattr(one, name) for name in _DESCRIBED}
    place = {name: told.pop(f"of_place_{name}") for name in ("pk", "code", "short_name", "kind")}
    own = {name.removeprefix("of_"): value for name, value in told.items()}
    return Platform(number=one.number, place=Organisation(**place) if place["pk"] else None, **own)


def platforms(as_of: AsOf, filters: PlatformFilters | None = None) -> list[PlatformOn]:
    """Return the platforms that had begun by the day, narrowed; a level asks for that level exactly."""
    asked = filters or PlatformFilters()
    return [one for one in register_at(as_of.known_at).on(as_of.on) if _fits(one, asked)]


def find_platform(number: str, as_of: AsOf) -> PlatformOn:
    """Return one platform with all its milestones; raise PlatformNotFound."""
    for platform, milestones in register_at(as_of.known_at).platforms:
        if platform.number == number:
            return PlatformOn(platform, milestones, as_of.on)
    raise PlatformNotFound(f"没有编号为“{number}”的创新平台。")


def outlook(register: PlatformRegister, counted: Counted, on: date, due_on: date) -> PlatformOutlook:
    """Return what a figure's count can be on `due_on`, seen from the day `on`.

    Staying is what counts on both days with nothing done; coming what would count only if all that is due by
    `due_on` is reached, however late it is already.
    """
    today = [PlatformOn(platform, milestones, on) for platform, milestones in register.platforms]
    staying = [one for one in today if one.counts(counted) and _still(one, due_on).counts(counted)]
    kept = {one.platform.number for one in staying}
    coming = [one for one in today if one.platform.number not in kept and one.counts(counted, due_on=due_on)]
    return PlatformOutlook(tuple(staying), tuple(coming))


def _still(one: PlatformOn, due_on: date) -> PlatformOn:
    """Return a platform on a later day with only what was reached by its own day."""
    reached = tuple(each for each in one.milestones if _reached_by(each, one.on))
    return PlatformOn(one.platform, reached, due_on)


def _reached_by(one: PlatformMilestone, on: date) -> bool:
    return one.reached_on is not None and one.reached_on <= on


def _highest(milestones: Iterable[PlatformMilestone]) -> PlatformLevel | None:
    held = [PlatformLevel(one.level) for one in milestones if one.stage == PlatformStage.RECOGNISED]
    return max(held, key=LEVELS.index, default=None)


def _fits(one: PlatformOn, asked: PlatformFilters) -> bool:
    place = one.platform.place.code if one.platform.place else ""
    return (
        asked.kind in ("", one.platform.kind)
        and asked.level in ("", one.level)
        and asked.place in ("", place)
        and asked.stage in ("", one.stage)
    )


def labels_of(milestones: Sequence[PlatformMilestone]) -> str:
    """Return milestones that are awaited in words: 国家级认定（2026-12-31 前）."""
    return "；".join(
        f"{one.get_level_display()}{one.get_stage_display()}（{one.due_on} 前）" for one in milestones
    )
