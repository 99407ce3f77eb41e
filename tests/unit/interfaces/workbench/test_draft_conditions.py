"""Conditions, bands and exceptions in the form of a draft: read as they stand, changed, added and taken out."""

from __future__ import annotations

from functools import partial
from textwrap import dedent

import pytest

from tidu import policies
from tidu.interfaces.workbench import draft_form
from tidu.interfaces.workbench.draft_form import BothSidesChanged, cells_of, parts_of, with_structure
from tidu.interfaces.workbench.draft_measures import Known
from tidu.rules import load_library
from tidu.rules.language.succession import single_document, with_version

LIBRARY = load_library(policies.FOLDER)
REQUIRE = "f.conditions/0/require/()"
TEXT = dedent(
    """\
    rule: qinglan.pilot
    name: 试点
    subject: 试点补助
    law: {title: 试点办法, number: 青科〔2026〕1号, in_force: 2026-01-01, confidence: demo, last_checked_on: 2026-01-01}
    version_by: application_day
    parameters:
      cap: {label: 上限, value: 30万元, article: 第五条}   # 封顶
    define:
      points: {label: 专利得分, article: 第四条, of: "ip_class1[last year]", table: [{from: 4件, 含: true, is: 24}, {from: 1件, 含: true, is: 6}, {is: 0}]}
    conditions:
      # 谁可以申请
      - id: rd
        label: 研发占比
        article: 第一条
        says: 研发占比不低于 {least}
        require: ratio(sum(rd_book, last 3 years), sum(revenue, last 3 years)) >= least
        where:
          least:
            by: revenue[last year]
            bands:
              - {up_to: 5000万元, 含: true, is: 5%}   # 小企业
              - {is: 3%}
        near: 10%
      # 或者
      - id: mixed
        label: 其他
        article: 第二条
        says: 其他情形
        require: "any(hnte_valid, ip_class1[last year] + ip_class2[last year] >= 3件, all(not in_county, points >= 6分))"
    outputs:
      amount: {label: 补助, given: entitled, article: 第五条, is: cap}
    """
)


def form(text: str = TEXT) -> dict[str, dict[str, str]]:
    """Each field of the form by its name, with its label and value; what is told in words by its label."""
    found = {}
    for cell in cells_of(parts_of(text, LIBRARY)):
        if cell.kind == "told":
            found[cell.label] = cell.value
        else:
            found |= {control.field: control.value for control in cell.controls}
    return found


def fields(at: str, what: str, **more: str) -> dict[str, str]:
    """What the fields of one comparison post."""
    return {f"f.{at}": what} | {f"{name}.{at}": value for name, value in more.items()}


def with_form(text: str, posted: dict[str, str], drawn_from: str) -> str:
    """The text with what the form of another text, or of itself, changes in it."""
    draw, structure = (partial(one, library=LIBRARY) for one in (parts_of, with_structure))
    return draft_form.with_form(text, posted, drawn_from, draw, structure)


def changed(posted: dict[str, str], text: str = TEXT) -> str:
    return with_form(text, {**{k: v for k, v in form(text).items() if k[1:2] == "."}, **posted}, text)


def loads(text: str) -> None:
    with_version(LIBRARY, text, "试点")


def test_a_form_that_nobody_touched_changes_nothing_in_any_policy_in_use():
    for path in sorted(policies.FOLDER.glob("*/*.yaml")):
        if path.name.endswith(".scenarios.yaml"):
            continue
        for text in path.read_text(encoding="utf-8").split("\n---\n"):
            if "\nconditions:" in text:
                assert changed({}, text) == text, path.name


