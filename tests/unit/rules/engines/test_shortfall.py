"""By how much a comparison is missed, as a share of its threshold: worked out by hand, for whole populations."""

from __future__ import annotations

from fractions import Fraction

import polars as pl
import pytest

from tests.factories.rules import AS_OF, clause, firm, library, pack
from tidu.rules import population_frame
from tidu.rules.engines.columns import evaluate_population


def shares(folder, require, *firms, **more):
    """Distance over size for each firm, None where a side is unknown; None at all where a clause has no distance."""
    known = library(folder, pack(clause(require, **more)))
    frame = population_frame((str(at), facts) for at, facts in enumerate(firms))
    found = evaluate_population(
        known.rule("the.rule", on=AS_OF), frame, AS_OF, known, only={"short", "whole"}
    )
    if "short.it" not in found.columns:
        return None
    assert found.schema["short.it"] == found.schema["whole.it"] == pl.Int128
    rows = zip(found["short.it"], found["whole.it"], strict=True)
    return [None if None in pair else Fraction(*pair) for pair in rows]


def year(**values):
    return firm(years={2024: values}, patents=1)


@pytest.mark.parametrize(
    ("require", "where", "years", "expected"),
    [
        # 8 of 10 yuan is short by a fifth, 12 of 10 is over by a fifth: the size alone is told
        ("revenue[last year] >= t", "{t: 10元}", [{"revenue": 800}, {"revenue": 1200}, {"revenue": None}],
         [Fraction(1, 5), Fraction(1, 5), None]),
        # 4 % of 5 % is short by a fifth, whatever the amounts are
        ("ratio(rd[last year], revenue[last year]) >= t", "{t: 5%}",
         [{"rd": 4, "revenue": 100}, {"rd": 0, "revenue": 7}, {"rd": 5, "revenue": 0}], [Fraction(1, 5), Fraction(1), None]),
        # against a threshold of nought the distance itself counts: 3 yuan below are 300 fen
        ("revenue[last year] > t", "{t: 0元}", [{"revenue": -300}, {"revenue": 0}], [Fraction(300), Fraction(0)]),
        # against what is nought for one firm and 2 yuan for another
        ("revenue[last year] >= rd[last year]", "{}", [{"revenue": -300, "rd": 0}, {"revenue": 100, "rd": 200}],
         [Fraction(300), Fraction(1, 2)]),
        # what is no year's is always there to be compared
        ("patents >= t", "{t: 4件}", [{}], [Fraction(3, 4)]),
        # a mean of two years, one of them before the firm was founded: over 1
        ("mean(staff, last 2 years) >= t", "{t: 4人}", [{"staff": 3}], [None]),
        ("mean(staff, last 1 years) >= t", "{t: 4人}", [{"staff": 3}], [Fraction(1, 4)]),
        ("ratio(rd[last year], revenue[last year]) >= ratio(staff[last year], t)", "{t: 10人}",
         [{"rd": 10, "revenue": 100, "staff": 5}, {"rd": 10, "revenue": 100, "staff": 0}], [Fraction(4, 5), Fraction(1, 10)]),
    ],
)  # fmt: skip
def test_the_distance_is_a_share_of_the_threshold(tmp_path, require, where, years, expected):
    more = {} if where == "{}" else {"where": where}
    assert shares(tmp_path, require, *(year(**one) for one in years), **more) == expected


@pytest.mark.parametrize(
    "require",
    [
        "growth(rd[last year], rd[year before]) >= 5%",
        "registered_on < 2020-01-01",
        "resident",
        "revenue[last year] >= 1元 and rd[last year] >= 1元",
    ],
)
def test_what_is_no_single_comparison_of_sizes_has_no_distance(tmp_path, require):
    assert shares(tmp_path, require, year(rd=1, revenue=1)) is None


def test_a_population_is_put_in_columns_as_far_as_asked():
    facts = firm(resident=True, years={2024: {"rd": 1, "staff": 2}})
    assert population_frame([("a", facts)], only={"resident", "staff"}).columns == [
        "key",
        "resident",
        "staff@2024",
    ]
