"""Firms that pass by a margin shrinking year by year, by hand-worked years."""

from datetime import date

import pytest

from tests.factories.rules import AS_OF, clause, firm, library, pack
from tidu.rules import Facts
from tidu.rules.advice import slipping

SHARE = "ratio(rd[last year], revenue[last year]) >= 5%"


def slips(folder, require, facts, as_of=AS_OF, **more):
    loaded = library(folder, pack(clause(require, **more)))
    return slipping(loaded.rule("the.rule", on=as_of), facts, as_of, loaded)


def shares(*percent, **more):
    """R&D of these percentages of 100 yuan in 2022, 2023, 2024."""
    years = dict(zip((2022, 2023, 2024), percent, strict=True))
    return firm(
        years={year: {"rd": share, "revenue": 100} for year, share in years.items() if share is not None},
        **more,
    )


@pytest.mark.parametrize(
    ("percent", "within"),
    [
        ((9, 7, 6), [2]),  # one point a year: 5 % next year still passes, 4 % the year after does not
        ((9, 8, 6), [1]),  # two points a year: 4 % next year
        ((9, 7, 5), [1]),
        ((30, 20, 18), []),  # six more years at this pace
        ((7, 7, 6), []),  # fell once
        ((6, 7, 6), []),
        ((9, 6, 7), []),
        ((4, 7, 6), []),  # two years ago it failed
        ((None, 7, 6), []),  # two years ago is not known
        ((9, 7, 4), []),  # fails already: a gap, not a warning
    ],
)
def test_a_margin_that_shrinks_two_years_running_is_told_in_time(tmp_path, percent, within):
    assert [slip.within_years for slip in slips(tmp_path, SHARE, shares(*percent))] == within


def test_the_three_readings_stand_beside_each_other(tmp_path):
    (slip,) = slips(tmp_path, SHARE, shares(9, 7, 6))
    assert [found.value * 100 for found in (*slip.before, slip.clause)] == [9, 7, 6]


def test_where_the_end_itself_fails_it_is_one_year_sooner(tmp_path):
    (slip,) = slips(tmp_path, "staff[last year] > 5人", counts(9, 7, 6))
    assert slip.within_years == 1


def test_a_ceiling_is_neared_from_below(tmp_path):
    (slip,) = slips(tmp_path, "staff[last year] <= 500人", counts(400, 440, 490))
    assert slip.within_years == 1


def counts(*people):
    return firm(
        years={year: {"staff": count} for year, count in zip((2022, 2023, 2024), people, strict=True)}
    )


def test_a_certificate_that_runs_out_is_a_calendar_matter_and_no_decline(tmp_path):
    facts = Facts({"registered_on": date(2015, 1, 1), "expires_on": date(2025, 12, 1)})
    assert slips(tmp_path, "days_since(expires_on) <= 0天", facts) == ()


def test_a_clause_the_decision_can_do_without_warns_of_nothing(tmp_path):
    body = """
    conditions:
      - {id: share, label: 占比, article: 一, says: 占比, require: "%s"}
      - {id: home, label: 居民, article: 二, says: 居民, require: resident}
    decide: any(share, home)
    """
    loaded = library(tmp_path, pack(body % SHARE))
    rule = loaded.rule("the.rule", on=AS_OF)
    assert slipping(rule, shares(9, 7, 6, resident=True), AS_OF, loaded) == ()
    assert [slip.clause.id for slip in slipping(rule, shares(9, 7, 6, resident=False), AS_OF, loaded)] == [
        "share"
    ]


def test_a_clause_experts_have_still_to_judge_does_not_hide_the_decline(tmp_path):
    body = """
    conditions:
      - {id: share, label: 占比, article: 一, says: 占比, require: "%s"}
      - {id: score, label: 评分, article: 二, says: 评分, by_experts: opinion, require: opinion > 70分}
    """
    loaded = library(tmp_path, pack(body % SHARE))
    found = slipping(loaded.rule("the.rule", on=AS_OF), shares(9, 7, 6), AS_OF, loaded)
    assert [slip.clause.id for slip in found] == ["share"]


def test_the_leap_day_looks_back_to_the_day_before_it(tmp_path):
    facts = firm(
        years={
            year: {"rd": rd, "revenue": 100} for year, rd in zip((2021, 2022, 2023), (9, 7, 6), strict=True)
        }
    )
    assert [slip.within_years for slip in slips(tmp_path, SHARE, facts, as_of=date(2024, 2, 29))] == [2]
