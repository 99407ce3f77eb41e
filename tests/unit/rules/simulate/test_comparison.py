"""A subsidy of 5 % capped at 30万 over nine firms, and what reforms of it do: every number by hand."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import polars as pl
import pytest

from tests.factories.rules import AS_OF, HEAD, firm, library, pack
from tidu.rules import population_frame
from tidu.rules.model.kinds import InvalidRule
from tidu.rules.simulate import (
    Change,
    Concentration,
    FirmFrame,
    Standing,
    compare,
    concentration,
    cost_of,
    grid,
    money_output,
)

WAN = 1_000_000

SUBSIDY = """
parameters:
  rate: {label: 比例, value: 5%, article: 第五条}
  cap: {label: 上限, value: 30万元, article: 第五条}
conditions:
  - id: floor
    label: 达到起点
    article: 第四条
    says: 不低于 {minimum}
    require: rd[last year] >= minimum
    where: {minimum: 20万元}
  - id: growth
    label: 不减少
    article: 第四条
    says: 增长率不低于 {minimum}
    require: growth(rd[last year], rd[year before]) >= minimum
    where: {minimum: 0%}
    near: 2个百分点
outputs:
  amount:
    label: 金额
    given: entitled
    rate: {of: "rd[last year]", at: rate, cap: cap, rounding: down, to: 1元}
