"""The county's awards judged and priced over the records of the demo county: by rows, not by count alone."""

import re
from datetime import date

import pytest
from django.urls import reverse

from tidu import rules
from tidu.demo.model import NEARLY, REFUSED, Duty
from tidu.domain.enterprises.models import Enterprise
from tidu.domain.enterprises.vocabulary import GrantKind, RecognitionKind
from tidu.domain.funds import queries as fund_queries
from tidu.domain.funds.vocabulary import FundUse
from tidu.domain.rulebook import queries
from tidu.domain.rulebook.vocabulary import RULE_USES
from tidu.foundation.accounts.models import User
from tidu.foundation.clock import AsOf
from tidu.rules.model.standing import Standing

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("county_day"),
    pytest.mark.xdist_group("demo"),  # the county is built once, not once per process
]

NOW = AsOf(on=date(2025, 6, 10))
WAN = 1_000_000


def codes_of(firms):
    return {firm.credit_code for firm in firms}


def with_duty(county, *duties):
    return codes_of(firm for firm in county.present() if firm.duty in duties)


def granted_in_2024(county, kind, grant_kind):
    return codes_of(
        firm
        for firm in county.present()
        for title in firm.titles
        if (title.kind, title.grant_kind, title.granted_on.year) == (kind, grant_kind, 2024)
    )


def priced(code):
    """Return the codes of the firms by standing, and the cost, of the version in force over the whole county."""
    county = queries.snapshot(NOW)
    (costing,) = county.costings([queries.rule_for(code, NOW)])
    assert len(costing.rows) == 300
    by_standing = {standing: set() for standing in Standing}
    for key, standing in costing.rows.select("key", "standing").iter_rows():
        by_standing[Standing(standing)].add(key)
    return by_standing, costing.cost


def verdict_on(code, credit_code):
    enterprise = Enterprise.objects.get(credit_code=credit_code)
    return queries.judge(code, enterprise.pk, NOW)


def test_the_award_for_a_first_certificate_goes_to_eleven_and_costs_220_wan(county):
    stands, cost = priced("qinglan.hnte_new")
    won = granted_in_2024(county, RecognitionKind.HNTE, GrantKind.NEW)
    again = with_duty(county, Duty.HNTE_AGAIN_2024)
    assert (len(won), len(again)) == (13, 2)
    assert stands[Standing.ENTITLED] == won - again
    assert stands[Standing.NEARLY] == with_duty(county, *NEARLY)
    assert stands[Standing.UNKNOWN] == with_duty(county, Duty.CULTIVATED_UNKNOWN)
    # The two cultivated firms that meet every condition wait for the announcement: possible money, not a cost.
    assert stands[Standing.PENDING] == with_duty(county, Duty.CULTIVATED_FULL)
    assert again < stands[Standing.REFUSED]
    out_of_reach = with_duty(county, *REFUSED)
    assert out_of_reach < stands[Standing.REFUSED]
    counted = (Standing.ENTITLED, Standing.NEARLY, Standing.UNKNOWN, Standing.PENDING)
    assert [len(stands[standing]) for standing in counted] == [11, 9, 1, 2]
    assert len(out_of_reach) == 40
    assert (cost.certain, cost.possible) == (220 * WAN, 3 * 20 * WAN)


def test_the_library_tells_the_eleven_from_the_two_that_wait(county, client):
    client.force_login(User.objects.get(username="clerk3"))
    page = re.sub(r"<[^>]+>|\s+", " ", client.get(reverse("policies")).content.decode())
    counts = re.sub(r"\s+", " ", page.split("高新技术企业首次认定奖励 ")[1])
    assert "符合 11 待专家 2 差一点 9 不符合 277 缺数 1 不涉及 0" in counts


def test_the_two_refused_for_their_award_of_2019_are_told_which_payment_it_was(county):
    for credit_code in with_duty(county, Duty.HNTE_AGAIN_2024):
        verdict = verdict_on("qinglan.hnte_new", credit_code)
        assert verdict.verdict is rules.NO
        assert [gap.id for gap in verdict.gaps] == ["unpaid"]
        enterprise = Enterprise.objects.get(credit_code=credit_code)
        (payment,) = fund_queries.payments_to(enterprise.pk, NOW)
        assert (payment.use, payment.granted_on.year, payment.amount) == (FundUse.HNTE_NEW, 2019, 15 * WAN)
        assert fund_queries.payments_to(enterprise.pk, AsOf(on=date(2020, 6, 17))) == []


