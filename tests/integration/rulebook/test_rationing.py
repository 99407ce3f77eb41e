"""Money that is short, shared out among the county's firms by each of the three ways."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tests.factories.funds import WAN
from tests.factories.rulebook import AS_OF, RULE
from tests.integration.rulebook.test_simulating import a_spender
from tidu.domain.rulebook import queries
from tidu.domain.rulebook.vocabulary import RationingWay, ShareOutcome

pytestmark = pytest.mark.django_db


@pytest.fixture
def four():
    """Three firms entitled to 30, 5 and 1 万元 (5 % of 700, 100 and 20), one whose R&D is unknown, one refused."""
    return {
        name: a_spender(spent)
        for name, spent in (("big", 700), ("middle", 100), ("small", 20), ("open", None), ("refused", 19))
    }


def shared(way, available, listing=""):
    found = queries.ration(queries.simulate(RULE, {}, AS_OF), way, available, listing)
    return found, {share.firm.credit_code: share for share in found.shares}


def codes(firms, *names, scores=()):
    lines = [firms[name].credit_code for name in names]
    return (
        "\n".join(f"{code}\t{score}" for code, score in zip(lines, scores, strict=True))
        if scores
        else "\n".join(lines)
    )


def test_in_proportion_everybody_is_cut_alike_and_the_parts_make_the_whole_to_the_fen(four):
    found, parts = shared(RationingWay.PRO_RATA, 10 * WAN)
    # 36 万元 are claimed. 10/36 of 30, 5 and 1 万元 is 8333333.33…, 1388888.88… and 277777.77… fen; the two fen
    # left over go to the larger fractions cut off.
    assert parts[four["big"].credit_code].amount == 8_333_333
    assert parts[four["middle"].credit_code].amount == 1_388_889
    assert parts[four["small"].credit_code].amount == 277_778
    assert (found.shared, found.kept_back, found.claimed) == (10 * WAN, 0, 36 * WAN)
    assert found.proportion == Fraction(10, 36)
    assert four["open"].credit_code not in parts
    assert four["refused"].credit_code not in parts


def test_first_come_follows_the_list_and_nobody_off_it_is_paid(four):
    listing = codes(four, "small", "open", "refused", "big")
    found, parts = shared(RationingWay.FIRST_COME, 20 * WAN, f"\n{listing}\n")
    assert [(share.place, share.claim, share.amount, share.outcome) for share in found.shares] == [
        (1, 1 * WAN, 1 * WAN, ShareOutcome.FULL),
        (2, 30 * WAN, 19 * WAN, ShareOutcome.PART),
        (None, 5 * WAN, 0, ShareOutcome.NOTHING),
    ]
    assert not parts[four["middle"].credit_code].listed
    assert [firm.credit_code for firm in found.open_listed] == [four["open"].credit_code]
    assert [firm.credit_code for firm in found.without] == [four["refused"].credit_code]
    assert found.lines == [
        (ShareOutcome.FULL, 1, 1 * WAN, 1 * WAN),
        (ShareOutcome.PART, 1, 30 * WAN, 19 * WAN),
        (ShareOutcome.NOTHING, 1, 5 * WAN, 0),
    ]
    assert found.proportion is None


def test_by_score_pays_the_highest_first_and_keeps_what_nobody_claims(four):
    listing = codes(four, "big", "middle", "small", scores=("80", "91.5", "80"))
    found, _ = shared(RationingWay.BY_SCORE, 40 * WAN, listing)
    assert [(share.place, share.score) for share in found.shares] == [
        (1, Fraction("91.5")),
        (2, Fraction(80)),
        (2, Fraction(80)),
    ]
    assert (found.shared, found.kept_back) == (36 * WAN, 4 * WAN)


def test_firms_of_one_score_are_not_told_apart_where_the_money_ends(four):
    listing = codes(four, "big", "middle", "small", scores=("80", "91.5", "80"))
    with pytest.raises(queries.UnableToRation, match="有 2 家同为 80 分，钱只够付其中一部分"):
        shared(RationingWay.BY_SCORE, 20 * WAN, listing)
    found, _ = shared(RationingWay.BY_SCORE, 5 * WAN, listing)
    assert [share.amount for share in found.shares] == [5 * WAN, 0, 0]


@pytest.mark.parametrize(
    ("way", "words"),
    [
        (RationingWay.FIRST_COME, "没有申请受理登记，不能自己排先后.*一行一家；或者改用“按比例”"),
        (RationingWay.BY_SCORE, "没有评分记录"),
    ],
)
def test_without_a_list_no_order_is_made_up(four, way, words):
    with pytest.raises(queries.UnableToRation, match=words):
        shared(way, 10 * WAN, " \n ")


def test_a_missing_score_is_not_a_low_one(four):
    listing = codes(four, "big", "middle", scores=("80", "91.5"))
    with pytest.raises(queries.UnableToRation, match="有 1 家应得补助的企业没有评分"):
        shared(RationingWay.BY_SCORE, 10 * WAN, listing)


def test_a_line_that_is_wrong_is_named(four):
    code = four["big"].credit_code
    for way, listing, words in (
        (RationingWay.FIRST_COME, f"{code}\n月球公司", "名单第 2 行：本县没有“月球公司”"),
        (RationingWay.FIRST_COME, f"{code}\n\n{code}", "名单第 3 行：“.*”在第 1 行已有"),
        (RationingWay.BY_SCORE, f"{code} 高", "名单第 1 行：“.*”后面要写一个分数"),
        (RationingWay.BY_SCORE, code, "名单第 1 行：“.*”后面要写一个分数"),
    ):
        with pytest.raises(queries.UnableToRation, match=words):
            shared(way, 10 * WAN, listing)


def test_firms_are_named_by_name_unless_two_bear_it():
    one, other = a_spender(100, name="青岚同名有限公司"), a_spender(700, name="青岚晴川有限公司")
    found, _ = shared(RationingWay.FIRST_COME, 1 * WAN, "青岚晴川有限公司，2025-03-01\n青岚同名有限公司")
    assert [share.firm.credit_code for share in found.shares] == [other.credit_code, one.credit_code]
    a_spender(20, name="青岚同名有限公司")
    with pytest.raises(queries.UnableToRation, match="叫“青岚同名有限公司”的企业不止一家"):
        shared(RationingWay.FIRST_COME, 1 * WAN, "青岚同名有限公司")


def test_nobody_entitled_shares_nothing():
    a_spender(None)
    found, _ = shared(RationingWay.PRO_RATA, 10 * WAN)
    assert (found.shares, found.kept_back, found.proportion) == ((), 10 * WAN, None)
