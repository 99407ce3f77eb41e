"""From the register's records to verdicts, one firm at a time or all at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from tidu import rules
from tidu.domain.enterprises.vocabulary import CLOSED_IN_WORDS
from tidu.domain.rulebook.distance import Distance, Measure, readings
from tidu.domain.rulebook.queries._facts import facts_for
from tidu.domain.rulebook.queries._kept import facts_judged_on
from tidu.domain.rulebook.queries._library import library
from tidu.foundation.clock import AsOf
from tidu.rules import Facts, Rule, Ternary, Verdict, explain
from tidu.rules.engines.base import SHORTFALLS
from tidu.rules.explain import WindowNote
from tidu.rules.model.library import NoVersionInForce
from tidu.rules.model.next_window import next_of

if TYPE_CHECKING:
    import polars as pl

_STANDING: Final = ("verdict", "nearly", "clause", "near", *SHORTFALLS)


class FirmClosed(ValueError):
    """Raised where a policy would be held against a firm that was closed before the day; the message is Chinese."""


def check_lives(facts: Facts) -> None:
    """Refuse to judge a firm that was closed before the day: nothing is offered to it any more. Raises FirmClosed."""
    if facts.scalar("closed") is True:
        raise FirmClosed(CLOSED_IN_WORDS)


def has_rule(code: str) -> bool:
    """Return whether a pack defines the rule."""
    return code in library().codes()


def rule_for(code: str, as_of: AsOf) -> Rule:
    """Return the version of a rule that applies to a case judged on the day; NoVersionInForce says why none does."""
    return library().applicable(code, as_of=as_of.on)


def rules_on(as_of: AsOf) -> list[Rule]:
    """Return the version of every rule that applies on the day; a rule without one is not among them."""
    found = []
    for code in library().codes():
        try:
            found.append(rule_for(code, as_of))
        except NoVersionInForce:
            continue
    return found


def tier_rules(as_of: AsOf) -> Mapping[str, str]:
    """Return which rule decides each tier in this county on the day: the kind of title and the code of the rule."""
    return library().deciding(as_of=as_of.on)


def tier_facts(as_of: AsOf) -> frozenset[str]:
    """Return the facts that the rules of the tiers are judged on, on the day."""
    codes = tier_rules(as_of).values()
    return frozenset().union(*(facts_judged_on(rule_for(code, as_of), library(), as_of.on) for code in codes))


def next_window(code: str, as_of: AsOf) -> WindowNote:
    """Return in words when a rule can next be applied for, over all its versions. Raises NoVersionInForce."""
    return explain.window_note(next_of(library().versions(code), as_of.on))


def judge_facts(rule_code: str, facts: Facts, as_of: AsOf) -> Verdict:
    """Return the explained verdict of a rule on facts that are at hand."""
    return rules.evaluate(rule_for(rule_code, as_of), facts, as_of.on, library())


def judge(rule_code: str, enterprise_id: int, as_of: AsOf) -> Verdict:
    """Return the explained verdict of a rule on one enterprise of the register."""
    facts = facts_for([enterprise_id], as_of)[enterprise_id]
    return judge_facts(rule_code, facts, as_of)


def judge_many(rule_code: str, enterprise_ids: Collection[int], as_of: AsOf) -> pl.DataFrame:
    """Return the population frame of a rule over many enterprises, in a constant number of queries."""
    return judge_population(rule_code, facts_for(enterprise_ids, as_of), as_of)


def judge_population(rule_code: str, facts: Mapping[int, Facts], as_of: AsOf) -> pl.DataFrame:
    """Return one row per enterprise (`key`: its id as text) with the columns `evaluate_population` documents."""
    return rules.evaluate_population(rule_for(rule_code, as_of), _frame(facts), as_of.on, library())


def verdicts(rule_code: str, facts: Mapping[int, Facts], as_of: AsOf) -> dict[int, tuple[Ternary, bool]]:
    """Return for each enterprise the rule's verdict and whether it is 差一点, judged as one population."""
    return verdicts_by_rule([rule_code], facts, as_of)[rule_code]


