"""What quantities and conditions mean, by hand-worked cases, on both engines."""

import gc
import weakref
from datetime import date
from fractions import Fraction

import pytest

from tests.factories.rules import AS_OF, HEAD, clause, firm, judge, library, pack
from tidu.rules import NO, UNKNOWN, YES, Facts, Input, evaluate, evaluate_population, population_frame
from tidu.rules.engines.reference import outcome_of
from tidu.rules.engines.reference.judge import Judgement
from tidu.rules.engines.reference.quantities import rounded
from tidu.rules.model.tables import Rounding

WORDS = {None: UNKNOWN, True: YES, False: NO}


def both(folder, facts, require, **more):
    """The reference verdict, after asserting that the columns engine gives the same."""
    verdict = judge(folder, facts, require, **more)
    loaded = library(folder, pack(clause(require, **more)))
    row = evaluate_population(verdict.rule, population_frame([("k", facts)]), AS_OF, loaded).row(
        0, named=True
    )
    assert WORDS[row["clause.it"]] is verdict.clause("it").verdict
    assert row["near.it"] is verdict.clause("it").near
    return verdict


@pytest.mark.parametrize(
    ("years", "registered_on", "expected"),
    [
        ({2022: 1, 2023: 1, 2024: 1}, date(2018, 3, 1), YES),
        ({2022: 1, 2023: 1, 2024: 0}, date(2018, 3, 1), NO),
        ({2023: 1, 2024: 1}, date(2018, 3, 1), UNKNOWN),
        ({2023: 2, 2024: 1}, date(2023, 12, 31), YES),
        ({2023: 2, 2024: None}, date(2023, 12, 31), UNKNOWN),
        ({2022: 3, 2023: 0, 2024: 0}, date(2023, 1, 1), NO),
        ({2025: 9, 2021: 9, 2022: 0, 2023: 0, 2024: 0}, date(2018, 3, 1), NO),
        ({2025: 9}, date(2025, 1, 1), NO),
        ({2022: 1, 2023: 1, 2024: 1}, None, UNKNOWN),
    ],
)
def test_the_last_three_years_are_those_since_registration_before_the_application_year(
    tmp_path, years, registered_on, expected
):
    facts = firm(registered_on, years={year: {"staff": value} for year, value in years.items()})
    assert both(tmp_path, facts, "sum(staff, last 3 years) >= 3人").verdict is expected


def test_the_mean_is_over_the_years_that_exist(tmp_path):
    facts = firm(date(2023, 5, 1), years={2023: {"staff": 1}, 2024: {"staff": 2}})
    verdict = both(tmp_path, facts, "mean(staff, last 3 years) >= 2人")
    assert verdict.clause("it").value == Fraction(3, 2)
    assert verdict.clause("it").margin == Fraction(-1, 2)


@pytest.mark.parametrize(
    ("rd", "revenue", "expected"),
    [
        (5, 100, YES),
        (4, 80, YES),
        (1, 21, NO),
        (1, 0, NO),
        (1, -5, NO),
        (None, 0, NO),
        (None, 5, UNKNOWN),
        (5, None, UNKNOWN),
    ],
)
def test_a_ratio_to_nothing_meets_nothing(tmp_path, rd, revenue, expected):
    facts = firm(years={2024: {"rd": rd, "revenue": revenue}})
    assert both(tmp_path, facts, "ratio(rd[last year], revenue[last year]) >= 5%").verdict is expected


def test_a_third_is_compared_exactly(tmp_path):
    """One third of 10^15 fen plus one is what a float cannot see."""
    require = "ratio(rd[last year], revenue[last year]) > ratio(rd[year before], revenue[year before])"
    years = {2024: {"rd": 10**15 + 1, "revenue": 3 * 10**15}, 2023: {"rd": 10**15, "revenue": 3 * 10**15}}
    assert both(tmp_path, firm(years=years), require).verdict is YES
    years[2024]["rd"] = 10**15
    assert both(tmp_path, firm(years=years), require).verdict is NO


