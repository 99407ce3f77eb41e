"""Outlines: what is read, and how every mistake is named with file, line and mend."""

from __future__ import annotations

import pytest

from tidu.reporting import reading
from tidu.reporting.outline import Choice, FigureBlank, Gap, Over, ParameterBlank, Table, Words
from tidu.reporting.tree import tree_of

HEAD = """\
outline: test
name: 试稿
title_lines: [上半行, 下半行]
parameters:
  year: {label: 年份, kind: year}
"""


def read(body=""):
    return reading.read(HEAD + body, "试.yaml")


def test_the_pieces_of_a_paragraph_are_told_apart():
    outline = read("opening:\n  - 有[[hnte_count year=year]]，[[text year]]，[[gap 某数 | 缺表，请索取]]。\n")
    assert outline.title == "上半行下半行"
    assert outline.opening[0].content == (
        Words("有"),
        FigureBlank("hnte_count", (("year", "year"),)),
        Words("，"),
        ParameterBlank("year"),
        Words("，"),
        Gap("某数", "缺表，请索取"),
        Words("。"),
    )


def test_a_choice_keeps_a_sentence_for_every_direction():
    outline = read(
        "opening:\n  - about: tech_enterprise_increase\n    rising: 升\n    falling: 降\n    level: 平\n    unknown: 缺\n"
    )
    content = outline.opening[0].content
    assert isinstance(content, Choice)
    assert (content.rising, content.falling, content.level, content.unknown) == (
        (Words("升"),),
        (Words("降"),),
        (Words("平"),),
        (Words("缺"),),
    )


@pytest.mark.parametrize(
    ("body", "line", "words"),
    [
        ("opening:\n  - 有[[no_such_figure]]家\n", 1, "没有代码为“no_such_figure”的指标"),
        ("opening:\n  - '[[hnte_count month=year]]'\n", 1, "没有参数“month”"),
        ("opening:\n  - '[[hnte_count year=month]]'\n", 1, "没有参数“month”"),
        ("opening:\n  - '[[text month]]'\n", 1, "没有参数“month”"),
        ("opening:\n  - '[[gap 某数]]'\n", 1, "缺什么、找谁要"),
        ("opening:\n  - 有[[hnte_count家\n", 1, "没有配对"),
        ("opening:\n  - '[[ ]]'\n", 1, "是空的"),
        ("opening:\n  - '[[names]]'\n", 1, "names 或 counts 后面要写指标代码"),
        ("opening:\n  - '[[names no_such_figure]]'\n", 1, "没有代码为“no_such_figure”的指标"),
        ("sections:\n  - body: [一句]\n", 7, "缺“heading”"),
        ("opening:\n  - 3\n", 1, "段落须是一句话"),
        ("opening:\n  - about: hnte_count\n    rising: 升\n", 7, "缺“下降时写（falling）”"),
        (
            "opening:\n  - {about: no_such_figure, rising: 升, falling: 降, level: 平, unknown: 缺}\n",
            7,
            "没有代码为“no_such_figure”的指标",
        ),
    ],
)
def test_a_mistake_names_its_line_and_mend(body, line, words):
    with pytest.raises(reading.OutlineFault) as fault:
        read(body)
    assert f"试.yaml 第 {line} 行起" in str(fault.value)
    assert words in str(fault.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: [", "不是合法的 YAML"),
        ("- 一\n", "键: 值"),
        (HEAD.replace("kind: year", "kind: month"), "kind 须是 year 或 day"),
        (HEAD.replace("title_lines: [上半行, 下半行]\n", ""), "缺“title_lines”"),
    ],
)
def test_a_broken_file_is_refused_in_words(text, words):
    with pytest.raises(reading.OutlineFault, match=words):
        reading.read(text, "试.yaml")


def test_the_shipped_speech_holds_its_headings_and_every_bound_blank():
    outline = reading.find("open_day_speech")
    assert [section.heading for section in outline.sections] == [
        "深刻认识科技工作重要意义，凝聚全县创新发展强大共识",
        "全面总结开放日活动成效，夯实科技工作群众基础",
        "精准把握当前科技工作重点任务，开创全县科技发展崭新局面",
        "强化科技工作保障措施，确保各项任务落地见效",
    ]
    bound = {piece.code for piece in outline.pieces() if isinstance(piece, FigureBlank)}
    numbered = {f"F{number:02}" for number in (2, 4, 5, 6, 7, 8, *range(10, 25))}
    assert numbered <= bound


def test_an_outline_that_does_not_exist_is_named():
    with pytest.raises(reading.OutlineNotFound, match="open_day_speech"):
        reading.find("no_such_outline")


def test_a_table_is_read_over_years_and_over_places():
    outline = read(
        "opening:\n  - {table: hnte_count over=years from=year to=year}\n  - {table: hnte_count over=places year=year}\n"
    )
    years, places = (paragraph.content for paragraph in outline.opening)
    assert years == Table(FigureBlank("hnte_count"), Over.YEARS, "year", "year")
    assert places == Table(FigureBlank("hnte_count", (("year", "year"),)), Over.PLACES)
    assert next(iter(outline.pieces())) == FigureBlank("hnte_count")
    assert reading.read_tree(tree_of(outline), "试") == outline


@pytest.mark.parametrize(
    "line",
    [
        "hnte_count",
        "hnte_count over=months",
        "hnte_count over=years from=year to=month",
        "hnte_count over=years from=year to=year year=year",
        "hnte_count over=places from=year",
        "target_hnte over=places",
    ],
)
def test_a_table_that_cannot_be_made_says_how_one_is_written(line):
    with pytest.raises(reading.OutlineFault, match=r"第 7 行起：(表要写成|.*没有参数)"):
        read(f"opening:\n  - {{table: {line}}}\n")