def test_a_share_over_years_is_shown_by_what_it_is_made_of():
    found = form()
    at = REQUIRE.removeprefix("f.")
    assert [found[f"{name}.{at}"] for name in "fposl"] == ["rd_book", "sum3", "revenue", ">=", "least"]
    assert [found[f"{name}.conditions/1/require/()/0"] for name in "fs"] == ["hnte_valid", "yes"]
    assert [found[f"{name}.conditions/1/require/()/1"] for name in "fsnu"] == ["=", ">=", "3", "件"]
    assert [found[f"{name}.conditions/1/require/()/2/0"] for name in "fs"] == ["in_county", "no"]
    assert [found[f"{name}.conditions/1/require/()/2/1"] for name in "fsnu"] == ["points", ">=", "6", "分"]
    assert found["f.conditions/1/require/()/joined"] == "any"


@pytest.mark.parametrize(
    ("typed", "before", "after"),
    [
        (
            fields("conditions/0/require/()", "rd_hnte", p="year", o="", s=">", l="", n="20", u="万元"),
            "ratio(sum(rd_book, last 3 years), sum(revenue, last 3 years)) >= least",
            "rd_hnte[last year] > 20万元",
        ),
        ({"s.conditions/0/require/()": ">"}, "years)) >= least", "years)) > least"),
        ({"l.conditions/1/require/()/1": "cap"}, ">= 3件", ">= cap"),
        ({"n.conditions/1/require/()/1": "4"}, ">= 3件", ">= 4件"),
        ({"s.conditions/1/require/()/0": "no"}, "any(hnte_valid", "any(not hnte_valid"),
        ({"f.conditions/1/require/()/0": "in_park"}, "any(hnte_valid", "any(in_park"),
        ({"f.conditions/1/require/()/joined": "at_least 2"}, "any(hnte", "at_least(2, hnte"),
        ({"f.conditions/1/require/()/2/joined": "any"}, "all(not", "any(not"),
        (
            {
                "f.new/test/to": "conditions/1/require/()/3",
                **fields("new/test/require", "registered_on", s="<", n="2020-01-01"),
            },
            "points >= 6分))",
            "points >= 6分), registered_on < 2020-01-01)",
        ),
        ({"f.gone/conditions/1/require/()/0": "yes"}, "any(hnte_valid, ", "any("),
        ({"f.conditions/0/near": "2个百分点"}, "near: 10%", "near: 2个百分点"),
        (
            {"f.conditions/0/improvable": "rd_book", "i.conditions/0/improvable/revenue": "revenue"},
            "    near: 10%\n",
            "    near: 10%\n    improvable: [rd_book, revenue]\n",
        ),
        ({"f.conditions/0/where/least/bands/0/up_to": "8000"}, "up_to: 5000万元", "up_to: 8000万元"),
        ({"f.conditions/0/where/least/bands/0/含": "false"}, "万元, 含: true", "万元, 含: false"),
        (
            {"f.gone/conditions/0/where/least/bands/0": "yes"},
            "          - {up_to: 5000万元, 含: true, is: 5%}   # 小企业\n",
            "",
        ),
        (
            {
                "f.new/conditions/0/where/least/bands/up_to": "2",
                "u.new/conditions/0/where/least/bands/up_to": "亿元",
                "f.new/conditions/0/where/least/bands/is": "4",
                "u.new/conditions/0/where/least/bands/is": "%",
            },
            "# 小企业\n",
            "# 小企业\n          - {up_to: 2亿元, 含: true, is: 4%}\n",
        ),
        (
            {
                "f.new/define/points/table/from": "2",
                "u.new/define/points/table/from": "件",
                "f.new/define/points/table/is": "12",
            },
            "is: 24}, {",
            "is: 24}, {from: 2件, 含: true, is: 12}, {",
        ),
        ({"f.decide": "any(rd, mixed)"}, "conditions:\n", "decide: any(rd, mixed)\nconditions:\n"),
    ],
)
def test_one_place_changes_and_every_other_character_stays(typed, before, after):
    assert TEXT.count(before) == 1
    if "decide" in after:
        assert changed(typed).splitlines()[5] == "decide: any(rd, mixed)"
    else:
        assert changed(typed) == TEXT.replace(before, after)


