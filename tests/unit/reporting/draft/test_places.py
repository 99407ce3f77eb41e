"""Which place words name: the last one before a number, the one behind it, and words that stand for one."""

from __future__ import annotations

import pytest

from tidu.reporting.draft.fillers import unread, without_places
from tidu.reporting.draft.names import wholes
from tidu.reporting.draft.places import Named, Scope, behind, means_the_same, scope_of

PLACES = {"工业园区": "P1", "园区": "P1", "岚城镇": "T1"}


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("目前", Named(Scope.COUNTY)),
        ("全县有工业园区", Named(Scope.PLACE, "工业园区", "P1")),
        ("工业园区是全县", Named(Scope.COUNTY, "全县")),
        ("我县占全省", Named(Scope.OUTSIDE, "全省")),
        ("石桥镇有", Named(Scope.UNKNOWN, "石桥镇")),
        ("各乡镇", Named(Scope.COUNTY)),
    ],
)
def test_the_scope_named_last_counts(words, named):
    assert scope_of(words, PLACES) == named


def test_a_place_may_stand_behind_its_number_and_be_meant_by_another_word():
    assert behind("在工业园区", PLACES) == Named(Scope.PLACE, "工业园区", "P1")
    assert behind("分布在岚城镇", PLACES) == Named(Scope.PLACE, "岚城镇", "T1")
    assert behind("在办", PLACES) is None
    assert behind("高新技术企业", PLACES) is None
    assert means_the_same("全镇科技型企业")
    assert not means_the_same("各镇科技型企业")


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("其中岚城镇", ""),
        ("其中园区规上", "规上"),
        ("今年到期", "到期"),
        ("2024年末达到", ""),
        ("逐年增长，去年达到", ""),
    ],
)
def test_what_only_leads_to_a_number_names_nothing(words, left):
    assert unread(without_places(words, PLACES)) == left


def test_each_part_has_one_whole_and_none_is_its_own():
    assert wholes()["answered_on_spot"] == "opinion_count"
    assert not set(wholes()) & set(wholes().values())
