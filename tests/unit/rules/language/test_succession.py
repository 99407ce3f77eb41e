"""One more version of a rule beside those in use: what it ends, and what is refused with place and mend."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories.rules import AS_OF, HEAD, clause, firm, library, pack
from tidu.rules import NO, YES, PolicyError, evaluate
from tidu.rules.language.succession import single_document, with_version

OLD = pack(clause("resident"))
NEW = pack(clause("not resident"), HEAD.replace("in_force: 2020-01-01", "in_force: 2025-01-01"))
OUTPUT = "outputs:\n  amount: {label: 甲, given: always, is: 'rd[last year]'}\n"


def headed(code: str) -> str:
    return HEAD.replace("the.rule", code)


def test_a_later_version_ends_the_one_before_on_its_own_first_day(tmp_path):
    known, found = with_version(library(tmp_path, OLD), NEW, "草稿")
    assert known.versions("the.rule")[1] is found
    facts = firm(resident=True)
    days = (date(2024, 12, 31), date(2025, 1, 1))
    judged = [evaluate(known.rule("the.rule", on=day), facts, AS_OF, known).verdict for day in days]
    assert judged == [YES, NO]
    ended = known.versions("the.rule")[0]
    assert ended.law.valid_until_on == date(2025, 1, 1)
    assert "until: 2025-01-01" in ended.text
    assert ended.on == date(2020, 1, 1)


def test_a_version_before_the_last_one_stays_and_one_that_ended_earlier_keeps_its_end(tmp_path):
    first = OLD.replace("in_force: 2020-01-01", "in_force: 2018-01-01, until: 2020-01-01")
    second = OLD.replace("in_force: 2020-01-01", "in_force: 2020-01-01, until: 2024-07-01")
    after_gap = NEW.replace("in_force: 2025-01-01", "in_force: 2025-01-01, after_gap: 半年没有文件")
    known, _ = with_version(library(tmp_path, first, second), after_gap, "草稿")
    spans = [(one.law.valid_from_on, one.law.valid_until_on) for one in known.versions("the.rule")]
    assert spans == [
        (date(2018, 1, 1), date(2020, 1, 1)),
        (date(2020, 1, 1), date(2024, 7, 1)),
        (date(2025, 1, 1), None),
    ]
    adjoining = second.replace("until: 2024-07-01", "until: 2025-01-01")
    known, _ = with_version(library(tmp_path, first, adjoining), NEW, "草稿")
    assert (
        known.versions("the.rule")[1].text == library(tmp_path, first, adjoining).versions("the.rule")[1].text
    )


def test_a_rule_that_nobody_knows_yet_comes_beside_the_others(tmp_path):
    known, found = with_version(library(tmp_path, OLD), pack(clause("resident"), headed("a.new")), "草稿")
    assert known.codes() == ("a.new", "the.rule")
    assert known.rule("a.new", on=AS_OF).code == found.code


def test_a_version_that_begins_with_another_or_before_it_is_refused_at_its_day(tmp_path):
    for day in ("2020-01-01", "2019-12-31"):
        text = OLD.replace("in_force: 2020-01-01", f"in_force: {day}")
        with pytest.raises(PolicyError, match="新版本须从更晚的一天起。改法：改 in_force") as told:
            with_version(library(tmp_path, OLD), text, "草稿")
        assert str(told.value).startswith("草稿 第 4 行：已有从 2020-01-01 起的版本（某〔2024〕1号）")


@pytest.mark.parametrize(
    ("require", "complaint", "mend"),
    [
        ("verdict(the.rule2)", "引用了不存在的规则 the.rule2", "是否想写 the.rule"),
        ("output(the.rule, amont) > 1元", "规则 the.rule 没有结果 amont", "是否想写 amount"),
    ],
)
def test_a_reference_to_nothing_is_refused_with_what_was_meant(tmp_path, require, complaint, mend):
    with pytest.raises(PolicyError, match=complaint) as told:
        with_version(library(tmp_path, OLD + OUTPUT), pack(clause(require), headed("a.new")), "草稿")
    assert mend in told.value.mend


def test_a_draft_may_rest_on_what_a_rule_in_use_comes_to(tmp_path):
    text = pack(
        clause("output(the.rule, amount) >= t and verdict(the.rule)", where="{t: 5元}"), headed("a.new")
    )
    known, found = with_version(library(tmp_path, OLD + OUTPUT), text, "草稿")
    facts = firm(resident=True, years={2024: {"rd": 500}})
    assert evaluate(found, facts, AS_OF, known).verdict is YES


def test_a_draft_that_closes_a_circle_is_refused_with_the_mend(tmp_path):
    resting = pack(clause("verdict(the.rule)"), headed("a.other"))
    text = NEW.replace("require: not resident", "require: verdict(a.other)")
    with pytest.raises(PolicyError, match=r"成环.*改法：按提示改写"):
        with_version(library(tmp_path, OLD, resting), text, "草稿")


@pytest.mark.parametrize(("text", "count"), [("", 0), (f"{OLD}---\n{OLD}", 2)])
def test_a_text_of_no_document_or_of_two_is_refused(text, count):
    with pytest.raises(PolicyError, match=f"这里有 {count} 份文档。改法：只写一条规则"):
        single_document(text, "草稿")
