"""A text moved about: headings take along what they hold, nothing typed gets lost, and the tree comes back the same."""

from __future__ import annotations

import pytest

from tidu.reporting import reading
from tidu.reporting.manuscripts.blocks import (
    Act,
    Block,
    Head,
    Kind,
    arranged,
    head_of,
    of_tree,
    tidied,
    to_tree,
)
from tidu.reporting.tree import tree_of

CLOSING = Block(Kind.CLOSING)


def h(text: str, level: int = 1) -> Block:
    return Block(Kind.HEADING, text, level)


def p(text: str, lead: str = "") -> Block:
    return Block(Kind.PARAGRAPH, text, lead=lead)


BLOCKS = (p("开"), h("甲"), p("甲一"), h("甲内", 2), p("甲内一"), h("乙"), p("乙一"), CLOSING, p("完"))
TEXTS = "开 甲 甲一 甲内 甲内一 乙 乙一 结 完"


def said(blocks: tuple[Block, ...]) -> str:
    return " ".join("结" if one.kind is Kind.CLOSING else one.text for one in blocks)


@pytest.mark.parametrize(
    ("act", "at", "text", "place"),
    [
        (Act.UP, 5, "开 乙 乙一 甲 甲一 甲内 甲内一 结 完", 1),
        (Act.DOWN, 1, "开 乙 乙一 甲 甲一 甲内 甲内一 结 完", 3),
        (Act.UP, 1, TEXTS, 1),  # the first section of all
        (Act.DOWN, 5, TEXTS, 5),  # the last, before the closing
        (Act.UP, 3, TEXTS, 3),  # a heading stays in its section
        (Act.DOWN, 3, TEXTS, 3),
        (Act.UP, 2, "开 甲一 甲 甲内 甲内一 乙 乙一 结 完", 1),
        (Act.DOWN, 0, "甲 开 甲一 甲内 甲内一 乙 乙一 结 完", 1),
        (Act.UP, 0, TEXTS, 0),
        (Act.DOWN, 8, TEXTS, 8),
        (Act.REMOVE, 1, "开 甲一 甲内 甲内一 乙 乙一 结 完", 0),
        (Act.REMOVE, 0, "甲 甲一 甲内 甲内一 乙 乙一 结 完", 0),
        (Act.ADD_PARAGRAPH, 1, "开 甲  甲一 甲内 甲内一 乙 乙一 结 完", 2),
        (Act.ADD_PARAGRAPH, -1, " 开 甲 甲一 甲内 甲内一 乙 乙一 结 完", 0),
        (Act.ADD_HEADING, 1, "开 甲 甲一 甲内 甲内一  乙 乙一 结 完", 5),
        (Act.ADD_HEADING, -1, " 开 甲 甲一 甲内 甲内一 乙 乙一 结 完", 0),
        (Act.ADD_HEADING, 4, "开 甲 甲一 甲内 甲内一  乙 乙一 结 完", 5),
        (Act.UP, -1, TEXTS, -1),
        (Act.DOWN, 9, TEXTS, 9),
        (Act.PLAIN, 0, TEXTS, 0),
        (Act.IN, 7, TEXTS, 7),
        (Act.OUT, 7, TEXTS, 7),
    ],
)
def test_each_act_does_what_its_button_says_and_nothing_where_it_cannot(act, at, text, place):
    blocks, now = arranged(BLOCKS, act, at)
    assert (said(blocks), now) == (text, place)


