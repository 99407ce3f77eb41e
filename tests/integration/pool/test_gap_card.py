"""The gap card: what is missing, by how much, by which law, and where each value comes from."""

from __future__ import annotations

import pytest

from tests.factories.accounts import an_organisation
from tests.factories.pool import AS_OF, a_nearly_firm, a_ready_firm
from tidu.domain.enterprises.models import ComplianceCheck, Enterprise, Profile, YearlyFacts
from tidu.domain.enterprises.queries import dossier_of
from tidu.domain.enterprises.vocabulary import CheckKind, RecognitionKind
from tidu.domain.pool import queries
from tidu.domain.pool.queries import GapCard, GapLine

pytestmark = pytest.mark.django_db


def line(card: GapCard, clause_id: str) -> GapLine:
    return next(one for one in (*card.lines, *card.met) if one.row.clause_id == clause_id)


def facts_of(firm: Enterprise, year: int) -> int:
    return YearlyFacts.objects.known_at(None).get(enterprise=firm, year=year).pk


def test_a_near_miss_says_condition_value_need_distance_and_law() -> None:
    firm = a_nearly_firm(an_organisation())
    card = queries.gap_card(firm, AS_OF)
    assert card.sentence == "离高新技术企业还差 1 项：科技人员占比 9% / 10%。"
    gap = card.lines[0].row
    assert (gap.clause_id, gap.value, gap.needed, gap.distance) == (
        "tech_staff",
        "9%",
        "不低于 10%",
        "差 1 个百分点",
    )
    assert gap.near
    assert gap.law == "《高新技术企业认定管理办法》（国科发火〔2016〕32号）第十一条（四）"
    assert gap.next_step
    assert "9 人" in gap.change
    assert "10 人" in gap.change


def test_each_value_of_a_line_names_the_record_that_answers_for_it() -> None:
    firm = a_nearly_firm(an_organisation())
    card = queries.gap_card(firm, AS_OF)
    sources = {one.label: one for one in line(card, "tech_staff").sources}
    staff = sources["2024 年度科技人员"]
    assert (staff.text, staff.missing) == ("9 人", False)
    assert staff.record == ("enterprises.YearlyFacts", facts_of(firm, 2024), "tech_staff")
    intensity = {one.record for one in line(card, "rd_intensity").sources}
    assert intensity == {
        ("enterprises.YearlyFacts", facts_of(firm, year), field)
        for year in (2022, 2023, 2024)
        for field in ("rd_hnte_fen", "revenue_fen")
    }


def test_values_of_the_register_and_of_checks_have_their_records_too() -> None:
    firm = a_ready_firm(an_organisation())
    card = queries.gap_card(firm, AS_OF)
    profile = Profile.objects.known_at(None).get(enterprise=firm)
    incident = ComplianceCheck.objects.get(enterprise=firm, kind=CheckKind.MAJOR_INCIDENT)
    assert line(card, "registered_days").sources[0].record == (
        "enterprises.Profile",
        profile.pk,
        "registered_on",
    )
    assert line(card, "hightech_field").sources[0].record == (
        "enterprises.Profile",
        profile.pk,
        "in_hightech_field",
    )
    assert line(card, "no_incident").sources[0].record == (
        "enterprises.ComplianceCheck",
        incident.pk,
        "found",
    )


def test_a_full_firm_is_formally_complete_and_never_recognised_by_the_engine() -> None:
    card = queries.gap_card(a_ready_firm(an_organisation()), AS_OF)
    assert card.sentence.startswith("高新技术企业：形式条件满足，待专家给出")
    assert [one.row.clause_id for one in card.lines] == ["innovation_score"]
    assert len(card.met) == 8


def test_a_missing_cell_says_whom_to_ask_and_is_no_failure() -> None:
    firm = a_ready_firm(an_organisation(), tech_staff=None)
    card = queries.gap_card(firm, AS_OF)
    row = line(card, "tech_staff")
    assert row.row.ask == ("2024 年度科技人员：企业人事",)
    missing = next(one for one in row.sources if one.missing)
    assert (missing.text, missing.whom_to_ask) == ("缺数", "企业人事")
    assert missing.record == ("enterprises.YearlyFacts", facts_of(firm, 2024), "tech_staff")


def test_the_card_for_the_lower_tier_uses_its_own_scope_of_research() -> None:
    # 10 of 100 staff are technical: 4 points; R&D 5 % of sales: 40; three Class II rights: 18; 62 of 60 needed
    firm = a_ready_firm(an_organisation())
    card = queries.gap_card(firm, AS_OF, RecognitionKind.SME_NUMBER)
    score = line(card, "score")
    assert score.row.value == "62 分"
    fields = {one.record[2] for one in score.sources if one.record}
    assert "rd_deductible_fen" in fields
    assert "rd_hnte_fen" not in fields


def test_a_tier_without_a_rule_says_so() -> None:
    card = queries.gap_card(a_ready_firm(an_organisation()), AS_OF, RecognitionKind.UNICORN)
    assert card.lines == ()
    assert card.sentence == "“独角兽企业”还没有可计算的规则，暂不能给出差距。"


def test_the_ways_of_a_near_miss_are_told_with_before_and_after() -> None:
    firm = a_nearly_firm(an_organisation())
    ways = queries.ways_of(dossier_of(firm, AS_OF), RecognitionKind.HNTE)
    assert [way.changes for way in ways] == [("2024 年度科技人员由 9 人 增至 10 人（增 1 人）",)]
    assert ways[0].is_complete


def test_a_tier_without_a_rule_has_no_ways() -> None:
    assert queries.ways_of(dossier_of(a_nearly_firm(an_organisation()), AS_OF), RecognitionKind.UNICORN) == ()


def test_a_margin_that_shrinks_is_told_on_the_card_of_a_firm_that_passes() -> None:
    firm = a_ready_firm(an_organisation())
    for year, staff in ((2022, 19), (2023, 15), (2024, 12)):
        YearlyFacts.objects.known_at(None).filter(enterprise=firm, year=year).update(
            tech_staff=staff, staff_average=100
        )
    assert queries.gap_card(firm, AS_OF).slips == (
        "科技人员占比 19% → 15% → 12%，要求不低于 10%；照此速度，明年申报时不再满足。",
    )
