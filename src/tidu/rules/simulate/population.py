"""A population on one day, and the one place where rules are judged over it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from tidu.rules.engines.columns import evaluate_population
from tidu.rules.model.library import Library
from tidu.rules.model.rule import Rule


@dataclass(frozen=True)
class Population:
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


def judged(rules: Sequence[Rule], population: Population) -> list[pl.DataFrame]:
    """Return for each rule what `evaluate_population` gives, rules that are the same being judged once."""
    results: dict[str, pl.DataFrame] = {}
    for rule in rules:
        if rule.fingerprint not in results:
            results[rule.fingerprint] = evaluate_population(
                rule, population.frame, population.as_of, population.library
            )
    return [results[rule.fingerprint] for rule in rules]
