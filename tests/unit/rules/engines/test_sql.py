"""What the SQL engine stands on: three-valued logic in SQL, exact integers, readable layers, a closed database."""

from __future__ import annotations

import dataclasses
import textwrap
from contextlib import suppress
from datetime import date
from fractions import Fraction

import duckdb
import polars as pl
import pytest
import sqlglot
from sqlglot import exp

from tests.factories.rules import AS_OF, clause, firm, library, pack
from tidu import policies
from tidu.rules import (
    Facts,
    InvalidFacts,
    NoVersionInForce,
    evaluate_population,
    load_library,
    population_frame,
)
from tidu.rules.engines.columns import TooWide
from tidu.rules.engines.sql import DIALECTS, Shape, SqlEngine, evaluate_in_sql, statement, text
from tidu.rules.engines.sql.duck import opened
from tidu.rules.engines.sql.integers import (
    Whole,
    negative,
    product,
    quotient,
    remainder,
    size,
    total,
    winner,
)
from tidu.rules.engines.sql.layers import Layers, Phase
from tidu.rules.engines.sql.shape import column
from tidu.rules.engines.sql.truth import count, decided, fails, holds, is_known, is_unknown, when
from tidu.rules.model.conditions import Operator, Ternary, TextIs
from tidu.rules.model.kinds import Kind
from tidu.rules.model.numbers import Literal, ScalarFact
from tidu.rules.model.rule import Given, Output
from tidu.rules.model.tables import BestOf, LeastOf, Rate, Rounding

COUNT = "sum(staff, last 3 years) >= 3人"
YES, NO, OPEN = True, False, None


def answers(expressions: list[exp.Expr], frame: pl.DataFrame) -> list[tuple]:
    """What DuckDB makes of the expressions, row by row."""
    with opened(frame) as connection:
        return connection.sql(text(exp.select(*expressions).from_("population"))).fetchall()


def test_sql_combines_nullable_booleans_as_the_law_does():
    pairs = [(a, b) for a in (YES, NO, OPEN) for b in (YES, NO, OPEN)]
    a, b = column("a"), column("b")
    found = answers(
        [exp.and_(a, b), exp.or_(a, b), exp.not_(a)],
        pl.DataFrame({"a": [a for a, _ in pairs], "b": [b for _, b in pairs]}),
    )
    assert found == [
        (YES, YES, NO),
        (NO, YES, NO),
        (OPEN, YES, NO),
        (NO, YES, YES),
        (NO, NO, YES),
        (NO, OPEN, YES),
        (OPEN, YES, OPEN),
        (NO, OPEN, OPEN),
        (OPEN, OPEN, OPEN),
    ]


def test_no_choice_takes_unknown_for_false():
    a = column("a")
    found = answers(
        [when(a, 1, 2), decided(a, exp.not_(a)), holds(a), fails(a), is_known(a), count([a, a], "BIGINT")],
        pl.DataFrame({"a": [YES, NO, OPEN]}),
    )
    assert found == [
        (1, YES, YES, NO, YES, 2),
        (2, NO, NO, YES, YES, 0),
        (None, OPEN, NO, NO, NO, 0),
    ]


def test_asking_whether_a_compound_is_unknown_asks_about_all_of_it():
    frame = pl.DataFrame({"a": [YES, OPEN]})
    assert answers([is_unknown(exp.not_(column("a")))], frame) == [(NO,), (YES,)]


@pytest.mark.parametrize(("operator", "expected"), [(Operator.AT_LEAST, 7), (Operator.AT_MOST, 3)])
def test_the_winner_is_unknown_where_a_rival_is(operator, expected):
    won = winner(Whole(column("x"), 7), operator, Whole(column("y"), 7))
    frame = pl.DataFrame({"x": [3, 7, 3, None], "y": [7, 3, None, 3]})
    assert [row for (row,) in answers([won.written()], frame)] == [expected, expected, None, None]


