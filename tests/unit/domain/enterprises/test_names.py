"""What of a name is its own word, and how alike two words are."""

from __future__ import annotations

import pytest

from tidu.domain.enterprises import names

PLACES = frozenset({"青岚", "岚城镇", "岚城"})


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("江西省青岚县恒诚电子科技有限公司", "恒诚电子科技"),
        ("青岚恒诚电子科技股份有限公司", "恒诚电子科技"),
        ("恒诚电子科技（青岚）有限公司", "恒诚电子科技"),
        ("岚城镇恒诚农机厂", "恒诚农机"),
        ("恒诚集团有限公司", "恒诚"),
        ("恒诚 电子 有限责任公司", "恒诚电子"),
        ("公司", "公司"),
        ("青岚县", "青岚县"),
    ],
)
def test_place_and_form_are_taken_off(name, word):
    assert names.own_word(name, PLACES) == word


@pytest.mark.parametrize(
    ("one", "other", "percent"),
    [
        ("恒诚电子", "恒诚电子", 100),
        ("恒诚电子科技", "恒诚电子", 75),  # 3 pairs shared of 5 and 3: 2·3/8
        ("恒诚电子", "恒成电子", 33),  # one pair shared of 3 and 3: 2·1/6
        ("甲", "甲", 0),
    ],
)
def test_likeness_counts_pairs_of_characters(one, other, percent):
    assert names.likeness(names.pairs(one), names.pairs(other)) == percent


def test_the_longest_shared_run_is_told():
    assert names.shared_word("恒诚电子科技", "新恒诚电子") == "恒诚电子"
    assert names.shared_word("恒诚", "昱和") == ""