@pytest.mark.parametrize(
    ("act", "at", "onto", "text", "place"),
    [
        (Act.BEFORE, 5, 1, "开 乙 乙一 甲 甲一 甲内 甲内一 结 完", 1),
        (Act.BEHIND, 1, 5, "开 乙 乙一 甲 甲一 甲内 甲内一 结 完", 3),
        (Act.BEFORE, 1, 7, "开 乙 乙一 甲 甲一 甲内 甲内一 结 完", 3),  # before the closing is last of all
        (Act.BEHIND, 3, 5, "开 甲 甲一 乙 乙一 甲内 甲内一 结 完", 5),
        (Act.BEHIND, 3, 1, TEXTS, 3),  # out of its section and right behind it
        (Act.BEHIND, 2, 5, "开 甲 甲内 甲内一 乙 甲一 乙一 结 完", 5),
        (Act.BEFORE, 6, 2, "开 甲 乙一 甲一 甲内 甲内一 乙 结 完", 2),
        (Act.BEHIND, 0, 8, "甲 甲一 甲内 甲内一 乙 乙一 结 完 开", 8),
        (Act.BEHIND, 1, 3, TEXTS, 1),  # into itself
        (Act.BEFORE, 1, 1, TEXTS, 1),
        (Act.BEFORE, 1, 6, TEXTS, 1),  # between the paragraphs of another section
        (Act.BEFORE, 7, 0, TEXTS, 7),  # the closing stays where it is
        (Act.BEFORE, 2, 9, TEXTS, 2),
        (Act.BEFORE, 2, -1, TEXTS, 2),
        (Act.BEFORE, 9, 2, TEXTS, 9),
    ],
)
def test_what_is_dragged_is_dropped_with_all_it_holds_and_no_section_is_torn(act, at, onto, text, place):
    blocks, now = arranged(BLOCKS, act, at, onto)
    assert (said(blocks), now) == (text, place)


def test_a_dropped_heading_stands_beside_the_one_it_was_dropped_at():
    assert levels(arranged(BLOCKS, Act.BEHIND, 3, 5)[0]) == [1, 1, 1]
    assert levels(arranged(BLOCKS, Act.BEFORE, 5, 3)[0]) == [1, 2, 2]
    assert levels(arranged(BLOCKS, Act.BEFORE, 3, 7)[0]) == [1, 1, 1]
    assert arranged(BLOCKS, Act.BEHIND, 1, 3) == (BLOCKS, 1)  # not below itself
    deep = (h("甲"), h("乙", 2), h("丙", 3), h("丁", 4), h("戊"), h("己", 2))
    assert arranged(deep, Act.BEHIND, 4, 3) == (deep, 4)  # what it holds would stand on a fifth level


def levels(blocks: tuple[Block, ...]) -> list[int]:
    return [one.level for one in blocks if one.kind is Kind.HEADING]


def test_a_heading_goes_below_the_one_before_it_with_all_it_holds_and_back():
    inside, _ = arranged((h("甲"), h("乙"), h("乙内", 2)), Act.IN, 1)
    assert levels(inside) == [1, 2, 3]
    assert levels(arranged(inside, Act.OUT, 1)[0]) == [1, 1, 2]
    assert levels(arranged(inside, Act.OUT, 0)[0]) == [1, 2, 3]  # there is nothing above the first level
    assert levels(arranged(inside, Act.IN, 0)[0]) == [1, 2, 3]  # and nothing before the first heading


def test_a_heading_of_the_fourth_level_goes_no_deeper():
    deep = (h("甲"), h("乙", 2), h("丙", 3), h("丁", 4), h("戊", 4))
    assert levels(arranged(deep, Act.IN, 4)[0]) == [1, 2, 3, 4, 4]


def test_a_heading_added_behind_a_paragraph_has_the_level_of_its_own():
    blocks, place = arranged(BLOCKS, Act.ADD_HEADING, 4)
    assert blocks[place].level == 2
    assert arranged((p("开"),), Act.ADD_HEADING, 0)[0][1].level == 1


def test_a_heading_without_text_before_the_closing_stays_before_it():
    blocks = (h("甲"), CLOSING)
    assert arranged(blocks, Act.DOWN, 0) == (blocks, 0)


