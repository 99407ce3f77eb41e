"""A sentence of the minutes becomes a task of a unit, each leads to the other, and the sentence stays as it was."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories.accounts import an_actor, an_organisation
from tests.factories.calendar import the_shipped_years
from tests.factories.meetings import AFTER, MINUTES, OFFICER, a_meeting
from tests.factories.tasks import a_task_report
from tidu.domain.meetings import operations, queries
from tidu.domain.meetings.operations import UnableToPrepare
from tidu.domain.meetings.queries import MeetingNotFound
from tidu.domain.meetings.vocabulary import MeetingState
from tidu.domain.tasks import operations as tasks
from tidu.domain.tasks import queries as task_queries
from tidu.domain.tasks.operations import UnableToOpenTask
from tidu.foundation.actors import OrganisationKind, Role
from tidu.foundation.audit.models import Entry
from tidu.foundation.clock import AsOf

pytestmark = pytest.mark.django_db

HOW = {"by": OFFICER, "now": AFTER}
DUE = date(2025, 6, 30)


@pytest.fixture(autouse=True)
def holidays():
    the_shipped_years()


def held():
    meeting = a_meeting(state=MeetingState.HELD)
    operations.write_minutes(meeting=meeting, text=MINUTES, **HOW)
    return meeting


def numbered(meeting):
    return [(one.row.number, one.row.paragraph, one.row.text) for one in queries.minutes(meeting)]


def test_minutes_are_kept_sentence_by_sentence_and_read_as_written():
    meeting = held()
    assert numbered(meeting) == [
        (1, 1, "会议听取了汇报。"),
        (2, 1, "会议要求如下："),
        (3, 2, "一是开通预约。"),
        (4, 2, "二是“送政策上门。”"),
        (5, 2, "三是按月通报。"),
    ]
    assert [len(one) for one in queries.paragraphs(queries.minutes(meeting))] == [2, 3]
    assert queries.minutes_text(meeting) == MINUTES


def test_minutes_are_written_after_people_have_met():
    with pytest.raises(UnableToPrepare, match="请先点“召开”"):
        operations.write_minutes(meeting=a_meeting(), text=MINUTES, **HOW)
    with pytest.raises(UnableToPrepare, match="会议已结"):
        operations.write_minutes(meeting=a_meeting(state=MeetingState.CLOSED), text=MINUTES, **HOW)
    with pytest.raises(UnableToPrepare, match="请填写“纪要”"):
        operations.write_minutes(meeting=a_meeting(state=MeetingState.HELD), text=" ", **HOW)


def test_a_sentence_becomes_a_task_and_each_leads_to_the_other():
    meeting, town = held(), an_organisation(OrganisationKind.TOWNSHIP)
    made = operations.open_decision(meeting=meeting, sentence=3, owner_id=town.pk, due_on=DUE, **HOW)
    assert (made.title, made.kind, made.source_kind, made.source_key) == (
        "一是开通预约。",
        "DECISION",
        "meeting",
        "HY-2025-001-3",
    )
    assert [len(one.tasks) for one in queries.minutes(meeting)] == [0, 0, 1, 0, 0]
    leader = an_actor(Role.TOWNSHIP_LEADER, organisation=town)
    line = task_queries.find_task(leader, made.number, AsOf(on=date(2025, 6, 5))).line
    assert line.source_label == "会议议定 HY-2025-001-3"
    decision = queries.find_decision(leader, made.source_key)
    assert (decision.meeting, decision.sentence.text, decision.tasks) == (meeting, "一是开通预约。", (made,))
    with pytest.raises(MeetingNotFound):
        queries.find_decision(an_actor(Role.TOWNSHIP_LEADER), made.source_key)
    for key in ("HY-2025-001-9", "HY-2025-001-x", "3"):
        with pytest.raises(MeetingNotFound):
            queries.find_decision(OFFICER, key)


def test_one_sentence_may_bind_several_units_in_words_of_their_own():
    meeting = held()
    for name in ("东河镇", "西岭乡"):
        unit = an_organisation(name=name)
        operations.open_decision(
            meeting=meeting, sentence=4, owner_id=unit.pk, due_on=DUE, title=f"{name}送政策上门", **HOW
        )
    assert [task.title for task in queries.minutes(meeting)[3].tasks] == [
        "东河镇送政策上门",
        "西岭乡送政策上门",
    ]


def test_what_cannot_be_a_task_is_refused_and_nothing_is_noted():
    meeting, unit = held(), an_organisation(OrganisationKind.BUREAU_SECTION)
    given = {"meeting": meeting, "sentence": 3, "owner_id": unit.pk, "due_on": DUE}
    with pytest.raises(UnableToOpenTask, match="不晚于今天"):
        operations.open_decision(**{**given, "due_on": date(2025, 6, 5)}, **HOW)
    with pytest.raises(MeetingNotFound, match="没有第 9 句"):
        operations.open_decision(**{**given, "sentence": 9}, **HOW)
    with pytest.raises(UnableToPrepare, match="只有科技局"):
        operations.open_decision(**given, by=an_actor(Role.COUNTY_LEADER), now=AFTER)
    assert not Entry.objects.filter(action="meetings.decide").exists()


def test_a_sentence_with_a_task_stays_and_the_others_may_change():
    meeting, unit = held(), an_organisation(OrganisationKind.BUREAU_SECTION)
    task = operations.open_decision(meeting=meeting, sentence=3, owner_id=unit.pk, due_on=DUE, **HOW)
    with pytest.raises(UnableToPrepare, match=f"已立为任务 {task.number}"):
        operations.write_minutes(meeting=meeting, text="会议听取了汇报。一是尽快开通预约。", **HOW)
    assert len(numbered(meeting)) == 5
    operations.write_minutes(meeting=meeting, text="新的开头。\n一是开通预约。会议听取了汇报。", **HOW)
    assert numbered(meeting) == [(6, 1, "新的开头。"), (3, 2, "一是开通预约。"), (1, 2, "会议听取了汇报。")]
    assert [len(one.tasks) for one in queries.minutes(meeting)] == [0, 1, 0]


def test_when_a_task_ends_the_meeting_notes_it():
    meeting, unit = held(), an_organisation(OrganisationKind.BUREAU_SECTION)
    given = {"meeting": meeting, "owner_id": unit.pk, "due_on": DUE}
    kept, dropped = (operations.open_decision(**given, sentence=place, **HOW) for place in (3, 5))
    a_task_report(kept, now=AFTER)
    tasks.close_task(number=kept.number, **HOW)
    tasks.withdraw_task(number=dropped.number, reason="并入另一项", **HOW)
    noted = Entry.objects.filter(action="meetings.ended").order_by("pk").values_list("summary", flat=True)
    assert list(noted) == [
        f"HY-2025-001 纪要第 3 句的任务 {kept.number} 已销号",
        f"HY-2025-001 纪要第 5 句的任务 {dropped.number} 已撤销",
    ]
