"""What units ask leaders to decide waits until it is answered, and the answer until it is carried out."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories.accounts import an_account, an_actor, an_organisation
from tests.factories.tasks import a_task, a_task_decision, a_task_feedback, a_task_helper, at
from tidu.domain.tasks import operations, queries
from tidu.domain.tasks.models import TaskNotice
from tidu.domain.tasks.operations import Said, UnableToMoveTask
from tidu.foundation.actors import OrganisationKind, Role
from tidu.foundation.clock import AsOf

pytestmark = pytest.mark.django_db

TODAY = AsOf(on=date(2025, 6, 10))


@pytest.fixture
def owner():
    return an_organisation(OrganisationKind.TOWNSHIP, code="SHIDU", name="石渡镇")


@pytest.fixture
def director():
    return an_actor(Role.BUREAU_DIRECTOR)


def test_a_request_waits_until_a_leader_answers_and_the_asking_unit_says_when_it_is_done(owner, director):
    asker = an_account(Role.TOWNSHIP_LEADER, organisation=owner)
    leader = an_actor(Role.TOWNSHIP_LEADER, organisation=owner)
    task = a_task(owner)
    asked = a_task_feedback(task)
    assert [one.request for one in queries.open_requests(director)] == ["请明确场地"]
    how = {"number": task.number, "feedback_id": asked.pk}
    with pytest.raises(UnableToMoveTask, match="由科技局领导和县领导批复"):
        operations.decide_request(**how, text="用一号厂房", by=leader, now=at("2025-05-26"))
    with pytest.raises(UnableToMoveTask, match="请写明批复"):
        operations.decide_request(**how, text=" ", by=director, now=at("2025-05-26"))
    with pytest.raises(UnableToMoveTask, match="还没有批复"):
        operations.settle_decision(**how, by=leader, now=at("2025-05-26"))
    operations.decide_request(**how, text="用一号厂房", by=director, now=at("2025-05-26"))
    with pytest.raises(UnableToMoveTask, match="批复：用一号厂房"):
        operations.decide_request(**how, text="用二号厂房", by=director, now=at("2025-05-26"))
    assert queries.open_requests(director) == []
    (told,) = TaskNotice.objects.filter(task=task, person=asker.person)
    assert told.words == f"{director.name}批复“请明确场地”：用一号厂房"
    taken = queries.stocktake(leader, task.number, TODAY)
    assert ([one.decision.text for one in taken.decided], taken.requests) == (["用一号厂房"], ())
    assert queries.find_task(leader, task.number, TODAY).settles == {asked.pk}
    assert queries.find_task(director, task.number, TODAY).settles == frozenset()
    with pytest.raises(UnableToMoveTask, match="由提出请求的石渡镇确认"):
        operations.settle_decision(**how, by=director, now=at("2025-05-27"))
    decision = operations.settle_decision(**how, by=leader, now=at("2025-05-27"))
    assert (decision.settled_by_name, decision.settled_at) == (leader.name, at("2025-05-27"))
    with pytest.raises(UnableToMoveTask, match="已确认落实"):
        operations.settle_decision(**how, by=leader, now=at("2025-05-28"))
    labels = [one.label for one in queries.find_task(leader, task.number, TODAY).story]
    assert labels == ["立项", "签收", "反馈", "批复请求", "批复已落实"]


def test_a_later_request_of_the_same_unit_stands_for_its_earlier_and_a_helper_s_stands_beside(
    owner, director
):
    task = a_task(owner)
    a_task_feedback(task)
    leader = an_actor(Role.TOWNSHIP_LEADER, organisation=owner)
    helper = a_task_helper(task)
    helps = an_actor(Role.TOWNSHIP_LEADER, organisation=helper.unit)
    how = {"number": task.number, "now": at("2025-05-26")}
    operations.feed_back(**how, said=Said("再谈", request="请再协调"), by=leader)
    operations.feed_back(**how, said=Said("又谈一家"), by=leader)
    operations.help_with(**how, unit_code=helper.unit.code, said=Said("在办", request="请给口径"), by=helps)
    assert [one.request for one in queries.open_requests(director)] == ["请再协调", "请给口径"]
    assert [one.request for one in queries.stocktake(director, task.number, TODAY).requests] == [
        "请再协调",
        "请给口径",
    ]
    assert [one.request for one in queries.open_requests(helps)] == ["请再协调", "请给口径"]
    assert queries.open_requests(an_actor(Role.TOWNSHIP_LEADER)) == []
    operations.withdraw_task(**how, reason="不办了", by=director)
    assert queries.open_requests(director) == []
    asked = queries.stocktake(director, task.number, TODAY).requests[0]
    with pytest.raises(UnableToMoveTask, match="“撤销”，不用再批复"):
        operations.decide_request(**how, feedback_id=asked.pk, text="同意", by=director)


def test_what_asks_for_nothing_is_not_decided(owner, director):
    task = a_task(owner)
    leader = an_actor(Role.TOWNSHIP_LEADER, organisation=owner)
    how = {"number": task.number, "now": at("2025-05-26")}
    operations.sign_task(**how, by=leader)
    said = operations.feed_back(**how, said=Said("在办"), by=leader)
    with pytest.raises(UnableToMoveTask, match="没有这条请求"):
        operations.decide_request(**how, feedback_id=said.pk, text="同意", by=director)
    assert "批复" in str(a_task_decision())


def test_of_what_a_unit_asked_twice_the_later_one_waits_and_where_it_was_asked(owner, director):
    task = a_task(owner)
    helper = a_task_helper(task)
    leader = an_actor(Role.TOWNSHIP_LEADER, organisation=owner)
    helping = an_actor(Role.TOWNSHIP_LEADER, organisation=helper.unit)
    operations.sign_task(number=task.number, by=leader, now=at("2025-05-23"))
    operations.feed_back(
        number=task.number, said=Said("已谈", request="定场地"), by=leader, now=at("2025-05-23")
    )
    operations.help_with(
        number=task.number,
        unit_code=helper.unit.code,
        said=Said("已核", request="定口径"),
        by=helping,
        now=at("2025-05-24"),
    )
    operations.feed_back(
        number=task.number, said=Said("再谈", request="定租金"), by=leader, now=at("2025-05-25")
    )
    asked = ["定口径", "定租金"]
    assert [one.request for one in queries.open_requests(director)] == asked
    assert [one.request for one in queries.stocktake(director, task.number, TODAY).requests] == asked
