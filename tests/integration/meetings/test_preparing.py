"""A meeting is planned, its agenda ordered, people asked by post, and it moves on only when it can."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories.accounts import a_person, a_role, an_account, an_actor, an_organisation
from tests.factories.meetings import (
    AFTER,
    DAY,
    MINUTES,
    OFFICER,
    PLANNED,
    a_meeting,
    a_meeting_link,
    an_agenda_item,
    an_attendee,
    moved_to,
)
from tests.factories.openday import an_event
from tests.factories.opinions import at
from tests.factories.reporting import a_document
from tidu.domain.meetings import linkable, operations, queries
from tidu.domain.meetings.models import Meeting
from tidu.domain.meetings.operations import MeetingPlan, UnableToPrepare, UnableToReply
from tidu.domain.meetings.queries import MeetingFilters, MeetingNotFound
from tidu.domain.meetings.vocabulary import AttendeeGroup, MeetingState
from tidu.foundation.accounts.models import RoleAssignment
from tidu.foundation.accounts.queries import actor_for
from tidu.foundation.actors import Actor, OrganisationKind, Role
from tidu.foundation.audit.models import Entry

pytestmark = pytest.mark.django_db

HOW = {"by": OFFICER, "now": PLANNED}


def titles(meeting):
    return [(one.position, one.title) for one in queries.agenda(meeting)]


def test_a_meeting_gets_a_number_of_its_year():
    first, second = a_meeting(), a_meeting("第二次")
    assert (first.number, second.number, first.state) == ("HY-2025-001", "HY-2025-002", "PLANNING")
    entry = Entry.objects.filter(action="meetings.plan").first()
    assert (entry.subject_key, entry.actor_name) == ("HY-2025-001", OFFICER.name)


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ({"title": " "}, "请填写“会议名称”"),
        ({"place": "长" * 121}, "“地点”太长"),
        ({"chair": ""}, "请填写“主持人”"),
        ({"kind": "PARTY"}, "请选择会议类别"),
        ({"ends_at": DAY}, "晚于开始"),
        ({"ends_at": at("2025-06-06", 9)}, "同一天"),
        ({"by": None}, "只有科技局"),
    ],
)
def test_a_meeting_that_cannot_be_is_refused(how, words):
    by = how.pop("by", OFFICER) or an_actor(Role.TOWNSHIP_LEADER)
    given = {"title": "会", "kind": "OTHER", "place": "馆", "chair": "甲", "starts_at": DAY, "ends_at": AFTER}
    with pytest.raises(UnableToPrepare, match=words):
        operations.plan_meeting(plan=MeetingPlan(**{**given, **how}), by=by, now=PLANNED)
    assert not Meeting.objects.exists()


def test_what_changed_is_named_in_the_audit():
    meeting = a_meeting()
    same = {name: getattr(meeting, name) for name in ("title", "kind", "starts_at", "ends_at", "chair")}
    operations.change_meeting(meeting=meeting, plan=MeetingPlan(**same, place="县科技馆"), **HOW)
    operations.change_meeting(meeting=meeting, plan=MeetingPlan(**same, place="县科技馆"), **HOW)
    summaries = (
        Entry.objects.filter(action="meetings.change").order_by("pk").values_list("summary", flat=True)
    )
    assert list(summaries) == ["HY-2025-001 更改：地点", "HY-2025-001 更改：没有变化"]
    meeting = moved_to(meeting, MeetingState.CLOSED)
    with pytest.raises(UnableToPrepare, match="会议已结"):
        operations.change_meeting(meeting=meeting, plan=MeetingPlan(**same, place="别处"), **HOW)


def test_the_agenda_is_moved_place_by_place_and_closes_up():
    meeting = a_meeting()
    first, _, third = (an_agenda_item(meeting, title) for title in ("甲", "乙", "丙"))
    operations.move_item(item=third, up=True, **HOW)
    assert titles(meeting) == [(1, "甲"), (2, "丙"), (3, "乙")]
    operations.move_item(item=first, up=False, **HOW)
    assert titles(meeting) == [(1, "丙"), (2, "甲"), (3, "乙")]
    with pytest.raises(UnableToPrepare, match="已经在最前"):
        operations.move_item(item=queries.find_item(meeting, 1), up=True, **HOW)
    with pytest.raises(UnableToPrepare, match="已经在最后"):
        operations.move_item(item=queries.find_item(meeting, 3), up=False, **HOW)
    operations.remove_item(item=queries.find_item(meeting, 2), **HOW)
    assert titles(meeting) == [(1, "丙"), (2, "乙")]
    with pytest.raises(MeetingNotFound, match="没有第 3 项"):
        queries.find_item(meeting, 3)


def test_an_item_names_who_speaks_and_for_how_long():
    meeting, unit = a_meeting(), an_organisation(name="城关镇")
    item = operations.add_item(
        meeting=meeting, title="汇报", minutes=10, speaker=" 镇长 ", unit_id=unit.pk, **HOW
    )
    assert (item.speaker, item.unit.name, item.minutes) == ("镇长", "城关镇", 10)
    operations.change_item(item=item, title="书面汇报", minutes=5, **HOW)
    changed = queries.find_item(meeting, 1)
    assert (changed.title, changed.unit, changed.minutes) == ("书面汇报", None, 5)
    with pytest.raises(UnableToPrepare, match="至少 1 分钟"):
        operations.change_item(item=item, title="汇报", minutes=0, **HOW)


def test_it_moves_on_only_when_nothing_is_missing():
    meeting = a_meeting()

    def move(state, now=PLANNED):
        return operations.move_meeting(meeting=meeting, state=state, by=OFFICER, now=now)

    with pytest.raises(UnableToPrepare, match="议程还是空的"):
        move(MeetingState.NOTIFIED)
    an_agenda_item(meeting)
    with pytest.raises(UnableToPrepare, match="还没有参会人员"):
        move(MeetingState.NOTIFIED)
    an_attendee(meeting)
    with pytest.raises(UnableToPrepare, match="不能从“筹备”直接到“召开”"):
        move(MeetingState.HELD)
    move(MeetingState.NOTIFIED)
    with pytest.raises(UnableToPrepare, match="还没有到"):
        move(MeetingState.HELD, at("2025-06-04", 23))
    move(MeetingState.HELD, DAY)
    with pytest.raises(UnableToPrepare, match="还没有会议纪要"):
        move(MeetingState.CLOSED, AFTER)
    operations.write_minutes(meeting=meeting, text=MINUTES, by=OFFICER, now=AFTER)
    assert move(MeetingState.CLOSED, AFTER).state == "CLOSED"
    assert move(MeetingState.HELD, AFTER).state == "HELD"


def test_one_press_asks_a_group_and_a_replaced_leader_is_not_asked():
    town = an_organisation(OrganisationKind.TOWNSHIP, name="城关镇")
    a_role(Role.TOWNSHIP_LEADER, person=a_person(name="前任"), organisation=town, until=date(2025, 6, 5))
    successor = a_person(name="现任")
    a_role(Role.TOWNSHIP_LEADER, person=successor, organisation=town, since=date(2025, 6, 5))
    a_role(Role.TOWNSHIP_LEADER, person=successor, organisation=an_organisation())
    a_role(Role.TOWNSHIP_LEADER, person=a_person(name="以后"), since=date(2025, 6, 6))
    meeting = a_meeting()
    made = operations.invite_group(meeting=meeting, group=AttendeeGroup.TOWNSHIP_LEADERS, **HOW)
    assert [(one.number, one.name, one.organisation_name) for one in made] == [(1, "现任", "城关镇")]
    with pytest.raises(UnableToPrepare, match="没有还未邀请的乡镇"):
        operations.invite_group(meeting=meeting, group=AttendeeGroup.TOWNSHIP_LEADERS, **HOW)
    with pytest.raises(UnableToPrepare, match="请选择参会范围"):
        operations.invite_group(meeting=meeting, group=AttendeeGroup.SINGLE, **HOW)


def test_heads_of_sections_are_asked_without_their_clerks_and_deputies():
    section = an_organisation(OrganisationKind.BUREAU_SECTION)
    for title in ("综合股股长", "综合股副股长", "综合股科员", ""):
        RoleAssignment.objects.filter(
            pk=a_role(Role.SECTION_CLERK, person=a_person(name=title or "无职务"), organisation=section).pk
        ).update(post_title=title)
    made = operations.invite_group(meeting=a_meeting(), group=AttendeeGroup.SECTION_HEADS, **HOW)
    assert [one.name for one in made] == ["综合股股长"]


@pytest.mark.parametrize(
    ("group", "name"),
    [
        (AttendeeGroup.PARTY_DELEGATES, "党代表"),
        (AttendeeGroup.CONGRESS_DEPUTIES, "人大代表"),
        (AttendeeGroup.CPPCC_MEMBERS, "政协委员"),
    ],
)
def test_the_three_groups_of_delegates_are_kept_apart(group, name):
    for each in ("PARTY_DELEGATE", "CONGRESS_DEPUTY", "CPPCC_MEMBER"):
        held = a_role(Role.REPRESENTATIVE, group=each)
        held.person.name = held.get_group_display()
        held.person.save()
    made = operations.invite_group(meeting=a_meeting(), group=group, **HOW)
    assert [one.name for one in made] == [name]


def test_one_answers_for_oneself_and_the_officer_for_anybody():
    account, meeting = an_account(Role.TOWNSHIP_LEADER, name="李镇长"), a_meeting()
    operations.invite_group(meeting=meeting, group=AttendeeGroup.TOWNSHIP_LEADERS, **HOW)
    own = queries.find_attendee(meeting, 1)
    by = actor_for(account, date(2025, 6, 1))
    with pytest.raises(UnableToReply, match="目前是“筹备”"):
        operations.reply(attendee=own, state="COMING", by=by, now=PLANNED)
    moved_to(meeting, MeetingState.NOTIFIED)

    def answer(by, state, **words):
        return operations.reply(attendee=own, state=state, by=by, now=PLANNED, **words)

    for state, words in (("PENDING", "请选择"), ("EXCUSED", "请假事由"), ("DEPUTISED", "代会人的姓名")):
        with pytest.raises(UnableToReply, match=words):
            answer(by, state)
    with pytest.raises(UnableToReply, match="只能回复本人"):
        answer(an_actor(Role.TOWNSHIP_LEADER), "COMING")
    sent = answer(by, "DEPUTISED", deputy="副镇长 王", reason="出差")
    assert (sent.state, sent.deputy, sent.reason) == ("DEPUTISED", "副镇长 王", "")
    entered = answer(OFFICER, "EXCUSED", reason="防汛值班")
    assert (entered.deputy, entered.reason, entered.replied_by_name) == ("", "防汛值班", OFFICER.name)
    assert queries.own_attendance(by, meeting) == own
    assert queries.own_attendance(OFFICER, meeting) is None
    assert queries.answers(queries.attendees(meeting)) == [("待复", 0), ("参加", 0), ("请假", 1), ("代会", 0)]


def test_who_arrived_is_noted_once_people_have_met_and_can_be_corrected():
    meeting = a_meeting()
    for name in ("甲", "乙", "丙"):
        an_attendee(meeting, name)
    with pytest.raises(UnableToPrepare, match="请先点“召开”"):
        operations.note_arrivals(meeting=meeting, numbers=[1], by=OFFICER, now=DAY)
    moved_to(meeting, MeetingState.HELD)
    assert operations.note_arrivals(meeting=meeting, numbers=[1, 2], by=OFFICER, now=DAY) == 2
    assert operations.note_arrivals(meeting=meeting, numbers=[2, 3], by=OFFICER, now=AFTER) == 2
    here = {one.name: one.arrived_at for one in queries.attendees(meeting)}
    assert here == {"甲": None, "乙": DAY, "丙": AFTER}


def test_an_open_day_is_linked_by_its_code_and_found_from_there():
    an_event("2025-KF")
    meeting = a_meeting()
    for _ in range(2):
        a_meeting_link(meeting, "openday", "2025-KF")
    (linked,) = queries.links(OFFICER, meeting)
    assert (linked.label, linked.name, linked.page) == ("开放日", "2025-05-22 科技开放日", "open-day")
    assert list(queries.linked_to("openday", "2025-KF", kinds=["SUMMARY"])) == [meeting]
    assert not queries.linked_to("openday", "2025-KF", kinds=["TOPIC"])
    assert queries.links(an_actor(Role.TOWNSHIP_LEADER), meeting) == []
    for kind, key in (("openday", "1999-KF"), ("song", "2025-KF")):
        with pytest.raises(UnableToPrepare, match="没有找到要关联的内容"):
            a_meeting_link(meeting, kind, key)
    gone = {"meeting": meeting, "kind": "openday", "key": "2025-KF", **HOW}
    operations.unlink(**gone)
    assert queries.links(OFFICER, meeting) == []
    with pytest.raises(UnableToPrepare, match="已经不在了"):
        operations.unlink(**gone)


def test_a_kind_registered_for_two_stops_the_start():
    standing = linkable.find("openday")
    assert linkable.register(standing) is standing
    with pytest.raises(ValueError, match="registered twice"):
        linkable.register(linkable.Linkable("openday", "别的", "home", standing.named, standing.offered))


def test_others_see_a_meeting_when_it_concerns_them():
    account = an_account(Role.TOWNSHIP_LEADER)
    by = actor_for(account, date(2025, 6, 1))
    meeting = a_meeting()
    a_meeting("别的会")
    operations.invite_group(meeting=meeting, group=AttendeeGroup.TOWNSHIP_LEADERS, **HOW)
    with pytest.raises(MeetingNotFound, match="没有找到编号"):
        queries.find_meeting(by, meeting.number)
    moved_to(meeting, MeetingState.NOTIFIED)
    assert [one.number for one in queries.meetings(by)] == [meeting.number]
    assert len(queries.meetings(OFFICER)) == 2


def test_somebody_without_an_account_is_not_taken_for_a_guest_without_one():
    meeting = a_meeting(state=MeetingState.NOTIFIED)
    a_role(Role.TOWNSHIP_LEADER)
    operations.invite_group(meeting=meeting, group=AttendeeGroup.TOWNSHIP_LEADERS, **HOW)
    assert not queries.meetings(Actor(user_id=None, name="来宾"))


def test_a_document_is_linked_by_its_number_and_seen_by_staff_only():
    meeting, document = a_meeting(), a_document()
    a_meeting_link(meeting, "document", str(document.pk))
    (linked,) = queries.links(OFFICER, meeting)
    assert (linked.label, linked.name) == ("文稿", f"{document.title}（第 {document.pk} 号）")
    assert (str(document.pk), linked.name) in linkable.find("document").offered(OFFICER)
    leader = an_actor(Role.TOWNSHIP_LEADER)
    assert queries.links(leader, meeting) == []
    assert linkable.find("document").offered(leader) == []
    with pytest.raises(UnableToPrepare, match="没有找到要关联的内容"):
        a_meeting_link(meeting, "document", "x")


def test_a_list_is_narrowed_and_counts_its_people():
    meeting = a_meeting("总结会议")
    a_meeting("调度会", starts_at=at("2025-06-20", 9))
    for name in ("甲", "乙"):
        an_attendee(meeting, name)
    moved_to(meeting, MeetingState.HELD)
    operations.reply(attendee=queries.find_attendee(meeting, 1), state="COMING", by=OFFICER, now=DAY)
    operations.note_arrivals(meeting=meeting, numbers=[1], by=OFFICER, now=DAY)
    assert [one.title for one in queries.meetings(OFFICER)] == ["调度会", "总结会议"]
    (found,) = queries.meetings(OFFICER, MeetingFilters(text="总结", state="HELD", kind="SUMMARY"))
    assert (found.asked, found.coming, found.arrived, found.reports_asked) == (2, 1, 1, 0)
    assert not queries.meetings(OFFICER, MeetingFilters(kind="TOPIC"))