@pytest.mark.parametrize(
    ("latest", "base", "expected", "near"),
    [
        (1440, 1000, YES, True),
        (1439, 1000, NO, True),
        (1393, 1000, NO, True),
        (1392, 1000, NO, False),
        (5, 0, NO, False),
    ],
)
def test_compound_growth_is_a_power_of_whole_numbers(tmp_path, latest, base, expected, near):
    """20 % a year over two years is 1.44; two points less is 1.18² = 1.3924."""
    facts = firm(years={2024: {"revenue": latest}, 2022: {"revenue": base}})
    verdict = both(tmp_path, facts, "growth(revenue[last year], revenue[last year - 2], 2 years) >= 20%")
    assert verdict.verdict is expected
    assert verdict.clause("it").near is (near and expected is NO)


def test_compound_growth_is_shown_as_a_yearly_rate(tmp_path):
    facts = firm(years={2024: {"revenue": 1210}, 2022: {"revenue": 1000}})
    found = judge(
        tmp_path, facts, "growth(revenue[last year], revenue[last year - 2], 2 years) >= 20%"
    ).clause("it")
    assert (found.value, found.threshold, found.margin) == (Fraction(1, 10), Fraction(1, 5), Fraction(-1, 10))


@pytest.mark.parametrize(
    ("value", "down", "up", "half_up", "half_even"),
    [
        ("2.5", 2, 3, 3, 2),
        ("3.5", 3, 4, 4, 4),
        ("2.4", 2, 3, 2, 2),
        ("2.6", 2, 3, 3, 3),
        ("-2.5", -2, -3, -3, -2),
        ("-2.4", -2, -3, -2, -2),
        ("2", 2, 2, 2, 2),
    ],
)
def test_rounding_is_what_its_name_says(value, down, up, half_up, half_even):
    found = [
        rounded(Fraction(value), way)
        for way in (Rounding.DOWN, Rounding.UP, Rounding.HALF_UP, Rounding.HALF_EVEN)
    ]
    assert found == [down, up, half_up, half_even]


def test_dates_are_compared_as_days(tmp_path):
    facts = firm(expires_on=date(2025, 8, 31))
    assert both(tmp_path, facts, "expires_on >= 2025-09-01").clause("it").near
    assert both(tmp_path, facts, "expires_on <= 2025-08-31").verdict is YES


@pytest.mark.parametrize(("industry", "expected"), [("电子", YES), ("纺织", NO), (None, UNKNOWN)])
def test_a_word_must_be_one_of_the_listed(tmp_path, industry, expected):
    assert both(tmp_path, firm(industry=industry), '\'one_of(industry, "电子", "食品")\'').verdict is expected


def test_a_pending_step_is_always_near(tmp_path):
    assert both(tmp_path, firm(resident=False), "resident", near="step").nearly
    assert not both(tmp_path, firm(resident=False), "resident").nearly
    assert not both(tmp_path, firm(resident=None), "resident", near="step").nearly


ALTERNATIVES = """
conditions:
  - {id: a, label: 甲, article: 一, says: 甲, require: "staff[last year] >= 10人"}
  - {id: b, label: 乙, article: 二, says: 乙, require: "patents >= 10件"}
  - {id: c, label: 丙, article: 三, says: 丙, require: resident}
"""


