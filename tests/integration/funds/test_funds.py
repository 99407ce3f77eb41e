"""The fund's books: nothing is spoken for twice, and every sum has its rows."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from tests.factories.accounts import an_actor
from tests.factories.enterprises import an_enterprise
from tests.factories.funds import KEEPER, SET_AT, WAN, a_fund_line, a_fund_year, an_award_paid
from tidu.domain.funds import operations, queries
from tidu.domain.funds.models import FundYear
from tidu.domain.funds.vocabulary import FundUse
from tidu.foundation.accounts.vocabulary import Role
from tidu.foundation.audit.models import Entry
from tidu.foundation.clock import AsOf
from tidu.foundation.figures import registry
from tidu.foundation.figures.model import Question
from tidu.foundation.provenance import queries as provenance

pytestmark = pytest.mark.django_db

TODAY = AsOf(on=date(2025, 6, 10))


def ask(code, **question):
    return registry.ask(code, Question(**({"as_of": TODAY} | question)))


def test_a_year_has_its_budget_and_what_was_carried_in():
    a_fund_year(appropriated=1_800, carried_in=120)
    a_fund_line(FundUse.PLATFORM, reserved=190)
    a_fund_line(FundUse.GAZELLE, paid=50)
    account = queries.account(2025, TODAY)
    assert (account.available, account.reserved, account.paid) == (1_920 * WAN, 190 * WAN, 50 * WAN)
    assert account.left == account.left_for(FundUse.RD_SUBSIDY) == 1_680 * WAN
    assert account.left_for(FundUse.PLATFORM) == 1_870 * WAN
    assert account.left_for(FundUse.GAZELLE) == 1_680 * WAN


def test_more_than_the_year_has_cannot_be_spoken_for():
    a_fund_year(appropriated=100, carried_in=0)
    a_fund_line(FundUse.PLATFORM, reserved=60)
    a_fund_line(FundUse.GAZELLE, reserved=40)
    with pytest.raises(
        operations.UnableToReserve, match="合计 101 万元，超过 2025 年可用的 100 万元，多出 1 万元"
    ):
        a_fund_line(FundUse.TALENT, reserved=1)
    assert queries.account(2025, TODAY).left == 0
    a_fund_line(FundUse.GAZELLE, reserved=0, paid=39)
    assert queries.account(2025, TODAY).left == 1 * WAN


def test_a_budget_cannot_fall_below_what_is_spoken_for():
    a_fund_year(appropriated=100, carried_in=0)
    a_fund_line(FundUse.PLATFORM, reserved=60, paid=10)
    with pytest.raises(operations.UnableToBudget, match="已占用和拨付 70 万元"):
        a_fund_year(appropriated=60, carried_in=9)
    assert a_fund_year(appropriated=60, carried_in=10).carried_in_fen == 10 * WAN


def test_no_more_is_carried_in_than_the_year_before_left():
    a_fund_year(2024, appropriated=1_500, carried_in=82)
    a_fund_line(FundUse.UNDIVIDED, paid=1_462, year=2024)
    with pytest.raises(operations.UnableToBudget, match="结转 121 万元，多于 2024 年没有拨付的 120 万元"):
        a_fund_year(2025, carried_in=121)
    assert a_fund_year(2025, carried_in=120).carried_in_fen == 120 * WAN


@pytest.mark.parametrize(("appropriated", "carried_in"), [(-1, 0), (0, -1)])
def test_sums_below_nought_are_refused(appropriated, carried_in):
    with pytest.raises(operations.UnableToBudget, match="不能小于 0"):
        a_fund_year(appropriated=appropriated, carried_in=carried_in)
    a_fund_year()
    with pytest.raises(operations.UnableToReserve, match="不能小于 0"):
        a_fund_line(FundUse.TALENT, reserved=appropriated, paid=carried_in)


def test_money_of_a_year_without_a_budget_cannot_be_spoken_for():
    with pytest.raises(operations.UnableToReserve, match="2025 年还没有资金预算"):
        a_fund_line(FundUse.TALENT, reserved=1)
    assert queries.account(2025, TODAY) is None


def test_only_officers_keep_the_books():
    leader = an_actor(Role.COUNTY_LEADER)
    with pytest.raises(operations.UnableToBudget, match="联系科技局"):
        operations.set_budget(year=2025, appropriated_fen=1, carried_in_fen=0, by=leader, now=SET_AT)
    a_fund_year()
    with pytest.raises(operations.UnableToReserve, match="联系科技局"):
        operations.set_lines(year=2025, lines={FundUse.TALENT: (1, 0)}, by=leader, now=SET_AT)
    clerk = an_actor(Role.SECTION_CLERK)
    assert operations.set_lines(year=2025, lines={FundUse.TALENT: (1, 0)}, by=clerk, now=SET_AT).reserved == 1


def test_a_change_is_a_version_and_the_earlier_books_can_still_be_read():
    a_fund_year(appropriated=100, carried_in=0)
    later = datetime(2025, 5, 1, 1, 0, tzinfo=UTC)
    operations.set_budget(
        year=2025, appropriated_fen=90 * WAN, carried_in_fen=0, by=KEEPER, now=later, title="预算调整通知"
    )
    then = AsOf(on=date(2025, 4, 30), known_at=datetime(2025, 5, 1, tzinfo=UTC))
    assert queries.account(2025, then).appropriated == 100 * WAN
    now = queries.account(2025, TODAY)
    assert now.appropriated == 90 * WAN
    model, pk, field = now.record("appropriated_fen")
    assert (model, field) == ("funds.FundYear", "appropriated_fen")
    assert provenance.origin_of(FundYear.objects.get(pk=pk), field).title == "预算调整通知"
    assert Entry.objects.filter(action="funds.set_budget").count() == 2


def test_the_figures_are_the_sums_of_their_rows():
    a_fund_year()
    a_fund_line(FundUse.PLATFORM, reserved=190)
    a_fund_line(FundUse.GAZELLE, reserved=10, paid=50)
    expected = {
        "fund_budget": 1_800,
        "fund_carried_in": 120,
        "fund_available": 1_920,
        "fund_reserved": 200,
        "fund_paid": 50,
        "fund_left": 1_670,
    }
    for code, wan in expected.items():
        answer = ask(code)
        assert answer.value == Decimal(wan)
        assert sum(row.value for row in answer.rows) == Decimal(wan)
    assert [row.label for row in ask("fund_left").rows] == [
        "当年预算",
        "上年结转",
        "创新平台奖励（占用）",
        "瞪羚企业奖励（占用）",
        "瞪羚企业奖励（拨付）",
    ]


def test_a_year_without_books_is_unknown_and_says_so():
    answer = ask("fund_left", year=2023)
    assert answer.value is None
    assert "没有 2023 年的科技专项资金预算" in answer.reason


def test_an_award_paid_is_known_from_the_day_of_payment_on_and_to_whom():
    firm, other = an_enterprise(), an_enterprise()
    an_award_paid(firm, granted_on=date(2019, 9, 16), paid_on=date(2020, 6, 18))
    facts = queries.award_facts([firm.pk, other.pk], TODAY)
    assert facts[firm.pk] == {
        "hnte_new_award_paid": True,
        "hnte_again_award_paid": False,
        "gazelle_award_paid": False,
    }
    assert facts[other.pk]["hnte_new_award_paid"] is False
    (payment,) = queries.payments_to(firm.pk, TODAY)
    assert payment.in_words == "2020-06-18 拨付 15 万元（2019-09-16 认定，青科〔2020〕8号）"
    assert queries.payments_to(other.pk, TODAY) == []
    assert queries.payments_to(firm.pk, AsOf(on=date(2020, 6, 17))) == []


def test_while_no_payment_is_on_record_nobody_knows_who_was_paid():
    firm = an_enterprise()
    assert queries.award_facts([firm.pk], TODAY) == {firm.pk: {}}
    an_award_paid(an_enterprise(), paid_on=date(2025, 6, 9), granted_on=date(2024, 12, 16))
    assert queries.award_facts([firm.pk], TODAY)[firm.pk]["gazelle_award_paid"] is False
    assert queries.award_facts([firm.pk], AsOf(on=date(2025, 6, 8))) == {firm.pk: {}}


def test_a_second_award_is_refused_and_names_the_first_payment():
    firm = an_enterprise()
    an_award_paid(firm, granted_on=date(2019, 9, 16), paid_on=date(2020, 6, 18))
    with pytest.raises(
        operations.UnableToRecordAward,
        match="已领过高新技术企业首次认定奖励：2020-06-18 拨付 15 万元（2019-09-16 认定，青科〔2020〕8号）",
    ):
        an_award_paid(firm, granted_on=date(2024, 12, 16), paid_on=date(2025, 5, 20))
    # Another kind of award is another matter, and the same payment can be put right.
    an_award_paid(firm, FundUse.HNTE_AGAIN, granted_on=date(2022, 9, 16), paid_on=date(2023, 6, 1))
    an_award_paid(firm, granted_on=date(2019, 9, 16), paid_on=date(2020, 6, 19))
    assert [one.paid_on for one in queries.payments_to(firm.pk, TODAY)] == [
        date(2020, 6, 19),
        date(2023, 6, 1),
    ]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"paid_on": date(2019, 9, 15)}, "拨付日不能早于认定日，也不能晚于今天"),
        ({"paid_on": date(2025, 1, 21)}, "拨付日不能早于认定日，也不能晚于今天"),
        ({"amount": 0}, "拨付金额须大于 0"),
        ({"use": FundUse.TALENT}, "不是一次性奖励"),
    ],
)
def test_a_payment_that_cannot_be_is_refused(wrong, words):
    stated = {"granted_on": date(2019, 9, 16), "paid_on": date(2020, 6, 18)} | wrong
    with pytest.raises(operations.UnableToRecordAward, match=words):
        an_award_paid(an_enterprise(), now=SET_AT, **stated)


def test_a_township_does_not_record_payments():
    with pytest.raises(operations.UnableToRecordAward, match="只有科技局领导和股室经办可以登记奖励拨付"):
        an_award_paid(an_enterprise(), by=an_actor(Role.TOWNSHIP_LEADER))


def test_a_payment_leaves_its_source_and_an_entry_of_the_audit():
    firm = an_enterprise()
    paid = an_award_paid(firm, granted_on=date(2019, 9, 16), paid_on=date(2020, 6, 18))
    origin = provenance.origin_of(paid, "amount_fen")
    assert origin.title == "奖励拨付：青科〔2020〕8号"
    entry = Entry.objects.latest("pk")
    assert (entry.action, entry.subject_key) == ("funds.record_award", firm.credit_code)


def test_the_ledger_of_one_firm_says_what_the_facts_of_many_say_in_one_query(django_assert_num_queries):
    firm, other = an_enterprise(), an_enterprise()
    days = [AsOf(on=date(2020, 6, 17)), AsOf(on=date(2024, 1, 1)), TODAY]

    def agrees():
        for as_of in days:
            for one in (firm, other):
                with django_assert_num_queries(1):
                    ledger = queries.firm_ledger(one, as_of)
                assert ledger.facts == queries.award_facts([one.pk], as_of)[one.pk]

    agrees()  # nobody keeps the ledger
    an_award_paid(firm, granted_on=date(2019, 9, 16), paid_on=date(2020, 6, 18))
    agrees()
    an_award_paid(other, FundUse.GAZELLE, granted_on=date(2024, 11, 1), paid_on=date(2025, 5, 20))
    agrees()
    (award,) = queries.firm_ledger(firm, TODAY).awards
    assert [(one.key.field, one.value) for one in award.values] == [
        ("amount_fen", 15 * WAN),
        ("paid_on", date(2020, 6, 18)),
        ("document", "青科〔2020〕8号"),
    ]
    assert {one.origin.title for one in award.values} == {"奖励拨付：青科〔2020〕8号"}
