"""Plans are remembered between populations, and no answer may depend on it."""

import textwrap
from fractions import Fraction

import polars as pl
import pytest

from tests.factories.rules import AS_OF, clause, firm, library, pack
from tidu.rules import evaluate_population, population_frame
from tidu.rules.engines.columns import plans

RATE = """
parameters:
  rate: {label: 比例, value: 50%, article: 五}
conditions:
  - {id: it, label: 某条件, article: 一, says: 须满足, require: "rd[last year] >= least", where: {least: 1元}}
outputs:
  amount: {label: 金额, given: always, rate: {of: "rd[last year]", at: rate, rounding: down}}
"""


def amounts(loaded, *values):
    frame = population_frame((str(n), firm(years={2024: {"rd": value}})) for n, value in enumerate(values))
    return evaluate_population(loaded.applicable("the.rule", as_of=AS_OF), frame, AS_OF, loaded)[
        "output.amount"
    ].to_list()


def test_a_later_population_of_other_numbers_gets_its_own_answers(tmp_path):
    loaded = library(tmp_path, pack(RATE))
    assert amounts(loaded, 100, 7) == [50, 3]
    assert amounts(loaded, 101, None) == [50, None]
    assert amounts(loaded, 10**16 - 2, -8) == [(10**16 - 2) // 2, 0]
    assert amounts(loaded, 100, 7) == [50, 3]


def test_a_rule_of_the_same_name_in_another_library_is_another_rule(tmp_path):
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
    loaded = library(tmp_path / "one", pack(RATE))
    other = library(tmp_path / "other", pack(RATE.replace("50%, article", "10%, article")))
    assert amounts(loaded, 100) == [50]
    assert amounts(other, 100) == [10]


def test_a_reformed_rule_is_not_taken_for_the_rule(tmp_path):
    loaded = library(tmp_path, pack(RATE))
    rule = loaded.applicable("the.rule", as_of=AS_OF)
    frame = population_frame([("甲", firm(years={2024: {"rd": 100}}))])
    found = [
        evaluate_population(one, frame, AS_OF, loaded)["output.amount"].item()
        for one in (rule, rule.reformed({"rate": Fraction(1, 4)}), rule)
    ]
    assert found == [50, 25, 50]


def test_the_oldest_plans_are_forgotten(tmp_path, monkeypatch):
    monkeypatch.setattr(plans, "_PLANS", remembered := {})
    monkeypatch.setattr(plans, "_MOST_PLANS", 2)
    loaded = library(tmp_path, pack(RATE))
    for size in (1, 2**10, 2**20, 2**30):
        assert amounts(loaded, size) == [size // 2]
    assert len(remembered) == 2


@pytest.mark.parametrize(
    ("rd", "revenue", "points"),
    [
        (50, 100, 9), (49, 100, 4), (10**15 + 1, 2 * 10**15 + 2, 9), (10**15, 2 * 10**15 + 1, 4),
        (10, 100, 1), (11, 100, 4), (10**14 + 1, 10**15, 4), (10**14, 10**15, 1),
        (-50, 100, 1), (5, 0, 1), (5, -10, 1), (None, 100, None), (5, None, None),
    ],
)  # fmt: skip
def test_a_share_stands_in_its_row_to_the_last_fen(tmp_path, rd, revenue, points):
    table = """
    define:
      points:
        label: 分数
        article: 第二条
        of: ratio(rd[last year], revenue[last year])
        table: [{from: 50%, 含: true, is: 9}, {from: 10%, 含: false, is: 4}, {is: 1}]
    outputs:
      points: {label: 分数, given: always, is: points}
    """
    loaded = library(tmp_path, pack(textwrap.dedent(table) + clause("staff[last year] >= 0人")))
    frame = population_frame([("甲", firm(years={2024: {"rd": rd, "revenue": revenue}}))])
    found = evaluate_population(loaded.applicable("the.rule", as_of=AS_OF), frame, AS_OF, loaded)
    assert found.schema["output.points"] == pl.Int64
    assert found["output.points"].item() == points