def test_the_award_for_a_renewed_certificate_goes_to_six_and_costs_60_wan(county):
    stands, cost = priced("qinglan.hnte_again")
    assert stands[Standing.ENTITLED] == granted_in_2024(county, RecognitionKind.HNTE, GrantKind.RENEWED)
    assert stands[Standing.NEARLY] == with_duty(county, Duty.HNTE_AUGUST_2022)
    lapsed = with_duty(county, *LAPSED)
    assert len(lapsed) == 5
    assert lapsed < stands[Standing.REFUSED]
    assert [len(stands[one]) for one in (Standing.ENTITLED, Standing.NEARLY, Standing.UNKNOWN)] == [6, 3, 0]
    assert (cost.certain, cost.possible) == (60 * WAN, 0)


LAPSED = (Duty.LAPSED_2023, Duty.LAPSED_2023_LEFT, Duty.LAPSED_2024, Duty.LAPSED_2024_WRONG_STAGE)


def test_the_gazelle_award_goes_to_one_of_the_list_of_sixteen_and_costs_50_wan(county):
    stands, cost = priced("qinglan.gazelle_award")
    listed = codes_of(firm for firm in county.present() if firm.gazelle_list)
    assert stands[Standing.ENTITLED] == granted_in_2024(county, RecognitionKind.GAZELLE, GrantKind.NEW)
    near = stands[Standing.NEARLY]
    assert near < listed
    growing = [verdict_on("qinglan.gazelle_award", code) for code in sorted(near)]
    assert [[gap.id for gap in verdict.gaps] for verdict in growing] == [["growth", "announced"]] * 3
    assert len(stands[Standing.ENTITLED] & listed) == 1
    assert len(stands[Standing.REFUSED] & listed) == 12
    assert stands[Standing.UNKNOWN] == set()
    assert (cost.certain, cost.possible) == (50 * WAN, 0)


def test_what_is_reserved_for_these_awards_is_what_they_cost_and_the_subsidy_is_140_wan_short(county):
    account = fund_queries.account(2025, NOW)
    reserved = {line.use: line.reserved for line in account.lines}
    for code in ("qinglan.hnte_new", "qinglan.hnte_again", "qinglan.gazelle_award"):
        _, cost = priced(code)
        assert reserved[RULE_USES[code]] == cost.certain
        assert queries.money_for(code, NOW).short_by(cost.certain) == 0
    _, subsidy = priced("qinglan.rd_subsidy")
    left = queries.money_for("qinglan.rd_subsidy", NOW)
    assert (left.left, left.short_by(subsidy.certain)) == (1_290 * WAN, 140 * WAN)


def test_a_year_earlier_recognitions_of_2023_were_worth_what_the_first_document_says(county):
    then = AsOf(on=date(2024, 6, 10))
    county_then = queries.snapshot(then)
    new, again = county_then.costings(
        [queries.rule_for("qinglan.hnte_new", then), queries.rule_for("qinglan.hnte_again", then)]
    )
    paid_new = set(new.rows.filter(new.rows["certain"] == 15 * WAN)["key"])
    new_in_2023 = (Duty.HNTE_NEW_2023, Duty.HNTE_MOVED_OUT)  # the one that left was still there
    assert paid_new == codes_of(firm for firm in county.firms if firm.duty in new_in_2023)
    paid_again = set(again.rows.filter(again.rows["certain"] == 5 * WAN)["key"])
    assert paid_again == with_duty(county, Duty.HNTE_RENEWED_2023)
    assert len(paid_new) == 12
    assert new.cost.certain == 12 * 15 * WAN


def test_every_rule_that_judges_firms_can_be_tried_out_on_its_page_and_in_its_table(county, client):
    client.force_login(User.objects.get(username="director1"))
    judging = sorted({rule.code for rule in queries.library() if rule.judges == "enterprise"})
    assert len(judging) > 20
    for code in judging:
        assert client.get(reverse("lab-rule", args=[code])).status_code == 200, code
        assert client.get(reverse("lab-grid", args=[code])).status_code == 200, code


def test_every_policys_page_opens_and_those_that_pay_firms_can_be_tried_out(county, client):
    client.force_login(User.objects.get(username="clerk3"))
    own = [code for code in queries.library().codes() if code.startswith("qinglan.")]
    paying = {rule.code for rule in queries.paying_rules(NOW)}
    assert {code for code in RULE_USES if code in paying} == set(own) & paying
    for code in own:
        assert client.get(reverse("policy", args=[code])).status_code == 200
        assert client.get(reverse("policy-firms", args=[code])).status_code == 200
        tried = client.get(reverse("lab-rule", args=[code])).content.decode()
        assert ("不是企业，不能按企业试算" in tried) is (queries.rule_for(code, NOW).judges != "enterprise")