def test_a_paragraph_gets_and_loses_its_lead():
    blocks, _ = arranged(BLOCKS, Act.IN, 2)
    assert blocks[2].lead == "一是"
    assert arranged(blocks, Act.IN, 2)[0] == blocks
    assert arranged(blocks, Act.OUT, 2)[0] == BLOCKS


def test_leads_are_counted_in_their_order_and_anew_under_each_heading():
    blocks = tidied((p("甲", "二是"), p("乙", "首先，"), p("丙", "一是"), h("题"), p("丁", "九是"), CLOSING))
    assert [one.lead for one in blocks] == ["一是", "首先，", "二是", "", "一是", ""]


def test_each_line_is_a_paragraph_and_the_lead_stands_before_the_first():
    blocks = tidied((p(" 甲 \n\n乙\n", "一是"), p(" "), h(" 题\n目 ")))
    assert [(one.text, one.lead) for one in blocks] == [("甲", "一是"), ("乙", ""), ("", ""), ("题 目", "")]


@pytest.mark.parametrize("code", sorted(reading.library()))
def test_an_outline_that_ships_comes_back_from_list_and_tree_without_loss(code):
    outline = reading.find(code)
    tree = tree_of(outline)
    assert reading.read_tree(tree, "文稿") == outline
    assert to_tree(tree, head_of(tree), of_tree(tree)) == tree


def test_sections_nest_by_their_levels_and_what_is_too_deep_is_taken_one_below():
    tree = {"opening": [], "sections": [], "closing": []}
    made = to_tree(
        tree,
        Head((" 标题 ", ""), "某某", "同志们："),
        (p("开"), p(""), h("甲"), h("丙", 3), p("句"), CLOSING),
    )
    assert made == {
        "title_lines": ["标题"],
        "speaker": "某某",
        "salutation": "同志们：",
        "opening": [{"lead": "", "text": "开"}],
        "sections": [
            {
                "heading": "甲",
                "body": [],
                "sections": [{"heading": "丙", "body": [{"lead": "", "text": "句"}], "sections": []}],
            }
        ],
        "closing": [],
    }


@pytest.mark.parametrize(
    ("blocks", "words"),
    [
        ((h(" "),), "标题是空的"),
        ((CLOSING, h("甲")), "结束语.*后面还有标题"),
        ((CLOSING, CLOSING), "结束语.*后面还有标题"),
    ],
)
def test_what_makes_no_tree_is_named(blocks, words):
    with pytest.raises(reading.OutlineFault, match=words):
        to_tree({}, Head(("题",)), blocks)


def test_a_choice_becomes_the_paragraph_that_is_chosen_now():
    choice = Block(Kind.CHOICE, "多了。", variants=(("about", "x"), ("rising", "多了。")))
    assert arranged((choice,), Act.PLAIN, 0)[0] == (p("多了。"),)


def test_an_added_choice_is_left_out_until_something_is_written():
    blocks, place = arranged((p("甲"), CLOSING), Act.ADD_CHOICE, 0)
    assert (blocks[place].kind, place) == (Kind.CHOICE, 1)
    assert to_tree({}, Head(("题",)), blocks)["opening"] == [{"lead": "", "text": "甲"}]
    written = Block(Kind.CHOICE, variants=(("about", ""), ("rising", "多了。")))
    assert to_tree({}, Head(("题",)), (written,))["opening"] == [{"about": "", "rising": "多了。"}]


def test_a_table_is_moved_and_kept_as_a_paragraph_is_and_an_empty_one_left_out():
    blocks, place = arranged((p("甲"), CLOSING), Act.ADD_TABLE, 0)
    assert (blocks[place].kind, place) == (Kind.TABLE, 1)
    filled = (blocks[0], Block(Kind.TABLE, "hnte_count over=places"), *blocks[1:])
    tree = to_tree({}, Head(("题",)), filled)
    assert tree["opening"] == [{"lead": "", "text": "甲"}, {"table": "hnte_count over=places"}]
    assert of_tree(tree)[1] == Block(Kind.TABLE, "hnte_count over=places")
