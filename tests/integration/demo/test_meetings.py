"""The demo county's meetings and reports, fifteen in all, row by row (section E)."""

from __future__ import annotations

import json
from datetime import date

import pytest

from tidu.domain.meetings import queries
from tidu.domain.meetings.models import Attendee, Meeting, MeetingLink, MeetingReport, ReportComment
from tidu.domain.tasks.models import Task
from tidu.foundation.actors import system
from tidu.foundation.clock import AsOf, day_of
from tidu.reporting import queries as documents
from tidu.reporting import reading
from tidu.reporting.composition import compose

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("county_day")]

VIEWER = system("测试")
SPEECH = {"base_year": 2022, "end_year": 2024, "event_on": date(2025, 5, 22)}
NOW = AsOf(on=date(2025, 6, 10))

MEETINGS = [
    ("HY-2024-001", date(2024, 6, 6), "总结会", "已结"),
    ("HY-2025-001", date(2025, 2, 20), "推进会", "已结"),
    ("HY-2025-002", date(2025, 6, 5), "总结会", "已结"),
    ("HY-2025-003", date(2025, 6, 18), "专题会", "已通知"),
    ("HY-2025-004", date(2025, 6, 10), "调度会", "召开"),
    ("HY-2025-005", date(2025, 6, 26), "其他", "筹备"),
]
REPORTS = [
    ("HY-2024-001", "县科技局", "通过"),
    ("HY-2025-002", "县科技局", "通过"),
    ("HY-2025-002", "工业园区", "通过"),
    ("HY-2025-002", "岚城镇", "通过"),
    ("HY-2025-002", "HOST", "通过"),
    ("HY-2025-003", "工业园区", "通过"),
    ("HY-2025-003", "云溪镇", "待审"),
    ("HY-2025-003", "枫林镇", "退回"),
    ("HY-2025-003", "白鹭镇", "待交"),
]
DECISIONS = [
    ("HY-2024-001-3", "综合股", date(2024, 7, 31), "CLOSED"),
    ("HY-2024-001-4", "成果转化股", date(2024, 12, 20), "CLOSED"),
    ("HY-2025-002-3", "综合股", date(2025, 6, 30), "OPEN"),
    ("HY-2025-002-4", "工业园区", date(2025, 7, 31), "OPEN"),
    ("HY-2025-002-5", "高新技术股", date(2025, 6, 20), "REPORTED"),
    ("HY-2025-002-6", "岚城镇", date(2025, 12, 31), "OPEN"),
]


def meeting(number):
    return queries.find_meeting(VIEWER, number)


@pytest.fixture
def host(county):
    """Return the short name of the first host firm, whose contact reports at the summary meeting."""
    code = next(firm.credit_code for firm in county.firms if firm.host)
    return next(one.short_name for one in county.organisations if one.code == code)


def test_6_meetings_stand_in_every_state(county):
    found = [
        (one.number, day_of(one.starts_at), one.get_kind_display(), one.get_state_display())
        for one in Meeting.objects.order_by("number")
    ]
    assert found == MEETINGS


def test_9_reports_stand_in_every_state_and_make_15_with_the_meetings(county, host):
    found = [
        (one.meeting.number, one.unit.short_name, one.get_state_display())
        for one in MeetingReport.objects.select_related("meeting", "unit").order_by(
            "meeting__number", "position"
        )
    ]
    assert found == [(number, host if unit == "HOST" else unit, state) for number, unit, state in REPORTS]
    assert len(MEETINGS) + len(found) == 15


def test_the_summary_meeting_is_linked_to_the_open_day_and_names_who_spoke(county, host):
    summary = meeting("HY-2025-002")
    assert [one.key for one in queries.links(VIEWER, summary) if one.kind == "openday"] == ["2025-KF"]
    assert list(queries.linked_to("openday", "2025-KF", kinds=["SUMMARY"])) == [summary]
    units = queries.reporting_units(summary, NOW)
    assert (units.text, units.planned) == (f"县科技局、工业园区、岚城镇、{host}", False)
    speech = compose(reading.find("open_day_speech"), SPEECH, NOW)
    assert f"刚才，县科技局、工业园区、岚城镇、{host}作了汇报" in "".join(run.text for run in speech.runs())
    planned = queries.reporting_units(summary, AsOf(on=date(2025, 6, 4)))
    assert (planned.names, planned.planned) == (units.names, True)


def test_the_replaced_leader_was_not_asked_and_the_groups_are_whole(county):
    leaders = {
        person.name
        for person in county.people
        if person.username in {"township16", *(f"township{place}" for place in range(1, 16))} - {"township4"}
    }
    asked = Attendee.objects.filter(meeting__number="HY-2025-002", group="TOWNSHIP_LEADERS")
    assert set(asked.values_list("name", flat=True)) == leaders
    assert len(leaders) == 15
    assert set(Attendee.objects.values_list("state", flat=True)) == {
        "PENDING",
        "COMING",
        "EXCUSED",
        "DEPUTISED",
    }


def test_late_and_missing_reports_are_known(county):
    summary = {one.report.unit.short_name: one for one in queries.report_lines(meeting("HY-2025-002"), NOW)}
    assert [name for name, one in summary.items() if one.was_late] == ["岚城镇"]
    assert {one.report.due_on for one in summary.values()} == {date(2025, 6, 3)}
    renewals = queries.report_lines(meeting("HY-2025-003"), NOW)
    assert [one.report.unit.short_name for one in renewals if one.is_missing] == ["白鹭镇"]
    assert [one.report.unit.short_name for one in renewals if one.is_overdue] == ["枫林镇", "白鹭镇"]


def test_decisions_are_tasks_with_owner_day_and_sentence(county):
    found = Task.objects.filter(source_kind="meeting").order_by("source_key")
    rows = [(one.source_key, one.owner.short_name, one.due_on, one.state) for one in found]
    assert rows == DECISIONS
    for one in found:
        assert queries.find_decision(VIEWER, one.source_key).sentence.text == one.title


def test_a_leader_commented_on_each_report_of_the_summary_meeting(county):
    said = ReportComment.objects.filter(report__meeting__number="HY-2025-002").order_by("report__position")
    assert [one.get_stance_display() for one in said] == ["同意", "同意", "同意", "意见"]
    name = next(person.name for person in county.people if person.username == "county2")
    assert {one.by_name for one in said} == {name}


def test_the_leaders_speech_lies_with_the_summary_meeting_as_it_read_the_day_before(county):
    (link,) = MeetingLink.objects.filter(meeting__number="HY-2025-002", kind="document")
    document = documents.find(int(link.key))
    assert (document.outline, document.as_of_on) == ("open_day_speech", date(2025, 6, 4))
    assert documents.names_of(VIEWER, [link.key])[link.key].startswith(document.title)
    said = json.dumps(document.snapshot, ensure_ascii=False)
    for words in ("79家", "41条", "61人", "70家"):
        assert words in said
