"""The list of firms and the search."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tests.factories.accounts import an_actor, an_organisation
from tests.factories.enterprises import a_recognition, an_enterprise, an_sme_number, yearly_facts
from tests.factories.provenance import CLERK, a_batch
from tidu.domain.enterprises import operations, queries
from tidu.domain.enterprises.queries import EntryFilters
from tidu.domain.enterprises.vocabulary import Industry, RecognitionKind
from tidu.foundation.actors import Role
from tidu.foundation.clock import AsOf

pytestmark = pytest.mark.django_db

TODAY = AsOf(date(2025, 6, 10))
NOW = datetime(2025, 6, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def clerk():
    return an_actor(Role.SECTION_CLERK)


@pytest.fixture
def county():
    """Three firms in two places, one of them with titles and figures, and one that has moved out."""
    town, park = (
        an_organisation(name="青岚镇", position=1),
        an_organisation("PARK", name="工业园区", position=2),
    )
    alpha = an_enterprise("阿尔法电子", park, industry=Industry.ELECTRONICS)
    beta = an_enterprise("贝塔食品", town, industry=Industry.FOOD)
    gamma = an_enterprise("伽马材料", town, industry=Industry.NEW_MATERIALS)
    gone = an_enterprise("迁出公司", town)
    operations.move(enterprise=gone, to=None, on=date(2025, 3, 1), source=a_batch(), by=CLERK, now=NOW)
    an_sme_number(alpha, 2025, granted_on=date(2025, 5, 20))
    a_recognition(alpha)
    a_recognition(gamma, RecognitionKind.SPECIALISED_SME, date(2023, 1, 1), date(2026, 1, 1))
    yearly_facts(alpha, 2024, revenue_fen=9_000_00, rd_book_fen=500_00, staff_average=12)
    yearly_facts(beta, 2024, revenue_fen=20_000_00)
    return {"alpha": alpha, "beta": beta, "gamma": gamma, "gone": gone, "town": town, "park": park}


def names(clerk, as_of=TODAY, **filters):
    return {row.name for row in queries.entries(clerk, as_of, EntryFilters(**filters)).rows}


def test_a_row_says_what_is_known_on_the_day(county, clerk):
    page = queries.entries(clerk, TODAY, EntryFilters(text="阿尔法"))
    (row,) = page.rows
    assert (row.credit_code, row.place_name, row.place_code) == (
        county["alpha"].credit_code,
        "工业园区",
        county["park"].code,
    )
    assert row.tier_labels == ("科技型中小企业", "高新技术企业")
    assert (row.industry_label, row.registered_on, row.closed) == ("电子信息", date(2015, 6, 1), False)
    assert (row.year, row.revenue_fen, row.rd_book_fen, row.rd_deductible_fen) == (
        2024,
        9_000_00,
        500_00,
        None,
    )
    assert row.staff_average == 12


def test_the_list_shows_the_firms_in_the_county_unless_asked_for_those_gone(county, clerk):
    assert names(clerk) == {"阿尔法电子", "贝塔食品", "伽马材料"}
    assert names(clerk, presence="gone") == {"迁出公司"}
    assert len(names(clerk, presence="")) == 4
    assert "迁出公司" in names(clerk, AsOf(date(2025, 2, 28)))


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"text": "食品"}, {"贝塔食品"}),
        ({"industry": Industry.NEW_MATERIALS}, {"伽马材料"}),
        ({"tier": "HNTE"}, {"阿尔法电子"}),
        ({"tier": "SPECIALISED_SME"}, {"伽马材料"}),
        ({"tier": queries.ANY_TITLE}, {"阿尔法电子"}),
        ({"tier": queries.NO_TITLE}, {"贝塔食品", "伽马材料"}),
        ({"text": "没有这家"}, set()),
    ],
)
def test_the_list_is_narrowed(county, clerk, filters, found):
    assert names(clerk, **filters) == found


def test_the_list_is_narrowed_by_place_and_by_given_firms(county, clerk):
    assert names(clerk, place=county["park"].code) == {"阿尔法电子"}
    assert names(clerk, within={county["beta"].pk, county["gone"].pk}) == {"贝塔食品"}


def test_a_firm_is_found_by_part_of_its_code_in_small_letters(county, clerk):
    code = county["beta"].credit_code
    assert names(clerk, text=code[8:].lower()) == {"贝塔食品"}


def test_a_firm_is_found_by_an_earlier_name_and_shown_under_the_present_one(county, clerk):
    operations.rename(
        enterprise=county["beta"], name="德尔塔食品", on=date(2025, 5, 1), source=a_batch(), by=CLERK, now=NOW
    )
    assert names(clerk, text="贝塔") == {"德尔塔食品"}
    (hit,) = queries.search(clerk, "贝塔", TODAY)
    assert (hit.name, hit.former_name, hit.place_name) == ("德尔塔食品", "贝塔食品", "青岚镇")
    (hit,) = queries.search(clerk, "德尔塔", TODAY)
    assert hit.former_name == ""


def test_the_search_finds_by_the_beginning_of_a_code_and_nothing_for_nothing(county, clerk):
    hits = queries.search(clerk, county["gamma"].credit_code[:16], TODAY)
    assert [hit.name for hit in hits] == ["伽马材料"]
    assert queries.search(clerk, "  ", TODAY) == ()
    assert len(queries.search(clerk, "9136", TODAY, limit=2)) == 2


@pytest.mark.parametrize(
    ("descending", "order"),
    [(False, ["阿尔法电子", "贝塔食品", "伽马材料"]), (True, ["贝塔食品", "阿尔法电子", "伽马材料"])],
)
def test_a_missing_value_is_sorted_last_either_way(county, clerk, descending, order):
    page = queries.entries(clerk, TODAY, EntryFilters(sort="revenue", descending=descending))
    assert [row.name for row in page.rows] == order


def test_pages_cut_the_list_without_losing_or_repeating_a_firm(county, clerk):
    pages = [
        queries.entries(clerk, TODAY, EntryFilters(sort="code", page=page, page_size=2)) for page in (1, 2)
    ]
    assert [(page.page, page.pages, page.total) for page in pages] == [(1, 2, 3), (2, 2, 3)]
    assert len({row.credit_code for page in pages for row in page.rows}) == 3


def test_a_page_beyond_the_last_is_the_last_one(county, clerk):
    page = queries.entries(clerk, TODAY, EntryFilters(page=99, page_size=2))
    assert (page.page, len(page.rows)) == (2, 1)


def test_a_page_takes_four_queries_whatever_the_number_of_firms(county, clerk, django_assert_num_queries):
    for size in (1, 50):
        with django_assert_num_queries(4):
            queries.entries(clerk, TODAY, EntryFilters(text="", tier=queries.ANY_TITLE, page_size=size))


def test_a_search_takes_two_queries(county, clerk, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        queries.search(clerk, "阿", TODAY)


def test_the_export_holds_every_firm_that_passes_in_plain_values(county, clerk):
    rows = {row[0]: row for row in queries.export_rows(clerk, TODAY, EntryFilters(page=2, page_size=1))}
    assert set(rows) == {"阿尔法电子", "贝塔食品", "伽马材料"}
    alpha = dict(zip(queries.EXPORT_HEADERS, rows["阿尔法电子"], strict=True))
    assert str(alpha["销售收入（元）"]) == "9000.00"
    assert alpha["有效称号"] == "科技型中小企业、高新技术企业"
    assert rows["伽马材料"][7] is None


def test_names_before_the_first_known_one_are_shown_by_that_one(clerk):
    firm = an_enterprise("后来登记公司", an_organisation(), registered_on=date(2024, 1, 1))
    assert queries.name_on(firm, AsOf(date(2020, 1, 1))) == "后来登记公司"
    assert queries.name_on(firm, TODAY) == "后来登记公司"
