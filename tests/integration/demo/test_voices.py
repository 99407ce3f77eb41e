"""What was said at the demo county's Open Days, row by row as its description says (section E)."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from tidu.domain.opinions import queries
from tidu.domain.opinions.models import Opinion, OpinionAuthor, OpinionRound, Publication
from tidu.domain.opinions.vocabulary import DeadlineLight, ProposerGroup
from tidu.domain.tasks.models import Task
from tidu.foundation.actors import system
from tidu.foundation.clock import AsOf
from tidu.foundation.figures import registry
from tidu.foundation.figures.model import Question
from tidu.reporting import reading
from tidu.reporting.composition import compose

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("county_day")]

NOW = AsOf(on=date(2025, 6, 10))
VIEWER = system("测试")
THEMES = {"资金": 13, "人才": 9, "平台": 8, "宣传": 7, "其他": 4}


def asked(code, year=None):
    return registry.ask(code, Question(as_of=NOW, year=year))


def items(code, as_of=NOW):
    return queries.opinions_then(as_of, occasion=queries.find_occasion(code))


def test_46_raw_opinions_become_41_items(county):
    rows = list(Opinion.objects.filter(occasion__code="2025-KF").order_by("pk"))
    raw = [one for one in rows if one.split_from_id is None]
    assert [one.number for one in raw] == [f"2025-KF-{place:03d}" for place in range(1, 47)]
    invalid = [one.number for one in raw if one.invalid_reason]
    merged = {one.number: one.merged_into.number for one in raw if one.merged_into_id}
    split = Counter(one.split_from.number for one in rows if one.split_from_id)
    assert invalid == ["2025-KF-045", "2025-KF-046"]
    assert merged == {
        "2025-KF-040": "2025-KF-002",
        "2025-KF-041": "2025-KF-004",
        "2025-KF-042": "2025-KF-013",
        "2025-KF-043": "2025-KF-025",
        "2025-KF-044": "2025-KF-028",
    }
    assert split == {"2025-KF-038": 2, "2025-KF-039": 2}
    assert 46 - len(invalid) - len(merged) - len(split) + sum(split.values()) == 41


def test_the_figures_of_the_open_day_list_the_rows_that_they_count(county):
    wanted = {
        "opinion_count": 41,
        "opinion_raw_count": 46,
        "opinion_invalid_count": 2,
        "opinion_merged_count": 5,
        "opinion_split_count": 2,
        "answered_on_spot": 26,
        "opinion_later_count": 11,
        "opinion_open_count": 4,
        "opinion_late_count": 1,
        "opinion_theme_funding_count": 13,
        "opinion_theme_talent_count": 9,
        "opinion_theme_platform_count": 8,
        "opinion_theme_publicity_count": 7,
        "opinion_theme_other_count": 4,
    }
    answers = {code: asked(code) for code in wanted}
    assert {code: answer.value for code, answer in answers.items()} == wanted
    assert all(len(answer.rows) == answer.value for answer in answers.values())
    final = {row.key for row in answers["opinion_count"].rows}
    parts = [answers[code] for code in ("answered_on_spot", "opinion_later_count", "opinion_open_count")]
    keys = [row.key for answer in parts for row in answer.rows]
    assert (len(keys), set(keys)) == (41, final)
    assert {"2025-KF-038-1", "2025-KF-038-2", "2025-KF-039-1", "2025-KF-039-2"} <= final
    assert final.isdisjoint({"2025-KF-038", "2025-KF-039", "2025-KF-040", "2025-KF-045"})
    assert [row.key for row in answers["opinion_late_count"].rows] == ["2025-KF-011"]


def test_the_blanks_of_the_speech_name_the_same_figures(county):
    assert asked("F09").value == 20250522
    assert (asked("F10").value, asked("F12").value) == (41, 26)
    assert (asked("F09", 2024).value, asked("F10", 2024).value, asked("F12", 2024).value) == (
        20240523,
        18,
        10,
    )


def test_the_closing_report_says_what_the_description_says(county):
    days = {"event_on": date(2025, 5, 22), "before_on": date(2024, 5, 23), "end_year": 2025}
    report = compose(reading.find("open_day_report"), days, NOW)
    said = "".join(run.text for run in report.runs())
    for words in (
        "2025年开放日于5月22日举办",
        "共邀请66人，接受邀请61人",
        "到场61人，其中受邀来宾58人，临时来宾3人",
        "党代表6人，人大代表8人，政协委员7人，企业21人，媒体5人，乡镇8人，公众6人",
        "登记意见46条，其中无效2条，并入相同意见5条，拆分2条，最终共41条",
        "资金13条，人才9条，平台8条，宣传7条，其他4条",
        "当场答复26条，会后答复11条，正在办理4条，其中逾期1条",
        "逾期未答复的是：“技术改造和研发项目同时申报，能不能只报一套材料？”。",
        "上一次开放日于2024年5月23日举办。到场来宾上次31人，这次61人；意见建议上次18条，这次41条",
    ):
        assert words in said
    assert report.unfilled == ()


def test_26_were_answered_inside_the_meeting_and_11_afterwards_in_time(county):
    rounds = OpinionRound.objects.filter(opinion__occasion__code="2025-KF").select_related("opinion")
    spot = [one for one in rounds if one.reply_kind == "ON_THE_SPOT"]
    later = [one for one in rounds if one.reply_kind == "LATER"]
    occasion = queries.find_occasion("2025-KF")
    assert (len(spot), len(later)) == (26, 11)
    assert all(occasion.began_at <= one.answered_at <= occasion.ended_at for one in spot)
    assert all(occasion.ended_at < one.answered_at for one in later)
    assert all(one.answered_at.date() <= one.due_on == date(2025, 6, 20) for one in later)


OF_THE_DAY = queries.OpinionFilters(standing=queries.WAITING, occasion="2025-KF")


def test_four_are_open_one_of_them_late_since_the_sixth_of_june(county):
    waiting = queries.lines_of(queries.opinions(VIEWER, NOW, OF_THE_DAY), NOW)
    assert [(one.opinion.number, one.deadline.due_on, one.light) for one in waiting] == [
        ("2025-KF-011", date(2025, 6, 6), DeadlineLight.RED),
        ("2025-KF-012", date(2025, 6, 20), DeadlineLight.GREEN),
        ("2025-KF-020", date(2025, 6, 20), DeadlineLight.GREEN),
        ("2025-KF-027", date(2025, 6, 20), DeadlineLight.GREEN),
    ]
    owned = OpinionRound.objects.filter(opinion__in=[one.opinion.pk for one in waiting])
    ended_at = queries.find_occasion("2025-KF").ended_at
    assert all(one.began_at < ended_at for one in owned)
    standing = queries.standing(VIEWER, NOW, OF_THE_DAY)
    assert (standing.waiting, standing.late, standing.unassigned) == (4, 1, 0)


def test_seven_came_by_other_ways_each_with_the_deadline_of_its_source(county):
    lines = queries.lines_of(Opinion.objects.filter(occasion=None).order_by("number"), NOW)
    # a suggestion and a proposal: three months; all others: 15 working days over the holidays of May and June
    assert [
        (one.opinion.number, one.opinion.state, one.deadline and one.deadline.due_on) for one in lines
    ] == [
        ("2025-DH-001", "ASSIGNED", date(2025, 6, 24)),
        ("2025-LX-001", "ANSWERED", date(2025, 5, 27)),
        ("2025-RD-001", "ANSWERED", date(2025, 6, 4)),
        ("2025-RD-002", "COUNTERSIGN", date(2025, 7, 15)),
        ("2025-WS-001", "REGISTERED", None),
        ("2025-ZF-001", "ANSWERED", date(2025, 5, 15)),
        ("2025-ZX-001", "REVIEWING", date(2025, 6, 13)),
    ]
    assert {one.opinion.number: one.light for one in lines}["2025-ZX-001"] == DeadlineLight.YELLOW
    standing = queries.standing(VIEWER, NOW)
    assert (standing.waiting, standing.late, standing.unassigned) == (8, 1, 1)


def test_themes_by_groups_add_up_to_the_items(county):
    table = queries.theme_table(items("2025-KF"))
    assert {name: total for name, _, total in table.rows} == THEMES
    assert all(sum(counts) == total for _, counts, total in table.rows)
    assert (table.total, sum(table.totals)) == (41, 41)
    by_group = Counter(one.opinion.group for one in items("2025-KF") if one.is_final)
    assert table.totals == tuple(by_group[group] for group in ProposerGroup.values)


def test_the_year_before_18_opinions_all_closed_and_their_authors_erased(county):
    rows = items("2024-KF")
    tally = queries.tally(rows, NOW)
    assert (tally.raw, tally.final, tally.on_spot, tally.later, tally.open) == (18, 18, 10, 8, 0)
    assert {one.state for one in rows} == {"CLOSED"}
    authors = OpinionAuthor.objects.filter(opinion__occasion__code="2024-KF")
    assert [(one.name, one.phone) for one in authors] == [("", "")] * 18
    this_year = OpinionAuthor.objects.filter(opinion__occasion__code="2025-KF", anonymous=False)
    assert this_year.filter(erased_at__isnull=True, phone="").count() == 0


def test_on_the_evening_of_the_day_itself_all_were_answered_or_owned(county):
    then = AsOf.as_known_then(date(2025, 5, 22))
    tally = queries.tally(items("2025-KF", then), then)
    assert (tally.raw, tally.final, tally.on_spot, tally.later, tally.open, tally.late) == (
        46,
        41,
        26,
        0,
        15,
        0,
    )
    assert all(one.present is not None for one in items("2025-KF", then) if one.is_final)


def test_each_promise_is_a_task_due_on_the_day_promised(county):
    promises = OpinionRound.objects.filter(result="B", answered_at__isnull=False)
    wanted = sorted(promises.values_list("opinion__number", "promised_on"))
    assert sorted(Task.objects.filter(source_kind="opinion").values_list("source_key", "due_on")) == wanted
    assert len(wanted) == 9
    states = Counter(Task.objects.filter(source_kind="opinion").values_list("state", flat=True))
    assert states == {"OPEN": 5, "REPORTED": 1, "CLOSED": 3}


def test_a_promise_not_kept_was_opened_again_and_answered_anew(county):
    page = queries.find_opinion(VIEWER, "2024-KF-008", NOW)
    assert [one.label for one in page.story if one.step.action in {"follow", "reopen", "approve"}] == [
        "审核通过并答复",
        "承诺到期，回访",
        "回访：未解决",
        "审核通过并答复",
    ]
    assert [one.round.result for one in page.rounds] == ["B", "A"]


def test_what_is_public_names_nobody(county):
    words = [f"{one.text}{one.answer}" for one in Publication.objects.all()]
    names = {one.name for one in OpinionAuthor.objects.exclude(name="")}
    assert len(words) == 18
    assert names
    assert not [(name, text) for name in names for text in words if name in text]


@pytest.mark.parametrize("number", ["2025-KF-009", "2025-KF-011", "2024-KF-008", "2025-KF-038"])
def test_one_opinion_with_all_that_belongs_to_it_takes_nine_queries_at_most(
    county, number, django_assert_max_num_queries
):
    with django_assert_max_num_queries(9):
        queries.find_opinion(VIEWER, number, NOW)


def test_the_rates_of_a_year_are_computed_from_its_rounds(county):
    on_time = asked("opinion_on_time_rate")
    # of the Open Day 26 + 11 in time and one late; by other ways three in time
    assert (len(on_time.rows), sum(row.value for row in on_time.rows)) == (41, 40)
    satisfied = asked("opinion_satisfaction_rate")
    assert (satisfied.value, len(satisfied.rows)) == (100, 12)
    attitude = asked("opinion_attitude_rate")
    assert (attitude.value, len(attitude.rows)) == (75, 12)
    assert asked("opinion_effect_count").value == 2
