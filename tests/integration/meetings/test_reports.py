"""Units report until a working day, a second person approves, leaders comment, and those who spoke are known."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories.accounts import an_actor, an_organisation
from tests.factories.meetings import (
    AFTER,
    DAY,
    OFFICER,
    PAPER,
    PLANNED,
    SECOND,
    SENDER,
    a_meeting,
    a_meeting_report,
    a_report_comment,
    a_report_text,
    an_approved_report,
    moved_to,
)
from tests.factories.opinions import at
from tidu.domain.meetings import operations, queries
from tidu.domain.meetings.operations import UnableToPrepare, UnableToReport
from tidu.domain.meetings.queries import MeetingNotFound
from tidu.domain.meetings.vocabulary import MeetingState
from tidu.foundation.actors import OrganisationKind, Role
from tidu.foundation.calendar import operations as calendar
from tidu.foundation.clock import AsOf
from tidu.foundation.files.handed import Handed

pytestmark = pytest.mark.django_db

ON = AsOf(on=date(2025, 5, 27))
HOW = {"by": OFFICER, "now": PLANNED}


@pytest.fixture(autouse=True)
def holidays():
    calendar.load_shipped_years(by=OFFICER, now=PLANNED)


def spoken(meeting, as_of=ON):
    return queries.reporting_units(meeting, as_of)


def test_a_deadline_counts_working_days_and_not_the_holiday():
    report = a_meeting_report(a_meeting(), working_days=5)
    assert report.due_on == date(2025, 6, 3)  # Monday 26 May; 31 May to 2 June is the Dragon Boat festival
    line = queries.find_report(report.meeting, report.unit.code, ON)
    assert (line.days_left, line.is_missing, line.was_late, line.latest) == (4, False, False, None)
    late = queries.find_report(report.meeting, report.unit.code, AsOf(on=date(2025, 6, 4)))
    assert (late.days_left, late.is_missing, late.was_late) == (-1, True, True)


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ({"unit_codes": []}, "至少选一个"),
        ({"unit_codes": ["nobody"]}, "至少选一个"),
        ({"unit_codes": ["MEDIA"]}, "不能在系统里报送"),
        ({"topic": " "}, "请填写“汇报内容”"),
        ({"working_days": 0}, "至少 1 个工作日"),
        ({"working_days": 9}, "晚于会议"),
        ({"by": None}, "只有科技局"),
    ],
)
def test_what_cannot_be_asked_is_refused(how, words):
    town = an_organisation()
    an_organisation(OrganisationKind.MEDIA, code="MEDIA")
    by = how.pop("by", OFFICER) or an_actor(Role.TOWNSHIP_LEADER)
    given = {"unit_codes": [town.code], "topic": "工作", "working_days": 2, **how}
    meeting = a_meeting()
    with pytest.raises((UnableToReport, UnableToPrepare), match=words):
        operations.ask_reports(meeting=meeting, **given, by=by, now=PLANNED)
    assert queries.report_lines(meeting, ON) == []


def test_a_unit_is_asked_once_and_not_after_the_meeting():
    meeting, town = a_meeting(), an_organisation(name="东河镇")
    a_meeting_report(meeting, town)
    with pytest.raises(UnableToReport, match="已经向东河镇布置过"):
        a_meeting_report(meeting, town)
    moved_to(meeting, MeetingState.HELD)
    with pytest.raises(UnableToReport, match="不再布置"):
        a_meeting_report(meeting)


def test_the_unit_hands_in_and_nobody_else():
    town = an_organisation(OrganisationKind.TOWNSHIP)
    leader, other = an_actor(Role.TOWNSHIP_LEADER, organisation=town), an_actor(Role.TOWNSHIP_LEADER)
    report = a_meeting_report(a_meeting(), town)
    assert [one.pk for one in queries.owed(leader)] == [report.pk]
    assert queries.owed(other) == []
    for by in (other, an_actor(Role.SECTION_CLERK)):
        with pytest.raises(UnableToReport, match="只有汇报单位"):
            operations.hand_in(report=report, text="汇报", by=by, now=PLANNED)
        with pytest.raises(MeetingNotFound):
            queries.find_own_report(by, report.meeting, town.code, ON)
    operations.hand_in(report=report, text=" 汇报 ", by=leader, now=PLANNED)
    line = queries.find_own_report(leader, report.meeting, town.code, ON)
    assert (line.latest.text, line.report.state, line.days_left) == ("汇报", "SUBMITTED", None)
    assert queries.owed(leader) == []
    with pytest.raises(UnableToReport, match="不能从“待审”直接到“待审”"):
        operations.hand_in(report=report, text="又一稿", by=leader, now=PLANNED)


def test_the_bureau_s_own_report_is_handed_in_by_any_of_its_officers_and_approved_by_another():
    report = a_meeting_report(a_meeting(), an_organisation(OrganisationKind.BUREAU))
    clerk, director = an_actor(Role.SECTION_CLERK), an_actor(Role.BUREAU_DIRECTOR)
    operations.hand_in(report=report, text="汇报", by=clerk, now=PLANNED)
    with pytest.raises(UnableToReport, match="不能自己审核"):
        operations.approve(report=report, by=clerk, now=PLANNED)
    assert operations.approve(report=report, by=director, now=PLANNED).state == "APPROVED"
    with pytest.raises(UnableToReport, match="不能从“通过”"):
        operations.send_back(report=report, reason="再看", by=director, now=PLANNED)


@pytest.mark.parametrize(
    ("text", "file", "words"),
    [
        (" ", None, "请填写汇报正文，或上传文件"),
        ("长" * 10_001, None, "超过 10000 字"),
        ("", Handed("表.xlsx", b"x"), "docx、doc、wps、pdf、txt"),
        ("", Handed("大.pdf", b"x" * (20 * 1024 * 1024 + 1)), "超过 20 MB"),
    ],
)
def test_what_says_nothing_or_cannot_be_opened_is_refused(text, file, words):
    report = a_meeting_report(a_meeting())
    with pytest.raises(UnableToReport, match=words):
        operations.hand_in(report=report, text=text, file=file, by=SENDER, now=PLANNED)


def test_what_is_sent_back_comes_again_and_lateness_is_that_of_the_first():
    report = a_report_text(a_meeting_report(a_meeting())).report
    with pytest.raises(UnableToReport, match="请写明理由"):
        operations.send_back(report=report, reason=" ", by=SECOND, now=PLANNED)
    with pytest.raises(UnableToReport, match="由科技局审核"):
        operations.send_back(report=report, reason="太长", by=an_actor(Role.TOWNSHIP_LEADER), now=PLANNED)
    with pytest.raises(UnableToReport, match="不能自己审核"):
        operations.approve(report=report, by=SENDER, now=PLANNED)
    operations.send_back(report=report, reason="缺数字", by=SECOND, now=PLANNED)
    waits = queries.find_report(report.meeting, report.unit.code, AsOf(on=date(2025, 6, 4)))
    assert (waits.is_overdue, waits.is_missing, waits.was_late) == (True, False, False)
    again = operations.hand_in(report=report, file=PAPER, by=SENDER, now=at("2025-06-04", 9))
    line = queries.find_report(report.meeting, report.unit.code, AsOf(on=date(2025, 6, 4)))
    assert [(one.accepted, one.reason) for one in line.texts] == [(False, "缺数字"), (None, "")]
    assert not line.is_overdue
    assert (again.number, again.text, again.file.name, line.was_late) == (2, "", "汇报材料.pdf", False)


def test_a_report_handed_in_after_its_day_stays_late():
    report = a_meeting_report(a_meeting(), working_days=1)
    a_report_text(report, now=at("2025-05-28", 9))
    line = queries.find_report(report.meeting, report.unit.code, AsOf(on=date(2025, 6, 4)))
    assert (line.days_left, line.is_missing, line.was_late) == (None, False, True)


def test_only_those_who_owe_are_reminded_and_nothing_is_sent():
    meeting = a_meeting()
    with pytest.raises(UnableToReport, match="还没有向任何单位布置汇报"):
        operations.remind(meeting=meeting, **HOW)
    owing, done = a_meeting_report(meeting), an_approved_report(meeting)
    for _ in range(2):
        assert [one.pk for one in operations.remind(meeting=meeting, **HOW)] == [owing.pk]
    for report in (owing, done):
        report.refresh_from_db()
    assert (owing.reminded, owing.reminded_at, done.reminded) == (2, PLANNED, 0)
    a_report_text(owing)
    with pytest.raises(UnableToReport, match="没有需要催的"):
        operations.remind(meeting=meeting, **HOW)


def test_a_leader_comments_with_name_and_time_and_the_unit_reads_it():
    town = an_organisation()
    leader = an_actor(Role.TOWNSHIP_LEADER, organisation=town)
    report = a_meeting_report(a_meeting(), town)
    county = an_actor(Role.COUNTY_LEADER)
    with pytest.raises(UnableToReport, match="还没有报送"):
        operations.comment(report=report, stance="AGREED", by=county, now=PLANNED)
    a_report_text(report)
    for how, words in (
        ({"stance": "AGREED", "by": leader}, "由县领导和科技局领导"),
        ({"stance": "MAYBE", "by": county}, "请选择"),
        ({"stance": "REMARK", "by": county}, "请写明意见"),
        ({"stance": "REMARK", "text": "长" * 1001, "by": county}, "超过 1000 字"),
    ):
        with pytest.raises(UnableToReport, match=words):
            operations.comment(report=report, now=PLANNED, **how)
    a_report_comment(report)
    operations.comment(report=report, stance="REMARK", text=" 抓落实 ", by=county, now=AFTER)
    (line,) = queries.own_reports(leader, ON, report.meeting)
    said = [(one.get_stance_display(), one.text, one.by_name, one.at) for one in line.comments]
    assert said == [("同意", "", SECOND.name, PLANNED), ("意见", "抓落实", county.name, AFTER)]


def test_units_speak_in_an_order_that_is_moved_and_closes_up():
    meeting = a_meeting()
    bureau, park, town = (
        a_meeting_report(meeting, an_organisation(name=name)) for name in ("局", "园区", "镇")
    )
    paper = a_meeting_report(meeting, an_organisation(name="书面"), speaking=False)

    def order():
        return [one.report.unit.name for one in queries.report_lines(meeting, ON)]

    operations.move_speaker(report=town, up=True, **HOW)
    assert order() == ["局", "镇", "园区", "书面"]
    operations.move_speaker(report=bureau, up=False, **HOW)
    assert order() == ["镇", "局", "园区", "书面"]
    with pytest.raises(UnableToPrepare, match="已经在最前"):
        operations.move_speaker(report=town, up=True, **HOW)
    with pytest.raises(UnableToPrepare, match="已经在最后"):
        operations.move_speaker(report=park, up=False, **HOW)
    with pytest.raises(UnableToPrepare, match="没有发言顺序"):
        operations.move_speaker(report=paper, up=True, **HOW)
    operations.set_speaking(report=town, speaks=False, **HOW)
    operations.set_speaking(report=paper, speaks=True, **HOW)
    places = {one.report.unit.name: one.report.position for one in queries.report_lines(meeting, ON)}
    assert places == {"局": 1, "园区": 2, "书面": 3, "镇": None}


def test_before_the_meeting_those_approved_are_planned_and_afterwards_those_who_spoke_are_known():
    meeting = a_meeting()
    bureau = an_approved_report(meeting, an_organisation(OrganisationKind.BUREAU, name="县科技局"))
    town = an_approved_report(meeting, an_organisation(name="东河镇"))
    firm = an_approved_report(meeting, an_organisation(OrganisationKind.ENTERPRISE, name="某企业"))
    a_meeting_report(meeting, an_organisation(name="未交镇"))
    operations.move_speaker(report=firm, up=True, **HOW)
    assert (spoken(meeting).text, spoken(meeting).planned) == ("县科技局、某企业、东河镇", True)
    with pytest.raises(UnableToPrepare, match="请先点“召开”"):
        operations.note_spoken(meeting=meeting, unit_codes=[town.unit.code], **HOW)
    meeting = moved_to(meeting, MeetingState.HELD)
    after = AsOf(on=date(2025, 6, 5))
    assert (spoken(meeting, after).names, spoken(meeting, after).planned) == ((), False)
    codes = [town.unit.code, bureau.unit.code]
    assert operations.note_spoken(meeting=meeting, unit_codes=codes, by=OFFICER, now=DAY) == 2
    assert spoken(meeting, after).text == "县科技局、东河镇"
    with pytest.raises(UnableToPrepare, match="已登记发言"):
        operations.set_speaking(report=town, speaks=False, by=OFFICER, now=DAY)
    assert operations.note_spoken(meeting=meeting, unit_codes=codes[1:], by=OFFICER, now=AFTER) == 1
    assert spoken(meeting, after).text == "县科技局"
    assert spoken(meeting, AsOf(on=date(2025, 6, 4))).planned


def test_once_a_meeting_is_closed_its_reports_stand():
    meeting = a_meeting()
    report = a_report_text(a_meeting_report(meeting)).report
    moved_to(meeting, MeetingState.CLOSED)
    with pytest.raises(UnableToReport, match="会议已结"):
        operations.approve(report=report, by=SECOND, now=AFTER)
    assert queries.owed(an_actor(Role.TOWNSHIP_LEADER, organisation=report.unit)) == []
