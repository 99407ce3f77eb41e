"""County indicators: loaded like any workbook, read as figures, and compared with the peers that are loaded."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.factories.indicators import HEADER, OWN, a_row, county_indicators
from tests.factories.intake import CLERK, NOW, a_workbook, loaded, staged
from tidu.domain.indicators import queries
from tidu.domain.indicators.models import CountyIndicator
from tidu.domain.indicators.vocabulary import UNITS, Indicator
from tidu.foundation.clock import AsOf
from tidu.foundation.figures import registry
from tidu.foundation.figures.model import Question
from tidu.foundation.intake import operations as intake
from tidu.foundation.provenance import queries as provenance

pytestmark = pytest.mark.django_db

TODAY = AsOf(on=date(2025, 6, 10))
EAST, WEST, NORTH = ("360894", "岚东县"), ("360895", "雁岭县"), ("360896", "枫桥岭县")


def asked(code: str, year: int | None = None):
    return registry.ask(code, Question(as_of=TODAY, year=year))


def test_every_indicator_has_its_unit():
    assert set(UNITS) == set(Indicator)


def test_a_share_is_kept_exactly_and_leads_back_to_its_cell():
    (one,) = county_indicators(a_row(35.1))
    assert (one.value_e4, one.value, one.unit) == (351_000, Decimal("35.1"), "%")
    answer = asked("F07", 2023)
    assert (answer.figure.code, answer.value) == ("hightech_value_added_share", Decimal("35.1"))
    (row,) = answer.rows
    assert (row.record, row.detail) == (one.record, "最终；来源：2023 年公报")
    origin = provenance.origin_of(one, "value_e4")
    assert (origin.cell, origin.header) == ("E2", "数值")


def test_without_a_year_the_last_closed_one_is_meant_and_a_year_to_come_is_told():
    county_indicators(a_row(2.6, year=2024, indicator=Indicator.FISCAL_ST_SHARE))
    assert asked("fiscal_st_share").value == Decimal("2.6")
    assert "尚未到来" in asked("fiscal_st_share", 2026).reason


def test_what_is_not_published_is_blank_with_its_reason_and_whom_to_ask():
    county_indicators(a_row(None, year=2024, status="未发布"))
    unpublished = asked("F07", 2024)
    assert unpublished.value is None
    assert "尚未发布（2024 年公报）" in unpublished.reason
    assert "县统计局" in unpublished.reason
    never = asked("fiscal_st_share", 2024)
    assert never.value is None
    assert "县财政局" in never.reason


def test_a_preliminary_number_says_so_and_its_final_one_supersedes_it():
    county_indicators(a_row(2.5, year=2024, indicator=Indicator.FISCAL_ST_SHARE, status="初步"))
    assert asked("fiscal_st_share", 2024).on_label.endswith("（初步数）")
    county_indicators(a_row(2.6, year=2024, indicator=Indicator.FISCAL_ST_SHARE))
    after = asked("fiscal_st_share", 2024)
    assert (after.value, "初步" in after.on_label) == (Decimal("2.6"), False)
    assert CountyIndicator.objects.count() == 2


def test_a_number_taken_back_to_unpublished_is_no_longer_there():
    county_indicators(a_row(35.1))
    (one,) = county_indicators(a_row(None, status="未发布"))
    assert one.value_e4 is None


def test_a_load_that_is_undone_leaves_what_stood_before():
    county_indicators(a_row(35.1))
    load = loaded("county_indicators", a_workbook(HEADER, a_row(36.0)))
    assert asked("F07", 2023).value == 36
    intake.undo(load=load, by=CLERK, now=NOW)
    assert asked("F07", 2023).value == Decimal("35.1")


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (a_row(35.1, county=("36089", "青岚县")), "区划代码应为 6 位数字"),
        ((*a_row(35.1)[:5], "亿元", *a_row(35.1)[6:]), "以%计，本行写的是亿元"),
        (a_row(35.1, status="未发布"), "状态是“未发布”，却填了数值"),
        (a_row(None), "没有数值，状态却不是“未发布”"),
        (a_row(35.1, year=2026), "2026 年还没有到"),
        (a_row(35.1, year=2025), "2025 年还没有结束，不能是最终数"),
        (a_row("35.1%"), "百分数"),
        (a_row(35.12345), "万分之一"),
    ],
)
def test_a_wrong_row_is_sent_back_with_its_reason(row, words):
    load = staged("county_indicators", a_workbook(HEADER, row))
    (kept,) = load.rows.all()
    assert any(words in fault["reason"] for fault in kept.faults), kept.faults


def test_rank_and_gap_count_published_numbers_only_and_name_the_missing():
    county_indicators(
        a_row(35.1),
        a_row(39.6, EAST),
        a_row(35.1, WEST),
        a_row(None, NORTH, status="未发布"),
        a_row(88, ("360897", "白沙岭县"), indicator=Indicator.HNTE),
    )
    share, firms = queries.comparisons(2023, TODAY)
    assert [(one.county.county_name, one.rank) for one in share.ranked] == [
        ("岚东县", 1),
        ("雁岭县", 2),
        ("青岚县", 2),
    ]
    assert (share.behind_first, share.behind_next, share.gap_unit) == (
        Decimal("4.5"),
        Decimal("4.5"),
        "个百分点",
    )
    assert [(one.county_name, one.words) for one in share.missing] == [
        ("枫桥岭县", "未发布"),
        ("白沙岭县", "未载入"),
    ]
    assert (share.sources, share.decimals, firms.decimals) == (("2023 年公报",), 1, 0)
    assert (firms.own, firms.behind_first, firms.behind_next) == (None, None, None)
    assert ("青岚县", "未载入") in [(one.county_name, one.words) for one in firms.missing]


def test_the_first_is_behind_nobody():
    county_indicators(a_row(40.0), a_row(39.6, EAST))
    (share,) = queries.comparisons(2023, TODAY)
    assert (share.own.rank, share.behind_first, share.behind_next) == (1, 0, None)


def test_the_comparison_of_an_earlier_moment_knows_what_was_loaded_then():
    county_indicators(a_row(35.1))
    earlier = AsOf(on=TODAY.on, known_at=NOW)
    assert queries.comparisons(2023, earlier) == ()
    assert queries.years_loaded(TODAY) == (2023,)
    assert queries.own_indicator(Indicator.HIGHTECH_SHARE, 2023, earlier) is None


def test_enterprise_rd_beside_the_product_needs_both():
    county_indicators(a_row(260.0, OWN, 2024, Indicator.GDP))
    answer = asked("enterprise_rd_gdp_share", 2024)
    assert answer.value is None
    assert "R&D" in answer.reason
