"""Money that does not suffice, shared out to the fen."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidu.rules.simulate import Claim, UnableToRation, by_score, first_come, pro_rata, tied_at_the_cut

CLAIMS = [Claim("a", 100), Claim("b", 100), Claim("c", 100)]


def test_first_come_pays_in_order_and_gives_the_last_what_is_left():
    assert first_come(CLAIMS, 250) == {"a": 100, "b": 100, "c": 50}
    assert first_come(CLAIMS, 0) == {"a": 0, "b": 0, "c": 0}


def test_the_highest_scores_are_paid_first_and_ties_keep_their_order():
    assert by_score(CLAIMS, {"a": 1, "b": Fraction(7, 2), "c": 1}, 150) == {"a": 50, "b": 100, "c": 0}


def test_nobody_is_put_last_for_want_of_a_score():
    with pytest.raises(UnableToRation, match="1 户没有评分，不能按分排序：b。请先补齐评分"):
        by_score(CLAIMS, {"a": 1, "b": None, "c": 3}, 150)


def test_the_fen_left_over_go_to_the_largest_remainders_then_by_order():
    # 100 of 300 fen: 33⅓ each; one fen is left and goes to the first.
    assert pro_rata(CLAIMS, 100) == {"a": 34, "b": 33, "c": 33}
    # 10 fen over 5, 3 and 7: exact 3⅓, 2, 4⅔; the fen that is left goes to c.
    assert pro_rata([Claim("a", 5), Claim("b", 3), Claim("c", 7)], 10) == {"a": 3, "b": 2, "c": 5}


def test_enough_money_pays_every_claim_in_full():
    for share in (first_come, pro_rata):
        assert share(CLAIMS, 400) == {"a": 100, "b": 100, "c": 100}
    assert pro_rata([], 5) == {}


@pytest.mark.parametrize(
    ("claims", "available", "words"),
    [
        (CLAIMS, -1, "可用金额小于 0"),
        ([Claim("a", -1)], 5, "a 的金额小于 0"),
        ([Claim("a", 1), Claim("a", 2)], 5, "a 出现两次"),
    ],
)
def test_impossible_claims_are_refused_in_words(claims, available, words):
    with pytest.raises(UnableToRation, match=words):
        pro_rata(claims, available)


AMOUNTS = st.lists(st.integers(0, 10**13), max_size=40)


@given(AMOUNTS, st.integers(0, 10**14), st.randoms(use_true_random=False))
def test_the_parts_always_sum_to_what_is_shared_out(amounts, available, random):
    claims = [Claim(str(place), amount) for place, amount in enumerate(amounts)]
    scores = {claim.key: random.randrange(5) for claim in claims}
    for shares in (
        first_come(claims, available),
        by_score(claims, scores, available),
        pro_rata(claims, available),
    ):
        assert sum(shares.values()) == min(available, sum(amounts))
        assert list(shares) == [claim.key for claim in claims]
        assert all(0 <= shares[claim.key] <= claim.amount for claim in claims)


@given(AMOUNTS, st.integers(0, 10**14))
def test_a_proportional_share_is_within_a_fen_of_the_exact_one(amounts, available):
    claims = [Claim(str(place), amount) for place, amount in enumerate(amounts)]
    whole = sum(amounts)
    for claim in claims:
        exact = Fraction(claim.amount * min(available, whole), whole or 1)
        assert abs(pro_rata(claims, available)[claim.key] - exact) < 1


def test_a_tie_is_told_only_where_the_money_ends_inside_it():
    scores = {"a": 2, "b": 1, "c": 1}
    for available, tied in ((100, ()), (150, ("b", "c")), (300, ()), (50, ())):
        assert tied_at_the_cut(CLAIMS, scores, by_score(CLAIMS, scores, available)) == tied
    nothing = [Claim("a", 100), Claim("b", 100), Claim("c", 0)]
    assert tied_at_the_cut(nothing, scores, by_score(nothing, scores, 150)) == ()
