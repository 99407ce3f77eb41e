"""Pages of peers, platforms, problems and remarks: what is read there, what is kept, what is refused in words."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from tests.factories.accounts import an_organisation
from tests.factories.enterprises import a_recognition, an_enterprise
from tests.factories.indicators import a_row, county_indicators
from tests.factories.platforms import OPENED, a_platform, recognised
from tests.factories.targets import a_problem, a_split, a_target
from tidu.domain.platforms import queries as platforms
from tidu.domain.targets import queries as targets
from tidu.foundation.actors import OrganisationKind, Role
from tidu.foundation.clock import AsOf

pytestmark = pytest.mark.django_db

TODAY = AsOf(on=date(2025, 6, 10))


@pytest.fixture
def clerk(signed_in):
    return signed_in(Role.SECTION_CLERK)


@pytest.fixture
def director(signed_in):
    return signed_in(Role.BUREAU_DIRECTOR)


def text_of(response) -> str:
    return response.content.decode()


def test_the_peers_page_names_rank_gap_source_and_who_is_missing(director):
    assert "还没有载入对标县的指标" in text_of(director.get(reverse("peers")))
    county_indicators(
        a_row(35.1), a_row(39.6, ("360894", "岚东县")), a_row(None, ("360895", "雁岭县"), status="未发布")
    )
    page = text_of(director.get(reverse("peers")))
    for words in ("2 / 2", ">35.1<", ">39.6<", "4.5", "本县", "个百分点", "雁岭县", "未发布", "2023 年公报"):
        assert words in page
    wrong = director.get(reverse("peers"), {"year": "1999"})
    assert "2 / 2" in text_of(wrong), "a year that is not loaded falls back to the newest"
    file = director.get(reverse("peers"), {"year": "2023", "export": "xlsx"})
    assert file["Content-Type"].endswith("spreadsheetml.sheet")


def test_a_platform_is_registered_corrected_and_brought_a_stage_further(clerk):
    park = an_organisation(OrganisationKind.PARK, name="工业园区")
    stated = {"name": "新众创空间", "kind": "MAKERSPACE", "host": "管委会", "place": park.pk}
    empty = clerk.post(reverse("platform-new"), stated | {"stage": "OPEN", "document": "验收意见"})
    assert empty.status_code == 422
    assert "请填实际日期" in text_of(empty)
    clerk.post(
        reverse("platform-new"),
        stated | {"stage": "OPEN", "document": "验收意见", "reached_on": "2024-03-01"},
    )
    (one,) = platforms.platforms(TODAY)
    number = one.platform.number
    clerk.post(
        reverse("platform-stage", args=[number]),
        {"stage": "RECOGNISED", "level": "PROVINCIAL", "reached_on": "2025-02-05", "document": "文件"},
    )
    clerk.post(reverse("platform-change", args=[number]), stated | {"name": "改名空间", "place": ""})
    found = platforms.find_platform(number, TODAY)
    assert (found.platform.name, found.platform.place, found.stage_words) == ("改名空间", None, "省级认定")
    page = text_of(clerk.get(reverse("platform", args=[number])))
    assert "省级认定" in page
    assert "2025-02-05" in page
    assert clerk.get(reverse("platform", args=["PT-999"])).status_code == 404


def test_the_list_of_platforms_filters_and_says_what_counts_as_built(director):
    a_platform(OPENED, recognised())
    page = text_of(director.get(reverse("platforms"), {"level": "NATIONAL"}))
    assert "规划和在建的不算建成" in page
    assert "测试众创空间" not in page
    assert "测试众创空间" in text_of(director.get(reverse("platforms"), {"level": "PROVINCIAL"}))


def test_a_problem_is_kept_and_marked_until_it_has_evidence(clerk):
    a_problem(evidence="")
    assert "待佐证" in text_of(clerk.get(reverse("problems")))
    owner = an_organisation(OrganisationKind.BUREAU_SECTION)
    stated = {"text": "转化慢", "benchmark": "往年", "owner": owner.pk, "evidence": "调查材料"}
    clerk.post(reverse("problem-new"), stated)
    assert [one.evidence for one in targets.problems(TODAY)] == ["", "调查材料"]
    clerk.post(reverse("problem-change", args=[2]), stated | {"solved_on": "2025-06-09"})
    assert [one.number for one in targets.problems(TODAY)] == [1]
    assert "2025-06-09 解决" in text_of(clerk.get(reverse("problems"), {"solved": "on"}))
    assert clerk.get(reverse("problem-change", args=[9])).status_code == 404


def test_a_remark_is_shown_beside_the_light_and_the_light_stays(director):
    target = a_target("hnte_count", 70)
    address = reverse("target-remark", args=["hnte_count", "2025-12-31"])
    director.post(address, {"text": "已约谈 12 家"})
    page = text_of(director.get(reverse("home")))
    assert "已约谈 12 家" in page
    assert "灯仍按规则亮" in page
    assert targets.find_remark("hnte_count", target.due_on).text == "已约谈 12 家"
    for wrong in ("2030-12-31", "never"):
        assert director.get(reverse("target-remark", args=["hnte_count", wrong])).status_code == 404


def test_a_target_is_set_and_shared_out_and_the_gap_is_told(director):
    park = an_organisation(OrganisationKind.PARK, name="工业园区")
    town = an_organisation(OrganisationKind.TOWNSHIP, name="石渡镇")
    owner = an_organisation(OrganisationKind.BUREAU_SECTION)
    stated = {"figure_code": "gazelle_count", "kind": "REACH", "value": "5", "owner": owner.pk}
    late = director.post(reverse("target-new"), stated | {"due_on": "2025-06-09"})
    assert (late.status_code, "早于今天" in text_of(late)) == (422, True)
    said = director.post(reverse("target-new"), stated | {"due_on": "2025-12-31"}, follow=True)
    assert "已设定：瞪羚企业 5 家" in text_of(said)
    address = reverse("target-split", args=["gazelle_count", "2025-12-31"])
    assert "目标 5 家，未分解" in text_of(director.get(address))
    wrong = director.post(address, {park.code: "3", town.code: "1.5"})
    assert (wrong.status_code, "不是整数" in text_of(wrong)) == (422, True)
    said = director.post(address, {park.code: "3", town.code: ""}, follow=True)
    assert "分解合计 3，比目标少 2" in text_of(said)
    director.post(address, {town.code: "2"})
    page = text_of(director.get(address))
    assert "分解合计 5，与目标一致" in page
    assert 'value="3"' in page
    assert director.get(reverse("target-split", args=["gazelle_count", "2026-12-31"])).status_code == 404


def test_each_place_sees_what_it_was_given_has_and_lacks_its_own_row_first(signed_in, director):
    park = an_organisation(OrganisationKind.PARK, name="工业园区")
    town = an_organisation(OrganisationKind.TOWNSHIP, name="石渡镇")
    address = reverse("plan-shares", args=[2025])
    assert "2025 年的目标还没有分解" in text_of(director.get(address))
    target = a_target("hnte_count", 5)
    for place, value in ((park, 3), (town, 1)):
        a_split(target, place, value)
    a_recognition(an_enterprise("甲公司", park), granted_on=date(2023, 11, 15), until=date(2026, 11, 15))
    page = text_of(signed_in(Role.TOWNSHIP_LEADER, organisation=town).get(address))
    assert "分解合计 4，比目标少 1" in page
    assert page.index("石渡镇 ") < page.index("工业园区")
    assert page.count("本单位") == 1
    lines = [line for (one,) in [targets.shared_out(2025, TODAY)] for line in one.lines]
    assert {(line.place, line.value, line.actual, line.short_by) for line in lines} == {
        ("工业园区", 3, 1, 2),
        ("石渡镇", 1, 0, 1),
    }
    split = text_of(director.get(reverse("target-split", args=["hnte_count", "2025-12-31"])))
    for words in ("现有 1<", "现有 0<"):
        assert words in split
