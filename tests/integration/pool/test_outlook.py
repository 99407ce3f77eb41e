"""Looking ahead: certificates that end, firms that slip, the year's end in classes with their firms, and seeds."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from tests.factories.accounts import an_actor, an_organisation
from tests.factories.enterprises import a_recognition
from tests.factories.pool import (
    AS_OF,
    NOW,
    OFFICER,
    a_far_firm,
    a_member,
    a_nearly_firm,
    a_plain_firm,
    a_ready_firm,
)
from tidu.domain.enterprises.models import YearlyFacts
from tidu.domain.enterprises.queries import Population
from tidu.domain.enterprises.vocabulary import RecognitionKind
from tidu.domain.pool import operations, queries
from tidu.domain.pool.models import Proposal
from tidu.domain.pool.queries import OutlookClass
from tidu.domain.pool.vocabulary import Stage
from tidu.foundation.actors import OrganisationKind, Role
from tidu.foundation.clock import AsOf
from tidu.foundation.figures import registry
from tidu.foundation.figures.model import Question

pytestmark = pytest.mark.django_db

YEAR_END = date(2025, 12, 31)


@pytest.fixture
def place():
    return an_organisation(OrganisationKind.TOWNSHIP, name="云溪镇")


def set_years(firm, **by_field):
    """Give a firm other values for 2022, 2023 and 2024."""
    for field, values in by_field.items():
        for year, value in zip((2022, 2023, 2024), values, strict=True):
            YearlyFacts.objects.known_at(None).filter(enterprise=firm, year=year).update(**{field: value})


def a_holder(firm, until=date(2025, 11, 15)):
    a_recognition(firm, granted_on=date(until.year - 3, until.month, until.day), until=until)
    return firm


def classes(tier=RecognitionKind.HNTE):
    found = queries.outlook(tier, YEAR_END, Population(None), AS_OF.on)
    return {one.firm.name: one.group for one in found.firms}, found


def test_each_firm_stands_in_the_class_that_its_certificate_and_conditions_say(place):
    a_holder(a_ready_firm(place, "仍有效"), until=date(2026, 11, 15))
    a_holder(a_ready_firm(place, "期末当天仍有效"), until=date(2026, 1, 1))
    a_holder(a_ready_firm(place, "期末当天失效"), until=YEAR_END)
    slipping = a_holder(a_ready_firm(place, "将掉档"))
    set_years(slipping, tech_staff=(19, 15, 12))
    a_holder(a_far_firm(place, "续不上"))
    a_ready_firm(place, "已达")
    a_nearly_firm(place, "差一点")
    a_far_firm(place, "还远")
    found, outlook = classes()
    assert found == {
        "仍有效": OutlookClass.STAYS,
        "期末当天仍有效": OutlookClass.STAYS,
        "期末当天失效": OutlookClass.RENEWS,
        "将掉档": OutlookClass.RENEWS_SLIPPING,
        "续不上": OutlookClass.RENEWS_UNSURE,
        "已达": OutlookClass.READY,
        "差一点": OutlookClass.NEARLY,
    }
    assert (outlook.stays, outlook.sound, outlook.best, len(outlook.deciding)) == (2, 4, 7, 5)
    words = {one.firm.name: one.sentence for one in outlook.firms}
    assert words["将掉档"].startswith("高新技术企业有效期至 2025-11-14。科技人员占比 19% → 15% → 12%")
    assert words["差一点"] == "离高新技术企业还差 1 项：科技人员占比 9% / 10%。"


def test_the_figures_of_the_year_s_end_are_the_classes_with_their_firms(place):
    a_holder(a_ready_firm(place, "仍有效"), until=date(2026, 11, 15))
    a_member(a_nearly_firm(place, "差一点"), Stage.CULTIVATION)
    low, high = (registry.ask(f"hnte_year_end_{code}", Question(as_of=AS_OF)) for code in ("low", "high"))
    assert (low.value, [row.label for row in low.rows]) == (1, ["仍有效"])
    assert (high.value, {row.label for row in high.rows}) == (2, {"仍有效", "差一点"})
    assert low.on_label.startswith("2025-12-31（截至 2025-06-10")
    (_, outlook) = classes()
    assert [one.stage for one in outlook.deciding] == ["培育"]


def test_how_many_certificates_were_renewed_is_counted_from_the_register(place):
    renewed = a_holder(a_ready_firm(place, "续上"), until=date(2024, 11, 15))
    a_recognition(renewed, granted_on=date(2024, 11, 15), until=date(2027, 11, 15))
    a_holder(a_ready_firm(place, "没续"), until=date(2024, 9, 1))
    a_holder(a_ready_firm(place, "别的年"), until=date(2023, 9, 1))
    answer = registry.ask("hnte_renewal_rate", Question(as_of=AS_OF, year=2024))
    assert answer.value == Decimal("50.0")
    assert {row.label: row.value for row in answer.rows} == {"续上": 1, "没续": 0}
    assert registry.ask("hnte_renewal_rate", Question(as_of=AS_OF, year=2025)).value is None
    assert registry.ask("hnte_renewal_rate", Question(as_of=AS_OF, year=2026)).value is None


@pytest.mark.parametrize(
    ("until", "left", "window"),
    [
        (date(2025, 7, 11), 30, 30),
        (date(2025, 7, 12), 31, 90),
        (date(2025, 9, 9), 90, 90),
        (date(2025, 9, 10), 91, 180),
        (date(2025, 12, 8), 180, 180),
        (date(2025, 12, 9), 181, 0),
    ],
)
def test_a_certificate_is_counted_to_its_last_valid_day(place, until, left, window):
    a_holder(a_plain_firm(place), until=until)
    (one,) = queries.expiries(OFFICER, AS_OF)
    assert (one.days_left, one.window) == (left, window)
    assert len(queries.expiries(OFFICER, AS_OF, days=90)) == (left <= 90)


def test_the_calendar_counts_by_month_of_the_last_day_and_keeps_to_the_own_township(place):
    a_holder(a_plain_firm(place, "月末"), until=date(2025, 8, 1))
    a_holder(a_plain_firm(an_organisation(OrganisationKind.TOWNSHIP)), until=date(2025, 8, 2))
    months = dict(queries.months_of(queries.expiries(OFFICER, AS_OF), AS_OF.on))
    assert (months["2025-07"], months["2025-08"], len(months), list(months)[-1]) == (1, 1, 12, "2026-05")
    own = an_actor(Role.TOWNSHIP_LEADER, organisation=place)
    assert [one.firm.name for one in queries.expiries(own, AS_OF)] == ["月末"]
    assert queries.expiries(OFFICER, AS_OF, kind=RecognitionKind.GAZELLE) == ()


def test_a_firm_that_holds_a_title_and_loses_margin_is_on_the_list_and_others_are_not(place):
    slipping = a_holder(a_ready_firm(place, "将掉档"))
    set_years(slipping, tech_staff=(19, 15, 12))
    a_holder(a_ready_firm(place, "稳定"))
    without = a_ready_firm(place, "无证书")
    set_years(without, tech_staff=(19, 15, 12))
    found = queries.slipping_firms(OFFICER, AS_OF)
    (one,) = found.firms
    assert (one.fallen, found.unknown) == (False, 0)
    assert (one.firm.name, one.tier_label, one.last_day) == ("将掉档", "高新技术企业", date(2025, 11, 14))
    assert one.words == ("科技人员占比 19% → 15% → 12%，要求不低于 10%；照此速度，明年申报时不再满足。",)


def test_a_holder_whose_reported_values_fail_comes_before_those_who_lose_margin(place):
    slipping = a_holder(a_ready_firm(place, "将掉档"), until=date(2025, 8, 1))
    set_years(slipping, tech_staff=(19, 15, 12))
    fallen = a_holder(a_ready_firm(place, "已掉档"))
    set_years(fallen, tech_staff=(19, 15, 8))
    unknown = a_holder(a_ready_firm(place, "缺数"))
    set_years(unknown, tech_staff=(19, 15, None))
    set_years(a_ready_firm(place, "无证书"), tech_staff=(19, 15, 8))
    found = queries.slipping_firms(OFFICER, AS_OF)
    assert [(one.firm.name, one.fallen) for one in found.firms] == [("已掉档", True), ("将掉档", False)]
    assert "8%" in found.firms[0].words[0]
    assert found.unknown == 1
    near = an_actor(Role.TOWNSHIP_LEADER, organisation=an_organisation(OrganisationKind.TOWNSHIP))
    assert queries.slipping_firms(near, AS_OF) == queries.SlippingFirms((), 0)


def test_a_seed_is_found_with_its_reason_and_the_proposal_that_would_bring_it_in(place):
    seed = a_far_firm(place, "种子")
    a_plain_firm(place, "没有研发")
    a_member(a_far_firm(place, "已在库"))
    operations.compute_proposals(as_of=AS_OF, by=OFFICER, now=NOW)
    (one,) = queries.seeds(OFFICER, AS_OF)
    assert one.reason == (
        "产业缺数；近三年至少两年账面研发费用占销售收入不低于 3%（2022 年 5%、2023 年 5%、2024 年 5%）；"
        "自有知识产权 3 件 / 2 件；属于高新技术领域"
    )
    assert (one.firm.name, one.strength) == ("种子", 3)
    assert one.proposal_id == Proposal.objects.get(enterprise=seed).pk
    elsewhere = an_actor(Role.TOWNSHIP_LEADER, organisation=an_organisation(OrganisationKind.TOWNSHIP))
    assert queries.seeds(elsewhere, AS_OF) == ()


def test_a_year_without_a_figure_is_told_as_missing_in_the_reason(place):
    seed = a_far_firm(place, "缺一年")
    set_years(seed, rd_book_fen=(None, 200_000_000, 200_000_000))
    (one,) = queries.seeds(OFFICER, AS_OF)
    assert "（2022 年 缺数、2023 年 5%、2024 年 5%）" in one.reason


def test_the_night_computes_proposals_for_its_own_day_and_says_what_changed(place):
    a_far_firm(place)
    night = datetime(2025, 6, 9, 20, 0, tzinfo=UTC)
    assert operations.propose_nightly(by=OFFICER, now=night) == "新增建议 1 条，失效 0 条，待确认共 1 条"
    assert operations.propose_nightly(by=OFFICER, now=night) == "新增建议 0 条，失效 0 条，待确认共 1 条"
    assert Proposal.objects.get().as_of_on == date(2025, 6, 10)


def test_an_earlier_knowledge_gives_an_earlier_outlook(place):
    a_holder(a_ready_firm(place, "续期在后"), until=date(2026, 11, 15))
    before = AsOf(on=date(2025, 6, 10), known_at=datetime(2023, 1, 1, tzinfo=UTC))
    found = queries.outlook(RecognitionKind.HNTE, YEAR_END, Population(before.known_at), before.on)
    assert found.stays == 0
