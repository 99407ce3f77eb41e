"""Units that help with a task: they see it and tell of their part; the owner leads and alone answers for it."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories.accounts import an_account, an_actor, an_organisation
from tests.factories.tasks import CHECKER, CLERK, OPENED_AT, a_task_helper, a_task_report, at
from tidu.domain.tasks import operations, queries
from tidu.domain.tasks.models import TaskFeedback, TaskNotice
from tidu.domain.tasks.operations import Part, Said, UnableToMoveTask, UnableToOpenTask
from tidu.foundation.actors import OrganisationKind, Role
from tidu.foundation.clock import AsOf

pytestmark = pytest.mark.django_db

TODAY = AsOf(on=date(2025, 6, 10))


@pytest.fixture
def owner():
    return an_organisation(OrganisationKind.TOWNSHIP, code="SHIDU", name="石渡镇")


@pytest.fixture
def helping():
    return an_organisation(OrganisationKind.TOWNSHIP, code="YUNXI", name="云溪镇")


def led_by(owner, *helping, due_on=date(2025, 6, 30)):
    return operations.open_task(
        title="摸排培育对象",
        owner_id=owner.pk,
        due_on=due_on,
        helper_ids=[one.pk for one in helping],
        by=CLERK,
        now=OPENED_AT,
    )


def test_both_see_the_task_and_the_helper_s_words_move_nothing(owner, helping):
    task = led_by(owner, helping)
    leader, helper, other = (
        an_actor(Role.TOWNSHIP_LEADER, organisation=one)
        for one in (owner, helping, an_organisation(OrganisationKind.TOWNSHIP))
    )
    said = Said("已核对 8 家", blocker="两家账目不全", request="请牵头单位定口径", plan="下周再去")
    how = {"number": task.number, "said": said, "now": at("2025-05-26")}
    operations.help_with(**how, unit_code="YUNXI", by=helper)
    for actor in (leader, helper):
        page = queries.find_task(actor, task.number, TODAY)
        assert [(one.unit.short_name, one.text) for one in page.feedback] == [("云溪镇", "已核对 8 家")]
        assert page.line.helpers == ("云溪镇",)
        assert (page.line.task.state, [one.reached_on for one in page.line.nodes]) == ("OPEN", [None, None])
    assert [one.label for one in page.story] == ["立项", "协办反馈"]
    assert page.story[0].step.note == "石渡镇，云溪镇协办，2025-06-30 前完成"
    with pytest.raises(queries.TaskNotFound):
        queries.find_task(other, task.number, TODAY)
    for actor, code in ((other, "YUNXI"), (leader, "YUNXI"), (helper, "SHIDU")):
        with pytest.raises(UnableToMoveTask, match="只有协办单位的同志"):
            operations.help_with(**how, unit_code=code, by=actor)
    taken = queries.stocktake(leader, task.number, TODAY)
    assert [one.request for one in taken.requests] == ["请牵头单位定口径"]
    operations.sign_task(number=task.number, by=leader, now=at("2025-05-27"))
    operations.feed_back(
        number=task.number, said=Said("已走访", plan="再走访"), by=leader, now=at("2025-05-27")
    )
    taken = queries.stocktake(leader, task.number, TODAY)
    assert [(one.unit.short_name, one.plan) for one in taken.plans] == [
        ("云溪镇", "下周再去"),
        ("石渡镇", "再走访"),
    ]


def test_the_owner_alone_signs_reports_replies_and_is_scored(owner, helping):
    task = led_by(owner, helping, due_on=date(2025, 5, 30))
    helper = an_actor(Role.TOWNSHIP_LEADER, organisation=helping)
    page = queries.find_task(helper, task.number, TODAY)
    assert (page.next_steps, page.may_urge, page.may_reply) == ((), False, False)
    with pytest.raises(UnableToMoveTask, match="责任单位的同志可以签收"):
        operations.sign_task(number=task.number, by=helper, now=at("2025-05-26"))
    operations.urge(number=task.number, by=CHECKER, now=at("2025-05-26"))
    with pytest.raises(UnableToMoveTask, match="只有责任单位（石渡镇）"):
        operations.reply_urging(number=task.number, reply="在办", by=helper, now=at("2025-05-26"))
    scored = {one.code: [row.number for row in one.tasks] for one in queries.scores(CLERK, 2025, TODAY)}
    assert (scored["SHIDU"], scored["YUNXI"]) == ([task.number], [])
    assert all(not one.tasks for one in queries.scores(helper, 2025, TODAY))
    assert [unit.unit for unit in queries.red_by_unit(CLERK, TODAY)] == ["石渡镇"]


def test_helpers_are_named_later_and_one_that_has_spoken_stays(owner, helping):
    task = led_by(owner)
    clerk = an_actor(Role.SECTION_CLERK)
    how = {"number": task.number, "now": at("2025-05-26")}
    with pytest.raises(UnableToMoveTask, match="只有科技局领导和股室经办可以确定协办单位"):
        operations.set_helpers(
            **how, unit_ids=[helping.pk], by=an_actor(Role.TOWNSHIP_LEADER, organisation=owner)
        )
    with pytest.raises(UnableToOpenTask, match="石渡镇已是责任单位"):
        operations.set_helpers(**how, unit_ids=[owner.pk], by=clerk)
    with pytest.raises(UnableToOpenTask, match="协办单位应是"):
        operations.set_helpers(**how, unit_ids=[an_organisation(OrganisationKind.MEDIA).pk], by=clerk)
    park = an_organisation(OrganisationKind.PARK, name="工业园区")
    operations.set_helpers(**how, unit_ids=[helping.pk, park.pk], by=clerk)
    operations.help_with(
        **how,
        unit_code="YUNXI",
        said=Said("已配合"),
        by=an_actor(Role.TOWNSHIP_LEADER, organisation=helping),
    )
    with pytest.raises(UnableToMoveTask, match="云溪镇已有协办反馈，不能去掉"):
        operations.set_helpers(**how, unit_ids=[park.pk], by=clerk)
    operations.set_helpers(**how, unit_ids=[helping.pk], by=clerk)
    operations.set_helpers(**how, unit_ids=[helping.pk], by=clerk)  # nothing changes, nothing is told
    page = queries.find_task(clerk, task.number, TODAY)
    assert page.line.helpers == ("云溪镇",)
    assert [one.step.note for one in page.story if one.label == "确定协办单位"] == [
        "增加工业园区；增加云溪镇" if park.code < "YUNXI" else "增加云溪镇；增加工业园区",
        "去掉工业园区",
    ]
    a_task_report(task, now=at("2025-05-27"))
    for act in (
        lambda: operations.set_helpers(**how, unit_ids=[], by=clerk),
        lambda: operations.help_with(
            **how,
            unit_code="YUNXI",
            said=Said("再配合"),
            by=an_actor(Role.TOWNSHIP_LEADER, organisation=helping),
        ),
    ):
        with pytest.raises(UnableToMoveTask, match="待核"):
            act()


def test_words_of_help_are_asked_for_and_bounded(owner, helping):
    task = led_by(owner, helping)
    how = {"number": task.number, "unit_code": "YUNXI", "by": CLERK, "now": at("2025-05-26")}
    with pytest.raises(UnableToMoveTask, match="请填写进展"):
        operations.help_with(**how, said=Said(" "))
    with pytest.raises(UnableToMoveTask, match="超过 1000 字"):
        operations.help_with(**how, said=Said("在办", plan="字" * 1001))


def test_a_part_has_helpers_of_its_own_and_a_helper_of_the_whole_sees_the_parts(owner, helping):
    task = led_by(owner, helping)
    leader = an_actor(Role.TOWNSHIP_LEADER, organisation=owner)
    operations.sign_task(number=task.number, by=leader, now=at("2025-05-23"))
    park = an_organisation(OrganisationKind.PARK)
    part = Part("建台账", owner.pk, date(2025, 6, 20), helper_ids=(park.pk,))
    (child,) = operations.divide_task(number=task.number, parts=[part], by=leader, now=at("2025-05-23"))
    helps = an_actor(Role.TOWNSHIP_LEADER, organisation=helping)
    helps_part = an_actor(Role.TOWNSHIP_LEADER, organisation=park)
    assert set(queries.tasks(helps, TODAY)) == {task, child}
    assert set(queries.tasks(helps_part, TODAY)) == {child}
    assert queries.find_task(helps, child.number, TODAY).sees_parent
    assert not queries.find_task(helps_part, child.number, TODAY).sees_parent


def test_the_month_of_a_helping_township_is_its_word_of_help_once(owner, helping):
    task = led_by(owner, helping)
    leader = an_actor(Role.TOWNSHIP_LEADER, organisation=helping)
    assert queries.undone_of(helping) == [task]
    how = {"place": helping, "month_on": date(2025, 5, 1), "by": leader}
    values = {"progress": f"{task.number}：已配合走访", "difficulties": f"{task.number} 缺人"}
    operations.send_monthly(**how, values=values, now=at("2025-06-05"))
    operations.send_monthly(**how, values=values | {"seeds": "某公司"}, now=at("2025-06-06"))
    (said,) = TaskFeedback.objects.filter(task=task)
    assert (said.helper.unit, said.text, said.blocker, said.month.place) == (
        helping,
        "已配合走访",
        "缺人",
        helping,
    )
    task.refresh_from_db()
    assert task.state == "OPEN", "nobody signs for the owner"


def test_helpers_are_reminded_with_the_owner_and_not_above(owner, helping):
    ours, theirs = (an_account(Role.TOWNSHIP_LEADER, organisation=one) for one in (owner, helping))
    bureau = an_organisation(OrganisationKind.BUREAU)
    leading = an_account(Role.BUREAU_DIRECTOR, organisation=bureau)
    task = led_by(owner, helping, due_on=date(2025, 6, 20))
    for day in ("2025-06-13", "2025-06-27"):  # seven days before, seven after
        operations.remind(by=CLERK, now=at(day))
    told = TaskNotice.objects.filter(task=task).order_by("pk")
    assert {(one.person_id, one.days) for one in told if one.days == -7} == {
        (ours.person_id, -7),
        (theirs.person_id, -7),
    }
    assert {one.person_id for one in told if one.days == 7} == {leading.person_id}
    assert [one.words for one in told if one.person_id == theirs.person_id] == [
        "石渡镇（本单位协办）：摸排培育对象，还有 7 天到期（2025-06-20）"
    ]
    assert all("协办" not in one.words for one in told if one.person_id != theirs.person_id)


def test_a_helper_from_the_factory_has_said_nothing():
    helper = a_task_helper()
    assert (str(helper.unit_id) in str(helper), helper.feedback.count()) == (True, 0)
