"""The stairs (梯度图): every firm of the county on its step, placed by its distance to the next one."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache, cached_property
from typing import Any

from tidu.domain.enterprises import queries as enterprises_queries
from tidu.domain.enterprises.vocabulary import RecognitionKind
from tidu.domain.pool.queries._firms import Firm, describe_here
from tidu.domain.pool.vocabulary import STAIRS
from tidu.domain.rulebook import queries as rulebook_queries
from tidu.domain.rulebook.distance import Distance
from tidu.domain.rulebook.queries import Standing
from tidu.foundation.actors import Actor
from tidu.foundation.clock import AsOf
from tidu.rules import Facts, Ternary, explain

GROUND = ""
"""The step of a firm that holds no tier."""

_DRAWN = 10_000
"""Places are drawn to a ten-thousandth of a step."""


@dataclass(frozen=True)
class Dot:
    """One firm on the stairs.

    `position` and `reach` run from 0 (has just come onto the step) to 1 (against the riser): what is known to hold,
    and where the hatching of unknown clauses ends. Both are None where no rule says how far the next tier is;
    such a dot is drawn in the middle of its step. `falls_on` is the last valid day of a title about to end.
    """

    firm: Firm
    step: str
    next_tier: str
    position: Fraction | None
    reach: Fraction | None
    ready: bool
    near: bool
    failing: int
    unknown: int
    sentence: str
    falls_on: str

    def to_json(self) -> dict[str, Any]:
        """Return the dot for drawing: positions as decimal strings, cut and not rounded, so none reads 1 too soon."""
        return {
            "credit_code": self.firm.credit_code,
            "name": self.firm.name,
            "place": self.firm.place,
            "step": self.step,
            "position": _drawn(self.position),
            "reach": _drawn(self.reach),
            "ready": self.ready,
            "near": self.near,
            "failing": self.failing,
            "unknown": self.unknown,
            "sentence": self.sentence,
            "falls_on": self.falls_on,
            "badge": self.firm.badge,
        }


@dataclass(frozen=True)
class StairsStep:
    """One step with what stands on it. `note` says why positions are missing, where they are."""

    kind: str
    label: str
    next_label: str
    firms: int
    near: int
    ready: int
    falling: int
    unknown: int
    badges: int
    note: str


@dataclass(frozen=True)
class Stairs:
    """The whole picture on one day: steps from the ground up and a dot for every firm in scope."""

    as_of: AsOf
    steps: tuple[StairsStep, ...]
    dots: tuple[Dot, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the payload of the chart: each dot as a row of values in the order of `fields`.

        A county's dots say few different sentences; a row holds the place of its own among `sentences`.
        """
        steps = [
            {"kind": step.kind, "label": step.label, "firms": step.firms, "note": step.note}
            for step in self.steps
        ]
        places: dict[str, int] = {}
        dots = [dot.to_json() for dot in self.dots]
        for dot in dots:
            dot["sentence"] = places.setdefault(dot["sentence"], len(places))
        return {
            "as_of": self.as_of.label,
            "steps": steps,
            "fields": list(dots[0]) if dots else [],
            "sentences": list(places),
            "dots": [list(dot.values()) for dot in dots],
        }


@dataclass(frozen=True)
class StairsRow:
    """One firm in the stairs read as a table, for those who cannot see the picture and for print."""

    step_label: str
    next_label: str
    dot: Dot

    @property
    def state(self) -> str:
        """Return the words for where the firm stands on its step."""
        if self.dot.position is None:
            return "暂无规则"
        if self.dot.ready:
            return "已达条件"
        if self.dot.near:
            return "差一点"
        return "缺数" if not self.dot.failing else f"差 {self.dot.failing} 项"


@rulebook_queries.one_library()
def stairs(actor: Actor, as_of: AsOf) -> Stairs:
    """Return the stairs of the firms `actor` may see, in four queries whatever their number."""
    population = enterprises_queries.population_of(actor, as_of, rulebook_queries.tier_facts(as_of))
    found = describe_here(population, as_of.on)
    facts = population.facts(found, as_of.on)
    standing, told = _standing(found, facts, as_of), _Told(as_of)
    dots = tuple(
        _dot(firm, standing.get(firm.enterprise_id), facts[firm.enterprise_id], told)
        for firm in found.values()
    )
    return Stairs(as_of=as_of, steps=tuple(_steps(dots, rulebook_queries.tier_rules(as_of))), dots=dots)


def stairs_table(actor: Actor, as_of: AsOf) -> tuple[StairsRow, ...]:
    """Return the same dots as rows: highest step first, and on a step those closest to the next one first."""
    return table_of(stairs(actor, as_of))


def table_of(picture: Stairs) -> tuple[StairsRow, ...]:
    """Return a picture's dots as rows, without asking the records again."""
    order = {step.kind: place for place, step in enumerate(picture.steps)}
    labels = {step.kind: step for step in picture.steps}
    dots = sorted(
        picture.dots,
        key=lambda dot: (-order[dot.step], -(dot.position or 0), dot.firm.name, dot.firm.credit_code),
    )
    return tuple(StairsRow(labels[dot.step].label, labels[dot.step].next_label, dot) for dot in dots)