"""


def spent(last: int | None, before: int | None = 1, **scalars):
    """A firm with R&D in 万元, last year and the year before."""
    fen = [None if wan is None else wan * WAN for wan in (last, before)]
    return firm(years={2024: {"rd": fen[0]}, 2023: {"rd": fen[1]}}, **scalars)


FIRMS = {
    "small": (spent(100), "东"),
    "middle": (spent(550), "东"),
    "capped": (spent(700), "西"),
    "on the cap": (spent(600), "西"),
    "short": (spent(19), "西"),
    "far": (spent(10), "东"),
    "unknown": (spent(None), "东"),
    "none": (spent(0, 0), None),
    "new": (firm(registered_on=date(2025, 2, 1)), None),
}


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    return library(tmp_path_factory.mktemp("packs"), pack(SUBSIDY))


@pytest.fixture(scope="module")
def rule(loaded):
    return loaded.rule("the.rule", on=AS_OF)


@pytest.fixture(scope="module")
def population(loaded):
    return a_population(loaded, FIRMS)


def a_population(loaded, firms) -> FirmFrame:
    groups = pl.DataFrame(
        {"key": list(firms), "place": [place for _, place in firms.values()]},
        schema={"key": pl.String, "place": pl.String},
    )
    frame = population_frame((key, facts) for key, (facts, _) in firms.items())
    return FirmFrame(frame, AS_OF, loaded, groups)


def keys(rows: pl.DataFrame) -> set[str]:
    return set(rows["key"])


def test_certain_money_and_possible_money_stand_apart(rule, population):
    (costing,) = cost_of([rule], population)
    # 100万 and 550万 at 5 % are 5万 and 27.5万; 600万 and 700万 get the cap of 30万.
    assert costing.cost.certain == 925 * WAN // 10
    assert costing.cost.possible == 30 * WAN
    assert costing.cost.at_most == 1225 * WAN // 10
    assert (costing.cost.firms, costing.cost.paid, costing.cost.unbounded) == (9, 4, 0)
    assert costing.cap == 30 * WAN


def test_every_firm_has_one_standing(rule, population):
    (costing,) = cost_of([rule], population)
    assert dict(costing.rows.select("key", "standing").iter_rows()) == {
        "small": Standing.ENTITLED,
        "middle": Standing.ENTITLED,
        "capped": Standing.AT_CAP,
        "on the cap": Standing.AT_CAP,
        "short": Standing.NEARLY,
        "far": Standing.REFUSED,
        "unknown": Standing.UNKNOWN,
        "none": Standing.UNTOUCHED,
        "new": Standing.UNTOUCHED,
    }
    assert sum(costing.cost.counts.values()) == 9


def test_a_lower_rate_and_cap_say_who_loses_and_how_much(rule, population):
    found = compare(rule, rule.reformed({"rate": Fraction(4, 100), "cap": Fraction(25 * WAN)}), population)
    # 4万, 22万, 25万, 24万
    assert found.after.cost.certain == 75 * WAN
    assert found.difference == -175 * WAN // 10
    assert keys(found.select(change=[Change.LESS])) == {"small", "middle", "capped", "on the cap"}
    assert (found.gaining, found.losing) == (0, 4)
    assert keys(found.select(change=[Change.OPEN])) == {"unknown"}
    assert keys(found.select(standing=[Standing.AT_CAP])) == {"capped"}
    assert keys(found.select(before=[Standing.AT_CAP], standing=[Standing.ENTITLED])) == {"on the cap"}
    assert found.after.cost.possible == 25 * WAN


def test_a_lower_threshold_lets_firms_in_and_a_higher_one_throws_them_out(rule, population):
    lower = compare(rule, rule.reformed({"floor.minimum": Fraction(15 * WAN)}), population)
    assert keys(lower.select(change=[Change.NEWLY_IN])) == {"short"}
    assert lower.difference == 19 * WAN * 5 // 100
    higher = compare(rule, rule.reformed({"floor.minimum": Fraction(120 * WAN)}), population)
    assert keys(higher.select(change=[Change.NEWLY_OUT])) == {"small"}
    assert higher.difference == -5 * WAN


def test_a_reform_that_changes_nothing_is_nought_everywhere(rule, population):
    same = compare(rule, rule.reformed({"rate": Fraction(5, 100)}), population)
    assert same.difference == 0
    assert same.changes == {change: 9 if change is Change.SAME else 0 for change in Change}
    assert same.rows["difference"].to_list() == [0] * 9
    assert same.before.cost == same.after.cost
    assert {line.difference for line in same.by("place")} == {0}


def test_the_groups_sum_to_the_whole_and_the_unplaced_are_a_group_of_their_own(rule, population):
    found = compare(rule, rule.reformed({"cap": Fraction(26 * WAN)}), population)
    lines = found.by("place")
    assert [line.name for line in lines] == ["东", "西", "缺数"]
    assert [line.after.certain for line in lines] == [31 * WAN, 52 * WAN, 0]
    assert [line.after.possible for line in lines] == [26 * WAN, 0, 0]
    assert sum(line.difference for line in lines) == found.difference == -95 * WAN // 10
    for change in Change:
        assert sum(line.changes[change] for line in lines) == found.changes[change]
    assert keys(found.select(group=("place", "缺数"))) == {"none", "new"}
    with pytest.raises(KeyError):
        found.by("moon")


def test_a_grid_gives_each_combination_its_own_cost(rule, population):
    rates, caps = [Fraction(4, 100), Fraction(5, 100)], [Fraction(25 * WAN), Fraction(30 * WAN)]
    points = grid(rule, {"rate": rates, "cap": caps}, population)
    assert [(point.values["rate"], point.values["cap"]) for point in points] == [
        (rate, cap) for rate in rates for cap in caps
    ]
    # 4 %: 4 + 22 + 24 + 25 or 28; 5 %: 5 + 25 + 25 + 25, and 92.5
    assert [point.cost.certain for point in points] == [75 * WAN, 78 * WAN, 80 * WAN, 925 * WAN // 10]
    with pytest.raises(InvalidRule, match="没有参数 moon"):
        grid(rule, {"moon": [Fraction(1)]}, population)


def test_money_without_a_cap_that_hangs_on_missing_data_has_no_bound(tmp_path):
    open_ended = SUBSIDY.replace(", cap: cap", "").replace(
        "  cap: {label: 上限, value: 30万元, article: 第五条}\n", ""
    )
    loaded = library(tmp_path, pack(open_ended))
    (costing,) = cost_of([loaded.rule("the.rule", on=AS_OF)], a_population(loaded, FIRMS))
    assert costing.cap is None
    assert (costing.cost.unbounded, costing.cost.at_most) == (1, None)
    assert costing.cost.possible == 0
    assert costing.cost.counts[Standing.AT_CAP] == 0
    assert costing.cost.counts[Standing.UNTOUCHED] == 2


def test_a_cap_written_in_the_amount_itself_counts_as_the_cap(tmp_path):
    written = SUBSIDY.replace("  cap: {label: 上限, value: 30万元, article: 第五条}\n", "")
    written = written.replace("label: 金额", "label: 金额\n    article: 第五条").replace(
        "cap: cap", "cap: 30万元"
    )
    loaded = library(tmp_path, pack(written))
    (costing,) = cost_of([loaded.rule("the.rule", on=AS_OF)], a_population(loaded, FIRMS))
    assert costing.cap == 30 * WAN


EXPERTS = """
conditions:
  - id: opinion
    label: 专家评分
    article: 第一条
    says: 高于 60 分
    by_experts: opinion
    require: opinion > 60分
  - id: resident
    label: 居民企业
    article: 第一条
    says: 境内注册
    require: resident