NEW = {
    "f.new/conditions/label": "职工",
    "f.new/conditions/article": "第三条",
    "f.new/conditions/says": "职工不少于 {limit}",
    **fields("new/conditions/require", "staff_average", p="year", s=">=", n="10", u="人"),
    "f.new/conditions/near": "1人",
}


def test_a_condition_comes_behind_the_others_with_its_limit_named():
    text = changed(NEW)
    loads(text)
    head, added = text[: TEXT.index("outputs:")], text[TEXT.index("outputs:") :]
    assert (head, added[added.index("outputs:") :]) == (
        TEXT[: TEXT.index("outputs:")],
        TEXT[TEXT.index("outputs:") :],
    )
    assert "where: {limit: 10人}" in text
    assert "id: added_2" in changed({**NEW, "f.new/conditions/label": "再一条"}, text)


def test_a_condition_that_asks_yes_or_no_has_no_limit():
    asked = fields("new/conditions/require", "hnte_valid", p="year", s="no", n="10", u="人")
    text = changed({**NEW, **asked, "f.new/conditions/near": "", "f.new/conditions/says": "没有证书"})
    loads(text)
    assert "require: not hnte_valid" in text
    assert "where: {limit" not in text


def test_what_a_firm_can_improve_elsewhere_stays_on_the_list():
    text = TEXT.replace("    near: 10%\n", "    near: 10%\n    improvable: [in_park]\n")
    assert changed({"f.conditions/0/improvable": "rd_book"}, text) == text.replace(
        "[in_park]", "[rd_book, in_park]"
    )


def test_conditions_come_into_a_group_of_how_they_decide_and_leave_it_with_their_lines():
    text = TEXT + "decide: any(rd, all(rd, mixed))\n"
    grown = changed({**NEW, "f.new/conditions/decide": "1/2"}, text)
    loads(grown)
    assert "decide: any(rd, all(rd, mixed, added_1))" in grown
    assert "decide: any(rd, all(rd, mixed), mixed)" in changed({"f.new/decide/()/2": "mixed"}, text)
    shorter = changed({"f.gone/conditions/0": "yes"}, text)
    loads(shorter)
    assert "id: rd" not in shorter
    assert "decide: mixed" in shorter
    assert "# 谁可以申请" in shorter


def test_what_the_form_has_no_fields_for_is_told_in_words_with_its_line():
    deep = TEXT.replace(
        "points >= 6分))", "any(points >= 6分, all(hnte_valid, any(in_park, not in_county)))))"
    )
    told = {label: words for label, words in form(deep).items() if "YAML" in label}
    (label,) = [label for label in told if "套得太深" in label]
    assert label == "第 3 项 › 第 2 项 › 第 2 项（套得太深，请在 YAML 里改）（YAML 第 29 行）"
    assert "满足任一项(" in told[label]
    written = dict(
        choice for cell in cells_of(parts_of(TEXT, LIBRARY)) for _, group in cell.groups for choice in group
    )
    assert "上一年度Ⅰ类知识产权" in written["="]


def test_bands_say_where_they_begin_and_end_and_which_overlap():
    told = [cell.value for cell in cells_of(parts_of(TEXT, LIBRARY)) if cell.kind == "told"]
    assert "5000万元以下（含）" in told
    assert "其余：高于 5000万元" in told
    assert "低于 4件，1件以上（含）" in told
    crossed = TEXT.replace(
        "          - {is: 3%}", "          - {up_to: 100万元, 含: false, is: 4%}\n          - {is: 3%}"
    )
    told = [cell.value for cell in cells_of(parts_of(crossed, LIBRARY)) if cell.kind == "told"]
    assert "高于 5000万元，100万元以下（不含），与前一档重叠，端点须更大" in told


