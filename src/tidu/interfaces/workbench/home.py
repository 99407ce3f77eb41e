"""The home pages of the bureau, the county and the townships: each role finds its own work, and only what exists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from tidu.domain.corrections import queries as corrections
from tidu.domain.enterprises import queries as enterprises
from tidu.domain.pool import queries as pool
from tidu.domain.pool.vocabulary import STAIRS, Stage
from tidu.domain.quality import queries as quality
from tidu.domain.returns import queries as returns
from tidu.domain.rulebook import queries as rulebook
from tidu.domain.targets import queries as targets
from tidu.domain.targets.vocabulary import Light
from tidu.foundation import clock
from tidu.foundation.accounts import queries as accounts
from tidu.foundation.actors import Actor, Role
from tidu.foundation.audit import queries as audit
from tidu.foundation.audit.vocabulary import EntryKind
from tidu.foundation.calendar import queries as calendar
from tidu.foundation.clock import AsOf
from tidu.foundation.intake import queries as intake
from tidu.foundation.intake.vocabulary import LoadState
from tidu.interfaces.kit import homes
from tidu.interfaces.workbench.meter import Meter

SHOWN = 8
RECENT_LOADS = 20
DECIDERS_SHOWN = 50
URGENCY = {Light.RED: 0, Light.UNKNOWN: 1, Light.YELLOW: 2, Light.GREEN: 3}

Context = dict[str, Any]


def clerk(actor: Actor, as_of: AsOf) -> Context:
    """What came in, what is due, what is stuck and with whom."""
    loads = intake.waiting_first(RECENT_LOADS)
    waiting = corrections.cases(actor, as_of, state="waiting")
    firms = pool.describe_here(enterprises.population_of(actor, as_of), as_of.on)
    falling = [
        (day, (day - as_of.on).days, firm) for firm in firms.values() if (day := firm.falls_on(as_of.on))
    ]
    return {
        "moves": moves_waiting(actor, as_of),
        "issues": issues_waiting(actor),
        "stuck": [load for load in loads if load.state == LoadState.STAGED],
        "came_in": [load for load in loads if load.state == LoadState.LOADED][:SHOWN],
        "falling": sorted(falling, key=lambda one: (one[0], one[2].name))[:SHOWN],
        "falling_count": len(falling),
        "corrections": waiting[:SHOWN],
        "corrections_count": len(waiting),
        "holidays_missing": calendar.missing_years_warning(clock.today()),
    }


def director(actor: Actor, as_of: AsOf) -> Context:
    """What waits for a decision, where the targets stand, red first, and the addresses of the fund and the pool."""
    now, later = _by_year(target_lines(actor, as_of, by_place=False), as_of)
    return {
        "now": now,
        "later": later,
        "lights_later": _lights(later),
        "rule": next((line.progress.rule for line in (*now, *later)), ""),
        "today_at": reverse("director-today"),
        "moves": moves_waiting(actor, as_of),
        "doubts": len(rulebook.doubts(as_of)),
    }


def county_leader(actor: Actor, as_of: AsOf) -> Context:
    """One screen, red first: the targets of the year, those of later years, and the addresses of what stands beside."""
    lines = target_lines(actor, as_of)
    now, later = _by_year(lines, as_of)
    return {
        "now": now,
        "later": later,
        "lights": _lights(now),
        "lights_later": _lights(later),
        "rule": lines[0].progress.rule if lines else "",
        "split": next((line.progress for line in lines if line.progress.splits), None),
        "opinions": reverse("county-opinions"),
        "tasks": reverse("tasks-red"),
        "trends": reverse("county-trends"),
        "weight": reverse("county-weight"),
    }


def _by_year(lines: Iterable[TargetLine], as_of: AsOf) -> tuple[list[TargetLine], list[TargetLine]]:
    """Return the targets of the day's year and all others, each the most urgent first."""
    urgent_first = sorted(lines, key=lambda line: URGENCY[line.progress.light])
    now = [line for line in urgent_first if line.progress.target.due_on.year == as_of.on.year]
    return now, [line for line in urgent_first if line not in now]


def _lights(lines: Iterable[TargetLine]) -> list[tuple[Light, int]]:
    """Return how many targets have which light, the most urgent first."""
    counted = Counter(line.progress.light for line in lines)
    return sorted(counted.items(), key=lambda one: URGENCY[one[0]])


