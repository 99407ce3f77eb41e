"""When a policy can be applied for: days counted by hand at, just before and just after each end."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories.rules import HEAD, clause, library, pack
from tidu.rules import Rule
from tidu.rules.explain import differences, window_in_words, window_note, window_source
from tidu.rules.model.law import Confidence, VersionBy
from tidu.rules.model.next_window import WindowState, next_of, next_window


def the_rule(tmp_path, windows: str, head: str = HEAD) -> Rule:
    block = f"windows:\n{windows}" if windows else ""
    return library(tmp_path, pack(block + clause("resident"), head)).versions("the.rule")[-1]


ENDING = HEAD.replace("in_force: 2020-01-01", "in_force: 2020-01-01, until: 2025-06-15")


@pytest.mark.parametrize(
    ("on", "state", "opens_on", "closes_on"),
    [
        ("2025-05-31", WindowState.OPENS, "2025-06-01", "2025-06-14"),
        ("2025-06-01", WindowState.OPEN, "2025-06-01", "2025-06-14"),
        ("2025-06-14", WindowState.OPEN, "2025-06-01", "2025-06-14"),
        ("2025-06-15", WindowState.ENDED, "2025-06-01", "2025-06-14"),
        ("2031-01-01", WindowState.ENDED, "2025-06-01", "2025-06-14"),
    ],
)
def test_a_window_ends_with_its_document(tmp_path, on, state, opens_on, closes_on):
    rule = the_rule(tmp_path, "  - {every_year: {opens: 06-01, closes: 07-31}, article: 第六条}\n", ENDING)
    found = next_window(rule, date.fromisoformat(on))
    days = (date.fromisoformat(opens_on), date.fromisoformat(closes_on))
    assert (found.state, found.opens_on, found.closes_on) == (state, *days)


def test_a_document_over_before_it_ever_opened_has_no_last_day(tmp_path):
    head = ENDING.replace("2020-01-01", "2025-05-01", 1)
    rule = the_rule(tmp_path, "  - {every_year: {opens: 07-01, closes: 07-31}, article: 第六条}\n", head)
    assert window_note(next_window(rule, date(2025, 6, 10))).says == "已经截止。"


def test_all_year_says_when_the_document_ends(tmp_path):
    rule = the_rule(tmp_path, "  - {all_year: true, article: 第六条, label: 线上}\n", ENDING)
    told = window_note(next_window(rule, date(2025, 6, 14)))
    assert told.says == "常年受理（线上），现行文件到2025年6月14日为止。"
    assert told.source == "《某办法》（某〔2024〕1号）第六条"
    assert told.confidence is Confidence.OFFICIAL
    assert window_note(next_window(rule, date(2019, 12, 31))).says == "2020年1月1日起常年受理（线上）。"


def test_a_batch_whose_first_day_is_unknown_may_be_open_before_one_that_is_known(tmp_path):
    rule = the_rule(
        tmp_path,
        "  - {once: {closes: 2025-07-31}, number: 某函〔2025〕2号, confidence: S}\n"
        "  - {every_year: {opens: 06-20, closes: 06-30}, article: 第六条}\n",
    )
    told = window_note(next_window(rule, date(2025, 6, 19)))
    assert (told.state, told.opens_on, told.closes_on) == (WindowState.UNKNOWN, None, date(2025, 7, 31))
    assert (told.source, told.confidence) == ("某函〔2025〕2号", Confidence.SECONDARY)
    assert (
        window_note(next_window(rule, date(2025, 6, 20))).says
        == "正在受理，2025年6月30日截止（还有 10 天）。"
    )
    assert (
        window_note(next_window(rule, date(2025, 8, 1))).says == "2026年6月20日开始受理，2026年6月30日截止。"
    )


def test_what_is_unknown_besides_is_said_on_the_days_it_speaks_of(tmp_path):
    rule = the_rule(
        tmp_path,
        "  - {every_year: {opens: 06-01, closes: 06-30}, article: 第六条}\n"
        "  - {label: 第二批, unpublished: 视预算另行通知, from: 2025-06-10, until: 2025-06-12}\n",
    )
    says = [window_note(next_window(rule, date(2025, 6, day))).says for day in (9, 10, 11, 12)]
    assert ["第二批" in one for one in says] == [False, True, True, False]
    assert says[1] == "正在受理，2025年6月30日截止（还有 20 天）；另有不清楚的：第二批：视预算另行通知。"


def test_what_is_not_published_yet_is_no_end_for_good(tmp_path):
    rule = the_rule(
        tmp_path,
        "  - {once: {opens: 2025-06-01, closes: 2025-06-10}, number: 某函〔2025〕2号}\n"
        "  - {unpublished: 明年的还没有通知, from: 2026-01-01}\n",
    )
    told = window_note(next_window(rule, date(2025, 6, 11)))
    assert (told.state, told.confidence) == (WindowState.UNKNOWN, Confidence.OPEN)
    assert told.says == "未公布：明年的还没有通知。"


def test_the_version_that_is_over_leaves_no_doubt_behind(tmp_path):
    later = HEAD.replace("in_force: 2020-01-01", "in_force: 2025-06-15")
    found = library(
        tmp_path,
        pack(clause("resident"), ENDING),
        pack("windows:\n  - {all_year: true, article: 第六条}\n" + clause("resident"), later),
    ).versions("the.rule")
    assert window_note(next_of(found, date(2025, 6, 14))).says == (
        "2025年6月15日起常年受理；另有不清楚的：规则文件没有写申报窗口。"
    )
    assert window_note(next_of(found, date(2025, 6, 15))).says == "常年受理。"


def test_a_window_that_a_shortened_document_never_reaches_is_passed_over(tmp_path):
    rule = the_rule(
        tmp_path,
        "  - {every_year: {opens: 06-01, closes: 06-30}, article: 第六条, from: 2026-01-01}\n"
        "  - {once: {opens: 2025-07-01, closes: 2025-07-31}, article: 第六条}\n",
        ENDING,
    )
    assert next_window(rule, date(2025, 6, 10)).state is WindowState.ENDED


@pytest.mark.parametrize(
    ("until", "first", "end"),
    [
        (None, date(2025, 1, 1), None),
        (date(2026, 1, 1), date(2025, 1, 1), date(2027, 1, 1)),
        (date(2025, 12, 31), date(2025, 1, 1), date(2026, 1, 1)),
        (date(9999, 12, 31), date(2025, 1, 1), None),
    ],
)
def test_a_document_judges_the_year_after_each_fiscal_year_end_it_covers(until, first, end):
    by_year = VersionBy.END_OF_FISCAL_YEAR
    assert by_year.cases_of(date(2024, 1, 1), until) == (first, end)
    for day in (first, end and date(end.year - 1, 12, 31)):
        assert day is None or date(2024, 1, 1) <= by_year.deciding_day(day) < (until or date.max)
    assert VersionBy.PAYMENT_DAY.cases_of(date(2024, 1, 1), until) == (date(2024, 1, 1), until)


def test_statements_in_words_with_their_sources(tmp_path):
    rule = the_rule(
        tmp_path,
        "  - {every_year: {opens: 11-01, closes: 01-31}, article: 第六条, until: 2025-01-01}\n"
        "  - {once: {closes: 2025-09-30}, number: 某函〔2025〕2号, article: 第二条, from: 2025-01-01}\n"
        "  - {once: {opens: 2026-03-01, closes: 2026-03-31}, number: 某函〔2026〕1号}\n"
        "  - {unpublished: 没有读到, label: 其他批次}\n",
    )
    assert [(window_in_words(one), window_source(one, rule)) for one in rule.windows] == [
        ("每年11月1日至次年1月31日（2025年1月1日以前）", "《某办法》（某〔2024〕1号）第六条"),
        ("2025年9月30日截止，开始日没有公布（2025年1月1日起）", "某函〔2025〕2号第二条"),
        ("2026年3月1日至2026年3月31日", "某函〔2026〕1号"),
        ("其他批次：未公布：没有读到", ""),
    ]


def test_two_versions_differ_by_their_windows(tmp_path):
    later = HEAD.replace("in_force: 2020-01-01", "in_force: 2025-06-15")
    found = library(
        tmp_path,
        pack("windows:\n  - {all_year: true, article: 第六条}\n" + clause("resident"), ENDING),
        pack(
            "windows:\n  - {every_year: {opens: 03-01, closes: 03-31}, article: 第六条}\n"
            "  - {label: 秋季, every_year: {opens: 09-01, closes: 09-30}, article: 第六条}\n"
            + clause("resident"),
            later,
        ),
    )
    old, new = found.versions("the.rule")
    told = [str(one) for one in differences(old, new, found.facts) if "窗口" in one.what]
    assert told == [
        "删去 申报窗口：常年受理（《某办法》（某〔2024〕1号）第六条）",
        "新增 申报窗口“第 1 个”：每年3月1日至3月31日（《某办法》（某〔2024〕1号）第六条）",
        "新增 申报窗口“秋季”：秋季：每年9月1日至9月30日（《某办法》（某〔2024〕1号）第六条）",
    ]


def test_every_state_has_a_word():
    assert [one.label for one in WindowState] == ["正在受理", "尚未开始", "未知", "已经截止"]
