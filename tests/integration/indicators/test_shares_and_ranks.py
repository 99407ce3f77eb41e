"""What technology firms are in the county, and where the county stands among its peers: figures with their rows."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.factories.accounts import an_organisation
from tests.factories.enterprises import a_recognition, an_enterprise, an_sme_number, yearly_facts
from tests.factories.indicators import OWN, a_row, county_indicators
from tidu.domain.indicators import queries
from tidu.domain.indicators.vocabulary import RANKED, Indicator, rank_code
from tidu.foundation.actors import OrganisationKind
from tidu.foundation.clock import AsOf
from tidu.foundation.figures import registry
from tidu.foundation.figures.model import Question
from tidu.foundation.figures.shared import Shared

pytestmark = pytest.mark.django_db

TODAY = AsOf(on=date(2025, 6, 10))
EAST, WEST, NORTH = ("360894", "岚东县"), ("360895", "雁岭县"), ("360896", "枫桥岭县")
WAN = 1_000_000


def asked(code: str, year: int = 2024):
    return registry.ask(code, Question(as_of=TODAY, year=year, shared=Shared()))


@pytest.fixture
def firms():
    """Three technology firms of 2024, one of them silent about its revenue, and a large firm that is none."""
    place = an_organisation(OrganisationKind.TOWNSHIP)
    known, small, silent, plain = (an_enterprise(place=place) for _ in range(4))
    a_recognition(known)
    for one in (small, silent):
        an_sme_number(one, 2024)
    yearly_facts(known, 2024, revenue_fen=2_400 * WAN, tax_paid_fen=90 * WAN, staff_average=70)
    yearly_facts(small, 2024, revenue_fen=600 * WAN, tax_paid_fen=10 * WAN, staff_average=30)
    yearly_facts(silent, 2024, tax_paid_fen=20 * WAN, staff_average=20)
    yearly_facts(plain, 2024, revenue_fen=90_000 * WAN, tax_paid_fen=900 * WAN, staff_average=900)
    return known, small, silent, plain


def test_shares_count_technology_firms_only_and_name_what_is_missing(firms):
    county_indicators(
        a_row(1.2, OWN, 2024, Indicator.BUSINESS_REVENUE),
        a_row(0.5, OWN, 2024, Indicator.TAX_REVENUE),
        a_row(0.08, OWN, 2024, Indicator.EMPLOYED),
    )
    output, tax, jobs = (asked(f"tech_{name}_share") for name in ("revenue", "tax", "staff"))
    assert (output.value, output.missing) == (Decimal("25.0"), 1)
    assert (tax.value, tax.missing) == (Decimal("2.4"), 0)
    assert (jobs.value, jobs.missing) == (Decimal("15.0"), 0)
    part, whole = output.parts
    assert {row.key: row.value for row in part.rows} == {
        firms[0].credit_code: 2_400,
        firms[1].credit_code: 600,
        firms[2].credit_code: None,
    }
    assert whole.rows[0].detail == "最终；来源：2024 年公报"


def test_a_share_without_the_countys_total_is_blank_and_says_whom_to_ask(firms):
    answer = asked("tech_tax_share")
    assert answer.value is None
    assert "县税务局" in answer.reason


def test_a_share_of_nothing_is_refused(firms):
    county_indicators(a_row(0, OWN, 2024, Indicator.TAX_REVENUE))
    answer = asked("tech_tax_share")
    assert (answer.value, "不大于 0" in answer.reason) == (None, True)
    assert "尚未到来" in asked("tech_tax_share", 2026).reason


def test_totals_are_not_ranked_for_a_large_county_is_no_better():
    county_indicators(a_row(1.2, OWN, 2024, Indicator.BUSINESS_REVENUE), a_row(9, EAST, 2024, Indicator.HNTE))
    assert [one.indicator for one in queries.comparisons(2024, TODAY)] == [Indicator.HNTE]
    assert len({rank_code(one) for one in RANKED}) == 12


def test_a_rank_lists_every_county_and_is_a_span_where_some_are_missing():
    county_indicators(
        a_row(58, OWN, 2024, Indicator.HNTE),
        a_row(88, EAST, 2024, Indicator.HNTE),
        a_row(None, WEST, 2024, Indicator.HNTE, status="未发布"),
        a_row(33, NORTH, 2024, Indicator.HNTE),
    )
    answer = asked("hnte_count_rank")
    assert (answer.value, answer.missing) == (2, 1)
    assert answer.on_label.endswith("第 2—3，共 4 县")
    assert [(row.label, row.value) for row in answer.rows] == [
        ("岚东县", 1),
        ("青岚县", 2),
        ("枫桥岭县", 3),
        ("雁岭县", None),
    ]
    assert "88 家；最终" in answer.rows[0].detail


def test_without_our_own_number_there_is_no_rank_and_never_the_last_one():
    county_indicators(a_row(88, EAST, 2024, Indicator.HNTE))
    answer = asked("hnte_count_rank")
    assert answer.value is None
    assert [row.label for row in answer.rows] == ["岚东县"]
    (compared,) = queries.comparisons(2024, TODAY)
    assert (compared.last_rank, compared.rank_words) == (None, "本县缺数，没有位次")
    assert asked("hightech_value_added_share_rank").rows == ()
    assert asked("hnte_count_rank", 2026).value is None


def test_the_newest_year_with_our_own_number_stands_for_an_indicator():
    county_indicators(
        a_row(35.1),
        a_row(None, year=2024, status="未发布"),
        a_row(40.8, EAST, 2024),
        a_row(88, EAST, 2024, Indicator.HNTE),
    )
    share, firms = queries.published(TODAY).latest()
    assert (share.year, share.own.rank, share.last_rank) == (2023, 1, 2)
    assert (firms.year, firms.own) == (2024, None)
    assert queries.published(AsOf(on=date(2023, 12, 31))).latest()[0].year == 2023