def township_leader(actor: Actor, as_of: AsOf) -> Context:
    """My firms; those about to lose their title first, then those one step from the next."""
    dots = pool.stairs(actor, as_of).dots
    own = [grant for grant in actor.grants if grant.organisation_id in actor.place_ids]
    return {
        "firms": len(dots),
        "issues": issues_waiting(actor),
        "steps": Counter(dot.step for dot in dots),
        "falling": sorted((dot for dot in dots if dot.falls_on), key=lambda dot: dot.falls_on),
        "ready": _highest_first(dot for dot in dots if dot.ready),
        "near": _highest_first(dot for dot in dots if dot.near and not dot.ready),
        "most": SHOWN,
        "returns": returns.waiting_for(actor),
        "months": returns.months_owed(actor, clock.today()),
        "month": returns.month_to_report(clock.today()),
        "reporting": [(grant.organisation_code, grant.organisation_name) for grant in own],
        "places": [grant.organisation_name for grant in own],
    }


def _highest_first(dots: Iterable[pool.Dot]) -> list[pool.Dot]:
    """Return firms by the tier they could reach, the highest first."""
    return sorted(dots, key=lambda dot: (-STAIRS.index(dot.next_tier), dot.firm.name))


def administrator(actor: Actor, _as_of: AsOf) -> Context:
    """Whether the house is in order today: accounts, holiday tables, the last loads and the last entries."""
    rows = accounts.accounts(clock.today())
    return {
        "accounts": len(rows),
        "locked": [row for row in rows if row.is_locked and row.is_active],
        "disabled": sum(not row.is_active for row in rows),
        "without_role": [row for row in rows if row.is_active and not row.roles],
        "waiting": [row for row in rows if row.is_active and row.must_change_password],
        "holidays_missing": calendar.missing_years_warning(clock.today()),
        "loads": intake.recent(SHOWN),
        "entries": audit.entries(actor, audit.Filters(kind=EntryKind.CHANGED), per_page=SHOWN).entries,
    }


@dataclass(frozen=True)
class TargetLine:
    """One target as a line of the home page."""

    progress: targets.TargetProgress
    meter: Meter

    @property
    def more(self) -> int:
        """How many firms that make the difference are not written out."""
        return max(0, len(self.deciders) - DECIDERS_SHOWN)

    @property
    def shown(self) -> list[tuple[str, pool.Prospect]]:
        """The firms that are written out: those ready first."""
        return self.deciders[:DECIDERS_SHOWN]

    @property
    def deciders(self) -> list[tuple[str, pool.Prospect]]:
        """The firms that make the difference, each with what it needs."""
        kinds = (
            ("已达条件", self.progress.ready),
            ("差一点", self.progress.nearly),
            ("要续期", self.progress.expiring),
        )
        return [(word, one) for word, firms in kinds for one in firms]


def target_lines(actor: Actor, as_of: AsOf, *, by_place: bool = True) -> list[TargetLine]:
    """Return every running target with its drawing, the parts of its split listed with `by_place`."""
    return [
        TargetLine(
            one,
            Meter.of(
                target=one.target.value,
                actual=one.actual.value,
                stays=one.forecast.stays,
                best=one.forecast.best,
            ),
        )
        for one in targets.progress(actor, as_of, by_place=by_place)
    ]


def issues_waiting(actor: Actor) -> Context:
    """Return how many doubts about the data wait today, and with whom; one query."""
    owners = quality.owner_counts(actor, clock.today())
    return {
        "owners": owners,
        "waiting": sum(one.waiting for one in owners),
        "late": sum(one.late for one in owners),
    }


def moves_waiting(actor: Actor, as_of: AsOf) -> list[tuple[str, int]]:
    """Return how many proposals of the pool wait for an answer, by the stage they lead to."""
    waiting = Counter(pool.open_proposals(actor, as_of).values_list("to_stage", flat=True))
    return [
        (f"建议转入“{stage.label}”" if stage != Stage.OUT else "建议退库", waiting[stage])
        for stage in Stage
        if waiting[stage]
    ]


def declare() -> None:
    """Hand the homes of staff, township leaders and administrators to the shell."""
    for role, name, build, travels in (
        (Role.BUREAU_DIRECTOR, "director", director, True),
        (Role.SECTION_CLERK, "clerk", clerk, True),
        (Role.COUNTY_LEADER, "county_leader", county_leader, True),
        (Role.TOWNSHIP_LEADER, "township_leader", township_leader, True),
        (Role.ADMINISTRATOR, "administrator", administrator, False),
    ):
        homes.declare(role, homes.HomeOf(f"workbench/homes/{name}.html", _asked(build), travels))


def _asked(build: Callable[[Actor, AsOf], Context]) -> Callable[[homes.Home], Context]:
    return lambda view: build(view.actor, view.as_of)