def test_an_exception_is_changed_and_taken_out_like_any_other_place():
    text = TEXT.replace(
        "  points: {",
        "  bar: {label: 下限, otherwise: 10人, article: 第三条, exceptions: [{when: in_park, is: 5人, article: 第四条}, "
        "{when: not in_park and hnte_valid, is: 6人, article: 第四条}]}\n  points: {",
    )
    after = changed({"f.define/bar/exceptions/0/is": "4", "f.gone/define/bar/exceptions/1": "yes"}, text)
    assert "[{when: in_park, is: 4人, article: 第四条}]" in after


def test_adding_on_both_sides_is_refused():
    moved = TEXT.replace(
        "outputs:", "  - {id: z, label: 又, article: 第四条, says: 又, require: in_park}\noutputs:"
    )
    posted = {**{k: v for k, v in form().items() if k[1:2] == "."}, **NEW}
    with pytest.raises(BothSidesChanged, match="左右两边都增减了"):
        with_form(moved, posted, TEXT)


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ({"p": "growth1", "o": ""}, "growth(rd_book[last year], rd_book[year before])"),
        ({"p": "growth2", "o": ""}, "growth(rd_book[last year], rd_book[last year - 2], 2 years)"),
        ({"p": "growth3", "o": "revenue"}, "growth(rd_book[last year], rd_book[last year - 3], 3 years)"),
        ({"p": "growth_mean", "o": ""}, "mean_growth(rd_book, last 3 years)"),
        ({"p": "back2", "o": "revenue"}, "ratio(rd_book[last year - 2], revenue[last year - 2])"),
        ({"p": "back3", "o": ""}, "rd_book[last year - 3]"),
        ({"p": "sum5", "o": "revenue"}, "ratio(sum(rd_book, last 5 years), sum(revenue, last 5 years))"),
    ],
)
def test_growth_sums_and_earlier_years_are_chosen_and_shown_as_they_were_chosen(typed, written):
    at, unit = "conditions/0/require/()", "" if typed["p"][:4] == "back" and not typed["o"] else "%"
    posted = fields(at, "rd_book", **typed, s=">=", l="", n="20", u=unit or "万元")
    after = changed(posted)
    assert f"require: {written} >= 20{unit or '万元'}" in after
    loads(after.replace("    near: 10%\n", "    near: never\n"))
    shown = form(after)
    kept = "" if typed["p"].startswith("growth") else typed["o"]  # growth is no share of anything
    assert [shown[f"{name}.{at}"] for name in "fpo"] == ["rd_book", typed["p"], kept]


def test_a_share_of_two_numbers_that_are_not_yearly_is_chosen():
    posted = fields(
        "new/conditions/require", "niche_sales", p="growth2", o="niche_market_size", s=">=", n="10", u="%"
    )
    text = changed({**NEW, **posted, "f.new/conditions/says": "占 {limit}", "f.new/conditions/near": ""})
    loads(text)
    assert "require: ratio(niche_sales, niche_market_size) >= limit" in text
    at = "conditions/2/require/()"
    assert [form(text)[f"{name}.{at}"] for name in "fol"] == ["niche_sales", "niche_market_size", "limit"]


@pytest.mark.parametrize(
    ("what", "sign", "more", "written"),
    [
        ("verdict(hnte.gates)", "yes", {}, "require: verdict(hnte.gates)"),
        ("verdict(hnte.gates)", "no", {}, "require: not verdict(hnte.gates)"),
        (
            "output(sme.score, score)",
            ">=",
            {"n": "60", "u": "分"},
            "require: output(sme.score, score) >= limit",
        ),
        (
            "unknown_clauses(hnte.gates)",
            "<=",
            {"n": "1", "u": "项"},
            "require: unknown_clauses(hnte.gates) <= limit",
        ),
    ],
)
def test_what_another_policy_says_is_chosen_by_its_name(what, sign, more, written):
    at = "new/conditions/require"
    says = "满足" if sign in ("yes", "no") else "不超过 {limit}"
    posted = {
        **NEW,
        **fields(at, what, s=sign, n="", u=""),
        "f.new/conditions/says": says,
        "f.new/conditions/near": "",
    }
    text = changed(posted | {f"{name}.{at}": value for name, value in more.items()})
    loads(text)
    assert written in text
    shown = form(text)
    assert [shown[f"{name}.conditions/2/require/()"] for name in "fs"] == [what, sign]


