"""The place on the stairs: the share of needed clauses that hold, then the worst relative gap."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from tidu import policies, rules
from tidu.domain.rulebook.distance import Distance, Measure, cells_of, distance_of, relative_gap, share_of
from tidu.rules import Facts, Input, Ternary
from tidu.rules.engines.base import SHORTFALLS

TODAY = date(2025, 6, 10)
LIBRARY = rules.load_library(policies.FOLDER)
SCALARS = {
    "registered_on": date(2015, 6, 1),
    "in_hightech_field": True,
    "resident_enterprise": True,
    "major_incident_365d": False,
    "major_incident_since_last_year": False,
    "abnormal_or_dishonest": False,
    "restricted_products": False,
    "hnte_valid": False,
    "science_award_5y": False,
    "provincial_rd_institution": False,
    "led_standard_5y": False,
}
YEAR = {
    "revenue": 4_000_000_000,
    "total_income": 4_000_000_000,
    "hightech_income": 2_400_000_000,
    "rd_hnte": 200_000_000,
    "rd_hnte_domestic": 200_000_000,
    "rd_deductible": 240_000_000,
    "total_cost": 3_600_000_000,
    "total_assets": 3_000_000_000,
    "staff_average": 100,
    "tech_staff": 10,
    "ip_class1": 0,
    "ip_class2": 3,
}


def distance(
    code: str = "hnte.gates", scalars: dict[str, Any] | None = None, **changes: int | None
) -> Distance:
    years = {year: YEAR | (changes if year == 2024 else {}) for year in (2022, 2023, 2024)}
    facts = Facts(SCALARS | (scalars or {}), years)
    return distance_of(rules.evaluate(LIBRARY.applicable(code, as_of=TODAY), facts, TODAY, LIBRARY))


def test_the_nine_clauses_of_hnte_count_eight_because_one_is_left_to_experts() -> None:
    full = distance()
    assert (full.needed, full.failing, full.unknown, full.position) == (8, 0, 0, 1)


def test_one_clause_missed_by_a_tenth_stands_against_the_riser() -> None:
    near = distance(tech_staff=9)
    assert (near.failing, near.worst_gap) == (1, Fraction(1, 10))
    assert near.position == Fraction(7, 8) + Fraction(9, 10) / 8


def test_one_clause_more_always_beats_a_smaller_gap() -> None:
    one_wholly_missed = distance(scalars={"in_hightech_field": False})
    two_hardly_missed = distance(tech_staff=9, hightech_income=2_399_999_999)
    assert one_wholly_missed.position == Fraction(7, 8)
    assert two_hardly_missed.position < one_wholly_missed.position


def test_an_unknown_clause_is_hatched_and_not_failing() -> None:
    unknown = distance(tech_staff=None)
    assert (unknown.failing, unknown.unknown) == (0, 1)
    assert (unknown.position, unknown.reach) == (Fraction(7, 8), 1)


def test_an_undecided_alternative_still_tells_how_far_the_known_one_is() -> None:
    # R&D of 2 % gives 10 points: 4 + 10 + 18 = 32 of 60, and nobody knows whether an award would stand in
    one = distance("sme.score", {"science_award_5y": None}, rd_deductible=80_000_000)
    assert (one.failing, one.unknown, one.leaning) == (0, 1, ("score",))
    assert one.position == Fraction(7, 8) + Fraction(32, 60) / 8
    assert one.reach == 1


def test_of_failing_alternatives_the_one_a_firm_can_work_on_is_told() -> None:
    both = distance("sme.score", {"science_award_5y": None}, rd_deductible=80_000_000, tech_staff=9)
    assert both.leaning == ("score", "tech_points")


def test_alternatives_count_as_the_one_clause_that_is_needed() -> None:
    # 10 % technical staff 4 points, R&D 6 % of sales 50, three Class II rights 18: 72 points
    met = distance("sme.score")
    assert (met.needed, met.failing, met.position) == (8, 0, 1)
    # R&D of 2 % gives 10 points: 4 + 10 + 18 = 32 of 60
    short = distance("sme.score", rd_deductible=80_000_000)
    assert (short.needed, short.failing) == (8, 1)
    assert short.worst_gap == Fraction(28, 60)


@pytest.mark.parametrize("code", ["hnte.gates", "sme.score", "pool.reserve", "pool.exit"])
@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"tech_staff": 9},
        {"tech_staff": None},
        {"rd_deductible": 80_000_000, "tech_staff": 9},
        {"rd_deductible": 80_000_000, "total_assets": None},
        {"ip_class1": None, "ip_class2": 0, "rd_hnte": 0},
    ],
)
def test_the_gaps_and_verdict_agree_with_the_engines_own(code: str, changes: dict[str, int | None]) -> None:
    years = {year: YEAR | (changes if year == 2024 else {}) for year in (2022, 2023, 2024)}
    for known in (
        {},
        {"hnte_valid": None},
        {"hnte_valid": True},
        {"science_award_5y": None},
        {"in_county": False},
    ):
        facts = Facts(SCALARS | known, years)
        rule = LIBRARY.applicable(code, as_of=TODAY)
        verdict = rules.evaluate(rule, facts, TODAY, LIBRARY)
        away = distance_of(verdict)
        assert set(away.gaps) == {clause.id for clause in verdict.gaps}
        assert (away.failing > 0) == (verdict.verdict is rules.NO)
        if not away.failing:
            assert (away.unknown > 0) == (verdict.verdict is rules.UNKNOWN)
        outcomes = [(clause.verdict, clause.near) for clause in verdict.clauses]
        assert Measure(rule, TODAY, LIBRARY).distance(outcomes, facts) == away


def test_a_clause_names_the_cells_it_was_judged_on() -> None:
    clause = LIBRARY.applicable("hnte.gates", as_of=TODAY).clause("rd_intensity")
    young = cells_of(clause, TODAY, date(2023, 5, 1))
    assert set(young) == {
        Input("rd_hnte", 2024),
        Input("rd_hnte", 2023),
        Input("revenue", 2024),
        Input("revenue", 2023),
    }
    flag = LIBRARY.applicable("hnte.gates", as_of=TODAY).clause("no_incident")
    assert cells_of(flag, TODAY, None) == (Input("major_incident_365d", None),)


VARIANTS = (
    {},
    {"tech_staff": 9},
    {"rd_hnte": 0, "hightech_income": 1},
    {"revenue": 6_000_000_000, "rd_hnte": 1},
    {"ip_class1": 0, "ip_class2": 0},
    {"tech_staff": None, "rd_hnte_domestic": 0},
    {"staff_average": 0, "total_cost": 0, "rd_deductible": 7},
)
FOUNDED = (date(2015, 6, 1), date(2025, 3, 1), None)


@pytest.mark.parametrize("code", ["hnte.gates", "sme.score", "gradient.specialised"])
def test_the_columns_measure_every_gap_as_the_explaining_engine_does(code: str) -> None:
    """Shares of thresholds, of banded ones, of nought and of a number of days: the same fraction, not about it."""
    rule = LIBRARY.applicable(code, as_of=TODAY)
    firms = {
        f"{at}/{founded}": Facts(
            SCALARS | {"registered_on": founded},
            {year: YEAR | (changes if year == 2024 else {}) for year in (2022, 2023, 2024)},
        )
        for at, changes in enumerate(VARIANTS)
        for founded in FOUNDED
    }
    frame = rules.population_frame(firms.items())
    measured = rules.evaluate_population(rule, frame, TODAY, LIBRARY, only=("clause", *SHORTFALLS))
    compared = 0
    for row in measured.iter_rows(named=True):
        verdict = rules.evaluate(rule, firms[row["key"]], TODAY, LIBRARY)
        for found in verdict.clauses:
            if f"short.{found.id}" in row and found.verdict is Ternary.NO:
                share = share_of(row[f"short.{found.id}"], row[f"whole.{found.id}"])
                assert share == relative_gap(found.reading), (row["key"], found.id)
                compared += 1
    assert compared >= 3
