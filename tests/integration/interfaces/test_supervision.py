"""The screens of supervision: who is offered what, urging from the list of who does not move, one form for a township."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from tests.architecture import page_budget
from tests.factories.accounts import an_account, an_actor, an_organisation
from tests.factories.calendar import the_shipped_years
from tests.factories.tasks import (
    CHECKER,
    CLERK,
    PHOTO,
    a_monthly_request,
    a_score_appeal,
    a_task,
    a_task_decision,
    a_task_feedback,
    a_task_helper,
    a_task_report,
    a_task_urging,
)
from tests.factories.tasks import at as day
from tidu.domain.tasks import operations
from tidu.domain.tasks.models import Task, TaskFeedback, TaskUrging
from tidu.domain.tasks.operations import Part, Said
from tidu.foundation.actors import OrganisationKind, Role, system

pytestmark = pytest.mark.django_db

EARLY = date(2025, 5, 30)
MONDAY = datetime(2025, 6, 9, 2, tzinfo=UTC)


@pytest.fixture
def township():
    the_shipped_years()
    return an_organisation(OrganisationKind.TOWNSHIP, code="SHIDU", name="石渡镇")


@pytest.fixture
def leader(signed_in, township):
    return signed_in(Role.TOWNSHIP_LEADER, organisation=township)


@pytest.fixture
def director(signed_in):
    return signed_in(Role.BUREAU_DIRECTOR)


def said(answer):
    return answer.content.decode()


def test_a_task_is_opened_signed_divided_and_told_of(director, leader, township):
    form = {"title": "摸排培育对象", "kind": "DECISION", "owner_id": township.pk, "due_on": "2025-08-29"}
    assert "不晚于今天" in said(director.post("/tasks/new/", {**form, "due_on": "2025-06-10"}))
    assert "已立项" in said(director.post("/tasks/new/", form, follow=True))
    at = f"/tasks/{Task.objects.get().number}"
    assert "已签收" in said(leader.post(f"{at}/sign/", follow=True))
    part = {"title": "走访三家", "owner_id": township.pk, "due_on": "2025-06-30"}
    assert "已分解出" in said(leader.post(f"{at}/divide/", part, follow=True))
    page = said(leader.get(f"{at}/feed-back/"))
    assert "制定方案" in page
    assert ">签收<" not in page
    told = {"text": "方案已印发", "request": "请明确辅导人员", "node": "2"}
    assert "已反馈" in said(leader.post(f"{at}/feed-back/", told, follow=True))
    page = said(director.get(f"{at}/stocktake/"))
    for words in ("分解为 1 项，办结 0 项", "请明确辅导人员", "2025-06-10 到达", "全部在轨"):
        assert words in page
    assert "请明确辅导人员" in said(leader.get(f"{at}/"))


def test_who_does_not_move_is_urged_in_one_press_and_answers_in_writing(director, leader, township):
    task = a_task(township, due_on=EARLY)
    a_task(township)
    page = said(director.get("/tasks/red/"))
    assert "共 1 项，涉及 1 个单位" in page
    assert "已逾期 6 个工作日" in page
    urge = f"/tasks/{task.number}/urge/"
    assert urge in page
    assert urge not in said(leader.get("/tasks/red/"))
    answer = director.post(urge, {"next": "/tasks/red/"}, follow=True)
    assert answer.redirect_chain[-1][0] == "/tasks/red/"
    assert "须书面回复" in said(answer)
    assert "等责任单位书面回复" in said(leader.get(f"/tasks/{task.number}/"))
    assert "石渡镇" not in said(director.get("/tasks/notices/"))
    leader.post(f"/tasks/{task.number}/reply/", {"reply": "六月中旬完成"})
    assert TaskUrging.objects.get().reply == "六月中旬完成"


def test_a_digest_tells_the_owner_what_was_urged(director, leader, township):
    operations.urge(number=a_task(township).number, by=system("局领导"), now=MONDAY)
    page = said(leader.get("/tasks/notices/"))
    assert "局领导催办：开通共享检测预约" in page
    assert "到期前 7 天：责任人" in page


def test_the_month_of_a_township_begins_with_its_tasks_and_feeds_them(leader, township):
    task = a_task(township)
    page = said(leader.get("/monthly/SHIDU/2025-05/"))
    assert f"{task.number}：</textarea>" in page
    refused = leader.post("/monthly/SHIDU/2025-05/", {"progress": f"{task.number}："})
    assert refused.status_code == 422
    leader.post("/monthly/SHIDU/2025-05/", {"progress": f"{task.number}：入库 3 家"})
    assert [one.text for one in TaskFeedback.objects.filter(task=task)] == ["入库 3 家"]
    assert "来自月报" in said(leader.get(f"/tasks/{task.number}/"))


def test_a_score_shows_its_rows_and_a_unit_appeals(director, leader, township):
    a_task_feedback(a_task(township, due_on=EARLY))
    page = said(leader.get("/tasks/scores/2025/"))
    for words in ("每项到期任务 100 分", "到期未完成：0", "任务分 = 0 ÷ 1"):
        assert words in page
    assert "申诉已记录" in said(
        leader.post("/tasks/scores/2025/appeal/", {"unit_code": "SHIDU", "text": "已按期"}, follow=True)
    )
    appeal = a_score_appeal(township)
    assert "已按期报送" in said(director.get(f"/tasks/scores/2025/appeals/{appeal.pk}/"))
    director.post(f"/tasks/scores/2025/appeals/{appeal.pk}/", {"answer": "已核对"})
    assert "已核对" in said(leader.get("/tasks/scores/2025/"))
    assert director.get(f"/tasks/scores/2024/appeals/{appeal.pk}/").status_code == 404
    assert leader.get("/tasks/scores/9999/").status_code == 404
    assert "还没有督办办法" in said(leader.get("/tasks/scores/2001/"))
    assert "节假日表还没有导入" not in said(leader.get("/tasks/scores/2025/"))


def test_helpers_are_named_see_the_task_and_tell_of_their_part(director, leader, township, signed_in):
    helping = an_organisation(OrganisationKind.TOWNSHIP, code="YUNXI", name="云溪镇")
    helper = signed_in(Role.TOWNSHIP_LEADER, organisation=helping)
    form = {"title": "摸排培育对象", "kind": "OTHER", "owner_id": township.pk, "due_on": "2025-08-29"}
    wrong = director.post("/tasks/new/", form | {"helper_ids": [township.pk]})
    assert "石渡镇已是责任单位，不能同时协办" in said(wrong)
    director.post("/tasks/new/", form | {"helper_ids": [helping.pk]})
    at = f"/tasks/{Task.objects.get().number}"
    page = said(helper.get(f"{at}/"))
    for words in ("协办单位", "云溪镇", f"{at}/help/"):
        assert words in page
    for act in ("sign", "report", "helpers"):
        assert f"{at}/{act}/" not in page
    assert f"{at}/help/" not in said(leader.get(f"{at}/"))
    assert "云溪镇协办" in said(director.get("/tasks/"))
    told = {"unit": "YUNXI", "text": "已核对 8 家", "request": "请定口径"}
    assert "已反馈，牵头单位看得到" in said(helper.post(f"{at}/help/", told, follow=True))
    assert "云溪镇协办反馈" in said(leader.get(f"{at}/"))
    assert "没有这个选项" in said(leader.post(f"{at}/help/", told))
    page = said(director.get(f"{at}/helpers/"))
    assert page.count(" checked") == 1
    assert "已有协办反馈，不能去掉" in said(director.post(f"{at}/helpers/", {}))
    assert helper.get(f"{at}/helpers/").status_code == 403
    park = an_organisation(OrganisationKind.PARK, name="工业园区")
    saved = director.post(f"{at}/helpers/", {"helper_ids": [helping.pk, park.pk]}, follow=True)
    assert "2 个单位协办" in said(saved)
    month = said(helper.get("/monthly/YUNXI/2025-05/"))
    assert "协办" in month
    assert f"{Task.objects.get().number}：</textarea>" in month


def test_what_is_asked_for_is_decided_and_carried_out(director, leader, township):
    asked = a_task_feedback(a_task(township))
    at = f"/tasks/{asked.task.number}"
    decide = f"{at}/requests/{asked.pk}/decide/"
    page = said(director.get("/tasks/requests/"))
    for words in ("请明确场地", "还没有批复的 1 件", decide):
        assert words in page
    assert decide not in said(leader.get("/tasks/requests/"))
    assert decide in said(director.get(f"{at}/"))
    assert decide in said(director.get(f"{at}/stocktake/"))
    assert "请求决定的事" in said(director.get("/opinions/today/"))
    assert "石渡镇：请明确场地" in said(director.get(decide))
    assert "请填写“批复”" in said(director.post(decide, {"text": ""}))
    assert "已批复" in said(director.post(decide, {"text": "用一号厂房"}, follow=True))
    assert "已由" in said(director.post(decide, {"text": "用二号厂房"}))
    assert director.get(f"{at}/requests/{asked.pk + 1}/decide/").status_code == 404
    assert "还没有批复的 0 件" in said(director.get("/tasks/requests/"))
    assert "请求决定的事" not in said(director.get("/opinions/today/"))
    settle = f"{at}/requests/{asked.pk}/settle/"
    assert settle not in said(director.get(f"{at}/"))
    assert settle in said(leader.get(f"{at}/"))
    assert "未落实" in said(leader.get(f"{at}/stocktake/"))
    assert "已确认落实" in said(leader.post(settle, follow=True))
    page = said(director.get(f"{at}/stocktake/"))
    for words in ("用一号厂房", "已落实", "没有等领导批复的事"):
        assert words in page


def test_what_a_month_asks_without_a_task_is_answered_and_made_a_task(director, leader, signed_in, township):
    form = {"progress": "走访三家", "requests": "请协调工业用电增容\n请协调用地"}
    assert "已报送" in said(leader.post("/monthly/SHIDU/2025-05/", form, follow=True))
    power, land = (f"/tasks/requests/SHIDU-2025-05-{number}/" for number in (1, 2))
    page = said(director.get("/tasks/requests/"))
    for words in (
        "还没有批复的 2 件",
        "请协调工业用电增容",
        "2025 年 5 月月报",
        f"{power}decide/",
        f"{land}decide/",
    ):
        assert words in page
    assert "2 件" in said(director.get("/opinions/today/"))
    assert f"{power}decide/" not in said(leader.get("/tasks/requests/"))
    assert "等批复" in said(leader.get("/monthly/SHIDU/2025-05/"))
    assert "石渡镇：请协调工业用电增容" in said(director.get(f"{power}decide/"))
    assert "请填写“批复”" in said(director.post(f"{power}decide/", {"text": ""}))
    assert "已批复" in said(director.post(f"{power}decide/", {"text": "请供电公司勘查"}, follow=True))
    assert "已由" in said(director.post(f"{power}decide/", {"text": "再定"}))
    section = an_organisation(OrganisationKind.BUREAU_SECTION, name="综合股")
    opening = {"title": "协调用地", "owner": section.pk, "due_on": "2025-06-30"}
    clerk = signed_in(Role.SECTION_CLERK)
    assert "请协调用地" in said(director.get(f"{land}open/"))
    assert "由科技局领导和县领导批复" in said(clerk.post(f"{land}open/", opening))
    assert "不晚于今天" in said(director.post(f"{land}open/", {**opening, "due_on": "2025-06-10"}))
    assert "由综合股办理" in said(director.post(f"{land}open/", opening, follow=True))
    task = Task.objects.get()
    assert "月报请求 SHIDU-2025-05-2" in said(director.get(f"/tasks/{task.number}/"))
    assert f"立为任务 {task.number}" in said(leader.get(land))
    assert f"{power}settle/" in said(leader.get(power))
    assert f"{power}settle/" not in said(director.get(power))
    assert "已确认落实" in said(leader.post(f"{power}settle/", follow=True))
    assert "已落实" in said(leader.get("/monthly/SHIDU/2025-05/"))
    assert "还没有批复的 0 件" in said(director.get("/tasks/requests/"))
    other = signed_in(Role.TOWNSHIP_LEADER)
    assert other.get(power).status_code == 404


def test_the_answer_to_a_month_s_request_is_read_among_the_reminders(leader, township):
    request = a_monthly_request(township)
    operations.decide_asked(key=request.key, text="请供电公司勘查", by=CLERK, now=MONDAY)
    page = said(leader.get("/tasks/notices/"))
    for words in ("请供电公司勘查", f"月报请求 {request.key}", f"/tasks/requests/{request.key}/"):
        assert words in page


def test_the_score_of_a_past_day_shows_that_day_and_answers_nothing(director, leader, township):
    task = a_task(township, due_on=EARLY)
    operations.report_done(number=task.number, text="已办", evidence=[PHOTO], by=CLERK, now=MONDAY)
    operations.close_task(number=task.number, by=system("核查"), now=MONDAY)
    a_score_appeal(township)
    assert "未完成" not in said(director.get("/tasks/scores/2025/"))
    page = said(director.get("/tasks/scores/2025/", {"as_of": "2025-06-05"}))
    for words in ("截至 2025-06-05", "到期未完成：0", "已按期报送", "等局领导答复"):
        assert words in page
    assert "/appeals/" not in page
    assert "/appeal/" not in said(leader.get("/tasks/scores/2025/", {"as_of": "2025-06-05"}))


def test_the_page_of_a_task_with_everything_keeps_within_the_budget_of_a_page():
    owner = an_organisation(OrganisationKind.TOWNSHIP)
    task, leader = a_task(owner), an_actor(Role.TOWNSHIP_LEADER, organisation=owner)
    helping = a_task_helper(task).unit_id
    a_task_decision(a_task_feedback(task))
    part = Part("走访三家", owner.pk, date(2025, 6, 20), helper_ids=[helping])
    (child,) = operations.divide_task(number=task.number, parts=[part], by=CLERK, now=day("2025-05-23"))
    a_task_urging(task)
    operations.reply_urging(number=task.number, reply="在办", by=leader, now=day("2025-05-26"))
    a_task_report(child, now=day("2025-05-26"))
    a_task_report(task, now=day("2025-05-26"))
    operations.send_back(number=task.number, reason="不实", by=CHECKER, now=day("2025-05-27"))
    operations.feed_back(
        number=task.number, said=Said("再办", request="再定"), by=leader, now=day("2025-05-27")
    )
    for role, unit in ((Role.BUREAU_DIRECTOR, None), (Role.TOWNSHIP_LEADER, owner)):
        reader = an_account(role, organisation=unit)
        for page in ("task", "task-stocktake"):
            assert page_budget.asked(reader, reverse(page, args=[task.number])) <= page_budget.BUDGET
