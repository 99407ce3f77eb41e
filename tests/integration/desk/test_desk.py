"""The desk of a firm: what it can have and how much, each value with its source, and what would be if."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.factories.accounts import an_account, an_organisation
from tests.factories.corrections import a_correction, as_actor, contact_of
from tests.factories.enterprises import a_recognition, an_enterprise, yearly_facts
from tests.factories.funds import an_award_paid
from tests.factories.pool import a_nearly_firm, a_ready_firm
from tests.factories.support import a_standard
from tidu.domain.enterprises.models import YearlyFacts
from tidu.domain.rulebook import queries as rulebook
from tidu.domain.rulebook.vocabulary import BenefitKind
from tidu.domain.support.vocabulary import TicketKind
from tidu.foundation.actors import OrganisationKind, Role
from tidu.foundation.audit.models import Entry
from tidu.foundation.clock import AsOf, now
from tidu.interfaces.desk.home import groups

TODAY = AsOf(on=date(2025, 6, 10))
SUBSIDY = "qinglan.rd_subsidy"
WAN = 1_000_000


def words(answer, status=200):
    assert answer.status_code == status
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())).replace(" ", "")


def a_spender(last, before, **values):
    """Return a firm with deductible R&D of two years in 万元."""
    firm = an_enterprise("甲公司")
    yearly_facts(firm, 2023, rd_deductible_fen=None if before is None else before * WAN)
    yearly_facts(firm, 2024, rd_deductible_fen=None if last is None else last * WAN, **values)
    return firm


def benefits_of(firm, as_of=TODAY):
    return rulebook.benefits(rulebook.facts_for([firm.pk], as_of)[firm.pk], as_of)


def line(firm, code, as_of=TODAY):
    return next(one for one in benefits_of(firm, as_of).lines if one.offer.rule.code == code)


@pytest.fixture
def at_desk(signed_in):
    return lambda firm: signed_in(account=contact_of(firm))


def test_the_first_screen_counts_and_adds_up_what_is_certain(at_desk):
    firm = a_spender(100, 100)
    page = words(at_desk(firm).get("/"))
    # 5 % of 100 万元 is 5 万元; nothing else is due to this firm.
    assert "可享受1项，差一点0项，共5.00万元" in page
    assert "共约" not in page


def test_an_unknown_sum_is_possible_money_and_never_part_of_the_certain(at_desk):
    firm = a_spender(None, 100)
    one = line(firm, SUBSIDY)
    assert (one.unknown, one.certain, one.possible) == (True, 0, 30 * WAN)
    page = words(at_desk(firm).get("/"))
    assert "共0.00万元" in page
    assert "2024年度可加计扣除研发费用" in page


def test_what_a_near_miss_would_pay_is_told_apart():
    # 19 万元 fails the floor of 20 万元 by 5 %; with exactly 20 万元 the firm would get 1 万元.
    firm = a_spender(19, 19)
    found = benefits_of(firm)
    assert (found.nearly, found.certain, line(firm, SUBSIDY).when_met) == (1, 0, 1 * WAN)


def test_an_expired_version_never_counts():
    # In 2024 the older version (3 %, at most 20 万元) judged the R&D of 2023; in 2025 the newer one does.
    firm = a_spender(1_000, 1_000)
    yearly_facts(firm, 2022, rd_deductible_fen=1_000 * WAN)
    assert line(firm, SUBSIDY).certain == 30 * WAN
    assert line(firm, SUBSIDY, AsOf(on=date(2024, 6, 10))).certain == 20 * WAN
    assert len([one for one in benefits_of(firm).lines if one.offer.rule.code == SUBSIDY]) == 1


def test_waiting_for_the_announcement_is_possible_money():
    firm = a_ready_firm(an_organisation())
    other = an_enterprise("已领公司")
    an_award_paid(other)  # with the ledger in use, 没有领过 is known
    one = line(firm, "qinglan.hnte_new")
    assert (one.pending, one.certain, one.possible) == (True, 0, 20 * WAN)


def test_a_title_that_is_held_is_no_benefit_to_come():
    firm = an_enterprise("持证公司")
    a_recognition(firm, granted_on=date(2023, 11, 1), until=date(2026, 11, 1))
    one = line(firm, "hnte.gates")
    assert one.held
    assert [one.fits, one.nearly, one.pending, one.unknown] == [False] * 4


def test_parts_other_regions_and_the_pool_are_offered_to_nobody():
    codes = {one.offer.rule.code for one in benefits_of(a_spender(100, 100)).lines}
    assert not codes & {"tax.rd_base", "hnte.score", "unicorn.local", "gazelle.zone", "pool.reserve"}
    assert rulebook.kind_of(rulebook.rule_for("tax.super_deduction", TODAY)) is BenefitKind.TAX
    assert rulebook.kind_of(rulebook.rule_for("qinglan.contract", TODAY)) is None


def test_a_policy_shows_each_clause_with_the_firm_s_value_and_its_source(at_desk):
    firm = a_spender(100, 100)
    page = words(at_desk(firm).get(reverse("desk-policy", args=[SUBSIDY])))
    assert "2024年度可加计扣除研发费用：100万元公告文件：公告·2025-03-01" in page
    assert "按上年度可加计扣除研发费用的5%给予补助，每户每年最高不超过30万元" in page
    assert "（50,000.00元）" in page
    assert "请在申报期内按文件向县科技局提交材料" in page


def test_trying_other_values_changes_verdict_and_money_and_stores_nothing(at_desk):
    firm = a_spender(19, 19)
    client, where = at_desk(firm), reverse("desk-policy", args=[SUBSIDY])
    versions, entries = YearlyFacts.objects.count(), Entry.objects.count()
    # 5 % of 20.0001 万元 is 10,000.05 yuan, paid in whole yuan downward: 10,000.
    page = words(client.get(where, {"try.rd_deductible.2024": "20.0001"}))
    assert "符合1.00万元（+1.00万元）" in page
    assert "研发费用达到起点：不符合→符合" in page
    page = words(client.get(where, {"try.rd_deductible.2024": "700"}))
    assert "符合30.00万元（+30.00万元）" in page
    assert (YearlyFacts.objects.count(), Entry.objects.count()) == (versions, entries)
    assert line(firm, SUBSIDY).nearly


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("二十", "不是数"),
        ("0.0000001", "要精确到分"),
        ("-1", "不能小于0"),
        ("1e30", "不能小于0，也不能大得不合常理"),
        ("nan", "要精确到分"),
    ],
)
def test_a_wrong_value_is_named_with_the_mend(at_desk, typed, said):
    where = reverse("desk-policy", args=[SUBSIDY])
    page = words(at_desk(a_spender(19, 19)).get(where, {"try.rd_deductible.2024": typed}))
    assert f"“2024年度可加计扣除研发费用”{said}" in page


def test_a_missing_value_can_be_tried_too(at_desk):
    where = reverse("desk-policy", args=[SUBSIDY])
    page = words(at_desk(a_spender(None, 100)).get(where, {"try.rd_deductible.2024": "100"}))
    assert "研发费用达到起点：缺数→符合" in page


def test_the_cheapest_way_says_what_it_pays_and_leads_to_its_trial(at_desk):
    client = at_desk(a_spender(19, 19))
    answer = client.get(reverse("desk-ways", args=[SUBSIDY]))
    page = words(answer)
    assert "2024年度可加计扣除研发费用由19万元增至20万元（增1万元），可得1.00万元" in page
    assert "?try.rd_deductible.2024=20#try" in answer.content.decode()


def test_what_offers_nothing_on_the_day_is_not_found(at_desk):
    client = at_desk(a_spender(100, 100))
    for code in ("tax.rd_base", "pool.reserve", "no.such_rule", "unicorn.local"):
        assert client.get(reverse("desk-policy", args=[code])).status_code == 404


def test_another_firm_s_desk_is_not_found(at_desk):
    own, other = a_spender(100, 100), an_enterprise("乙公司")
    client = at_desk(own)
    for address in ("/", reverse("desk-values"), reverse("desk-policy", args=[SUBSIDY])):
        assert client.get(f"{address}?firm={other.credit_code}").status_code == 404


def test_every_value_on_record_can_be_said_to_be_wrong_but_no_person_s(at_desk):
    firm = a_spender(100, 100)
    answer = at_desk(firm).get(reverse("desk-values"))
    page = answer.content.decode()
    assert page.count("correct/YearlyFacts:2024:") == 20  # fourteen sums, exports, five counts
    assert "contact_phone" not in page


def test_the_whole_road_of_a_correction(at_desk, signed_in):
    firm = a_spender(19, 19)
    client, clerk = at_desk(firm), signed_in(Role.SECTION_CLERK)
    where = reverse("desk-correct", args=["YearlyFacts:2024:rd_deductible_fen"])
    assert "登记的值：190,000.00元公告文件：公告" in words(client.get(where))
    typed = {"value": "250000.50", "reason": "以审计报告为准", "no_proof_because": "原件在税务机关"}
    page = words(client.post(where, typed, follow=True))
    assert "190,000.00元" in page
    assert "250,000.50元" in page
    assert "证明材料没有附原件在税务机关" in page
    assert "2025-06-17（5个工作日内）" in page
    pk = firm.corrections.get().pk
    assert "企业提出的更正全部1件待办" in words(clerk.get("/"))
    officer = reverse("correction", args=[pk])
    assert "没有附原件在税务机关" in words(clerk.get(officer))
    clerk.post(officer, {"act": "receive", "note": ""})
    page = words(clerk.post(officer, {"act": "adopt", "note": "", "seen": "19000000"}, follow=True))
    assert "已采纳，新的值已写入登记" in page
    # 5 % of 250,000.50 yuan is 12,500.025: 12,500 yuan.
    assert "共1.25万元" in words(client.get("/"))
    page = words(client.get(reverse("desk-policy", args=[SUBSIDY])))
    assert f"更正申请：第{pk}号更正申请" in page


def test_an_officer_who_looked_before_the_value_changed_is_told(at_desk, signed_in):
    firm = a_spender(19, 19)
    made = a_correction(firm)
    clerk = signed_in(Role.SECTION_CLERK)
    officer = reverse("correction", args=[made.pk])
    clerk.post(officer, {"act": "receive", "note": ""})
    yearly_facts(firm, 2024, now=now(), rd_deductible_fen=21 * WAN)
    answer = clerk.post(officer, {"act": "adopt", "note": "看过了", "seen": "19000000"})
    page = words(answer, 422)
    assert "没有写入" in page
    assert "提出时是190,000.00元，现在是210,000.00元" in page
    assert "看过了" in answer.content.decode()


def test_a_refusal_without_a_reason_comes_back_and_with_one_the_firm_reads_it(at_desk, signed_in):
    firm = a_spender(19, 19)
    contact = contact_of(firm)
    made = a_correction(firm, by=as_actor(contact))
    clerk, officer = signed_in(Role.SECTION_CLERK), reverse("correction", args=[made.pk])
    clerk.post(officer, {"act": "receive"})
    assert "请写明理由" in words(clerk.post(officer, {"act": "decline", "note": ""}), 422)
    clerk.post(officer, {"act": "decline", "note": "审计报告写的是19万元"})
    page = words(signed_in(account=contact).get(reverse("desk-correction", args=[made.pk])))
    assert "答复审计报告写的是19万元" in page


@pytest.mark.parametrize(
    ("target", "typed", "said"),
    [
        ("YearlyFacts:2024:rd_book_fen", {"value": "1.005"}, "应为"),
        ("YearlyFacts:2024:tech_staff", {"value": "-3"}, "应为"),
        ("YearlyFacts:2024:tech_staff", {"value": ""}, "请填写“应为”"),
        ("YearlyFacts:2024:tech_staff", {"unknown": "on"}, "应为的值与登记的值一样"),
        ("Profile:registered_on", {"value": "2015"}, "不是日期"),
    ],
)
def test_a_wrong_request_says_where_and_how_to_mend(at_desk, target, typed, said):
    client = at_desk(a_spender(19, 19))
    answer = client.post(
        reverse("desk-correct", args=[target]),
        {"reason": "以报表为准", "no_proof_because": "报表在会计处", **typed},
    )
    assert said in words(answer, 422)


def test_a_request_without_a_proof_comes_back_and_a_firm_that_has_none_says_why(at_desk):
    firm = a_spender(19, 19)
    client = at_desk(firm)
    where = reverse("desk-correct", args=["YearlyFacts:2024:rd_deductible_fen"])
    typed = {"value": "250000", "reason": "以审计报告为准"}
    told = client.post(where, typed)
    assert "请附证明材料，例如审计报告、申报表或证书的照片；确实没有的，在下面写明原因" in words(told, 422)
    assert told.context["form"]["value"].value() == "250000"
    empty = SimpleUploadedFile("审计报告.pdf", b"", "application/pdf")
    assert "“证明材料”是空文件（0字节）" in words(client.post(where, typed | {"proof": empty}), 422)
    sham = SimpleUploadedFile("审计报告.pdf", b"MZ program", "application/pdf")
    assert "“审计报告.pdf”打不开" in words(client.post(where, typed | {"proof": sham}), 422)
    assert not firm.corrections.exists()
    report = SimpleUploadedFile("审计报告.pdf", b"%PDF-1.4 report", "application/pdf")
    client.post(where, typed | {"proof": report})
    made = firm.corrections.get()
    assert (made.proof.name, made.no_proof_because) == ("审计报告.pdf", "")


def test_the_second_of_two_officers_at_one_request_is_told_who_moved_it_and_loses_no_word(at_desk, signed_in):
    firm = a_spender(19, 19)
    contact = contact_of(firm)
    made = a_correction(firm, by=as_actor(contact))
    where, own = reverse("correction", args=[made.pk]), reverse("desk-correction", args=[made.pk])
    clerk = signed_in(Role.SECTION_CLERK)
    clerk.post(where, {"act": "receive"})
    opened = str(clerk.get(where).context["case"].story)
    colleague = signed_in(account=an_account(Role.SECTION_CLERK, name="文静"))
    colleague.post(where, {"act": "ask_more", "note": "请附审计报告"})
    signed_in(account=contact).post(own, {"note": "审计报告第 12 页"})
    told = clerk.post(where, {"act": "decline", "note": "没有依据", "story": opened})
    page = words(told, 422)
    assert "文静于2025-06-10" in page
    assert "办成“需补充”（请附审计报告）" in page
    assert "办成“已受理”（审计报告第12页）。没有写入，请看过再决定" in page
    assert told.context["form"]["note"].value() == "没有依据"
    made.refresh_from_db()
    assert made.state == "RECEIVED"
    again = str(told.context["case"].story)
    clerk.post(where, {"act": "decline", "note": "没有依据", "story": again})
    made.refresh_from_db()
    assert made.state == "DECLINED"


def test_a_value_that_is_not_known_after_all_becomes_missing(at_desk, signed_in):
    firm = a_spender(19, 19)
    client, clerk = at_desk(firm), signed_in(Role.SECTION_CLERK)
    client.post(
        reverse("desk-correct", args=["YearlyFacts:2024:rd_deductible_fen"]),
        {"unknown": "on", "reason": "还没有汇算", "no_proof_because": "五月底汇算后才有申报表"},
    )
    made = firm.corrections.get()
    assert (made.before, made.proposed) == ("19000000", "")
    officer = reverse("correction", args=[made.pk])
    clerk.post(officer, {"act": "receive"})
    clerk.post(officer, {"act": "adopt", "seen": "19000000"})
    assert line(firm, SUBSIDY).unknown


def test_withdrawing_ends_a_request(at_desk, signed_in):
    firm = a_spender(19, 19)
    contact = contact_of(firm)
    made = a_correction(firm, by=as_actor(contact))
    page = words(signed_in(account=contact).post(reverse("desk-withdraw", args=[made.pk]), follow=True))
    assert "已撤回" in page
    made.refresh_from_db()
    assert made.state == "WITHDRAWN"


def test_a_near_firm_s_gaps_come_first_and_what_holds_is_folded(at_desk):
    firm = a_nearly_firm(an_organisation())
    answer = at_desk(firm).get(reverse("desk-policy", args=["hnte.gates"]))
    page = answer.content.decode()
    assert page.index("差一点") < page.index("已符合或不需要的条件")


def test_the_super_deduction_is_reckoned_line_by_line_to_the_fen(at_desk):
    # Worked example a of the tax pack's sources: five items of 720 万元, other costs of 95 万元 (limit 80 万元),
    # base 800 万元; all of it expensed: 800 万元 extra.
    typed = {
        "try.tax_rd_personnel.2024": "400",
        "try.tax_rd_direct_input.2024": "300",
        "try.tax_rd_depreciation.2024": "10",
        "try.tax_rd_amortisation.2024": "5",
        "try.tax_rd_design.2024": "5",
        "try.tax_rd_other.2024": "95",
        "try.tax_rd_outsourced_domestic.2024": "0",
        "try.tax_rd_outsourced_overseas.2024": "0",
        "try.rd_expensed.2024": "800.000001",
        "try.rd_intangible_amortised.2024": "0",
        "try.resident_enterprise.": "1",
        "try.audited_collection.": "1",
        "try.on_ic_or_machine_list.": "0",
        "try.outsourced_to_related_party.": "0",
        "try.total_income.2024": "4000",
        "try.investment_income.2024": "0",
    } | {
        f"try.{kind}_income.2024": "0"
        for kind in ("tobacco", "lodging", "trade", "real_estate", "leasing", "entertainment")
    }
    page = words(at_desk(an_enterprise("甲公司")).get(reverse("desk-research"), typed))
    assert "五项费用合计7,200,000.00元" in page
    assert "其他相关费用限额800,000.00元" in page
    assert "超过限额不计入的其他相关费用150,000.00元" in page
    assert "可加计扣除研发费用合计（税收口径）8,000,000.00元" in page
    assert "加计扣除额合计（估算，以税务机关为准）8,000,000.01元" in page
    assert "上一年度费用化的可加计扣除研发费用的100%" in page
    assert "＝“五项费用合计”的10%÷（100%减10%）" in page
    assert "＝“境内符合条件的研发费用”、“计入的委托境外机构研发费用”之和" in page
    assert page.count("上一年度直接投入费用（税收口径）") == 1


def test_without_its_numbers_an_estimate_is_missing_and_never_nought(at_desk):
    page = words(at_desk(an_enterprise("甲公司")).get(reverse("desk-research")))
    assert "加计扣除额合计（估算，以税务机关为准）缺数" in page
    assert "以税务机关为准。这里只是按登记和填写的数估算" in page
    assert "亏损结转年限延长结转年限5年" in page


def test_a_difficulty_is_opened_followed_and_rated_at_the_desk(at_desk):
    a_standard(TicketKind.TALENT)
    client = at_desk(a_spender(100, 100))
    assert "还没有难题" in words(client.get(reverse("desk-tickets")))
    page = words(
        client.post(reverse("desk-ticket-new"), {"kind": "TALENT", "text": "招不到工艺工程师"}, follow=True)
    )
    assert "招不到工艺工程师" in page
    assert "登记" in words(client.get(reverse("desk-tickets")))
    empty = client.post(reverse("desk-ticket-new"), {"kind": "TALENT", "text": ""})
    assert "请填写“难题”" in words(empty, 422)


def test_each_card_says_by_when_and_the_first_due_can_come_first(at_desk):
    firm = a_spender(100, 100)
    client = at_desk(firm)
    # The county's call for the subsidy is open to 2025-07-31: 20 days of June and 31 of July after the 10th.
    assert line(firm, SUBSIDY).deadline == date(2025, 7, 31)
    assert "正在受理，2025-07-31截止，还有51天" in words(client.get("/"))
    by_day = [
        one.deadline or date.max for _, _, own in groups(benefits_of(firm), "deadline") for one in own[:9]
    ]
    assert by_day[0] == date(2025, 7, 31)
    unknown = next(own for word, _, own in groups(benefits_of(firm), "deadline") if word == "缺数")
    days = [one.deadline or date.max for one in unknown]
    assert days == sorted(days)


def test_what_cannot_be_told_for_want_of_data_is_no_near_miss():
    found = {
        word: {one.offer.rule.code for one in own}
        for word, _, own in groups(benefits_of(a_spender(None, 100)), "money")
    }
    assert SUBSIDY in found["缺数"]
    assert SUBSIDY not in found.get("差一点", set())


def test_a_window_that_is_over_is_no_deadline():
    # On 2025-12-01 the call of 2025 has ended; the next one is not published.
    one = line(a_spender(100, 100), SUBSIDY, AsOf(on=date(2025, 12, 1)))
    assert one.deadline is None or one.deadline > date(2025, 12, 1)


@pytest.mark.parametrize("name", ["desk-values", "desk-research", "desk-ticket-new"])
def test_a_contact_whose_firm_is_not_registered_yet_is_told_so_and_not_that_the_page_is_missing(
    signed_in, name
):
    code = "91360899MA00000036"
    home = an_organisation(OrganisationKind.ENTERPRISE, code=code)
    client = signed_in(account=an_account(Role.ENTERPRISE_CONTACT, organisation=home))
    page = words(client.get(reverse(name), follow=True))
    assert "登记里还没有您的企业，这一页还用不了" in page
    assert code in page
    other = a_spender(19, 19)
    assert client.get(reverse(name), {"firm": other.credit_code}).status_code == 404


def test_a_page_that_is_missing_stays_missing_for_a_registered_firm(at_desk):
    client = at_desk(a_spender(19, 19))
    assert client.get(reverse("desk-policy", args=["no.such"])).status_code == 404
