"""Rules kept word for word, and the way back from them to a rule that can be judged by."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from operator import itemgetter
from typing import Any

from django.db.models import QuerySet

from tidu.domain.rulebook.models import Kept, RuleSet, Scenario
from tidu.domain.rulebook.queries._library import library
from tidu.rules import Fact, Kind, Library, Rule, Vocabulary
from tidu.rules.language.folders import library_of
from tidu.rules.model.conditions import every_condition
from tidu.rules.model.exceptions import Exceptions
from tidu.rules.model.numbers import DaysBetween
from tidu.rules.model.sanity import Sanity


class ScenarioNotFound(LookupError):
    """Raised for a scenario that was never kept."""


ROW = (
    "code",
    "name",
    "place",
    "industry",
    "scale",
    "before",
    "after",
    "fen_before",
    "fen_after",
    "most_before",
    "most_after",
    "change",
)
"""What each row of a scenario's results holds, in order."""

Contents = tuple[list[str], list[dict[str, Any]]]


def scenarios() -> QuerySet[Scenario]:
    """Return what is listed of every scenario kept, newest first; the rows stay where they are."""
    return Scenario.objects.defer("results").order_by("-kept_at", "-pk")


def scenario(scenario_id: int) -> Scenario:
    """Return a scenario with its rule set; raise ScenarioNotFound."""
    found = Scenario.objects.select_related("rule_set", "inputs").filter(pk=scenario_id).first()
    if found is None:
        raise ScenarioNotFound(f"没有编号为 {scenario_id} 的测算方案。")
    return found


def contents_of(rule_code: str) -> Contents:
    """Return the texts of a rule and of all it refers to, in every version, and the facts of the vocabulary.

    Each fact stands there with the checks of what cannot be true of it: a number doubted today is doubted in a replay.
    """
    codes = sorted(_closure(rule_code, library()))
    texts = [rule.text for code in codes for rule in library().versions(code)]
    known = library().facts
    return texts, [_written(fact, known.sanities) for fact in known]


def fingerprint_of(contents: Contents) -> str:
    """Return the SHA-256 of a rule set."""
    written = json.dumps(contents, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(written.encode()).hexdigest()


def kept_library(rule_set: RuleSet) -> Library:
    """Return the rules as they were kept, whatever the packs say now."""
    facts = tuple(_read(fact) for fact in rule_set.facts)
    checks = sorted(
        (
            (check["place"], fact["name"], check)
            for fact in rule_set.facts
            for check in fact.get("checks", ())
        ),
        key=itemgetter(0, 1),
    )
    sanities = tuple(_check_read(name, check) for _, name, check in checks)
    return library_of(Vocabulary(facts, sanities=sanities), rule_set.texts)


def kept_rules(kept: Kept, rules: Library) -> tuple[Rule, Rule]:
    """Return the rule in force and the one with version and overlay, as they were when this was kept."""
    baseline = rules.applicable(kept.rule_code, as_of=kept.as_of_on)
    reform = baseline
    if kept.version:
        versions = {one.law.valid_from_on.isoformat(): one for one in rules.versions(kept.rule_code)}
        reform = versions[kept.version]
    return baseline, reform.read_on(kept.rule_on).reformed(overlay_read(kept.overlay))


def overlay_written(overlay: Mapping[str, Fraction]) -> dict[str, str]:
    """Return an overlay as it is stored: exact fractions as text."""
    return {name: str(value) for name, value in sorted(overlay.items())}


def overlay_read(stored: Mapping[str, str]) -> dict[str, Fraction]:
    """Return a stored overlay."""
    return {name: Fraction(text) for name, text in stored.items()}


def facts_read(rule: Rule, rules: Library, as_of: date) -> set[str]:
    """Return the names of all facts a rule and those it refers to can look at, the day of registration included."""
    names = {"registered_on"} | facts_named(rule)
    for code in rule.references:
        names |= facts_read(rules.applicable(code, as_of=as_of), rules, as_of)
    return names


def facts_judged_on(rule: Rule, rules: Library, as_of: date) -> set[str]:
    """Return the facts a rule can look at and those that can cast doubt on them: what it takes to judge it alike."""
    read = facts_read(rule, rules, as_of)
    related = ({*one.facts, one.of} for one in rules.facts.sanities if one.of)
    return read.union(*(names for names in related if names & read))


def facts_named(rule: Rule) -> set[str]:
    """Return the names of the facts that a rule itself looks at."""
    numbers = list(rule.every_number())
    specials = [one.when for number in numbers if isinstance(number, Exceptions) for one in number.specials]
    conditions = [*(clause.require for clause in rule.clauses), *specials]
    nodes = [node for condition in conditions for node in every_condition(condition)]
    days = {name for node in numbers if isinstance(node, DaysBetween) for name in (node.start, node.end)}
    return days | {name for node in (*nodes, *numbers) if (name := getattr(node, "fact", ""))}


def _closure(code: str, rules: Library) -> set[str]:
    found = {code}
    for rule in rules.versions(code):
        for other in rule.references:
            found |= _closure(other, rules)
    return found


def _written(fact: Fact, sanities: Sequence[Sanity]) -> dict[str, Any]:
    checks = [_check_written(at, one) for at, one in enumerate(sanities) if fact.name in one.facts]
    return {
        "checks": checks,
        "name": fact.name,
        "kind": str(fact.kind),
        "yearly": fact.yearly,
        "label": fact.label,
        "unit": fact.unit,
        "definition": fact.definition,
        "whom_to_ask": fact.whom_to_ask,
    }


def _read(stored: Mapping[str, Any]) -> Fact:
    told = {name: value for name, value in stored.items() if name != "checks"}
    return Fact(**{**told, "kind": Kind(stored["kind"])})


def _check_written(place: int, check: Sanity) -> dict[str, Any]:
    """Return a check as it is stored with each of its facts; the first to fail is the one whose reason is told."""
    until = check.valid_until_on
    return {
        "place": place,
        "id": check.id,
        "says": check.says,
        "least": check.least,
        "most": check.most,
        "times": str(check.times),
        "of": check.of,
        "not_ahead": check.not_ahead,
        "from": check.valid_from_on.isoformat(),
        "until": None if until is None else until.isoformat(),
        "last_checked_on": check.last_checked_on.isoformat(),
    }


def _check_read(fact: str, stored: Mapping[str, Any]) -> Sanity:
    until = stored["until"]
    return Sanity(
        id=stored["id"],
        facts=(fact,),
        says=stored["says"],
        least=stored["least"],
        most=stored["most"],
        times=Fraction(stored["times"]),
        of=stored["of"],
        not_ahead=stored.get("not_ahead", False),
        valid_from_on=date.fromisoformat(stored["from"]),
        valid_until_on=None if until is None else date.fromisoformat(until),
        last_checked_on=date.fromisoformat(stored["last_checked_on"]),
    )