@pytest.mark.parametrize(
    ("decide", "staff", "patents", "resident", "gaps", "nearly"),
    [
        ("all(a, b, c)", 9, 9, True, ["a", "b"], True),
        ("all(a, b, c)", 9, 8, True, ["a", "b"], False),
        ("all(a, b, c)", 9, 9, None, ["a", "b"], False),
        ("any(a, b, c)", 5, 9, False, ["b"], True),
        ("any(a, b, c)", 5, 5, False, ["a"], False),
        ("all(c, any(a, b))", 9, 5, False, ["a", "c"], False),
        ("at_least(2, a, b, c)", 5, 9, True, ["b"], True),
        ("at_least(2, a, b, c)", 9, 5, False, ["a", "b"], False),
        ("any(all(a, b), c)", 5, 5, False, ["c"], False),
    ],
)
def test_gaps_are_the_clauses_of_the_closest_way(  # noqa: PLR0917 - pytest fills the columns of the table
    tmp_path, decide, staff, patents, resident, gaps, nearly
):
    loaded = library(tmp_path, pack(ALTERNATIVES + f"decide: {decide}\n"))
    facts = firm(patents=patents, resident=resident, years={2024: {"staff": staff}})
    verdict = evaluate(loaded.rule("the.rule", on=AS_OF), facts, AS_OF, loaded)
    assert verdict.verdict is NO
    assert [found.id for found in verdict.gaps] == gaps
    assert verdict.nearly is nearly


def test_missing_inputs_are_those_that_decide(tmp_path):
    loaded = library(tmp_path, pack(ALTERNATIVES + "decide: all(a, any(b, c))\n"))
    verdict = evaluate(loaded.rule("the.rule", on=AS_OF), firm(resident=True), AS_OF, loaded)
    assert verdict.verdict is UNKNOWN
    assert verdict.missing == (Input("staff", 2024),)
    assert verdict.clause("b").missing == (Input("patents", None),)
    assert verdict.to_json()["missing"] == [
        {"fact": "staff", "year": 2024, "label": "2024 年度职工", "whom_to_ask": "人事"}
    ]


def test_an_unconfirmed_source_never_gives_a_plain_yes(tmp_path):
    for confidence in ("S1", "M?", "open"):
        verdict = judge(tmp_path, firm(resident=True), "resident", confidence=confidence)
        assert verdict.verdict is YES
        assert verdict.status_text == "待核"
    assert judge(tmp_path, firm(resident=True), "resident", confidence="S").status_text == "符合"


def test_the_json_of_a_verdict_holds_decimal_strings(tmp_path):
    more = {"where": "{least: 5%}", "says": "不低于 {least}"}
    facts = firm(years={2024: {"rd": 462, "revenue": 10_000}})
    found = judge(tmp_path, facts, "ratio(rd[last year], revenue[last year]) >= least", **more).to_json()
    assert found["rule"] == "the.rule"
    assert found["as_of"] == "2025-06-10"
    assert found["verdict"] == "no"
    (it,) = found["clauses"]
    assert (it["value"], it["threshold"], it["margin"]) == ("0.046200", "0.050000", "-0.003800")
    assert (it["id"], it["label"], it["verdict"], it["says"]) == ("it", "某条件", "no", "不低于 5%")
    assert it["law"] == "《某办法》（某〔2024〕1号）第一条"


def test_another_rule_is_judged_in_its_own_version(tmp_path):
    other = pack(clause("revenue[last year] >= 1元"), HEAD.replace("the.rule", "other.rule"))
    loaded = library(tmp_path, pack(clause("not verdict(other.rule)")), other)
    for revenue, expected in ((100, NO), (99, YES), (None, UNKNOWN)):
        facts = firm(years={2024: {"revenue": revenue}})
        rule = loaded.rule("the.rule", on=AS_OF)
        verdict = evaluate(rule, facts, AS_OF, loaded)
        frame = evaluate_population(rule, population_frame([("k", facts)]), AS_OF, loaded)
        assert verdict.verdict is expected
        assert WORDS[frame["verdict"][0]] is expected
        assert outcome_of(verdict).clauses["it"][0] is expected


def test_an_empty_firm_is_unknown_and_no_rule_breaks(tmp_path):
    loaded = library(tmp_path, pack(ALTERNATIVES))
    assert evaluate(loaded.rule("the.rule", on=AS_OF), Facts(), AS_OF, loaded).verdict is UNKNOWN


