"""Reforms over the register's records: what they cost, whom they touch, against the money that is left."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tests.factories.accounts import an_organisation
from tests.factories.enterprises import a_statement, an_enterprise, yearly_facts
from tests.factories.funds import WAN, a_fund_line, a_fund_year
from tests.factories.provenance import CLERK
from tidu.domain.enterprises import operations as enterprise_operations
from tidu.domain.funds.vocabulary import FundUse
from tidu.domain.rulebook import queries
from tidu.foundation.clock import AsOf
from tidu.rules import NoVersionInForce
from tidu.rules.model.standing import Change, Standing

pytestmark = pytest.mark.django_db

AS_OF = AsOf(on=date(2025, 6, 10))
RULE = "qinglan.rd_subsidy"


def a_spender(last: int | None, before: int | None = 1, place=None, **values):
    """A firm with R&D of last year and the year before, in 万元."""
    firm = an_enterprise(place=place or an_organisation(), **values)
    for year, wan in ((2023, before), (2024, last)):
        yearly_facts(firm, year, rd_deductible_fen=None if wan is None else wan * WAN)
    return firm


def simulate(as_of=AS_OF, version="", **settings):
    return queries.simulate(RULE, settings, as_of, version=version)


def codes(found, **which):
    return set(found.comparison.select(**which)["key"])


def test_a_reform_is_priced_over_the_firms_in_the_county():
    firms = [a_spender(100), a_spender(700), a_spender(None)]
    away = an_enterprise("外县企业")
    yearly_facts(away, 2023, rd_deductible_fen=WAN)
    yearly_facts(away, 2024, rd_deductible_fen=100 * WAN)
    found = simulate(rate="4%", cap="25万元")
    assert found.comparison.before.cost.certain == 35 * WAN
    assert found.comparison.after.cost.certain == 29 * WAN
    assert found.comparison.after.cost.possible == 25 * WAN
    assert codes(found, change=[Change.LESS]) == {firm.credit_code for firm in firms[:2]}
    assert codes(found, standing=[Standing.UNKNOWN]) == {firms[2].credit_code}
    assert away.credit_code not in found.snapshot.firms


def test_the_cost_stands_against_what_the_fund_leaves_for_this_use():
    a_spender(700)
    assert simulate().money.left is None
    a_fund_year(appropriated=100, carried_in=0)
    a_fund_line(FundUse.PLATFORM, reserved=80)
    money = simulate().money
    assert money.left == 20 * WAN
    assert money.short_by(30 * WAN) == 10 * WAN
    assert money.short_by(5 * WAN) == 0
    assert queries.money_for("hnte.gates", AS_OF).short_by(1) is None


def test_the_county_is_read_again_as_soon_as_something_is_written():
    firm = a_spender(100)
    first = queries.snapshot(AS_OF)
    assert queries.snapshot(AS_OF) is first
    assert simulate().comparison.after.cost.certain == 5 * WAN
    yearly_facts(firm, 2024, rd_deductible_fen=200 * WAN, now=datetime(2025, 6, 1, tzinfo=UTC))
    assert queries.snapshot(AS_OF) is not first
    assert simulate().comparison.after.cost.certain == 10 * WAN


def test_asking_again_costs_one_question(django_assert_num_queries):
    a_spender(100)
    queries.snapshot(AS_OF)
    with django_assert_num_queries(1):
        queries.snapshot(AS_OF)


def test_another_day_and_another_knowledge_are_other_counties():
    firm = a_spender(100)
    corrected_at = datetime(2025, 6, 1, tzinfo=UTC)
    yearly_facts(firm, 2024, rd_deductible_fen=200 * WAN, now=corrected_at)
    then = AsOf(on=AS_OF.on, known_at=datetime(2025, 5, 1, tzinfo=UTC))
    assert simulate(as_of=then).comparison.after.cost.certain == 5 * WAN
    assert simulate().comparison.after.cost.certain == 10 * WAN


def test_firms_are_grouped_by_place_industry_and_scale_with_the_unknown_apart():
    place = an_organisation()
    a_spender(100, place=place, industry="FOOD", above_scale=True)
    a_spender(200, place=place, industry="", above_scale=None)
    comparison = simulate().comparison
    assert {line.name: line.after.certain for line in comparison.by("place")} == {place.short_name: 15 * WAN}
    assert [line.name for line in comparison.by("industry")] == ["食品与农产品加工", "缺数"]
    assert [line.name for line in comparison.by("scale")] == ["规模以上", "缺数"]


def test_the_older_version_of_a_rule_can_be_tried_on_todays_firms():
    a_spender(100)
    a_spender(700)
    found = simulate(version="2019-01-01")
    # 3 % of 100万, and 20万, the older cap; today's version gives 5 and 30.
    assert found.comparison.after.cost.certain == 23 * WAN
    assert found.comparison.difference == -12 * WAN
    assert simulate(version="2024-01-01").changes_nothing
    with pytest.raises(queries.UnableToSimulate, match="没有从 2001-01-01 起的版本"):
        simulate(version="2001-01-01")


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"moon": "4%"}, "没有参数 moon。现有：rate（补助比例）、cap（每户每年补助上限）"),
        ({"rate": "四"}, "“补助比例”填得不对：看不懂的数 四"),
        ({"rate": "4万元"}, "“补助比例”填得不对：4万元 是金额，这里要比例"),
        ({"cap": "-1万元"}, "“每户每年补助上限”不能小于 0"),
        ({"cap": "99999999亿元"}, "超出可能的范围"),
        ({"cap": "0.001元"}, "“每户每年补助上限”填得不对"),
    ],
)
def test_a_setting_that_is_no_value_is_refused_in_words(settings, words):
    with pytest.raises(queries.UnableToSimulate, match=words):
        queries.simulate(RULE, settings, AS_OF)


def test_a_day_before_the_rule_has_nothing_to_reform():
    with pytest.raises(NoVersionInForce):
        simulate(as_of=AsOf(on=date(2019, 6, 10)))
    assert RULE not in {rule.code for rule in queries.paying_rules(AsOf(on=date(2019, 6, 10)))}
    paying = {rule.code for rule in queries.paying_rules(AS_OF)}
    assert {RULE, "qinglan.hnte_new", "qinglan.hnte_again", "qinglan.gazelle_award"} <= paying
    # What is paid to contracts or persons is not priced over firms; what pays nothing has no price.
    assert not {"qinglan.contract", "qinglan.talent", "hnte.gates"} & paying


def test_the_cost_curve_moves_one_parameter_and_leaves_the_others_as_reformed():
    a_spender(100)
    a_spender(700)
    found = simulate(cap="10万元")
    rate = found.baseline.value("rate")
    points = queries.cost_curve(found, "rate", [0 * rate, rate, 2 * rate])
    assert [point.cost.certain for point in points] == [0, 15 * WAN, 20 * WAN]


def test_a_firm_that_closed_is_no_longer_priced():
    firm = a_spender(100)
    assert simulate().comparison.after.cost.firms == 1
    closing = a_statement(firm.credit_code, {"life_state": "CLOSED", "closed_on": date(2025, 5, 31)})
    enterprise_operations.record_register(
        statements=[closing], by=CLERK, now=datetime(2025, 6, 1, tzinfo=UTC)
    )
    assert simulate().comparison.after.cost.firms == 0


def test_a_rule_that_judges_contracts_is_not_priced_over_firms():
    with pytest.raises(queries.UnableToSimulate, match="“技术合同补助”判断的是技术合同，不是企业"):
        queries.simulate("qinglan.contract", {}, AS_OF)