def test_a_product_moves_to_128_bits_only_when_it_must():
    frame = pl.DataFrame({"x": [3_000_000_000], "y": [4_000_000_000]})
    narrow = product(Whole(column("x"), 3_000_000_000), Whole.constant(3))
    wide = product(Whole(column("x"), 3_000_000_000), Whole(column("y"), 4_000_000_000))
    assert "INT128" not in narrow.written().sql("duckdb")
    assert wide.written().sql("duckdb") == 'CAST("x" AS INT128) * CAST("y" AS INT128)'
    assert answers([narrow.written(), wide.written()], frame) == [(9_000_000_000, 12 * 10**18)]


def test_what_is_already_wide_is_not_cast_again():
    assert Whole(column("x"), 10**20).written(10**30) == column("x")


def test_a_number_of_more_than_38_digits_is_refused_before_it_is_computed():
    huge = Whole(column("x"), 10**30)
    assert product(Whole(column("x"), 10**19), Whole(column("x"), 10**18)).most == 10**37
    with pytest.raises(TooWide, match="38 位整数"):
        product(huge, huge)


def test_a_dividend_of_more_than_32_digits_is_refused():
    with pytest.raises(TooWide, match="32 位整数"):
        quotient(Whole(column("x"), 10**32), Whole.constant(3))


def test_an_output_of_more_than_64_bits_is_refused(tmp_path):
    body = clause(COUNT) + "outputs:\n  most: {label: 甲, is: 'sum(revenue, last 3 years)', given: always}\n"
    loaded = library(tmp_path, pack(body))
    rule = loaded.rule("the.rule", on=AS_OF)
    columns = frozenset({"registered_on", "revenue@2022", "revenue@2023", "revenue@2024"})
    with pytest.raises(TooWide, match="结果 most 可能超出 64 位整数"):
        statement(rule, AS_OF, loaded, Shape(columns, {"revenue@2024": 2**63}))


def test_constants_are_folded():
    six, minus = Whole.constant(6), Whole.constant(-7)
    assert product(six, minus).value == -42
    assert total(six, minus).value == -1
    assert size(minus).value == 7
    assert negative(six).value == -6
    assert quotient(Whole.constant(7), Whole.constant(2)).value == 3
    assert remainder(Whole.constant(7), Whole.constant(2)).value == 1
    assert winner(six, Operator.AT_LEAST, minus) is six
    assert winner(six, Operator.AT_MOST, minus) is minus


def test_layers_read_only_what_stands_before_them():
    layers = Layers(Shape(frozenset({"patents"})), AS_OF)
    patents = layers.input("patents", Kind.COUNT)
    doubled = layers.keep(Phase.QUANTITIES, "the double", patents * 2)
    more = layers.keep(Phase.CLAUSES, "the sum", doubled + layers.input("staff", Kind.COUNT, 2024))
    late = layers.keep(Phase.QUANTITIES, "the late", more * 2)
    assert layers.keep(Phase.DECISION, "another name", patents * 2) == doubled
    assert layers.keep(Phase.DECISION, "the double", patents * 3).name == "the double 2"
    assert layers.keep(Phase.DECISION, "any", late) is late
    query = layers.select({"it": late})
    assert [part.alias for part in query.ctes] == [
        "inputs", "quantities_1", "clauses_1", "clauses_2", "decision_1",
    ]  # fmt: skip
    with opened(pl.DataFrame({"key": ["甲"], "patents": [4]})) as connection:
        assert connection.sql(text(query)).fetchall() == [("甲", None)]


CASES = {
    "甲": firm(patents=10, industry="a'b\\c", opinion=71, resident=True, years={2024: {"staff": 10}}),
    "乙": firm(date(2024, 3, 1), patents=9, industry="甲", years={2024: {"staff": None}}),
    "丙": Facts({"registered_on": None, "patents": 0}),
}