@pytest.mark.parametrize(
    ("inclusive", "revenue", "least"),
    [("true", 500, 100), ("false", 500, 200), ("false", 499, 100), ("true", 501, 200)],
)
def test_the_end_of_a_band_belongs_where_the_author_says(tmp_path, inclusive, revenue, least):
    bands = f"{{by: 'revenue[last year]', bands: [{{up_to: 5元, 含: {inclusive}, is: 1元}}, {{is: 2元}}]}}"
    facts = firm(years={2024: {"revenue": revenue, "rd": 100}})
    found = both(tmp_path, facts, "rd[last year] >= least", where=f"{{least: {bands}}}").clause("it")
    assert found.threshold == least


@pytest.mark.parametrize(
    ("inclusive", "revenue", "expected"), [("true", 500, YES), ("false", 500, NO), ("false", 501, YES)]
)
def test_the_start_of_a_row_belongs_where_the_author_says(tmp_path, inclusive, revenue, expected):
    table = f"{{of: 'revenue[last year]', table: [{{from: 5元, 含: {inclusive}, is: 7}}, {{is: 1}}]}}"
    facts = firm(years={2024: {"revenue": revenue}})
    assert both(tmp_path, facts, "points >= 7分", where=f"{{points: {table}}}").verdict is expected


@pytest.mark.parametrize(
    ("rounding", "amounts"),
    [
        ("down", {250: 200, -250: -200, 249: 200, -249: -200, 350: 300}),
        ("up", {250: 300, -250: -300, 201: 300, -201: -300, 200: 200}),
        ("half_up", {250: 300, -250: -300, 249: 200, -249: -200, 350: 400}),
        ("half_even", {250: 200, -250: -200, 249: 200, -251: -300, 350: 400}),
    ],
)
def test_an_amount_is_rounded_alike_on_both_engines(tmp_path, rounding, amounts):
    """Fen to whole yuan; a floor far below nought lets negative amounts through."""
    rate = f"{{of: 'rd[last year]', at: 100%, floor: least, cap: 9元, rounding: {rounding}, to: 1元}}"
    head = HEAD + "parameters:\n  least: {label: 下限, value: -9元, article: 第五条}\n"
    outputs = f"outputs:\n  amount: {{label: 金额, given: always, article: 第五条, rate: {rate}}}\n"
    loaded = library(tmp_path, pack(clause("resident") + outputs, head))
    rule = loaded.rule("the.rule", on=AS_OF)
    cases = {str(fen): firm(years={2024: {"rd": fen}}) for fen in (*amounts, 5_000, -5_000)}
    frame = evaluate_population(rule, population_frame(cases.items()), AS_OF, loaded)
    expected = [*amounts.values(), 900, -900]
    assert frame["output.amount"].to_list() == expected
    assert [evaluate(rule, facts, AS_OF, loaded).outputs["amount"] for facts in cases.values()] == expected


def test_what_a_firm_was_judged_by_is_let_go_with_the_last_hand_that_holds_it(tmp_path):
    """Without the collector: a county is judged firm by firm, and a circle would be kept for every one of them."""
    loaded = library(tmp_path, pack(clause("staff[last year] >= 3人", improvable="[staff]")))
    facts = firm(years={2024: {"staff": 2}})
    judgement = Judgement.of(loaded.rule("the.rule", on=AS_OF), facts, AS_OF, loaded)
    seen, verdict = weakref.ref(judgement), judgement.verdict
    gc.disable()
    try:
        del judgement
        assert seen() is None
    finally:
        gc.enable()
    assert [change.after for change in verdict.changes_for(verdict.clause("it"))] == [3]


