"""The texts that are like one, the likest first."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidu.foundation.texts.similar import DUPLICATE, Index

OPINIONS = [
    (1, "建议加大对中小企业研发投入的资金扶持力度"),
    (2, "希望建设人才公寓，解决引进人才的住房问题"),
    (3, "园区晚上没有公交车，职工下班不方便"),
]


def test_the_same_matter_in_other_words_comes_first():
    first, *others = Index(OPINIONS).nearest("对中小企业的研发投入，资金扶持力度应当加大", 3)
    assert first.key == 1
    assert first.score >= DUPLICATE
    assert all(near.score < DUPLICATE for near in others)


def test_the_same_text_has_the_score_one_whatever_its_signs_and_blanks():
    near = Index(OPINIONS).nearest("园区晚上没有公交车 职工下班不方便！", 1)[0]
    assert (near.key, near.score) == (3, pytest.approx(1.0))


def test_a_text_is_found_as_soon_as_it_is_added_and_no_longer_once_removed():
    index = Index(OPINIONS)
    index.add(4, "科技贷款的利率太高")
    assert [near.key for near in index.nearest("科技贷款利率", 1)] == [4]
    index.remove(4)
    index.remove(4)
    assert 4 not in [near.key for near in index.nearest("科技贷款利率", 5)]
    assert len(index) == 3


def test_a_text_under_a_known_key_takes_the_older_ones_place():
    index = Index(OPINIONS)
    index.add(1, "路灯坏了")
    assert index.nearest("中小企业研发投入", 5) == []
    assert index.nearest("路灯", 1)[0].key == 1


def test_equal_texts_come_in_the_order_they_were_added():
    index = Index([("b", "路灯坏了"), ("a", "路灯坏了")])
    assert [near.key for near in index.nearest("路灯坏了", 2)] == ["b", "a"]


def test_nothing_is_like_nothing():
    assert Index(OPINIONS).nearest("", 3) == []
    assert Index(OPINIONS).nearest("路灯", 0) == []
    assert Index([(1, "")]).nearest("路灯", 1) == []


@given(
    st.lists(st.text("路灯坏了修车人才", min_size=1, max_size=8), max_size=8),
    st.text("路灯坏了修车人才", max_size=8),
)
def test_texts_added_one_by_one_answer_like_texts_given_at_once(texts, asked):
    grown = Index[int]()
    for key, text in enumerate(texts):
        grown.add(key, "别的")
        grown.add(key, text)
    assert grown.nearest(asked, 9) == Index(enumerate(texts)).nearest(asked, 9)
    assert all(0 <= near.score <= 1 for near in grown.nearest(asked, 9))
