"""Every outline that ships: its blanks are filled from the records or stay visibly blank with a reason."""

from __future__ import annotations

from datetime import date

import pytest

from tidu.foundation.clock import AsOf
from tidu.reporting import reading
from tidu.reporting.composition import Composed, compose

pytestmark = pytest.mark.django_db

AS_OF = AsOf(on=date(2025, 6, 10))
GIVEN = {
    "open_day_speech": {"base_year": 2022, "end_year": 2024, "event_on": date(2025, 5, 22)},
    "yearly_summary": {"base_year": 2022, "end_year": 2024},
    "monthly_brief": {},
    "open_day_report": {
        "event_on": date(2025, 5, 22),
        "before_on": date(2024, 5, 23),
        "end_year": 2025,
    },
}


def said(composed: Composed) -> str:
    return "".join(run.text for run in composed.runs())


@pytest.mark.parametrize("code", GIVEN)
def test_every_blank_is_filled_or_says_why_not(county, code):
    composed = compose(reading.find(code), GIVEN[code], AS_OF)
    assert composed.filled
    assert all(run.answer and run.answer.value is not None for run in composed.filled)
    assert all(run.reason for run in composed.unfilled)


def test_every_outline_that_ships_is_tried_here():
    assert set(reading.library()) == set(GIVEN)


def test_a_year_is_summed_up_from_its_records(county):
    text = said(compose(reading.find("yearly_summary"), GIVEN["yearly_summary"], AS_OF))
    # of the county's three firms: one 科小 in 2022 and 2024, one certified on 2023-11-01 until 2026
    assert "科技型企业2家，比2022年末的1家净增1家，增长100%" in text
    assert "年末有效的高新技术企业1家。当年新认定0家" in text
    assert "全县企业研发经费30万元（已知合计，另有1家缺数未计），同口径2022年为【　　】" in text


def test_a_brief_shows_the_day_s_standing_against_the_year_s_goal(county):
    text = said(compose(reading.find("monthly_brief"), {}, AS_OF))
    assert "高新技术企业有效1家，年末目标70家；不办任何手续到年末仍有效的1家" in text
