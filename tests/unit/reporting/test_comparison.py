"""Two documents side by side: a copied sentence with a new year is seen, and nothing gets lost between the two."""

from __future__ import annotations

import pytest

from tidu.reporting.comparison import Difference, MovedNumber, compare, numbers, sentences


def paper(*paragraphs: str) -> dict:
    return {
        "speaker": [],
        "filled": [],
        "opening": [{"lead": "", "runs": [{"text": text}]} for text in paragraphs],
        "sections": [],
        "closing": [],
    }


def found(before: str, now: str) -> list[Difference]:
    return [pair.difference for pair in compare(paper(before), paper(now))]


@pytest.mark.parametrize(
    ("before", "now", "difference"),
    [
        ("我们要继续努力。", "我们要继续努力。", Difference.SAME),
        ("2023年新增高企12家。", "2024年新增高企12家。", Difference.DATED_ANEW),
        ("5月23日举办开放日，来宾61人。", "5月22日举办开放日，来宾61人。", Difference.DATED_ANEW),
        ("二〇二三年工作平稳。", "二〇二四年工作平稳。", Difference.DATED_ANEW),
        ("2023年新增高企12家。", "2024年新增高企13家。", Difference.NUMBERS),
        ("2022至2023年增长。", "2023至2024年增长。", Difference.DATED_ANEW),
        ("现有2024家。", "现有2025家。", Difference.NUMBERS),
        ("拨付【　　】。", "拨付1462万元。", Difference.NUMBERS),
        ("增长25.5%。", "增长25.6%。", Difference.NUMBERS),
        ("高企达到58家，增幅明显。", "高企达到58家，增幅有限。", Difference.REWORDED),
    ],
)
def test_a_sentence_is_named_by_what_changed_in_it(before, now, difference):
    assert found(before, now) == [difference]


def test_what_became_of_a_sentence_is_said_in_words():
    (pair,) = compare(paper("2023年新增12家。"), paper("2024年新增12家。"))
    assert pair.label == "只改了年份日期"


def test_a_year_in_another_place_is_another_wording():
    assert found("2023年末有58家。", "到年末有58家。") == [Difference.REWORDED]


def test_what_was_added_or_dropped_is_named_and_the_rest_still_lies_beside_its_like():
    pairs = compare(paper("甲有3家。丙不变。"), paper("乙是另外一回事，与前文无关。甲有4家。丙不变。"))
    assert [(one.difference, one.before, one.now) for one in pairs] == [
        (Difference.ADDED, "", "乙是另外一回事，与前文无关。"),
        (Difference.NUMBERS, "甲有3家。", "甲有4家。"),
        (Difference.SAME, "丙不变。", "丙不变。"),
    ]
    assert found("甲。乙丙丁。", "甲。") == [Difference.SAME, Difference.DROPPED]


def test_two_unlike_sentences_in_one_place_are_one_dropped_and_one_added():
    assert found("春天种茶。", "法人须在册登记满一年！") == [Difference.DROPPED, Difference.ADDED]


def test_headings_leads_and_paragraphs_are_read_in_their_order():
    document = paper("同志们。开会了。")
    body = [{"lead": "一是", "runs": [{"text": "种茶；"}, {"text": "制茶。"}]}]
    inner = [{"heading": "（一）培育", "body": [], "sections": []}]
    document["sections"] = [{"heading": "一、企业", "body": body, "sections": inner}]
    document["closing"] = [{"lead": "", "runs": [{"text": "散会"}]}]
    assert sentences(document) == [
        "同志们。",
        "开会了。",
        "一、企业",
        "一是种茶；",
        "制茶。",
        "（一）培育",
        "散会",
    ]


def told(*lines: tuple[str, ...]) -> dict:
    """Return a snapshot that tells figures in this order: name, value and day, or of a blank its name alone."""
    noted = [(note, *line) for note, line in enumerate(lines, start=1)]
    runs = [
        {"text": "", "label": line[1], **({"note": line[0]} if line[2:] else {"blank": True})}
        for line in noted
    ]
    return {
        **paper(""),
        "opening": [{"lead": "", "runs": runs}],
        "filled": [
            {"note": note, "label": label, "value": more[0], "on": more[1]}
            for note, label, *more in noted
            if more
        ],
    }


def test_a_figure_is_paired_in_the_order_of_reading_whatever_its_year():
    before = told(("高企数", "38家", "2022"), ("高企数", "47家", "2023"), ("科小数", "86家", "2023"))
    now = told(("高企数", "38家", "2022"), ("高企数", "58家", "2024"), ("科小数", "86家", "2024"))
    assert numbers(before, now) == [MovedNumber("高企数", "47家", "2023", "58家", "2024")]


def test_a_figure_left_open_is_missing_and_one_that_is_not_told_is_neither():
    before, now = told(("拨付",), ("瞪羚数", "2家", "2023")), told(("拨付", "1462万元", "2024"))
    assert numbers(before, now) == [
        MovedNumber("拨付", "缺数", "", "1462万元", "2024"),
        MovedNumber("瞪羚数", "2家", "2023", "", ""),
    ]


def test_a_figure_told_of_a_year_that_is_missing_is_paired_with_the_same_year_and_not_with_the_next():
    before = told(("高企数",), ("高企数", "58家", "2023"))
    now = told(("高企数", "38家", "2022"), ("高企数", "57家", "2024"))
    assert numbers(before, now) == [
        MovedNumber("高企数", "缺数", "", "38家", "2022"),
        MovedNumber("高企数", "58家", "2023", "57家", "2024"),
    ]


def test_the_cells_of_a_table_are_told_and_a_number_told_twice_is_one():
    line = {"note": 1, "label": "高企数", "value": "58家", "on": "2024"}
    twice = {"text": "58家", "note": 1}
    table = {"lead": "", "runs": [], "table": {"cells": [{"run": twice}]}}
    now = {**paper(""), "opening": [{"lead": "", "runs": [twice]}, table], "filled": [line]}
    assert numbers(paper(""), now) == [MovedNumber("高企数", "", "", "58家", "2024")]
    only_cell = {**now, "opening": [table]}
    assert numbers(paper(""), only_cell) == [MovedNumber("高企数", "", "", "58家", "2024")]


def test_a_blank_reads_as_what_it_is_a_blank_for():
    runs = [{"text": "【　　】", "blank": True, "label": "下一年打算"}]
    assert sentences({**paper(""), "opening": [{"lead": "", "runs": runs}]}) == ["【下一年打算】"]
