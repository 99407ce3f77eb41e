"""`tidu meetings`: what is planned, who reports late, who speaks and what was decided, on the command line."""

from __future__ import annotations

import argparse
import json
from datetime import date

import pytest

from tests.factories.accounts import an_organisation
from tests.factories.meetings import (
    AFTER,
    DAY,
    OFFICER,
    a_meeting,
    a_meeting_report,
    an_approved_report,
    moved_to,
)
from tidu.domain.meetings import operations
from tidu.domain.meetings.vocabulary import MeetingState
from tidu.foundation.calendar import operations as calendar
from tidu.interfaces.cli import meetings

pytestmark = pytest.mark.django_db


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    meetings.add_to(parser.add_subparsers())
    arguments = parser.parse_args(list(words))
    return int(arguments.run(arguments))


def test_meetings_are_listed_by_state(capsys: pytest.CaptureFixture[str]) -> None:
    a_meeting("筹备中的会")
    a_meeting("开过的会", state=MeetingState.CLOSED)
    assert run("meetings", "list", "--state", "CLOSED", "--json") == 0
    (line,) = json.loads(capsys.readouterr().out)
    assert (line["number"], line["title"], line["asked"]) == ("HY-2025-002", "开过的会", 1)
    assert line["starts_at"] == "2025-06-05T09:00:00+08:00"
    assert run("meetings", "list") == 0
    told = capsys.readouterr().out
    assert "2 次会议" in told
    assert "HY-2025-001  筹备  2025-06-05 09:00" in told


def test_one_is_shown_with_late_reports_speakers_and_decisions(capsys: pytest.CaptureFixture[str]) -> None:
    calendar.load_shipped_years(by=OFFICER, now=DAY)
    meeting = a_meeting()
    spoke = an_approved_report(meeting, an_organisation(name="东河镇"))
    a_meeting_report(meeting, an_organisation(name="西岭乡"))
    moved_to(meeting, MeetingState.HELD)
    operations.note_spoken(meeting=meeting, unit_codes=[spoke.unit.code], by=OFFICER, now=DAY)
    operations.write_minutes(meeting=meeting, text="东河镇开通预约。", by=OFFICER, now=AFTER)
    task = operations.open_decision(
        meeting=meeting, sentence=1, owner_id=spoke.unit.pk, due_on=date(2025, 6, 30), by=OFFICER, now=AFTER
    )
    assert run("meetings", "show", meeting.number, "--as-of", "2025-06-05", "--json") == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["reporting_units"] == {"planned": False, "names": ["东河镇"]}
    assert [(one["unit"], one["missing"], one["spoke"]) for one in shown["reports"]] == [
        ("东河镇", False, True),
        ("西岭乡", True, False),
    ]
    assert [each["number"] for one in shown["decisions"] for each in one["tasks"]] == [task.number]
    assert run("meetings", "show", meeting.number, "--as-of", "2025-06-04") == 0
    told = capsys.readouterr().out
    assert "拟发言单位：东河镇" in told
    assert "西岭乡  ASKED  期限 2025-05-29  缺交" in told
    assert f"任务 {task.number}  东河镇  2025-06-30 前" in told


def test_a_number_that_no_meeting_has_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("meetings", "show", "HY-1999-001") == 2
    assert "没有找到编号" in capsys.readouterr().err
