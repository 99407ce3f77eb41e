"""A region's own values over a rule, and rules that hold in a region only."""

from datetime import date

import pytest

from tests.factories.rules import AS_OF, HEAD, clause, library, pack
from tidu.rules import NoVersionInForce, PolicyError
from tidu.rules.language.folders import library_of

LEAST = pack(clause("patents >= least", where="{least: 10件}"))
LOCAL = """
overlay: the.rule
region: 青岚县
law: {title: 细则, number: 青〔2024〕1号, in_force: 2024-01-01, until: 2025-01-01, confidence: demo, last_checked_on: 2025-01-01}
parameters: {it.least: {value: 5, article: 第三条}}
"""


def value(found, day: date, *regions: str) -> tuple[int, str]:
    dated = found.in_region(*regions).rule("the.rule", on=day).parameters[0].dated(day)
    return int(dated.value), f"{dated.number}{dated.article}"


def test_a_local_value_stands_on_its_days_with_its_own_article(tmp_path):
    found = library(tmp_path, LEAST, LOCAL)
    plain = (10, "某〔2024〕1号第一条")
    assert value(found, date(2024, 6, 1)) == plain
    days = (date(2023, 12, 31), date(2024, 1, 1), date(2024, 12, 31), date(2025, 1, 1))
    local = (5, "青〔2024〕1号第三条")
    assert [value(found, day, "某省", "青岚县") for day in days] == [plain, local, local, plain]


def test_a_local_value_changes_the_fingerprint_of_the_rule(tmp_path):
    found = library(tmp_path, LEAST, LOCAL)
    plain, local = (one.rule("the.rule", on=AS_OF).fingerprint for one in (found, found.in_region("青岚县")))
    assert plain != local


def test_a_rule_under_a_local_document_is_read_back_from_its_own_text(tmp_path):
    local = library(tmp_path, LEAST, LOCAL).in_region("青岚县")
    kept = library_of(local.facts, [rule.text for rule in local.versions("the.rule")])
    assert [
        int(kept.rule("the.rule", on=day).parameters[0].dated(day).value) for day in (date(2024, 6, 1), AS_OF)
    ] == [
        5,
        10,
    ]
    assert kept.rule("the.rule", on=AS_OF).fingerprint == local.rule("the.rule", on=AS_OF).fingerprint


def test_a_document_that_was_never_in_force_with_the_rule_changes_nothing(tmp_path):
    ended = LEAST.replace("in_force: 2020-01-01", "in_force: 2020-01-01, until: 2023-01-01")
    found = library(tmp_path, ended, LOCAL)
    assert value(found, date(2022, 1, 1), "青岚县") == (10, "某〔2024〕1号第一条")


def test_a_rule_of_a_region_is_not_in_force_elsewhere(tmp_path):
    found = library(tmp_path, pack(clause("resident"), HEAD + "region: 青岚县\n"))
    assert found.in_region("青岚县").codes() == ("the.rule",)
    with pytest.raises(NoVersionInForce):
        found.in_region("别县").rule("the.rule", on=AS_OF)


def test_an_overlay_of_no_rule_is_refused_with_its_place(tmp_path):
    with pytest.raises(PolicyError, match=r"pack1.yaml 第 \d 行：引用了不存在的规则 no.such"):
        library(tmp_path, LEAST, LOCAL.replace("the.rule", "no.such"))


def test_a_gap_that_is_explained_is_accepted(tmp_path):
    old = LEAST.replace("in_force: 2020-01-01", "in_force: 2018-01-01, until: 2019-01-01")
    new = LEAST.replace("in_force: 2020-01-01", "in_force: 2020-01-01, after_gap: 试行期满一年后印发")
    assert len(library(tmp_path, old, new).versions("the.rule")) == 2


def test_a_parameter_that_ends_before_its_document_is_refused(tmp_path):
    text = pack(
        clause("resident")
        + "parameters: {rate: {label: 比例, article: 二, values: [{from: 2020-01-01, until: 2021-01-01, value: 3%}]}}\n"
    )
    with pytest.raises(PolicyError, match="没有盖住文件有效的全部日子"):
        library(tmp_path, text)


def test_a_place_s_value_for_one_rule_leaves_the_others_as_they_are(tmp_path):
    other = pack(clause("patents >= least", where="{least: 3件}"), HEAD.replace("the.rule", "a.other"))
    found = library(tmp_path, LEAST, other, LOCAL)
    plain, local = (one.rule("a.other", on=AS_OF) for one in (found, found.in_region("青岚县")))
    assert plain == local


@pytest.mark.parametrize(("until", "days"), [("until: 2025-01-01, ", (10, 5, 10)), ("", (10, 5, 5))])
def test_a_local_value_without_an_end_stands_from_its_day_on(tmp_path, until, days):
    found = library(tmp_path, LEAST, LOCAL.replace("until: 2025-01-01, ", until))
    asked = (date(2023, 12, 31), date(2024, 6, 1), date(2025, 6, 1))
    assert tuple(value(found, day, "青岚县")[0] for day in asked) == days


def test_a_local_window_of_another_document_keeps_that_document_s_number(tmp_path):
    windows = """
windows:
  replace:
    - {every_year: {opens: 03-01, closes: 03-31}, article: 第二条}
    - {every_year: {opens: 09-01, closes: 09-30}, article: 第三条, number: 青〔2024〕9号}
    - {unpublished: 补报时间没有读到}
"""
    local = LOCAL.replace("parameters: {it.least: {value: 5, article: 第三条}}\n", windows.lstrip("\n"))
    found = library(tmp_path, LEAST, local).in_region("青岚县").rule("the.rule", on=date(2024, 6, 1))
    local = [one for one in found.windows if one.valid_from_on == date(2024, 1, 1)]
    assert [one.number for one in local] == ["青〔2024〕1号", "青〔2024〕9号", ""]


def test_a_value_of_the_rule_that_begins_under_the_local_document_stands_after_it(tmp_path):
    dated = "{least: {label: 件数, article: 第一条, values: [{from: 2020-01-01, until: 2024-06-01, value: 10件}, {from: 2024-06-01, value: 12件}]}}"
    found = library(tmp_path, pack(clause("patents >= least", where=dated)), LOCAL)
    days = (date(2023, 12, 31), date(2024, 2, 1), date(2024, 8, 1), date(2025, 2, 1))
    assert [value(found, day, "青岚县")[0] for day in days] == [10, 5, 5, 12]
