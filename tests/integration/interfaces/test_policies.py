"""The library of policies: state, clauses, whom each fits, what fits a firm, what to look at again."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.urls import reverse

from tests.factories.accounts import an_organisation
from tests.factories.drafts import DRAFTED_AT, DRAFTER, SECOND, a_sound_draft, reviewed
from tests.factories.enterprises import a_recognition, an_enterprise
from tests.factories.funds import an_award_paid
from tests.factories.rulebook import RULE
from tests.integration.rulebook.test_simulating import a_spender
from tidu.domain.rulebook import operations, queries
from tidu.domain.rulebook.vocabulary import PolicyState
from tidu.foundation.actors import OrganisationKind, Role
from tidu.foundation.clock import AsOf
from tidu.rules.model.standing import Standing

TODAY = AsOf(on=date(2025, 6, 10))


def words(answer):
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.fixture
def director(signed_in):
    return signed_in(Role.BUREAU_DIRECTOR)


def test_every_version_is_listed_with_its_state():
    states = {
        (one.rule.code, one.rule.law.number): (one.state, one.applies) for one in queries.policies(TODAY)
    }
    assert states[RULE, "青科〔2024〕5号"] == (PolicyState.IN_FORCE, True)
    assert states[RULE, "青科〔2019〕3号"] == (PolicyState.EXPIRED, False)
    assert len(states) == sum(1 for _ in queries.library())


def test_a_rule_by_fiscal_year_applies_although_its_document_has_ended():
    older = queries.policy(RULE, AsOf(on=date(2024, 6, 10)), "2019-01-01")
    assert (older.state, older.applies) == (PolicyState.EXPIRED, True)
    newer = queries.policy(RULE, AsOf(on=date(2024, 6, 10)), "2024-01-01")
    assert (newer.state, newer.applies) == (PolicyState.IN_FORCE, False)
    early = queries.policy(RULE, AsOf(on=date(2018, 6, 10)), "2019-01-01")
    assert early.state is PolicyState.UPCOMING


def test_an_expired_policy_matches_nobody():
    a_spender(100)
    county = queries.snapshot(TODAY)
    assert queries.matched(queries.policy(RULE, TODAY, "2019-01-01"), county).costing is None
    found = queries.matched(queries.policy(RULE, TODAY), county)
    assert found.costing.cost.counts[Standing.ENTITLED] == 1


def test_what_is_on_record_for_nobody_is_unknown_for_every_firm_and_never_no():
    a_spender(100)
    a_spender(19)
    found = queries.matched(queries.policy("tax.technology_transfer", TODAY), queries.snapshot(TODAY))
    assert found.missing == ("技术转让收入", "技术转让成本", "技术转让相关税费", "技术转让所得单独计算")
    assert found.ask == ("企业财务",)
    counts = found.costing.cost.counts
    assert {standing for standing, count in counts.items() if count} == {Standing.UNKNOWN}
    assert counts[Standing.UNKNOWN] == 2


def test_the_county_s_own_policies_stand_before_the_country_s(director):
    regions = [one.rule.region for one in queries.policies(TODAY)]
    own, others = regions[: regions.count("青岚县")], regions[regions.count("青岚县") :]
    assert own
    assert set(own) == {"青岚县"}
    assert "" in others
    page = words(director.get(reverse("policies")))
    assert page.index("企业研发费用补助") < page.index("研发费用加计扣除")


def test_a_long_list_of_what_nobody_keeps_is_folded_in_the_library(director):
    a_spender(100)
    page = director.get(reverse("policies")).content.decode()
    folded = re.findall(r"<details[^>]*><summary>.*?(\d+) 项数据登记里谁都没有", page)
    assert folded
    assert min(map(int, folded)) > 4


@pytest.mark.parametrize("door", ["policies", "policy", "policy-firms"])
def test_the_pages_of_a_policy_say_which_inputs_nobody_keeps_and_whom_to_ask(director, door):
    firm = a_spender(100)
    code = [] if door == "policies" else ["tax.technology_transfer"]
    page = words(director.get(reverse(door, args=code)))
    assert "4 项数据登记里谁都没有 技术转让收入、技术转让成本、技术转让相关税费、技术转让所得单独计算" in page
    assert "问：企业财务。没有登记的是缺数，不是不符合。" in page
    if door == "policy-firms":
        assert firm.credit_code not in page
        assert "共 1 家" in page


def test_the_firms_page_of_a_policy_for_contracts_says_that_none_are_on_record(director):
    page = words(director.get(reverse("policy-firms", args=["tax.transfer_contract"])))
    assert "还不能对照，登记里没有 技术合同的登记。没有登记的是缺数，不是不符合。" in page


def test_the_counts_of_a_policy_open_their_firms(director):
    a_spender(100)
    a_spender(19)
    a_spender(10)
    a_spender(None)
    page = director.get(reverse("policy", args=[RULE])).content.decode()
    doors = re.findall(r'<a class="door" href="([^"]*firms/[^"]*)">(\d+)</a>', page)
    assert [count for _, count in doors] == ["1", "1", "1", "1"]
    for address, count in doors:
        assert f"共 <strong>{count}</strong> 家" in director.get(address).content.decode()


def test_a_policys_page_says_clauses_and_numbers_with_their_sources(director):
    page = words(director.get(reverse("policy", args=[RULE])))
    assert "上年度可加计扣除研发费用不低于 20 万元" in page
    assert "按上年度可加计扣除研发费用的 5% 给予补助，每户每年最高不超过 30 万元" in page
    assert "青科〔2024〕5号第五条" in page
    old = words(director.get(reverse("policy", args=[RULE]) + "?version=2019-01-01"))
    assert "2023-12-31" in old
    assert "3% 给予补助" in old
    assert director.get(reverse("policy", args=[RULE]) + "?version=1999-01-01").status_code == 404


def test_a_rule_with_bands_says_that_its_number_depends(director):
    assert "规定档次的数" in words(director.get(reverse("policy", args=["hnte.gates"])))


def test_a_township_sees_the_countys_counts_and_its_own_rows(signed_in):
    here = an_organisation(OrganisationKind.TOWNSHIP, name="近镇")
    own, other = a_spender(100, place=here), a_spender(200)
    leader = signed_in(Role.TOWNSHIP_LEADER, organisation=here)
    assert "符合 2" in words(leader.get(reverse("policy", args=[RULE])))
    page = leader.get(reverse("policy-firms", args=[RULE]) + "?standing=fits").content.decode()
    assert own.credit_code in page
    assert other.credit_code not in page


def test_a_firms_contact_reads_what_the_firm_can_get(signed_in):
    firm = a_spender(100)
    home = an_organisation(OrganisationKind.ENTERPRISE, code=firm.credit_code)
    contact = signed_in(Role.ENTERPRISE_CONTACT, organisation=home)
    page = words(contact.get(reverse("enterprise-policies", args=[firm.credit_code])))
    assert "可得约 5.00 万元" in page
    assert "企业研发费用补助" in page
    assert "培育库" not in page


def test_a_firm_refused_its_second_award_reads_why_which_payment_and_how_to_object(signed_in):
    home = an_organisation(OrganisationKind.TOWNSHIP)
    firm = an_enterprise("再认定公司", home, registered_on=date(2015, 6, 1))
    for year in (2019, 2024):
        a_recognition(firm, granted_on=date(year, 9, 16), until=date(year + 3, 9, 16))
    an_award_paid(firm, granted_on=date(2019, 9, 16), paid_on=date(2020, 6, 18))
    page = words(signed_in(Role.SECTION_CLERK).get(reverse("enterprise-policies", args=[firm.credit_code])))
    assert "关于高新技术企业首次认定奖励不符合条件的说明" in page
    assert (
        "再认定公司：按《青岚县高新技术企业奖励办法》（青科〔2024〕7号）和截至 2025年6月10日登记的数据对照"
        in page
    )
    assert "企业此前没有领过高新技术企业首次认定奖励，每户只奖一次" in page
    assert "2020-06-18 拨付 15 万元（2019-09-16 认定，青科〔2020〕8号）" in page
    assert "如何提出异议" in page


def test_a_policy_for_contracts_or_persons_is_in_the_library_but_not_offered_to_a_firm(signed_in):
    firm = a_spender(100)
    offered = {offer.rule.code for offer in queries.offers_for(firm.pk, TODAY)}
    assert {"qinglan.rd_subsidy", "qinglan.hnte_new"} < offered
    assert not {"qinglan.contract", "qinglan.platform", "qinglan.tenancy", "qinglan.talent"} & offered
    page = words(signed_in(Role.SECTION_CLERK).get(reverse("policies")))
    assert "技术合同补助" in page
    assert "技术合同的登记" in page


def test_what_fits_a_firm_comes_first_and_agrees_with_the_policys_own_list():
    firms = {"paid": a_spender(100), "near": a_spender(19), "open": a_spender(None), "far": a_spender(5)}
    rows = queries.matched(queries.policy(RULE, TODAY), queries.snapshot(TODAY)).costing.rows
    listed = dict(rows.select("key", "standing").iter_rows())
    for firm in firms.values():
        offers = queries.offers_for(firm.pk, TODAY)
        (own,) = [one for one in offers if one.rule.code == RULE]
        assert own.standing == listed[firm.credit_code]
    assert queries.offers_for(firms["paid"].pk, TODAY)[0].rule.code == RULE
    (open_one,) = [one for one in queries.offers_for(firms["open"].pk, TODAY) if one.rule.code == RULE]
    assert (open_one.amount, open_one.at_most) == (None, 30_000_000)


def test_what_was_not_looked_at_for_180_days_is_listed_and_no_day_sooner():
    checked = date(2025, 6, 10)  # the pack's own last_checked_on
    on_the_day = AsOf(on=date(2025, 12, 7))
    assert (on_the_day.on - checked).days == 180
    assert [one for one in queries.doubts(on_the_day) if one.rule.code == RULE] == []
    found = [one for one in queries.doubts(AsOf(on=date(2025, 12, 8))) if one.rule.code == RULE]
    assert {one.what for one in found} >= {"文件", "补助比例", "每户每年补助上限"}
    assert found[0].reasons == ("181 天没有复核",)


def test_a_value_that_is_still_to_come_is_looked_at_as_well_and_one_that_is_over_is_not():
    later = "value: 25万元, number: 传闻, confidence: open}"
    written = f"values: [{{from: 2026-01-01, until: 2027-01-01, value: 30万元}}, {{from: 2027-01-01, {later}]"
    draft = a_sound_draft()
    text = draft.text.replace("value: 30万元", written)
    assert text != draft.text
    operations.save_draft(
        draft_id=draft.pk,
        text=text,
        scenarios=draft.scenarios,
        seen=draft.fingerprint,
        by=DRAFTER,
        now=DRAFTED_AT,
    )
    reviewed(draft)
    operations.submit_draft(draft_id=draft.pk, by=DRAFTER, now=DRAFTED_AT)
    operations.publish_draft(draft_id=draft.pk, by=SECOND, now=DRAFTED_AT)

    def listed(day):
        mine = [one for one in queries.doubts(AsOf(on=day)) if one.rule.law.valid_from_on == date(2026, 1, 1)]
        return {(one.what, one.value, reason) for one in mine for reason in one.reasons}

    assert ("每户每年补助上限（2027-01-01 起）", "25 万元", "待核") in listed(date(2025, 6, 10))
    assert ("每户每年补助上限", "25 万元", "待核") in listed(date(2028, 6, 10))
    assert not any("30 万元" in value for _, value, _ in listed(date(2028, 6, 10)))


def test_the_directors_home_counts_doubts_and_leads_to_the_drafts(signed_in, monkeypatch):
    monkeypatch.setenv("TIDU_TODAY", "2025-12-08")
    answer = signed_in(Role.BUREAU_DIRECTOR).get(reverse("home"))
    home = words(answer)
    assert f"待复核的条款和参数 {len(queries.doubts(AsOf(on=date(2025, 12, 8))))} 处" in home
    assert f'href="{reverse("drafts")}"' in answer.content.decode()
    assert f'href="{reverse("policy-doubts")}"' in answer.content.decode()


def test_the_list_of_doubts_shows_why_each_stands_on_it(signed_in, monkeypatch):
    monkeypatch.setenv("TIDU_TODAY", "2025-12-08")
    page = words(signed_in(Role.BUREAU_DIRECTOR).get(f"{reverse('policy-doubts')}?text=青科〔2024〕5号"))
    assert "补助比例 5% 青科〔2024〕5号第五条 181 天没有复核" in page


def test_doubts_are_counted_by_reason_and_each_count_opens_its_rows_and_a_file(signed_in, monkeypatch):
    monkeypatch.setenv("TIDU_TODAY", "2025-12-08")
    client = signed_in(Role.BUREAU_DIRECTOR)
    page = client.get(reverse("policy-doubts")).content.decode()
    doors = re.findall(r'href="(\?ground=\w+)">(\d+)</a>', page)
    assert len(doors) >= 2
    for query, count in doors:
        assert (
            f"共 <strong>{count}</strong> 处"
            in client.get(f"{reverse('policy-doubts')}{query}").content.decode()
        )
    alone = words(client.get(f"{reverse('policy-doubts')}?ground=UNCHECKED&text=每户每年补助上限"))
    assert "每户每年补助上限 30 万元" in alone
    assert "补助比例 5%" not in alone
    told = client.get(f"{reverse('policy-doubts')}?ground=UNCHECKED&export=csv").content.decode("utf-8-sig")
    assert "补助比例,5%,青科〔2024〕5号第五条,181 天没有复核,2025-06-10,长期" in told


def test_what_ends_within_90_days_is_listed():
    soon = [one for one in queries.doubts(AsOf(on=date(2023, 10, 3))) if one.rule.code == RULE]
    assert ("还有 90 天失效",) in {one.reasons for one in soon}
    (ending,) = [one for one in soon if one.ends_on]
    assert ending.ends_on == date(2023, 12, 31)
    earlier = [one for one in queries.doubts(AsOf(on=date(2023, 10, 2))) if one.rule.code == RULE]
    assert not any(one.ends_on for one in earlier)


def test_the_library_and_a_policys_page_say_when_to_apply(director):
    library = words(director.get(reverse("policies")))
    assert "企业研发费用补助 在用 青科〔2024〕5号 2024-01-01 长期 正在受理 至 2025-07-31" in library
    page = words(director.get(reverse("policy", args=["qinglan.platform"])))
    assert "申报窗口 2025年10月8日开始受理（下半年批次），2025年10月31日截止。" in page
    assert "上半年批次：每年4月1日至4月30日 《青岚县科技创新平台奖励办法》（青科〔2023〕11号）第七条" in page
    older = words(director.get(reverse("policy", args=[RULE]), {"version": "2019-01-01"}))
    assert "已经截止，最近一次到2024年9月30日为止。" in older  # 2024 applies for the fiscal year 2023


def test_a_firm_reads_when_to_apply_for_what_it_can_get(signed_in):
    firm = a_spender(100)
    home = an_organisation(OrganisationKind.ENTERPRISE, code=firm.credit_code)
    contact = signed_in(Role.ENTERPRISE_CONTACT, organisation=home)
    assert "申报窗口：正在受理，2025年7月31日截止（还有 51 天）。" in words(
        contact.get(reverse("enterprise-policies", args=[firm.credit_code]))
    )
    page = words(contact.get(reverse("enterprise", args=[firm.credit_code])))
    assert "申报窗口：未公布：各批次的申报时间由认定机构每年公布，没有读到。" in page
    ways = words(contact.get(reverse("enterprise-ways", args=[firm.credit_code]), {"tier": "SME_NUMBER"}))
    assert "申报窗口：2025年9月30日截止（2025 年），开始日没有公布。 工企业函〔2025〕137号" in ways


def test_articles_quoted_from_memory_are_marked_beside_the_wording(director):
    page = words(director.get(reverse("policy", args=["tax.rd_base"])))
    assert "已核对原文，条款序号未复核" in page
    found = [one for one in queries.doubts(TODAY) if one.rule.code == "tax.rd_base"]
    assert [(one.what, one.reasons) for one in found] == [("文件", ("条款序号未复核",))]
    assert "条款序号未复核" not in words(director.get(reverse("policy", args=["hnte.gates"])))


def test_a_table_is_looked_at_again_as_a_parameter_is():
    half_a_year_on = queries.doubts(AsOf(on=date(2027, 6, 10)))
    found = {one.what: one for one in half_a_year_on if one.rule.code == "sme.score"}["科技人员指标得分"]
    assert (found.source, [words for _, words in found.grounds]) == (
        "国科发政〔2017〕115号第七条",
        ["200 天没有复核"],
    )


def test_windows_that_are_not_published_stand_among_the_doubts():
    found = [one for one in queries.doubts(TODAY) if one.rule.code == "hnte.gates"]
    assert [(one.what, one.reasons) for one in found] == [("申报窗口", ("待核",))]


def test_a_doubtful_clause_is_read_with_its_numbers_not_with_the_names_of_its_places():
    told = queries.doubts(AsOf(on=date(2025, 6, 10)))
    assert [one.value for one in told if "{" in one.value] == []
    # 广州市黄埔区瞪羚企业认定条件（二）: the file states 1000 万元 as the first year's revenue
    district = [one.value for one in told if one.rule.code == "gazelle.district"]
    assert "四个会计年度首年的收入不低于 1000 万元" in district