def test_the_sentence_of_a_clause_names_parameters_and_what_differs_from_firm_to_firm(tmp_path):
    says = "'员工不少于 {least}，须达到 {wanted}'"
    where = "{least: 3人, wanted: {label: 档, by: 'staff[last year]', bands: [{up_to: 5人, 含: true, is: 1}, {is: 2}]}}"
    loaded = library(tmp_path, pack(clause("staff[last year] >= least", says=says, where=where)))
    rule = loaded.rule("the.rule", on=AS_OF)
    told = [
        evaluate(rule, firm(years={2024: {"staff": staff}}), AS_OF, loaded).clause("it").says
        for staff in (5, 6, None)
    ]
    assert told == ["员工不少于 3，须达到 1", "员工不少于 3，须达到 2", "员工不少于 3，须达到 缺数"]


@pytest.mark.parametrize(
    ("require", "expected"),
    [
        ("points == 9分", NO),
        ("points != 9分", YES),
        ("points == 0分", NO),
        ("points != 0分", YES),
        ("points == 7分", UNKNOWN),
        ("points != 3分", UNKNOWN),
    ],
)
def test_points_that_are_open_between_two_bounds_surely_differ_from_what_lies_outside(
    tmp_path, require, expected
):
    table = "{of: 'revenue[last year]', table: [{from: 5元, 含: true, is: 7}, {is: 1}]}"
    facts = firm(years={2024: {"revenue": None}})
    assert both(tmp_path, facts, require, where=f"{{points: {table}}}").verdict is expected


def test_a_share_of_nothing_earns_the_points_of_the_last_row(tmp_path):
    table = "{of: 'ratio(rd[last year], revenue[last year])', table: [{from: 5%, 含: true, is: 7}, {is: 1}]}"
    facts = firm(years={2024: {"revenue": 0, "rd": 5}})
    assert both(tmp_path, facts, "points == 1分", where=f"{{points: {table}}}").verdict is YES


@pytest.mark.parametrize(("latest", "near"), [(14_401, True), (14_884, True), (14_885, False)])
def test_growth_that_is_too_fast_is_near_within_two_points(tmp_path, latest, near):
    """1.2 squared is 1.44, 1.22 squared 1.4884."""
    facts = firm(years={2022: {"revenue": 10_000}, 2024: {"revenue": latest}})
    verdict = both(tmp_path, facts, "growth(revenue[last year], revenue[last year - 2], 2 years) <= 20%")
    assert (verdict.verdict, verdict.clause("it").near) == (NO, near)


def test_the_mean_growth_of_a_firm_without_a_day_of_registration_waits_for_that_day(tmp_path):
    facts = firm(None, years={year: {"revenue": 100} for year in (2022, 2023, 2024)})
    verdict = both(tmp_path, facts, "mean_growth(revenue, last 3 years) >= 5%")
    assert (verdict.verdict, verdict.missing) == (UNKNOWN, (Input("registered_on", None),))


def test_a_yes_or_no_is_changed_by_turning_it_and_what_does_not_help_is_not_offered(tmp_path):
    dirty = judge(tmp_path, firm(polluter=True), "not polluter", improvable="[polluter]")
    (change,) = dirty.changes_for(dirty.clause("it"))
    assert (change.needed.fact, change.before, change.after) == ("polluter", True, False)
    both = judge(
        tmp_path, firm(polluter=True, resident=False), "not polluter and resident", improvable="[polluter]"
    )
    assert both.changes_for(both.clause("it")) == ()


def test_a_day_is_nothing_that_a_firm_can_work_on(tmp_path):
    young = judge(
        tmp_path, firm(date(2025, 6, 1)), "days_since(registered_on) >= 365天", improvable="[registered_on]"
    )
    assert young.changes_for(young.clause("it")) == ()


def test_what_is_not_known_is_not_changed(tmp_path):
    open_ = judge(
        tmp_path,
        firm(resident=False, years={2024: {"staff": None}}),
        "staff[last year] >= 3人 and resident",
        improvable="[staff]",
    )
    assert open_.clause("it").verdict is NO
    assert open_.changes_for(open_.clause("it")) == ()
