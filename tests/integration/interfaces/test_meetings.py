"""The screens of meetings: the bureau prepares and decides, a unit reports from its telephone, leaders comment."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories.accounts import a_role, an_account, an_organisation
from tests.factories.meetings import (
    PAPER,
    a_meeting,
    a_meeting_report,
    a_minutes_sentence,
    a_report_text,
    an_agenda_item,
    an_approved_report,
    an_attendee,
    moved_to,
)
from tests.factories.openday import an_event
from tests.factories.opinions import at
from tidu.domain.meetings import queries
from tidu.domain.meetings.models import Meeting, MeetingReport
from tidu.domain.meetings.vocabulary import MeetingState
from tidu.domain.tasks.models import Task
from tidu.foundation.actors import OrganisationKind, Role, system
from tidu.foundation.clock import AsOf, today

CLERK = system("测试")


def text(answer) -> str:
    return answer.content.decode()


def test_a_meeting_is_planned_changed_linked_and_moved_on(signed_in):
    an_event("2025-KF")
    clerk = signed_in(Role.SECTION_CLERK)
    form = {
        "title": "推进会",
        "kind": "PROMOTION",
        "on": "2025-06-10",
        "starts": "09:00",
        "ends": "08:00",
        "place": "馆",
        "chair": "局长",
    }
    wrong = clerk.post("/meetings/new/", form)
    assert wrong.status_code == 422
    assert "结束时间应晚于开始时间" in text(wrong)
    made = clerk.post("/meetings/new/", {**form, "ends": "11:00"}, follow=True)
    assert made.redirect_chain[0][0] == "/meetings/HY-2025-001/"
    assert "2025-06-10 09:00–11:00 · 馆 · 局长主持 · 筹备" in text(made)
    assert 'value="09:00"' in text(clerk.get("/meetings/HY-2025-001/change/"))
    clerk.post("/meetings/HY-2025-001/change/", {**form, "ends": "11:30", "place": "三楼"})
    clerk.post("/meetings/HY-2025-001/link/", {"linked": "openday:2025-KF"})
    clerk.post("/meetings/HY-2025-001/agenda/new/", {"title": "讨论", "minutes": "30"})
    an_attendee(Meeting.objects.get())
    refused = clerk.post("/meetings/HY-2025-001/move/", {"state": "SONG"}, follow=True)
    assert "没有这个状态" in text(refused)
    moved = clerk.post("/meetings/HY-2025-001/move/", {"state": "NOTIFIED"}, follow=True)
    assert "现在是“已通知”" in text(moved)
    assert "2025-05-22 科技开放日" in text(moved)
    assert "11:30 · 三楼" in text(moved)
    gone = clerk.post("/meetings/HY-2025-001/unlink/", {"linked": "openday:2025-KF"}, follow=True)
    assert "没有关联开放日或文稿" in text(gone)


def test_an_item_moved_keeps_the_focus_on_its_button(signed_in):
    meeting, unit = a_meeting(), an_organisation(name="东河镇")
    for title in ("甲", "乙", "丙"):
        an_agenda_item(meeting, title)
    clerk = signed_in(Role.SECTION_CLERK)
    once = clerk.post(f"/meetings/{meeting.number}/agenda/3/move/", {"way": "up"}, follow=True)
    assert once.redirect_chain == [(f"/meetings/{meeting.number}/?moved=2&way=up", 302)]
    assert 'aria-label="上移：丙" autofocus' in text(once)
    twice = clerk.post(f"/meetings/{meeting.number}/agenda/2/move/", {"way": "up"}, follow=True)
    assert 'aria-label="下移：丙" autofocus' in text(twice)
    thrice = clerk.post(f"/meetings/{meeting.number}/agenda/1/move/", {"way": "up"}, follow=True)
    assert "已经在最前" in text(thrice)
    changed = {"title": "丙汇报", "unit": unit.code, "speaker": "镇长", "minutes": "10"}
    clerk.post(f"/meetings/{meeting.number}/agenda/1/", changed)
    assert 'value="丙汇报"' in text(clerk.get(f"/meetings/{meeting.number}/agenda/1/"))
    clerk.post(f"/meetings/{meeting.number}/agenda/2/remove/")
    assert [one.title for one in queries.agenda(meeting)] == ["丙汇报", "乙"]


def test_a_group_is_asked_and_each_answers_on_the_own_page(signed_in):
    town = an_organisation(OrganisationKind.TOWNSHIP)
    account = an_account(Role.TOWNSHIP_LEADER, organisation=town, name="李镇长")
    meeting = a_meeting(starts_at=at("2025-06-18", 9))
    clerk, leader = signed_in(Role.SECTION_CLERK), signed_in(account=account)
    base = f"/meetings/{meeting.number}"
    asked = clerk.post(f"{base}/people/invite/", {"group": "TOWNSHIP_LEADERS"}, follow=True)
    assert "已邀请乡镇（园区）分管领导 1 人" in text(asked)
    clerk.post(f"{base}/people/new/", {"name": "外请专家", "post_title": "教授"})
    assert leader.get(f"{base}/own/").status_code == 404
    moved_to(meeting, MeetingState.NOTIFIED)
    assert f'href="{base}/own/"' in text(leader.get("/meetings/"))
    assert leader.get(f"{base}/people/2/reply/").status_code == 404
    wrong = leader.post(f"{base}/people/1/reply/", {"state": "DEPUTISED"})
    assert "代会人" in text(wrong)
    done = leader.post(f"{base}/people/1/reply/", {"state": "DEPUTISED", "deputy": "副镇长"}, follow=True)
    assert done.redirect_chain[0][0] == f"{base}/own/"
    assert "由副镇长代会" in text(done)
    clerk.post(f"{base}/people/2/reply/", {"state": "EXCUSED", "reason": "出差"})
    assert "待复 0 · 参加 0 · 请假 1 · 代会 1" in text(clerk.get(f"{base}/people/"))


def test_who_came_and_who_spoke_is_ticked(signed_in):
    meeting = a_meeting(starts_at=at("2025-06-09", 9))
    report = an_approved_report(meeting)
    moved_to(meeting, MeetingState.HELD)
    clerk, base = signed_in(Role.SECTION_CLERK), f"/meetings/{meeting.number}"
    came = clerk.post(f"{base}/people/arrivals/", {"here": ["1", "x"]}, follow=True)
    assert "已登记到会 1 人" in text(came)
    assert "还没有登记谁发了言" in text(clerk.get(f"{base}/reports/"))
    spoke = clerk.post(f"{base}/spoken/", {"spoke": [report.unit.code]}, follow=True)
    assert "已登记 1 个单位发言" in text(spoke)
    held = queries.find_meeting(CLERK, meeting.number)
    assert queries.reporting_units(held, AsOf(on=today())).names == (report.unit.short_name,)


def test_a_report_goes_from_the_unit_s_telephone_into_the_papers(signed_in):
    town = an_organisation(OrganisationKind.TOWNSHIP, name="东河镇")
    meeting = a_meeting(starts_at=at("2025-06-18", 9))
    clerk, second = signed_in(Role.SECTION_CLERK), signed_in(Role.SECTION_CLERK)
    leader, county = signed_in(Role.TOWNSHIP_LEADER, organisation=town), signed_in(Role.COUNTY_LEADER)
    base = f"/meetings/{meeting.number}"
    ask = {"topic": "二季度工作", "unit_codes": [town.code], "working_days": "3"}
    asked = clerk.post(f"{base}/ask/", ask, follow=True)
    assert "已向 1 个单位布置，2025-06-13 前报送" in text(asked)
    clerk.post(f"{base}/remind/")
    one = f"{base}/reports/{town.code}"
    assert 'hx-get="/meetings/" hx-select="#meetings-owed"' in text(leader.get("/"))
    assert f'href="{one}/hand-in/"' in text(leader.get("/meetings/"))
    assert "已催 1 次" in text(leader.get(f"{base}/own/"))
    empty = leader.post(f"{one}/hand-in/", {"text": " "})
    assert "请填写汇报正文，或上传文件" in text(empty)
    file = SimpleUploadedFile(PAPER.name, PAPER.content)
    leader.post(f"{one}/hand-in/", {"text": "走访了全部在库企业", "file": file})
    second.post(f"{one}/send-back/", {"reason": "请写家数"})
    assert "请写家数" in text(leader.get(f"{base}/own/"))
    assert "走访了全部在库企业" in text(leader.get(f"{one}/hand-in/"))
    leader.post(f"{one}/hand-in/", {"text": "走访了 12 家在库企业"})
    approved = second.post(f"{one}/approve/", follow=True)
    assert "已通过，进入会议材料" in text(approved)
    county.post(f"{one}/comment/", {"stance": "REMARK", "text": "抓好落实"})
    assert "抓好落实" in text(leader.get(f"{base}/own/"))
    paper = text(clerk.get(f"{base}/pack/"))
    assert "走访了 12 家在库企业" in paper
    assert "走访了全部在库企业" not in paper
    sha = MeetingReport.objects.get().texts.get(number=1).file.sha256
    for who in (leader, clerk):
        answer = who.get(f"{one}/files/{sha}/")
        assert b"".join(answer) == PAPER.content
    assert leader.get(f"{one}/files/{'0' * 64}/").status_code == 404
    assert signed_in(Role.TOWNSHIP_LEADER).get(f"{one}/files/{sha}/").status_code == 404


def test_the_order_of_speaking_is_moved_and_a_unit_may_write_only(signed_in):
    meeting = a_meeting(starts_at=at("2025-06-18", 9))
    first, last = (an_approved_report(meeting, an_organisation(name=name)) for name in ("甲镇", "乙镇"))
    clerk, base = signed_in(Role.SECTION_CLERK), f"/meetings/{meeting.number}/reports"
    moved = clerk.post(f"{base}/{last.unit.code}/move/", {"way": "up"}, follow=True)
    assert "乙镇、甲镇" in text(moved)
    assert 'aria-label="下移：乙镇" autofocus' in text(moved)
    written = clerk.post(f"{base}/{last.unit.code}/speaking/", {"speaks": "0"}, follow=True)
    assert "乙镇改为书面汇报" in text(written)
    first.refresh_from_db()
    assert first.position == 1
    again = clerk.post(f"{base}/{last.unit.code}/speaking/", {"speaks": "1"}, follow=True)
    assert "甲镇、乙镇" in text(again)


@pytest.mark.parametrize(("day", "word"), [("2025-06-06", "缺交"), ("2025-06-10", "今天到期")])
def test_a_page_of_reports_names_who_is_missing(signed_in, day, word):
    meeting = a_meeting(starts_at=at("2025-06-18", 9))
    report = a_meeting_report(meeting)
    MeetingReport.objects.filter(pk=report.pk).update(due_on=day)
    assert word in text(signed_in(Role.SECTION_CLERK).get(f"/meetings/{meeting.number}/reports/"))


def test_the_bureau_hands_its_own_report_in_from_the_report_s_page(signed_in):
    meeting = a_meeting(starts_at=at("2025-06-18", 9))
    report = a_meeting_report(meeting, an_organisation(OrganisationKind.BUREAU))
    clerk = signed_in(Role.SECTION_CLERK)
    one = f"/meetings/{meeting.number}/reports/{report.unit.code}"
    assert f'href="{one}/hand-in/"' in text(clerk.get(f"{one}/"))
    done = clerk.post(f"{one}/hand-in/", {"text": "局机关汇报"}, follow=True)
    assert done.redirect_chain[0][0] == f"{one}/"
    refused = clerk.post(f"{one}/approve/", follow=True)
    assert "报送的人不能自己审核" in text(refused)
    assert clerk.get(f"/meetings/{meeting.number}/reports/nobody/").status_code == 404


def test_minutes_are_written_and_a_sentence_becomes_a_task_with_a_way_back(signed_in):
    town = an_organisation(OrganisationKind.TOWNSHIP)
    meeting = moved_to(a_meeting(starts_at=at("2025-06-09", 9)), MeetingState.HELD)
    clerk, base = signed_in(Role.SECTION_CLERK), f"/meetings/{meeting.number}"
    assert "还没有纪要" in text(clerk.get(f"{base}/minutes/"))
    clerk.post(f"{base}/minutes/write/", {"text": "会议听取了汇报。东河镇月底前开通预约。"})
    assert "东河镇月底前开通预约。" in text(clerk.get(f"{base}/minutes/2/task/"))
    form = {"title": "开通预约", "owner": str(town.pk), "due_on": "2025-06-10"}
    assert "不晚于今天" in text(clerk.post(f"{base}/minutes/2/task/", form))
    clerk.post(f"{base}/minutes/2/task/", {**form, "due_on": "2025-06-30"})
    task = Task.objects.get()
    for page in (f"{base}/", f"{base}/minutes/"):
        assert f'href="/tasks/{task.number}/"' in text(clerk.get(page))
    leader = signed_in(Role.TOWNSHIP_LEADER, organisation=town)
    back = f"/meetings/decisions/{meeting.number}-2/"
    assert back in text(leader.get(f"/tasks/{task.number}/"))
    assert "东河镇月底前开通预约。" in text(leader.get(back))
    assert "会议听取了汇报" not in text(leader.get(back))
    assert leader.get(f"/meetings/decisions/{meeting.number}-1/").status_code == 404
    assert "这一句还没有立为任务" in text(clerk.get(f"/meetings/decisions/{meeting.number}-1/"))
    kept = clerk.post(f"{base}/minutes/write/", {"text": "会议听取了汇报。"})
    assert "这一句不能改动" in text(kept)


def test_an_empty_meeting_says_what_to_do(signed_in):
    meeting, clerk = a_meeting(), signed_in(Role.SECTION_CLERK)
    for page, words in (
        ("", "还没有议程"),
        ("people/", "点上面的范围"),
        ("reports/", "点“布置汇报”"),
        ("minutes/", "会议还没有召开"),
        ("pack/", "还没有通过的汇报"),
    ):
        assert words in text(clerk.get(f"/meetings/{meeting.number}/{page}"))


def test_a_contact_of_a_firm_finds_the_report_owed_on_the_desk(signed_in):
    firm = an_organisation(OrganisationKind.ENTERPRISE, name="某企业")
    a_role(Role.ENTERPRISE_CONTACT, organisation=firm)
    meeting = a_meeting(starts_at=at("2025-06-18", 9))
    report = a_meeting_report(meeting, firm)
    contact = signed_in(Role.ENTERPRISE_CONTACT, organisation=firm)
    assert "要交的会议汇报" in text(contact.get("/meetings/"))
    a_report_text(report)
    assert "要交的会议汇报" not in text(contact.get("/meetings/"))
    assert contact.get(f"/meetings/{meeting.number}/").status_code == 403


def test_a_list_says_what_units_do_not_need_to_know_to_staff_only(signed_in):
    meeting = a_meeting(state=MeetingState.HELD)
    a_minutes_sentence(meeting)
    listed = text(signed_in(Role.COUNTY_LEADER).get("/meetings/?kind=SUMMARY"))
    assert "实到（人）" in listed
    assert "筹备会议" not in listed
    assert "实到" not in text(signed_in(Role.TOWNSHIP_LEADER).get("/meetings/"))
