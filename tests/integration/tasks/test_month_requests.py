"""What a township asks of the county in its monthly report waits for a leader, with or without the number of a task."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories.accounts import an_account, an_actor, an_organisation
from tests.factories.tasks import CLERK, a_monthly_request, a_task, at
from tidu.domain.tasks import operations, queries
from tidu.domain.tasks.models import MonthlyRequest, TaskFeedback, TaskNotice
from tidu.domain.tasks.operations import UnableToMoveTask, UnableToOpenTask
from tidu.domain.tasks.queries import RequestNotFound
from tidu.foundation.actors import OrganisationKind, Role

pytestmark = pytest.mark.django_db

MAY = date(2025, 5, 1)


@pytest.fixture
def place():
    return an_organisation(OrganisationKind.TOWNSHIP, code="SHIDU", name="石渡镇")


@pytest.fixture
def leader(place):
    return an_actor(Role.TOWNSHIP_LEADER, organisation=place)


@pytest.fixture
def director():
    return an_actor(Role.BUREAU_DIRECTOR)


def sent(place, by, requests, *, progress="走访", day="2025-06-05"):
    values = {"progress": progress, "requests": requests}
    operations.send_monthly(place=place, month_on=MAY, values=values, by=by, now=at(day))


def asked(place):
    found = queries.requests_of_month(place, MAY)
    return [(one.text, one.withdrawn_at is not None) for one in found]


def test_each_line_that_is_no_task_s_feedback_waits_by_itself(place, leader, director):
    own, other = a_task(place), a_task(an_organisation(OrganisationKind.TOWNSHIP))
    lines = [
        f"{own.number} 请明确场地",
        " 请协调工业用电增容。 ",
        "",
        f"{other.number} 不归我的也请协调",
        "RW-2099-001：写错了编号的事",
        "请协调工业用电增容。",
    ]
    sent(place, leader, "\n".join(lines), progress=f"{own.number} 已谈两家")
    assert TaskFeedback.objects.get().request == "请明确场地"
    waiting = [one.text for one in queries.waiting_of_months(director)]
    assert waiting == ["请协调工业用电增容。", lines[3], lines[4]]
    assert [one.key for one in MonthlyRequest.objects.order_by("pk")] == [
        f"SHIDU-2025-05-{n}" for n in (1, 2, 3)
    ]


def test_a_request_on_a_task_of_which_no_progress_is_told_is_not_lost(place, leader, director):
    own = a_task(place)
    sent(place, leader, f"{own.number} 请明确场地")
    assert not TaskFeedback.objects.exists()
    assert [one.text for one in queries.waiting_of_months(director)] == [f"{own.number} 请明确场地"]


def test_sending_the_month_again_keeps_what_stays_adds_what_is_new_and_withdraws_what_is_left_out(
    place, leader, director
):
    sent(place, leader, "请协调用电\n请协调用地")
    sent(place, leader, "请协调用地\n请协调用水", day="2025-06-06")
    assert asked(place) == [("请协调用电", True), ("请协调用地", False), ("请协调用水", False)]
    with pytest.raises(UnableToMoveTask, match="已撤回这条请求"):
        operations.decide_asked(key="SHIDU-2025-05-1", text="好", by=director, now=at("2025-06-07"))
    operations.decide_asked(key="SHIDU-2025-05-2", text="下周办", by=director, now=at("2025-06-09"))
    sent(place, leader, "请协调用电", day="2025-06-10")
    assert asked(place) == [("请协调用电", False), ("请协调用地", False), ("请协调用水", True)]


def test_a_leader_answers_once_and_the_place_says_when_it_is_carried_out(place, leader, director):
    person = an_account(Role.TOWNSHIP_LEADER, organisation=place).person
    request = a_monthly_request(place)
    how = {"key": request.key, "now": at("2025-06-09")}
    for by, words in ((leader, "由科技局领导和县领导批复"), (an_actor(Role.SECTION_CLERK), "由科技局领导")):
        with pytest.raises(UnableToMoveTask, match=words):
            operations.decide_asked(**how, text="好", by=by)
    with pytest.raises(UnableToMoveTask, match="请写明批复"):
        operations.decide_asked(**how, text=" ", by=director)
    with pytest.raises(UnableToMoveTask, match="还没有批复"):
        operations.settle_asked(**how, by=leader)
    operations.decide_asked(**how, text="请供电公司勘查", by=director)
    with pytest.raises(UnableToMoveTask, match="批复：请供电公司勘查"):
        operations.decide_asked(**how, text="再定", by=an_actor(Role.COUNTY_LEADER))
    assert queries.waiting_of_months(director) == []
    assert queries.unsettled_of_months(leader) == [request]
    told = TaskNotice.objects.get(person=person)
    assert (told.asked, told.task) == (request, None)
    assert told.words == f"{director.name}批复“{request.text}”：请供电公司勘查"
    assert "SHIDU-2025-05-1" in str(request)
    with pytest.raises(UnableToMoveTask, match="由提出请求的石渡镇确认"):
        operations.settle_asked(**how, by=director)
    assert queries.find_asked(leader, request.key).may_settle
    operations.settle_asked(**how, by=leader)
    assert queries.unsettled_of_months(leader) == []
    with pytest.raises(UnableToMoveTask, match="已确认落实"):
        operations.settle_asked(**how, by=leader)


def test_a_director_makes_it_a_task_which_is_the_answer_and_a_clerk_only_after_one(place, leader, director):
    first, second = (
        a_monthly_request(place),
        a_monthly_request(place, "请协调用地", month_on=date(2025, 4, 1)),
    )
    section = an_organisation(OrganisationKind.BUREAU_SECTION, name="综合股")
    clerk = an_actor(Role.SECTION_CLERK)
    how = {"title": "协调增容", "owner_id": section.pk, "due_on": date(2025, 6, 30), "now": at("2025-06-09")}
    for by, error in ((clerk, UnableToMoveTask), (leader, UnableToOpenTask)):
        with pytest.raises(error):
            operations.open_asked(key=first.key, **how, by=by)
    task = operations.open_asked(key=first.key, **how, by=director)
    assert (task.source_kind, task.source_key) == ("monthly", first.key)
    line = queries.find_asked(leader, first.key)
    assert line.decision.text == f"立为任务 {task.number}，由综合股办理，2025-06-30 前完成。"
    assert [one.number for one in line.tasks] == [task.number]
    assert not queries.find_asked(director, first.key).may_open
    with pytest.raises(UnableToMoveTask, match=f"已立为任务 {task.number}"):
        operations.open_asked(key=first.key, **how, by=director)
    operations.decide_asked(key=second.key, text="综合股办", by=director, now=at("2025-06-09"))
    assert queries.find_asked(clerk, second.key).may_open
    other = operations.open_asked(key=second.key, **how, by=clerk)
    assert queries.find_asked(clerk, second.key).decision.text == "综合股办"
    operations.withdraw_task(number=other.number, reason="不办了", by=director, now=at("2025-06-10"))
    assert queries.find_asked(clerk, second.key).may_open


def test_the_place_hears_that_the_task_made_of_its_request_is_over(place, director):
    person = an_account(Role.TOWNSHIP_LEADER, organisation=place).person
    request = a_monthly_request(place)
    how = {"title": "协调增容", "owner_id": place.pk, "due_on": date(2025, 6, 30), "now": at("2025-06-09")}
    task = operations.open_asked(key=request.key, **how, by=director)
    operations.withdraw_task(number=task.number, reason="并入别的任务", by=director, now=at("2025-06-10"))
    told = TaskNotice.objects.filter(person=person, asked=request).latest("pk")
    assert told.words == f"“{request.text}”所立的任务 {task.number} 已由{director.name}撤销。"


def test_what_another_place_asks_is_not_found(place):
    request = a_monthly_request(place)
    stranger = an_actor(Role.TOWNSHIP_LEADER)
    with pytest.raises(RequestNotFound):
        queries.find_asked(stranger, request.key)
    assert queries.waiting_of_months(stranger) == []
    with pytest.raises(UnableToMoveTask, match="没有编号为"):
        operations.decide_asked(key="NOWHERE", text="好", by=CLERK, now=at("2025-06-09"))