@cache
def next_tier(tier: str | None) -> str:
    """Return the tier above, an empty text at the top; the ground floor is None."""
    place = -1 if tier is None else STAIRS.index(RecognitionKind(tier))
    return str(STAIRS[place + 1]) if place + 1 < len(STAIRS) else ""


def _standing(found: Mapping[int, Firm], facts: Mapping[int, Facts], as_of: AsOf) -> dict[int, Standing]:
    """Return how each firm stands to the tier above its own, where a rule tells: one population per tier."""
    tier_rules = rulebook_queries.tier_rules(as_of)
    by_rule: dict[str, dict[int, Facts]] = {}
    for enterprise_id, firm in found.items():
        if rule := tier_rules.get(next_tier(firm.tier)):
            by_rule.setdefault(rule, {})[enterprise_id] = facts[enterprise_id]
    standing: dict[int, Standing] = {}
    for rule, cases in by_rule.items():
        standing |= rulebook_queries.standings(rule, cases, as_of)
    return standing


def _dot(firm: Firm, standing: Standing | None, facts: Facts, told: _Told) -> Dot:
    falls_on = firm.falls_on(told.as_of.on)
    away = standing.distance if standing else None
    return Dot(
        firm=firm,
        step=firm.tier or GROUND,
        next_tier=next_tier(firm.tier),
        position=away.position if away else None,
        reach=away.reach if away else None,
        ready=standing is not None and standing.verdict is Ternary.YES,
        near=standing is not None and standing.nearly,
        failing=away.failing if away else 0,
        unknown=away.unknown if away else 0,
        sentence=told.sentence(next_tier(firm.tier), standing, facts) if standing else _note(firm.tier),
        falls_on=falls_on.isoformat() if falls_on else "",
    )


@dataclass(frozen=True)
class _Told:
    """What hovers say on a day. Sentences that hold no number of the firm's own are made once for all alike."""

    as_of: AsOf
    _alike: dict[tuple[str, tuple[bool | None, ...]], str] = field(default_factory=dict)

    def sentence(self, tier: str, standing: Standing, facts: Facts) -> str:
        """Return a near or ready firm's whole sentence, else the names of what fails or is missing."""
        code = self._codes[tier]
        if standing.nearly:
            return rulebook_queries.gaps_in_words(code, standing, facts, self.as_of)
        key = (code, standing.pattern)
        if key not in self._alike:
            ready = standing.verdict is Ternary.YES
            self._alike[key] = (
                explain.sentence(rulebook_queries.judge_facts(code, facts, self.as_of))
                if ready
                else self._names(tier, standing.distance)
            )
        return self._alike[key]

    def _names(self, tier: str, away: Distance) -> str:
        rule = rulebook_queries.rule_for(self._codes[tier], self.as_of)
        fails, leans, waits = (
            "、".join(rule.clause(clause_id).label for clause_id in ids)
            for ids in (away.gaps, away.leaning, away.unknown_clauses)
        )
        parts = [f"还差 {away.failing} 项：{fails}"] if fails else []
        parts += [f"未达：{leans}"] if leans else []
        parts += [f"缺数不能判断：{waits}"] if waits else []
        return f"离{RecognitionKind(tier).label}{'；'.join(parts)}。"

    @cached_property
    def _codes(self) -> Mapping[str, str]:
        return rulebook_queries.tier_rules(self.as_of)


def _steps(dots: Iterable[Dot], judged: Container[str]) -> Iterable[StairsStep]:
    by_step: Mapping[str, list[Dot]] = {kind: [] for kind in (GROUND, *map(str, STAIRS))}
    for dot in dots:
        by_step[dot.step].append(dot)
    for kind, standing in by_step.items():
        above = next_tier(kind or None)
        yield StairsStep(
            kind=kind,
            label=RecognitionKind(kind).label if kind else "尚无称号",
            next_label=RecognitionKind(above).label if above else "",
            firms=len(standing),
            near=sum(dot.near for dot in standing),
            ready=sum(dot.ready for dot in standing),
            falling=sum(bool(dot.falls_on) for dot in standing),
            unknown=sum(dot.unknown > 0 for dot in standing),
            badges=sum(dot.firm.badge for dot in standing),
            note="" if above in judged else _note(kind or None),
        )


def _note(tier: str | None) -> str:
    above = next_tier(tier)
    if not above:
        return "已在最高一级。"
    return f"“{RecognitionKind(above).label}”还没有可计算的规则，位置不代表差距。"


def _drawn(position: Fraction | None) -> str | None:
    if position is None:
        return None
    whole, rest = divmod(position.numerator * _DRAWN // position.denominator, _DRAWN)
    return f"{whole}.{rest:04d}"
