"""The county leader's home and what it fetches: red first, down to firms, rank, weight, what holds, any past day."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from tests.factories.accounts import an_organisation
from tests.factories.calendar import the_shipped_years
from tests.factories.enterprises import a_recognition, an_enterprise, yearly_facts
from tests.factories.indicators import OWN, a_row, county_indicators
from tests.factories.opinions import an_answered, an_opinion
from tests.factories.pool import a_nearly_firm
from tests.factories.targets import a_target
from tests.factories.tasks import a_task, a_task_report
from tidu.domain.indicators.vocabulary import Indicator
from tidu.domain.tasks import operations as tasks
from tidu.foundation.actors import OrganisationKind, Role, system

pytestmark = pytest.mark.django_db

WAN = 1_000_000


@pytest.fixture
def leader(signed_in):
    return signed_in(Role.COUNTY_LEADER)


def text_of(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def test_an_empty_county_says_what_is_missing_and_whom_to_ask(leader):
    assert "还没有下达目标" in text_of(leader.get("/"))
    trends = text_of(leader.get(reverse("county-trends")))
    assert "还没有载入对标县的指标" in trends
    assert "缺数，不能说逐年增长" in trends
    assert "逐年增长</span>" not in trends.replace("不能说逐年增长</span>", "")
    weight = text_of(leader.get(reverse("county-weight")))
    assert "请向" in weight
    assert "没有待答复的意见" in text_of(leader.get(reverse("county-opinions")))
    assert "没有红灯任务" in text_of(leader.get(reverse("tasks-red")))


def test_the_targets_of_the_year_come_red_first_with_their_firms_and_later_ones_fold(leader):
    place = an_organisation(OrganisationKind.TOWNSHIP)
    a_nearly_firm(place, "青岚县松涛食品有限公司")
    a_target("hnte_count", 1)
    a_target("gazelle_count", 5)
    a_target("hnte_count", 9, due_on=date(2026, 12, 31))
    page = text_of(leader.get("/"))
    brief = page[page.index("targets brief") :]
    assert brief.index("gazelle_count目标") < brief.index("2025年hnte_count目标")
    assert "青岚县松涛食品有限公司" in brief
    assert "以后年度的 1 个目标" in page
    for name in ("county-opinions", "tasks-red", "county-trends", "county-weight"):
        assert f'hx-get="{reverse(name)}"' in page


def test_trends_say_which_sentence_holds_and_ranks_are_spans_where_counties_are_missing(leader):
    rows = [
        a_row(value, OWN, year, Indicator.FISCAL_ST_SHARE)
        for year, value in ((2022, 2.4), (2023, 2.3), (2024, 2.6))
    ]
    peers = [
        a_row(3.1, ("360894", "岚东县"), 2024, Indicator.FISCAL_ST_SHARE),
        a_row(1, ("360895", "雁岭县"), 2023),
    ]
    county_indicators(*rows, *peers)
    page = text_of(leader.get(reverse("county-trends")))
    assert "2023 年没有增长" in page
    assert "2—3</a>" in page
    assert "1 县缺数" in page
    assert f"{reverse('figure', args=['fiscal_st_share_rank'])}?year=2024" in page
    evidence = text_of(leader.get(reverse("figure", args=["fiscal_st_share_rank"]), {"year": 2024}))
    assert "岚东县" in evidence
    assert "未载入" in evidence
    earlier = text_of(leader.get(reverse("county-trends"), {"as_of": "2023-12-31", "known": "now"}))
    assert "2023 年没有增长" not in earlier


def test_on_a_past_day_no_year_speaks_that_was_not_whole(leader, settings):
    """Neither 2021, of which the register holds three-year certificates only, nor 2024, which was not over."""
    place = an_organisation(OrganisationKind.TOWNSHIP)
    for granted_on in (date(2020, 11, 1), date(2022, 11, 1), date(2022, 11, 1), date(2023, 6, 1)):
        a_recognition(an_enterprise(place=place), granted_on=granted_on, until=date(2026, 1, 1))
    county_indicators(a_row(47, OWN, 2023, Indicator.HNTE), a_row(58, OWN, 2024, Indicator.HNTE))
    asked = {"as_of": "2024-06-10", "known": "now"}
    page = leader.get(reverse("county-trends"), asked)
    words = {one.name: one.words[0] for one in page.context["trends"]}
    assert words["高新技术企业数"] == "缺数，不能说逐年增长"
    assert [one.year for one, _ in page.context["ranks"]] == [2023]
    settings.TIDU_REGISTER_SINCE = 0  # a county that has entered them all says so
    words = {one.name: one.words[0] for one in leader.get(reverse("county-trends"), asked).context["trends"]}
    assert words["高新技术企业数"] == "逐年增长"


def test_the_weight_opens_its_firms_and_says_how_many_are_missing(leader):
    place = an_organisation(OrganisationKind.TOWNSHIP)
    known, silent = (an_enterprise(place=place) for _ in range(2))
    for one in (known, silent):
        a_recognition(one)
    yearly_facts(known, 2024, revenue_fen=3_000 * WAN)
    yearly_facts(silent, 2024, staff_average=3)
    county_indicators(a_row(1.2, OWN, 2024, Indicator.BUSINESS_REVENUE))
    page = text_of(leader.get(reverse("county-weight")))
    assert ">25.0" in page
    assert "1 家缺数" in page
    assert f"{reverse('figure', args=['tech_revenue_total'])}?year=2024" in page
    assert "科技型企业税收" in page
    assert ">25.0" not in text_of(leader.get(reverse("county-weight"), {"year": "2023"}))


def test_a_past_day_shows_the_opinions_and_tasks_as_they_stood(leader):
    the_shipped_years()
    answered, waiting = an_answered(), an_opinion()
    day = text_of(leader.get(reverse("county-opinions")))
    assert waiting.number in day
    assert answered.number not in day
    moment = datetime(2025, 5, 19, 1, tzinfo=UTC)
    task = a_task(due_on=date(2025, 5, 28), now=moment)
    a_task_report(task, now=datetime(2025, 6, 3, 1, tzinfo=UTC))
    tasks.close_task(number=task.number, by=system("核查"), now=datetime(2025, 6, 4, 1, tzinfo=UTC))
    assert task.number not in text_of(leader.get(reverse("tasks-red")))
    past = text_of(leader.get(reverse("tasks-red"), {"as_of": "2025-06-01", "known": "now"}))
    assert task.number in past
    assert "催办" not in past.replace("催办、", "")
