"""Reports of meetings are reminded of by the ladder of the tasks, night by night, and heard once."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories.accounts import an_account, an_actor, an_organisation
from tests.factories.calendar import the_shipped_years
from tests.factories.meetings import (
    OFFICER,
    a_meeting,
    a_meeting_report,
    a_report_notice,
    a_report_text,
    moved_to,
)
from tests.factories.tasks import at
from tidu.domain.meetings import operations, queries
from tidu.domain.meetings.models import ReportNotice
from tidu.domain.meetings.vocabulary import MeetingState
from tidu.foundation.accounts.queries import actor_for
from tidu.foundation.actors import OrganisationKind, Role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def holidays():
    the_shipped_years()


@pytest.fixture
def town():
    return an_organisation(OrganisationKind.TOWNSHIP, name="东河镇")


def reminded(day: str, hour: int = 7) -> str:
    return operations.remind_daily(by=OFFICER, now=at(day, hour))


def rungs(report):
    return sorted(ReportNotice.objects.filter(report=report).values_list("days", "rung", "person__code"))


def test_the_ladder_tells_the_unit_then_the_section_head_then_the_leaders(town):
    person = an_account(Role.TOWNSHIP_LEADER, organisation=town).person
    section = an_organisation(OrganisationKind.BUREAU_SECTION, name="综合股")
    head = an_account(Role.SECTION_CLERK, organisation=section).person
    head.assignments.update(post_title="股长")
    an_account(Role.SECTION_CLERK, organisation=section)  # of the section, but not its head
    bureau = an_organisation(OrganisationKind.BUREAU)
    chief = an_account(Role.BUREAU_DIRECTOR, organisation=bureau).person
    report = a_meeting_report(a_meeting(), town, working_days=5)  # asked on 05-26, due on 06-03
    report.section = section
    report.save(update_fields=["section"])
    for day in ("2025-05-30", "2025-05-31", "2025-06-03", "2025-06-06", "2025-06-10"):
        reminded(day)
    assert rungs(report) == sorted(
        [
            *((days, "OWNER", person.code) for days in (-7, -3, 0)),
            (3, "HEAD", head.code),
            (7, "LEADER", chief.code),
        ]
    )
    told = ReportNotice.objects.get(days=-3)
    assert told.words == "东河镇：“科技工作推进会”汇报“一季度科技工作”，还有 3 天到期（2025-06-03）"
    assert told.heard_at == at("2025-06-03", 8)  # 05-31 to 06-02 are the Dragon Boat festival


def test_a_second_night_of_the_same_day_tells_nothing_and_who_has_handed_in_is_left_alone(town):
    an_account(Role.TOWNSHIP_LEADER, organisation=town)
    report = a_meeting_report(a_meeting(), town, working_days=5)
    assert reminded("2025-06-03") == "会议汇报提醒 1 条，1 人"
    assert reminded("2025-06-03", 9) == "会议汇报提醒 0 条，0 人"
    a_report_text(report)
    assert reminded("2025-06-10") == "会议汇报提醒 0 条，0 人"


def test_what_was_sent_back_is_owed_again_and_a_meeting_that_is_over_asks_for_nothing(town):
    an_account(Role.TOWNSHIP_LEADER, organisation=town)
    meeting = a_meeting()
    report = a_report_text(a_meeting_report(meeting, town, working_days=5)).report
    operations.send_back(
        report=report, reason="缺数", by=an_actor(Role.BUREAU_DIRECTOR), now=at("2025-05-28")
    )
    reminded("2025-06-03")
    assert "退回的汇报" in ReportNotice.objects.get().words
    moved_to(meeting, MeetingState.CLOSED)
    assert reminded("2025-06-20") == "会议汇报提醒 0 条，0 人"


def test_a_firm_is_told_as_a_unit_and_reads_it(town):
    firm = an_organisation(OrganisationKind.ENTERPRISE, name="某公司")
    contact = an_account(Role.ENTERPRISE_CONTACT, organisation=firm)
    report = a_meeting_report(a_meeting(), firm, working_days=5)
    notice = a_report_notice(report, now=at("2025-06-03", 9))
    assert (notice.person, notice.heard_at) == (contact.person, at("2025-06-03", 9))
    assert str(notice)


def test_where_nobody_is_in_post_the_leaders_hear_why_and_without_leaders_the_night_says_so(town):
    report = a_meeting_report(a_meeting(), town, working_days=5)
    assert reminded("2025-06-03").endswith("东河镇 1 份没有人可以提醒：汇报单位和局领导都没有人在岗")
    bureau = an_organisation(OrganisationKind.BUREAU)
    chief = an_account(Role.BUREAU_DIRECTOR, organisation=bureau).person
    reminded("2025-06-03", 9)
    assert rungs(report) == [(0, "OWNER", chief.code)]
    assert ReportNotice.objects.get().words.endswith("东河镇没有在岗人员，改为提醒局领导")


def test_a_section_s_own_report_is_watched_by_itself_and_notices_are_read_for_thirty_days():
    section = an_organisation(OrganisationKind.BUREAU_SECTION, name="综合股")
    clerk = an_account(Role.SECTION_CLERK, organisation=section)
    report = a_meeting_report(a_meeting(), section, working_days=5)
    assert report.section == section
    assert [one.report for one in [a_report_notice(report, now=at("2025-06-03", 7))]] == [report]
    reader = actor_for(clerk, date(2025, 6, 3))
    heard = [
        len(queries.notices(reader, at(day, hour))) for day, hour in (("2025-06-03", 7), ("2025-06-03", 8))
    ]
    assert heard == [0, 1]  # said in quiet hours, heard after them
    assert [len(queries.notices(reader, at(day))) for day in ("2025-07-02", "2025-07-04")] == [1, 0]