outputs:
  amount: {label: 金额, given: entitled, article: 第五条, is: 20万元}
"""


def test_what_waits_for_experts_is_possible_money_and_a_fixed_sum_touches_everybody(tmp_path):
    loaded = library(tmp_path, pack(EXPERTS))
    firms = {
        "waits": (firm(resident=True), "东"),
        "given": (firm(resident=True, opinion=70), "东"),
        "abroad": (firm(resident=False), "东"),
        "nobody knows": (firm(), "东"),
    }
    (costing,) = cost_of([loaded.rule("the.rule", on=AS_OF)], a_population(loaded, firms))
    assert costing.rows["standing"].to_list() == ["pending", "entitled", "refused", "unknown"]
    assert (costing.cost.certain, costing.cost.possible) == (20 * WAN, 40 * WAN)


def test_a_rule_without_money_still_says_who_stands_where(tmp_path):
    loaded = library(tmp_path, pack(EXPERTS.split("outputs:", maxsplit=1)[0]))
    rule = loaded.rule("the.rule", on=AS_OF)
    firms = {
        "given": (firm(resident=True, opinion=70), "东"),
        "waits": (firm(resident=True), "东"),
        "?": (firm(), None),
    }
    (costing,) = cost_of([rule], a_population(loaded, firms))
    assert money_output(rule) is None
    assert costing.rows["standing"].to_list() == ["entitled", "pending", "unknown"]
    assert costing.cost.at_most == 0


def test_another_version_of_the_rule_is_a_reform_like_any_other(tmp_path):
    old = HEAD.replace("in_force: 2020-01-01", "in_force: 2010-01-01, until: 2020-01-01")
    loaded = library(
        tmp_path, pack(SUBSIDY), pack(SUBSIDY.replace("5%", "3%").replace("30万元", "20万元"), old)
    )
    earlier, now = loaded.versions("the.rule")
    population = a_population(loaded, FIRMS)
    found = compare(now, earlier, population)
    # 100, 550, 700 and 600万 at 3 %: 3, 16.5, 20 (capped) and 18万
    assert found.after.cost.certain == 575 * WAN // 10


def test_an_empty_county_costs_nothing(rule, loaded):
    nobody = FirmFrame(population_frame([]), AS_OF, loaded)
    found = compare(rule, rule.reformed({"rate": Fraction(1)}), nobody)
    assert (found.after.cost.certain, found.after.cost.at_most, found.gaining) == (0, 0, 0)


def test_concentration_is_exact():
    # Ten firms of 1 and one of 10: a tenth of 11 firms is 2 (rounded up), and they get 11 of 20.
    found = concentration([0, *[1] * 10, 10])
    assert (found.firms, found.top, found.top_share) == (11, 2, Fraction(11, 20))
    # sum(i * x_i) = 55 + 110; 2 * 165 / (11 * 20) - 12/11 = 9/22
    assert found.gini == Fraction(9, 22)
    assert concentration([7, 7, 7]).gini == 0
    assert concentration([]) is None
    assert concentration([0, 0]) is None


def test_every_standing_and_change_has_a_name_of_its_own():
    for words in (Standing, Change):
        assert len({word.label for word in words}) == len(words)


def test_how_concentrated_the_money_is_is_told_of_what_is_certain(rule, population):
    (costing,) = cost_of([rule], population)
    # 5, 27.5, 30 and 30 万: the first tenth of four firms is one, with 30 of 92.5; 2 × (5 + 55 + 90 + 120) ÷ 370 − 5/4
    assert costing.concentration == Concentration(
        firms=4, top=1, top_share=Fraction(12, 37), gini=Fraction(31, 148)
    )
