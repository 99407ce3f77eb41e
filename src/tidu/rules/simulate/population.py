"""A population on one day, and the one place where rules are judged over it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Final

import polars as pl

from tidu.rules.engines.columns import CheckedFrame, evaluate_population, judge_reforms
from tidu.rules.model.library import Library, NoVersionInForce
from tidu.rules.model.rule import Rule


@dataclass(frozen=True)
class FirmFrame:
    """The facts of all firms on a day, and the groups they belong to.

    `frame` is a population frame as the columns engine reads it. `groups` has the same keys in the same order and
    one String column per way of grouping (township, industry); null is 缺数, a group of its own. `bases` keeps who has
    anything that a rule's money is reckoned from, by the fingerprint of that question: no reform changes it.
    """

    frame: pl.DataFrame
    as_of: date
    library: Library
    groups: pl.DataFrame = field(default_factory=pl.DataFrame)
    bases: dict[str, pl.Series] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def checked(self) -> CheckedFrame:
        """The frame, checked once for all rules and reforms that are judged over it."""
        return CheckedFrame(self.frame)


READ: Final = frozenset({"verdict", "nearly", "pending", "output", "most"})
"""The groups of result columns that costs are made of; the others are not computed."""


def judged(rules: Sequence[Rule], population: FirmFrame) -> list[pl.DataFrame]:
    """Return for each rule its verdict, nearness and outputs; rules that are the same are judged once.

    All that reform a rule in use are judged in one pass with it and share what they have in common.
    """
    wanted = {rule.fingerprint: rule for rule in rules}
    in_use = _in_use(rules, population)
    reforms = {
        fingerprint: {rule.code: _change(rule, in_use[rule.code])}
        for fingerprint, rule in wanted.items()
        if rule.code in in_use
    }
    found = judge_reforms(
        population.checked, in_use, reforms, as_of=population.as_of, library=population.library, only=READ
    )
    results = {fingerprint: found.reformed(fingerprint, wanted[fingerprint].code) for fingerprint in reforms}
    for fingerprint, rule in wanted.items():
        if rule.code not in in_use:
            results[fingerprint] = evaluate_population(
                rule, population.checked, population.as_of, population.library, only=READ
            )
    return [results[rule.fingerprint] for rule in rules]


def _in_use(rules: Sequence[Rule], population: FirmFrame) -> dict[str, Rule]:
    """Return the version that applies on the day of every rule that has one there, by code."""
    found = {}
    for code in dict.fromkeys(rule.code for rule in rules):
        with suppress(NoVersionInForce):
            found[code] = population.library.applicable(code, as_of=population.as_of)
    return found


def _change(rule: Rule, in_use: Rule) -> Mapping[str, Fraction] | Rule:
    """Return the parameters in which a rule differs from the one in use; of another text, the rule itself."""
    if rule.text != in_use.text:
        return rule
    return {name: rule.value(name) for name in rule.kinds if rule.value(name) != in_use.value(name)}