@pytest.fixture
def judged(tmp_path):
    body = """
    conditions:
      - {id: a, label: 甲, article: 一, says: 甲, require: "staff[last year] >= 10人"}
      - {id: b, label: 乙, article: 二, says: 乙, require: "patents >= 10件"}
      - {id: c, label: 丙, article: 三, says: 丙, require: "opinion > 70分", by_experts: opinion}
      - {id: d, label: 丁, article: 四, says: 丁, require: "days_since(registered_on) >= 365天"}
    outputs:
      grant: {label: 奖励, article: 第五条, rate: {of: "staff[last year]", at: 50%, rounding: half_even, cap: 100人}, given: entitled}
    """
    loaded = library(tmp_path, pack(textwrap.dedent(body)))
    return loaded.rule("the.rule", on=AS_OF), loaded


def test_the_result_has_the_columns_the_columns_engine_gives(judged):
    rule, loaded = judged
    frame = population_frame(CASES.items())
    expected = evaluate_population(rule, frame, AS_OF, loaded)
    found = evaluate_in_sql(rule, frame, AS_OF, loaded)
    assert set(found.columns) == set(expected.columns)
    assert found.select(expected.columns).equals(expected)
    assert found.select(expected.columns).schema == expected.schema


def test_a_parquet_snapshot_is_judged_as_its_frame_is(judged, tmp_path):
    rule, loaded = judged
    frame = population_frame(CASES.items())
    frame.write_parquet(tmp_path / "snapshot.parquet")
    found = evaluate_in_sql(rule, tmp_path / "snapshot.parquet", AS_OF, loaded)
    assert found.equals(evaluate_in_sql(rule, frame, AS_OF, loaded))


def test_rows_keep_their_order(judged):
    rule, loaded = judged
    keys = [str(number * 7919 % 300_007) for number in range(300_000)]
    frame = pl.DataFrame({"key": keys}).with_columns(pl.lit(3, dtype=pl.Int64).alias("patents"))
    assert evaluate_in_sql(rule, frame, AS_OF, loaded)["key"].to_list() == keys


def test_an_empty_population_gives_an_empty_result(judged):
    rule, loaded = judged
    frame = pl.DataFrame(schema={"key": pl.String, "registered_on": pl.Date, "staff@2024": pl.Int64})
    found = evaluate_in_sql(rule, frame, AS_OF, loaded)
    assert found.height == 0
    assert found.schema["output.grant"] == pl.Int64


@pytest.mark.parametrize(
    ("series", "complaint"),
    [
        (pl.Series("staff@2024", [1.0]), "列 staff@2024 的类型是 Float64，应为 Int64"),
        (pl.Series("registered_on", ["2024-01-01"]), "列 registered_on 的类型是 String，应为 Date"),
        (pl.Series("staff@2024", [10**16]), "超出可能范围"),
        (pl.Series("staff@2024", [-(10**16)]), "超出可能范围"),
    ],
)
def test_a_population_of_wrong_types_or_sizes_is_refused(judged, tmp_path, series, complaint):
    rule, loaded = judged
    pl.DataFrame([pl.Series("key", ["甲"]), series]).write_parquet(tmp_path / "snapshot.parquet")
    with pytest.raises(InvalidFacts) as caught:
        evaluate_in_sql(rule, tmp_path / "snapshot.parquet", AS_OF, loaded)
    assert complaint in str(caught.value)


def test_the_database_sees_nothing_but_the_population(tmp_path):
    frame, path, other = pl.DataFrame({"key": ["甲"]}), tmp_path / "a.parquet", tmp_path / "b.parquet"
    frame.write_parquet(path)
    frame.write_parquet(other)
    for population in (frame, path):
        with opened(population) as connection:
            assert connection.sql("FROM population").fetchall() == [("甲",)]
            with pytest.raises(duckdb.PermissionException, match="disabled by configuration"):
                connection.read_parquet(str(other)).fetchall()
            settings = "SELECT value FROM duckdb_settings() WHERE name LIKE 'auto%known_extensions'"
            assert connection.sql(settings).fetchall() == [("false",), ("false",)]