def verdicts_by_rule(
    rule_codes: Iterable[str], facts: Mapping[int, Facts], as_of: AsOf
) -> dict[str, dict[int, tuple[Ternary, bool]]]:
    """Return the verdicts of several rules on one population, which is laid out once."""
    if not facts:
        return {code: {} for code in rule_codes}
    frame = _frame(facts)
    judged = {
        code: rules.evaluate_population(rule_for(code, as_of), frame, as_of.on, library())
        for code in rule_codes
    }
    return {
        code: {
            int(key): (_ternary(verdict), near)
            for key, verdict, near in rows.select("key", "verdict", "nearly").iter_rows()
        }
        for code, rows in judged.items()
    }


@dataclass(frozen=True)
class Standing:
    """How a firm stands to a rule: its verdict, whether it is 差一点, and how far it is from meeting it."""

    verdict: Ternary
    nearly: bool
    distance: Distance
    pattern: tuple[bool | None, ...] = ()
    """The verdicts of the rule's clauses, then whether each is near: firms alike in them stand alike."""


def gaps_in_words(rule_code: str, standing: Standing, facts: Facts, as_of: AsOf) -> str:
    """Return the sentence of a firm that fails: what it lacks, with value and threshold."""
    rule, known = rule_for(rule_code, as_of), library()
    gaps = readings(rule, standing.distance.gaps, facts, as_of.on, known)
    settled = known.is_settled(rule, as_of=as_of.on)
    return explain.gaps_in_words(rule, gaps, known.facts, settled=settled)


def standings(rule_code: str, facts: Mapping[int, Facts], as_of: AsOf) -> dict[int, Standing]:
    """Return how each enterprise stands to a rule: judged as one population, the gaps of failing clauses measured."""
    if not facts:
        return {}
    rule = rule_for(rule_code, as_of)
    measure = Measure(rule, as_of.on, library())
    frame = _frame(facts, facts_judged_on(rule, library(), as_of.on))
    judged = rules.evaluate_population(rule, frame, as_of.on, library(), only=_STANDING)
    ids = [clause.id for clause in rule.clauses]
    shares = [name.removeprefix("short.") for name in judged.columns if name.startswith("short.")]
    marks = [*(f"clause.{name}" for name in ids), *(f"near.{name}" for name in ids)]
    parts = [f"{group}.{name}" for name in shares for group in SHORTFALLS]
    outcomes: dict[tuple[bool | None, ...], list[tuple[Ternary, bool]]] = {}
    found = {}
    for key, verdict, near, *row in judged.select("key", "verdict", "nearly", *marks, *parts).iter_rows():
        pattern, missed = tuple(row[: len(marks)]), row[len(marks) :]
        if pattern not in outcomes:
            verdicts_of, nears_of = pattern[: len(ids)], pattern[len(ids) :]
            outcomes[pattern] = [(_ternary(v), bool(n)) for v, n in zip(verdicts_of, nears_of, strict=True)]
        gaps = dict(zip(shares, zip(missed[::2], missed[1::2], strict=True), strict=True))
        away = measure.distance(outcomes[pattern], facts[int(key)], gaps)
        found[int(key)] = Standing(_ternary(verdict), near, away, pattern)
    return found


def last_fiscal_year(on: date) -> int:
    """Return the fiscal year that counts as 最近一年 for a case judged on the day: the last closed one."""
    return on.year - 1


def closed_years(on: date, count: int) -> tuple[int, ...]:
    """Return the last `count` closed fiscal years before the day, earliest first; the year of the day is not one."""
    return tuple(range(on.year - count, on.year))


def _frame(facts: Mapping[int, Facts], only: Collection[str] | None = None) -> pl.DataFrame:
    return rules.population_frame(((str(pk), known) for pk, known in facts.items()), only)


def _ternary(value: bool | None) -> Ternary:
    return Ternary.UNKNOWN if value is None else Ternary.of(value)
