"""What one rule costs over a population: who gets what for sure, and what could come on top."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import polars as pl

from tidu.rules.model.conditions import AllOf, ClauseRef, Compare, Operator
from tidu.rules.model.numbers import Literal, ParameterValue, every_number
from tidu.rules.model.rule import Clause, Output, Rule, money_output
from tidu.rules.model.standing import Standing
from tidu.rules.model.tables import Rate
from tidu.rules.simulate.concentration import Concentration, concentration
from tidu.rules.simulate.population import FirmFrame, judged


@dataclass(frozen=True)
class Cost:
    """Money in fen. `possible` is what open firms could get at most; `unbounded` of them have no such bound."""

    certain: int
    possible: int
    unbounded: int
    firms: int
    paid: int
    counts: dict[Standing, int]

    @property
    def at_most(self) -> int | None:
        """The most it can cost, None where some firm's money has no bound."""
        return None if self.unbounded else self.certain + self.possible


@dataclass(frozen=True)
class Costing:
    """One rule over one population.

    `rows` has one row per firm in the population's order:

        key       as given
        standing  String, a Standing
        certain   Int64 fen, never null: what the firm gets for sure, 0 while that is open
        possible  Int64 fen: what an open firm gets at most, null without a bound; 0 where nothing is open
        open      Boolean: data or an expert's word is missing to settle the amount
    """

    rule: Rule
    output: Output | None
    rows: pl.DataFrame

    @cached_property
    def cost(self) -> Cost:
        """The whole county's."""
        return costs(self.rows)

    @cached_property
    def concentration(self) -> Concentration | None:
        """How concentrated the certain money is over those who get any, None where nobody does."""
        return concentration(self.rows["certain"])

    @cached_property
    def cap(self) -> int | None:
        """The most one firm can get, in fen; None where the rule states no such number."""
        rate = self.output.of if self.output else None
        limit = rate.cap if isinstance(rate, Rate) else None
        if isinstance(limit, ParameterValue):
            return int(self.rule.value(limit.name))
        return int(limit.value) if isinstance(limit, Literal) else None


def cost_of(rules: Sequence[Rule], population: FirmFrame) -> list[Costing]:
    """Return what each rule costs; all are judged over the same frame."""
    bases = [_base_rule(rule) for rule in rules]
    asked = [*rules, *(base for base in bases if base and base.fingerprint not in population.bases)]
    results = dict(zip((rule.fingerprint for rule in asked), judged(asked, population), strict=True))
    for base in asked[len(rules) :]:
        population.bases[base.fingerprint] = results[base.fingerprint]["verdict"]
    return [
        _costing(rule, results[rule.fingerprint], population.bases[base.fingerprint] if base else None)
        for rule, base in zip(rules, bases, strict=True)
    ]


def costs(rows: pl.DataFrame) -> Cost:
    """Return the cost of some rows of a costing."""
    return cost_in(rows.select(cost_sums()).row(0, named=True))


def cost_sums(suffix: str = "") -> list[pl.Expr]:
    """Return the sums that make a cost, each named with `suffix` as are the columns it reads; sums take 128 bits."""
    certain, possible, standing = (
        pl.col(f"{column}{suffix}") for column in ("certain", "possible", "standing")
    )
    sums = {
        "certain": certain.cast(pl.Int128).sum(),
        "possible": possible.cast(pl.Int128).sum(),
        "unbounded": possible.is_null().sum(),
        "firms": pl.len(),
        "paid": (certain > 0).sum(),
        **{str(one): (standing == str(one)).sum() for one in Standing},
    }
    return [expression.alias(f"{name}{suffix}") for name, expression in sums.items()]


def cost_in(sums: Mapping[str, int], suffix: str = "") -> Cost:
    """Return the cost that a row of `cost_sums` makes."""
    return Cost(
        certain=sums[f"certain{suffix}"],
        possible=sums[f"possible{suffix}"],
        unbounded=sums[f"unbounded{suffix}"],
        firms=sums[f"firms{suffix}"],
        paid=sums[f"paid{suffix}"],
        counts={one: sums[f"{one}{suffix}"] for one in Standing},
    )


def _costing(rule: Rule, result: pl.DataFrame, base: pl.Series | None) -> Costing:
    costing = Costing(rule, money_output(rule), result.select("key"))
    nothing = pl.lit(0, dtype=pl.Int64)
    amount, most = nothing, nothing
    if costing.output is not None:
        amount, most = pl.col(f"output.{costing.output.name}"), pl.col(f"most.{costing.output.name}")
    touched = pl.lit(value=True) if base is None else pl.col("touched")
    frame = result if base is None else result.with_columns(base.alias("touched"))
    # An amount of what is not there (no such fiscal year) is nothing, not unknown.
    missing = amount.is_null() & ~(~touched & pl.col("verdict").is_not_null()).fill_null(value=False)
    unsettled = missing if costing.output else pl.col("verdict").is_null()
    is_open = unsettled | (pl.col("pending") & pl.col("verdict").fill_null(value=False))
    known = frame.with_columns(open=is_open, amount=amount.fill_null(0), most=most)
    settled = known.select(
        "key",
        _standing(costing.cap, touched).alias("standing"),
        pl.when("open").then(nothing).otherwise(pl.col("amount")).alias("certain"),
        pl.when("open").then(pl.col("most")).otherwise(nothing).alias("possible"),
        "open",
    )
    return Costing(rule, costing.output, settled)


def _standing(cap: int | None, touched: pl.Expr) -> pl.Expr:
    """Return where each firm stands. Money decides where there is any, else the verdict."""
    capped = pl.lit(value=False) if cap is None else (pl.col("amount") >= cap) & (pl.col("amount") > 0)
    in_ = pl.col("verdict").fill_null(value=False) | (pl.col("amount") > 0)
    words = {standing: pl.lit(str(standing)) for standing in Standing}
    return (
        pl.when(pl.col("pending") & pl.col("verdict").fill_null(value=False))
        .then(words[Standing.PENDING])
        .when(pl.col("open"))
        .then(words[Standing.UNKNOWN])
        .when(in_ & capped)
        .then(words[Standing.AT_CAP])
        .when(in_)
        .then(words[Standing.ENTITLED])
        .when((~touched).fill_null(value=False))
        .then(words[Standing.UNTOUCHED])
        .when("nearly")
        .then(words[Standing.NEARLY])
        .otherwise(words[Standing.REFUSED])
    )


def _base_rule(rule: Rule) -> Rule | None:
    """Return the question whether a firm has anything that the rule's money is reckoned from, None for fixed sums."""
    output = money_output(rule)
    if output is None or not isinstance(output.of, Rate):
        return None
    base = output.of.of
    clause = Clause(
        id="base",
        label="计算基数",
        article="",
        says="有计算基数",
        require=Compare(base, Operator.MORE_THAN, Literal(Fraction(0), base.kind)),
        confidence=rule.law.confidence,
        last_checked_on=rule.law.last_checked_on,
    )
    used = {number.name for number in every_number(base) if isinstance(number, ParameterValue)}
    return Rule(
        code=f"{rule.code}~base",
        name=rule.name,
        subject=rule.subject,
        law=rule.law,
        version_by=rule.version_by,
        clauses=(clause,),
        decide=AllOf((ClauseRef("base"),)),
        parameters=tuple(parameter for parameter in rule.parameters if parameter.name in used),
        text=repr(base),
        on=rule.on,
    )