@pytest.mark.parametrize("word", ["a'b", "a\\b", "甲'; DROP TABLE population; --", 'a"b`c'])
def test_a_word_of_the_rule_stays_a_word(tmp_path, word):
    loaded = library(tmp_path, pack(clause(COUNT)))
    rule = loaded.rule("the.rule", on=AS_OF)
    asked = dataclasses.replace(rule.clause("it"), require=TextIs("industry", (word,)))
    rule = dataclasses.replace(rule, clauses=(asked,))
    cases = {"it": Facts({"industry": word}), "other": Facts({"industry": "乙"}), "none": Facts()}
    found = SqlEngine().outcomes(rule, cases, AS_OF, loaded)
    assert [found[key].verdict for key in cases] == [Ternary.YES, Ternary.NO, Ternary.UNKNOWN]


@pytest.mark.parametrize(
    ("rounding", "expected"),
    [
        ("down", [0, 1, 1, 2, -1, -1, None]),
        ("up", [1, 1, 2, 3, -2, -1, None]),
        ("half_up", [1, 1, 2, 3, -2, -1, None]),
        ("half_even", [0, 1, 2, 2, -2, -1, None]),
    ],
)
def test_ties_and_signs_are_rounded_as_the_name_says(tmp_path, rounding, expected):
    loaded = library(tmp_path, pack(clause(COUNT)))
    half = Rate(
        of=ScalarFact("patents", Kind.COUNT),
        at=Literal(Fraction(1, 2), Kind.RATIO),
        floor=Literal(Fraction(-10), Kind.COUNT),
        cap=None,
        rounding=Rounding(rounding),
    )
    output = Output(name="half", label="半", of=half, given=Given.ALWAYS)
    rule = dataclasses.replace(loaded.rule("the.rule", on=AS_OF), outputs=(output,))
    values = [1, 2, 3, 5, -3, -2, None]
    cases = {str(value): firm(patents=value) for value in values}
    found = SqlEngine().outcomes(rule, cases, AS_OF, loaded)
    assert [found[str(value)].outputs["half"] for value in values] == expected


def test_amounts_of_nothing_but_constants_are_computed(tmp_path):
    three, five = (Literal(Fraction(value), Kind.COUNT) for value in (3, 5))
    half = {"at": Literal(Fraction(1, 2), Kind.RATIO), "floor": three, "cap": five}
    made = {
        "best": BestOf((three, five)),
        "least": LeastOf((three, five)),
        **{f"rate_{mode}": Rate(of=five, **half, rounding=mode) for mode in Rounding},
    }
    rule, loaded = lone_rule(tmp_path)
    outputs = [Output(name=name, label="甲", of=of, given=Given.ALWAYS) for name, of in made.items()]
    rule = dataclasses.replace(rule, outputs=tuple(outputs))
    found = SqlEngine().outcomes(rule, {"it": Facts()}, AS_OF, loaded)
    assert found["it"].outputs == {
        "best": 5, "least": 3, "rate_down": 3, "rate_up": 3, "rate_half_up": 3, "rate_half_even": 3,
    }  # fmt: skip


def lone_rule(folder):
    loaded = library(folder, pack(clause(COUNT)))
    return loaded.rule("the.rule", on=AS_OF), loaded


def every_statement():
    loaded = load_library(policies.FOLDER)
    for code in loaded.codes():
        for day in (AS_OF, date(2026, 6, 10)):
            with suppress(NoVersionInForce):
                yield code, statement(loaded.applicable(code, as_of=day), day, loaded)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_rule_is_written_in_every_dialect_as_it_is_meant(dialect):
    for code, query in every_statement():
        written = text(query, dialect)
        assert sqlglot.parse_one(written, dialect=dialect).sql(dialect, pretty=True) == written, code
        assert ("AS MATERIALIZED (" in written) is (dialect == "postgres")


def test_only_duckdb_is_told_of_128_bits():
    wide = exp.select((exp.cast(column("a"), "INT128") // column("b")).as_("c", quoted=True))
    assert "INT128" in text(wide)
    assert text(wide, "postgres") == 'SELECT\n  DIV(CAST("a" AS DECIMAL(38, 0)), "b") AS "c"'
    assert "INT128" not in text(wide, "spark")
    assert " DIV " not in text(wide, "spark")
