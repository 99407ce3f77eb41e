"""What the columns engine stands on: three-valued logic in Polars, exact integers, and an honest frame."""

import textwrap
from datetime import date

import polars as pl
import pytest

from tests.factories.rules import AS_OF, clause, firm, library, pack
from tidu.rules import Facts, InvalidFacts, NoVersionInForce, evaluate_population, population_frame
from tidu.rules.engines.columns import TooWide
from tidu.rules.engines.columns.integers import Whole, product, total
from tidu.rules.engines.columns.layers import Layers, taken

COUNT = "sum(staff, last 3 years) >= 3人"


def test_polars_combines_nullable_booleans_as_the_law_does():
    values = [True, False, None]
    pairs = [(a, b) for a in values for b in values]
    frame = pl.DataFrame({"a": [a for a, _ in pairs], "b": [b for _, b in pairs]})
    both, either, other = frame.select(
        (pl.col("a") & pl.col("b")).alias("both"),
        (pl.col("a") | pl.col("b")).alias("either"),
        (~pl.col("a")).alias("not"),
    )
    assert both.to_list() == [True, False, None, False, False, False, None, False, None]
    assert either.to_list() == [True, True, True, True, False, None, True, None, None]
    assert other.to_list() == [False, False, False, True, True, True, None, None, None]


def test_a_product_moves_to_128_bits_only_when_it_must():
    frame = pl.DataFrame({"x": [3_000_000_000], "y": [4_000_000_000]})
    narrow = product(Whole(pl.col("x"), 3_000_000_000), Whole.constant(3))
    wide = product(Whole(pl.col("x"), 3_000_000_000), Whole(pl.col("y"), 4_000_000_000))
    found = frame.select(narrow.expression().alias("narrow"), wide.expression().alias("wide"))
    assert found.schema == {"narrow": pl.Int64, "wide": pl.Int128}
    assert found.row(0) == (9_000_000_000, 12 * 10**18)


def test_a_product_that_could_leave_128_bits_is_refused_before_it_is_computed():
    huge = Whole(pl.col("x"), 10**30)
    with pytest.raises(TooWide, match="128 位整数"):
        product(huge, huge)


def test_constants_are_folded():
    assert product(Whole.constant(6), Whole.constant(-7)).value == -42
    assert total(Whole.constant(6), Whole.constant(-7)).value == -1


def test_layers_read_only_what_stands_before_them():
    layers = Layers()
    doubled = layers.keep(pl.col("x") * 2)
    more = layers.keep(doubled + 1)
    assert layers.keep(more) is more
    frame = taken(pl.DataFrame({"x": [1, 2]}), layers.steps(["x", more.meta.output_name()]))
    assert frame.to_series(1).to_list() == [3, 5]


def test_the_frame_has_one_column_per_scalar_and_per_fact_and_year():
    one = firm(
        date(2018, 3, 1),
        resident=True,
        industry="电子",
        patents=3,
        years={2024: {"revenue": 5}, 2023: {"revenue": None}},
    )
    frame = population_frame([("甲", one), ("乙", Facts({"resident": None}, {2023: {"revenue": 7}}))])
    assert frame.schema == {
        "key": pl.String,
        "registered_on": pl.Date,
        "resident": pl.Boolean,
        "industry": pl.String,
        "patents": pl.Int64,
        "revenue@2024": pl.Int64,
        "revenue@2023": pl.Int64,
    }
    assert frame.row(1) == ("乙", None, None, None, None, None, 7)


def test_a_key_stands_once():
    with pytest.raises(InvalidFacts, match="企业 甲 出现两次"):
        population_frame([("甲", Facts()), ("甲", Facts())])


@pytest.mark.parametrize(
    ("column", "complaint"),
    [
        (pl.Series("staff@2024", [1.0]), "列 staff@2024 的类型是 Float64，应为 Int64"),
        (pl.Series("registered_on", ["2024-01-01"]), "列 registered_on 的类型是 String，应为 Date"),
        (pl.Series("staff@2024", [10**16]), "超出可能范围"),
        (pl.Series("staff@2024", [-(10**16)]), "超出可能范围"),
    ],
)
def test_a_frame_of_wrong_types_or_sizes_is_refused(tmp_path, column, complaint):
    loaded = library(tmp_path, pack(clause(COUNT)))
    frame = pl.DataFrame([pl.Series("key", ["甲"]), column])
    with pytest.raises(InvalidFacts) as caught:
        evaluate_population(loaded.rule("the.rule", on=AS_OF), frame, AS_OF, loaded)
    assert complaint in str(caught.value)


def test_the_result_counts_failing_unknown_and_pending_clauses(tmp_path):
    text = """
    conditions:
      - {id: a, label: 甲, article: 一, says: 甲, require: "staff[last year] >= 10人"}
      - {id: b, label: 乙, article: 二, says: 乙, require: "patents >= 10件"}
      - {id: c, label: 丙, article: 三, says: 丙, require: "opinion > 70分", by_experts: opinion}
    """
    loaded = library(tmp_path, pack(textwrap.dedent(text)))
    rule = loaded.rule("the.rule", on=AS_OF)
    cases = {
        "all hold": firm(patents=10, years={2024: {"staff": 10}}),
        "one near": firm(patents=9, opinion=71, years={2024: {"staff": 10}}),
        "one unknown": firm(opinion=70, years={2024: {"staff": 10}}),
    }
    found = evaluate_population(rule, population_frame(cases.items()), AS_OF, loaded)
    kept = found.select("key", "verdict", "nearly", "failing", "unknown", "pending").rows()
    assert kept == [
        ("all hold", True, False, 0, 0, True),
        ("one near", False, True, 1, 0, False),
        ("one unknown", False, False, 1, 1, False),
    ]


def test_an_empty_population_gives_an_empty_result(tmp_path):
    loaded = library(tmp_path, pack(clause(COUNT)))
    frame = pl.DataFrame(schema={"key": pl.String, "registered_on": pl.Date, "staff@2024": pl.Int64})
    result = evaluate_population(loaded.rule("the.rule", on=AS_OF), frame, AS_OF, loaded)
    assert result.height == 0
    assert "clause.it" in result.columns


def test_a_rule_that_does_not_exist_is_named(tmp_path):
    with pytest.raises(NoVersionInForce):
        library(tmp_path, pack(clause(COUNT))).applicable("no.rule", as_of=AS_OF)