def test_a_policy_is_not_offered_itself_nor_one_that_judges_something_else():
    offered = {
        choice
        for cell in cells_of(parts_of(TEXT.replace("qinglan.pilot", "sme.score"), LIBRARY))
        for _, group in cell.groups
        for choice, _ in group
    }
    assert "verdict(hnte.gates)" in offered
    assert offered.isdisjoint({"verdict(sme.score)", "output(sme.score, score)", "verdict(qinglan.platform)"})


def test_the_base_of_a_share_and_what_a_table_goes_by_are_chosen():
    text = TEXT.replace("is: cap}", 'rate: {of: "rd_book[last year]", at: 5%, cap: cap, rounding: down}}')
    after = changed({"f.outputs/amount/rate/of": "rd_deductible", "p.outputs/amount/rate/of": "mean2"}, text)
    assert after == text.replace('"rd_book[last year]", at', '"mean(rd_deductible, last 2 years)", at')
    loads(after)
    banded = changed({"f.conditions/0/where/least/by": "total_income"})
    assert banded == TEXT.replace("by: revenue[last year]", "by: total_income[last year]")
    loads(banded)
    assert 'of: "ip_class2[last year]"' in changed({"f.define/points/of": "ip_class2"})


def test_what_no_field_can_say_stands_and_says_where_and_how_it_is_changed():
    odd = TEXT.replace(
        "ratio(sum(rd_book, last 3 years), sum(revenue, last 3 years)) >=",
        "growth(rd_book[last year], rd_hnte[year before]) >=",
    )
    for text, at in ((odd, "conditions/0/require/()"), (TEXT, "conditions/1/require/()/1")):
        (cell,) = [cell for cell in cells_of(parts_of(text, LIBRARY)) if cell.field == f"f.{at}"]
        assert cell.value == "="
        line = cell.hint.partition(" 行")[0].removeprefix("YAML 第 ")
        assert "require" in text.splitlines()[int(line) - 1]
        assert "改 YAML 里的这一句" in cell.hint
        assert changed({}, text) == text
    hints = [cell for cell in cells_of(parts_of(TEXT, LIBRARY)) if cell.hint]
    assert [cell.field for cell in hints] == ["f.conditions/1/require/()/1"]


def test_a_name_that_is_unknown_stays_as_it_is_written():
    text = TEXT.replace("sum(revenue, last 3 years)) >=", "sum(revenu, last 3 years)) >=")
    assert form(text)[REQUIRE] == "="
    assert changed({"s.conditions/0/require/()": ">"}, text) == text.replace("years)) >=", "years)) >")


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("growth(revenue[last year], revenue[last year - 2], 2 years)", "销售收入近 2 年复合增长率"),
        ("growth(revenue[last year], revenue[year before])", "上一年度销售收入比再上一年度的增长率"),
        (
            "growth(rd_book[last year], rd_hnte[year before], 2 years)",
            "增长率(上一年度研发费用（会计账面）, 再上一年度研究开发费用（高企口径）， 2 年)",
        ),
        ("output(sme.score, score) - 1分", "“科技型中小企业评价”的综合评价得分 - 1分"),
        ("days_between(registered_on, last_contact_on)", "成立日期到联系领导上次走访日的天数"),
    ],
)
def test_an_expression_is_told_without_a_word_of_the_language(written, told):
    known = Known.of(single_document(TEXT, "政策"), LIBRARY)
    assert known.spoken(written).replace("， ", "，") == told.replace("， ", "，")
