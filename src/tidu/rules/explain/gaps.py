"""The gap card: for every condition what it asks, how far the firm is, and what would help."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction

from tidu.rules.explain.sentences import doubt, unit_of
from tidu.rules.model.conditions import Operator, Ternary
from tidu.rules.model.kinds import Kind
from tidu.rules.model.numbers import DaysSince
from tidu.rules.model.show import cut, show, show_beside
from tidu.rules.model.verdict import Change, ClauseVerdict, Reading, Verdict


@dataclass(frozen=True, kw_only=True)
class GapRow:
    """One row of the card, in words ready for a screen, a letter or a workbook.

    `distance` is how far a failing clause is from holding, `change` the smallest single change that would turn
    it, `ask` the missing inputs with whom to ask. Empty strings mean there is nothing to say.
    """

    clause_id: str
    condition: str
    says: str
    value: str
    needed: str
    distance: str
    near: bool
    verdict: Ternary
    pending: bool
    law: str
    next_step: str
    change: str
    ask: tuple[str, ...]
    confidence: str


def gap_card(verdict: Verdict, *, everything: bool = False) -> list[GapRow]:
    """Return the rows of the card: gaps first, then what cannot be judged, then what experts have to give.

    With `everything`, the clauses that hold follow. Clauses of alternatives that are not needed are left out
    unless everything is asked for.
    """
    gaps = {found.id for found in verdict.gaps}
    missing = set(verdict.missing)
    failing = [found for found in verdict.clauses if found.id in gaps]
    unknown = [found for found in verdict.clauses if _is_open(found) and missing & set(found.missing)]
    if verdict.verdict is Ternary.NO:
        unknown = [found for found in verdict.clauses if _is_open(found)]
    pending = [found for found in verdict.clauses if found.pending]
    chosen = [*failing, *unknown, *pending]
    rest = [found for found in verdict.clauses if found not in chosen] if everything else []
    return [_row(found, verdict) for found in [*chosen, *rest]]


def _is_open(found: ClauseVerdict) -> bool:
    return found.verdict is Ternary.UNKNOWN and not found.pending


def _row(found: ClauseVerdict, verdict: Verdict) -> GapRow:
    value, needed = _value_and_needed(found, verdict)
    fails = found.verdict is Ternary.NO
    return GapRow(
        clause_id=found.id,
        condition=found.label,
        says=found.says,
        value=value,
        needed=needed,
        distance=_distance(found, verdict) if fails else "",
        near=found.near,
        verdict=found.verdict,
        pending=found.pending,
        law=found.law,
        next_step=found.next_step,
        change="；或".join(change_in_words(change, verdict) for change in verdict.changes_for(found))
        if fails
        else "",
        ask=tuple(
            f"{verdict.vocabulary.label(cell)}{doubt(cell, verdict)}：{verdict.vocabulary[cell.fact].whom_to_ask}"
            for cell in found.missing
        ),
        confidence=verdict.rule.law.mark(found.confidence),
    )


def _value_and_needed(found: ClauseVerdict, verdict: Verdict) -> tuple[str, str]:
    reading = found.reading
    if reading.absent:
        return reading.absent, _needed(reading, show(reading.threshold, reading.kind))
    value, threshold = show_beside(reading.value, reading.threshold, reading.kind, unit_of(found, verdict))
    return ("待专家给出" if found.pending else value), _needed(reading, threshold)


def _needed(reading: Reading, threshold: str) -> str:
    if reading.kind in (Kind.BOOL, Kind.TEXT) or reading.operator is Operator.EQUAL:
        return threshold
    return f"{reading.operator.label} {threshold}"


def _distance(found: ClauseVerdict, verdict: Verdict) -> str:
    reading = found.reading
    if reading.margin is None:
        return ""
    short = abs(reading.margin)
    word = "超" if reading.operator.direction < 0 else "差"
    if reading.kind in (Kind.RATIO, Kind.GROWTH):
        return f"{word} {cut_up(short * 100)} 个百分点"
    if reading.kind in (Kind.DAYS, Kind.DATE):
        waits = any(isinstance(number, DaysSince) for number in found.clause.require.numbers)
        day = verdict.as_of + timedelta(days=int(short))
        when = (
            f"（{day.year}年{day.month}月{day.day}日起满足）"
            if waits and reading.operator is Operator.AT_LEAST
            else ""
        )
        return f"{word} {int(short)} 天{when}"
    if reading.operator in (Operator.MORE_THAN, Operator.LESS_THAN) and short == 0:
        return "恰在界上，须再进一步"
    return f"{word} {show(short, reading.kind, unit_of(found, verdict))}"


def cut_up(value: Fraction) -> str:
    """Return a distance in at most four decimals, rounded up so that a real gap never reads 0."""
    scaled = -(-value.numerator * 10_000 // value.denominator)
    return cut(Fraction(scaled, 10_000), 6)


def change_in_words(change: Change, verdict: Verdict) -> str:
    """Return a change as 2024 年度科技人员由 9 人 增至 10 人（增 1 人）."""
    fact = verdict.vocabulary[change.needed.fact]
    name = verdict.vocabulary.label(change.needed)
    if change.kind is Kind.BOOL:
        return f"{name}由{show(change.before, Kind.BOOL)}变为{show(change.after, Kind.BOOL)}"
    before, after = Fraction(int(str(change.before))), Fraction(int(str(change.after)))
    verb = "增至" if after > before else "降至"
    step = show(abs(after - before), fact.kind, fact.unit)
    low, high = (show(value, fact.kind, fact.unit) for value in (before, after))
    return f"{name}由 {low} {verb} {high}（{verb[0]} {step}）"
