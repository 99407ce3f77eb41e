"""Tasks are signed for, divided, told of, reminded of and urged; what came of it is counted for everybody to see."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from fractions import Fraction

import pytest

from tests.factories.accounts import a_person, a_role, an_account, an_actor, an_organisation
from tests.factories.tasks import (
    CHECKER,
    CLERK,
    PHOTO,
    a_score_appeal,
    a_task,
    a_task_feedback,
    a_task_node,
    a_task_notice,
    a_task_report,
    a_task_urging,
    at,
)
from tidu.domain.tasks import operations, queries
from tidu.domain.tasks.models import TaskFeedback, TaskNotice
from tidu.domain.tasks.operations import Part, Said, UnableToAppeal, UnableToMoveTask, UnableToOpenTask
from tidu.foundation.accounts.queries import actor_for
from tidu.foundation.actors import OrganisationKind, Role
from tidu.foundation.clock import ZONE, AsOf
from tidu.foundation.jobs import registry

pytestmark = pytest.mark.django_db

OPENED_ON = date(2025, 5, 22)
TODAY = AsOf(on=date(2025, 6, 10))


@pytest.fixture
def township():
    return an_organisation(OrganisationKind.TOWNSHIP, code="SHIDU", name="石渡镇")


def test_the_whole_way_from_opening_to_the_end_in_one_table(township):
    leader, clerk = an_actor(Role.TOWNSHIP_LEADER, organisation=township), an_actor(Role.SECTION_CLERK)
    task = a_task(township, now=at("2025-05-22"))
    number = task.number
    with pytest.raises(UnableToMoveTask, match="责任单位的同志可以签收"):
        operations.sign_task(number=number, by=clerk, now=at("2025-05-23"))
    operations.sign_task(number=number, by=leader, now=at("2025-05-23"))
    part = Part("走访企业", township.pk, date(2025, 6, 20))
    (child,) = operations.divide_task(number=number, parts=[part], by=leader, now=at("2025-05-23"))
    operations.feed_back(number=number, said=Said("已走访"), by=leader, now=at("2025-05-26"))
    with pytest.raises(UnableToMoveTask, match=f"没有报告完成：{child.number}"):
        operations.report_done(number=number, text="完成", evidence=[PHOTO], by=leader, now=at("2025-06-03"))
    for one in (child.number, number):
        operations.report_done(number=one, text="完成", evidence=[PHOTO], by=leader, now=at("2025-06-04"))
    with pytest.raises(UnableToMoveTask, match=f"没有销号或撤销：{child.number}"):
        operations.close_task(number=number, by=clerk, now=at("2025-06-05"))
    for one in (child.number, number):
        operations.close_task(number=one, by=clerk, now=at("2025-06-05"))
    page = queries.find_task(clerk, number, AsOf(on=date(2025, 6, 6)))
    labels = ["立项", "签收", "分解", "反馈", "报告完成", "核查销号"]
    assert [one.label for one in page.story] == labels
    assert [one.reached_on for one in page.line.nodes] == [date(2025, 5, 23), date(2025, 6, 4)]
    assert ([one.task.parent for one in page.children], page.line.light) == ([page.line.task], None)


def test_a_part_ends_before_the_whole_and_has_an_owner(township):
    task = a_task(township)
    operations.sign_task(number=task.number, by=CLERK, now=at("2025-05-23"))
    how = {"number": task.number, "by": CLERK, "now": at("2025-05-23")}
    with pytest.raises(UnableToOpenTask, match="至少写一项"):
        operations.divide_task(**how, parts=[])
    with pytest.raises(UnableToOpenTask, match="晚于上级任务的期限 2025-06-30"):
        operations.divide_task(**how, parts=[Part("走访", township.pk, date(2025, 7, 1))])
    with pytest.raises(UnableToOpenTask, match="责任单位应是"):
        operations.divide_task(**how, parts=[Part("走访", 0, date(2025, 6, 1))])


def test_who_divided_a_task_sees_the_parts_of_others_and_they_do_not_see_the_rest(township):
    other = an_organisation(OrganisationKind.TOWNSHIP)
    task = a_task(township)
    operations.sign_task(number=task.number, by=CLERK, now=at("2025-05-23"))
    part = Part("走访", other.pk, date(2025, 6, 1))
    (child,) = operations.divide_task(number=task.number, parts=[part], by=CLERK, now=at("2025-05-23"))
    today = AsOf(on=date(2025, 5, 26))
    leader = an_actor(Role.TOWNSHIP_LEADER, organisation=township)
    assert list(queries.tasks(leader, today)) == [child, task]
    theirs = an_actor(Role.TOWNSHIP_LEADER, organisation=other)
    assert list(queries.tasks(theirs, today)) == [child]
    pages = [queries.find_task(one, child.number, today) for one in (leader, theirs, CLERK)]
    assert [page.sees_parent for page in pages] == [True, False, True]


def test_feedback_reaches_a_node_once_and_never_one_that_a_step_reaches():
    task = operations.open_task(
        title="落实议定事项",
        owner_id=an_organisation(OrganisationKind.BUREAU_SECTION).pk,
        due_on=date(2025, 8, 29),
        kind="DECISION",
        source=("meeting", "HY-2025-003"),
        by=CLERK,
        now=at("2025-05-22"),
    )
    feedback = a_task_feedback(task, now=at("2025-05-23"))
    assert (feedback.text, feedback.blocker, feedback.request, feedback.plan) == (
        "已谈两家",
        "场地未定",
        "请明确场地",
        "下周签约",
    )
    how = {"number": task.number, "said": Said("方案已定"), "by": CLERK, "now": at("2025-05-26")}
    operations.feed_back(**how, node=2)
    for position in (1, 2, 4):
        with pytest.raises(UnableToMoveTask, match=f"第 {position} 个节点"):
            operations.feed_back(**how, node=position)
    line = queries.find_task(CLERK, task.number, AsOf(on=date(2025, 5, 26))).line
    assert (line.next_node.name, line.light, line.source_label) == (
        "部署落实",
        "GREEN",
        "会议议定 HY-2025-003",
    )
    assert a_task_node(task).reached_on == date(2025, 5, 23)


def test_a_task_that_is_reported_keeps_the_light_of_that_day_and_its_lateness():
    task = a_task(due_on=date(2025, 5, 30), now=at("2025-05-22"))
    operations.sign_task(number=task.number, by=CLERK, now=at("2025-05-23"))
    a_task_report(task, now=at("2025-06-05"))

    def line(day: str):
        return queries.find_task(CLERK, task.number, AsOf(on=date.fromisoformat(day))).line

    # 05-31 to 06-02 are days off, so the report came on the third working day after the due day
    assert (line("2025-07-30").light, line("2025-07-30").days_late) == ("RED", 3)
    operations.send_back(number=task.number, reason="缺名单", by=CHECKER, now=at("2025-06-06"))
    assert (line("2025-06-17").light, line("2025-06-17").days_left) == ("SEVERE", -11)
    a_task_report(task, now=at("2025-06-09"))
    operations.close_task(number=task.number, by=CHECKER, now=at("2025-06-10"))
    assert (line("2026-01-05").light, line("2026-01-05").days_late, line("2026-01-05").was_late) == (
        None,
        5,
        True,
    )


def test_the_ladder_goes_from_the_owner_to_the_head_to_the_leader_each_once(township):
    owner = a_role(Role.TOWNSHIP_LEADER, organisation=township).person
    section = an_organisation(OrganisationKind.BUREAU_SECTION)
    head, clerk = (a_role(Role.SECTION_CLERK, organisation=section) for _ in range(2))
    head.post_title = "综合股股长"
    head.save()
    director = a_role(Role.BUREAU_DIRECTOR).person
    opener = an_actor(Role.SECTION_CLERK, organisation=section)
    task = operations.open_task(
        title="办成", owner_id=township.pk, due_on=date(2025, 6, 20), by=opener, now=at("2025-05-22")
    )
    day, until = date(2025, 6, 1), date(2025, 7, 10)
    while day < until:
        operations.remind(by=CLERK, now=datetime(day.year, day.month, day.day, 7, tzinfo=ZONE))
        day += timedelta(days=1)
    told = TaskNotice.objects.filter(task=task).order_by("pk")
    assert [(one.days, one.person, f"{one.heard_at.astimezone(ZONE):%m-%d %H}") for one in told] == [
        (-7, owner, "06-13 08"),
        (-3, owner, "06-17 08"),
        (0, owner, "06-20 08"),
        (3, head.person, "06-23 08"),
        (7, director, "06-27 08"),
    ]
    assert not TaskNotice.objects.filter(person=clerk.person).exists()
    assert registry.find("tasks.remind").work is operations.remind


def test_a_step_that_fell_on_a_night_without_the_job_is_made_up_for_and_one_before_the_opening_is_not(
    township,
):
    a_role(Role.TOWNSHIP_LEADER, organisation=township)
    task = a_task(township, due_on=date(2025, 5, 28), now=at("2025-05-22"))
    operations.remind(by=CLERK, now=at("2025-05-24", 7))
    assert not TaskNotice.objects.exists()  # seven days before was the day before the opening
    operations.remind(by=CLERK, now=at("2025-05-26", 7))
    operations.remind(by=CLERK, now=at("2025-05-26", 9))
    assert [one.days for one in TaskNotice.objects.filter(task=task)] == [-3]
    assert "还有 3 天到期" in TaskNotice.objects.get().words


def test_nobody_in_a_section_means_that_the_leaders_are_told_and_a_named_person_alone():
    director = a_role(Role.BUREAU_DIRECTOR).person
    person = a_person()
    section = an_organisation(OrganisationKind.BUREAU_SECTION)
    empty, named = a_task(section), a_task(section)
    named.person = person
    reached = queries.reached_on(OPENED_ON)
    assert [reached.people(empty, rung) for rung in ("OWNER", "HEAD", "LEADER")] == [{director.pk}] * 3
    assert reached.people(named, "OWNER") == {person.pk}
    clerk = a_role(Role.SECTION_CLERK, organisation=section).person
    assert queries.reached_on(OPENED_ON).people(empty, "HEAD") == {clerk.pk}


def test_whoever_is_reminded_in_another_s_place_reads_why():
    a_role(Role.BUREAU_DIRECTOR)
    section = an_organisation(OrganisationKind.BUREAU_SECTION, name="综合股")
    alone = a_task(section, due_on=date(2025, 6, 20), now=at("2025-05-22"))
    operations.remind(by=CLERK, now=at("2025-06-16", 7))
    notice = TaskNotice.objects.get(task=alone)
    assert notice.words.endswith("综合股没有在岗人员，改为提醒局领导")
    a_role(Role.SECTION_CLERK, organisation=section)
    operations.remind(by=CLERK, now=at("2025-06-20", 7))
    assert "改为提醒" not in TaskNotice.objects.filter(task=alone).latest("pk").words
    by_section = queries.reached_on(date(2025, 6, 20))
    alone.section = section
    assert by_section.stand_in(alone, "HEAD") == "综合股没有股长，改为提醒全股"


def test_a_task_for_which_nobody_can_be_reminded_is_named_by_the_nightly_work():
    task = a_task(
        an_organisation(OrganisationKind.BUREAU_SECTION), due_on=date(2025, 6, 20), now=at("2025-05-22")
    )
    told = operations.remind(by=CLERK, now=at("2025-06-16", 7))
    assert told.startswith("任务提醒 0 条，0 人")
    assert f"{task.number} 1 项没有人可以提醒" in told
    a_role(Role.BUREAU_DIRECTOR)
    assert operations.remind(by=CLERK, now=at("2025-06-16", 8)) == "任务提醒 1 条，1 人"


def test_what_is_said_at_night_is_one_digest_of_the_next_morning():
    account = an_account(Role.SECTION_CLERK)
    a_task_notice(account, now=at("2025-05-23", 22))
    a_task_notice(account, now=at("2025-05-24", 11))
    actor = actor_for(account, OPENED_ON)
    assert queries.digests(actor, at("2025-05-25")) == []
    (digest,) = queries.digests(actor, at("2025-05-26", 8))
    assert (digest.on, len(digest.notices)) == (date(2025, 5, 26), 2)
    assert queries.digests(actor, at("2025-07-26", 8)) == []


def test_a_leader_urges_and_the_owner_answers_in_writing(township):
    leader, director = an_actor(Role.TOWNSHIP_LEADER, organisation=township), an_actor(Role.BUREAU_DIRECTOR)
    number = a_task(township).number
    with pytest.raises(UnableToMoveTask, match="可以催办"):
        operations.urge(number=number, by=leader, now=at("2025-05-23"))
    operations.urge(number=number, by=director, now=at("2025-05-23"))
    with pytest.raises(UnableToMoveTask, match="正等责任单位书面回复"):
        operations.urge(number=number, by=director, now=at("2025-05-23"))
    how = {"number": number, "now": at("2025-05-26")}
    page = queries.find_task(leader, number, AsOf(on=date(2025, 5, 26)))
    assert (page.may_reply, page.may_urge, page.waiting.by_name) == (True, False, director.name)
    with pytest.raises(UnableToMoveTask, match="只有责任单位"):
        operations.reply_urging(**how, reply="在办", by=director)
    with pytest.raises(UnableToMoveTask, match="请写明办到哪一步"):
        operations.reply_urging(**how, reply=" ", by=leader)
    operations.reply_urging(**how, reply="场地已定，六月中旬完成", by=leader)
    with pytest.raises(UnableToMoveTask, match="没有等待回复的催办"):
        operations.reply_urging(**how, reply="再说", by=leader)
    a_task_report(
        queries.find_task(CLERK, number, AsOf(on=date(2025, 5, 26))).line.task, now=at("2025-05-27")
    )
    with pytest.raises(UnableToMoveTask, match="不用催办"):
        operations.urge(number=number, by=director, now=at("2025-05-28"))
    story = queries.find_task(leader, number, AsOf(on=date(2025, 5, 28))).story
    assert [one.label for one in story] == ["立项", "催办", "回复催办", "报告完成"]


def test_the_month_of_a_township_feeds_its_tasks_once_and_no_others(township):
    leader = an_actor(Role.TOWNSHIP_LEADER, organisation=township)
    own, other = a_task(township), a_task(an_organisation(OrganisationKind.TOWNSHIP))
    values = {
        "progress": f"走访三家\n{own.number}：入库 2 家\n{other.number}：不归我",
        "requests": f"{own.number} 请协调场地",
    }
    how = {"place": township, "month_on": date(2025, 5, 1), "by": leader}
    operations.send_monthly(**how, values=values, now=at("2025-06-04"))
    operations.send_monthly(**how, values={**values, "seeds": "又一家"}, now=at("2025-06-05"))
    (feedback,) = TaskFeedback.objects.all()
    assert (feedback.task, feedback.text, feedback.request) == (own, "入库 2 家", "请协调场地")
    assert feedback.month.month_on == date(2025, 5, 1)
    own.refresh_from_db()
    assert own.state == "SIGNED"
    operations.send_monthly(**how, values={"progress": f"{own.number} 入库 3 家"}, now=at("2025-06-06"))
    assert [one.text for one in TaskFeedback.objects.order_by("pk")] == ["入库 2 家", "入库 3 家"]


def test_who_does_not_move_is_listed_by_unit_and_the_stocktake_asks_what_next(township):
    other = an_organisation(OrganisationKind.TOWNSHIP, name="云溪镇")
    late = [a_task(township, due_on=date(2025, 5, day)) for day in (26, 27)]
    a_task(other, due_on=date(2025, 5, 28))
    a_task(other)
    feedback = a_task_feedback(late[0], now=at("2025-05-23"))
    today = AsOf(on=date(2025, 5, 29))
    rows = queries.red_by_unit(CLERK, today)
    assert (rows[0].unit, [one.task for one in rows[0].lines]) == ("石渡镇", late)
    assert [(row.unit, len(row.lines)) for row in rows] == [("石渡镇", 2), ("云溪镇", 1)]
    taken = queries.stocktake(CLERK, late[0].number, today)
    assert (taken.off_track, taken.blockers, taken.requests, taken.plans) == (
        (taken.line,),
        (feedback,),
        (feedback,),
        (feedback,),
    )
    with pytest.raises(queries.TaskNotFound):
        queries.stocktake(an_actor(Role.TOWNSHIP_LEADER, organisation=other), late[0].number, today)


def test_the_score_of_a_year_is_made_of_rows_that_anybody_can_add_up(township):
    in_time, late, undone, unanswered = (
        a_task(township, due_on=date(2025, 5, day), now=at("2025-05-19")) for day in (23, 26, 27, 28)
    )
    a_task(township, due_on=date(2025, 12, 30), now=at("2025-05-19"))  # not due yet
    a_task_report(
        a_task(township, due_on=date(2025, 5, 29), now=at("2025-05-19")), now=at("2025-05-29")
    )  # to be checked
    dropped = a_task(township, due_on=date(2025, 5, 23), now=at("2025-05-19"))
    operations.withdraw_task(number=dropped.number, reason="重复", by=CLERK, now=at("2025-05-20"))
    a_task_urging(unanswered, now=at("2025-05-20"))
    for task, day in ((in_time, "2025-05-23"), (late, "2025-05-28"), (unanswered, "2025-05-28")):
        a_task_report(task, now=at(day))
        if task == late:
            operations.send_back(number=task.number, reason="不实", by=CHECKER, now=at(day, 11))
            a_task_report(task, now=at(day, 12))
        operations.close_task(number=task.number, by=CHECKER, now=at(day, 13))
    (score,) = [one for one in queries.scores(CLERK, 2025, AsOf(on=date(2025, 6, 6))) if one.code == "SHIDU"]
    # late: two working days after 05-26, sent back once; unanswered: urged once, no reply in three working days
    assert [(one.number, one.points) for one in score.tasks] == [
        (in_time.number, 100),
        (late.number, 80),
        (undone.number, 0),
        (unanswered.number, 95),
    ]
    assert (score.total, score.months) == (Fraction(275, 4), ())
    operations.send_monthly(
        place=township, month_on=date(2025, 4, 1), values={"progress": "走访"}, by=CLERK, now=at("2025-05-08")
    )
    leader = an_actor(Role.TOWNSHIP_LEADER, organisation=township)
    (score,) = queries.scores(leader, 2025, AsOf(on=date(2025, 6, 10)))
    # April came on the fifth working day (05-06 to 05-09 and 05-12), May was due on 06-09 and did not come
    assert [(one.month_on.month, one.in_time) for one in score.months] == [(4, True), (5, False)]
    assert score.total == Fraction(275, 4) * Fraction(4, 5) + Fraction(50) / 5


def test_a_unit_appeals_and_a_leader_answers_once_and_the_score_stays(township):
    leader, director = an_actor(Role.TOWNSHIP_LEADER, organisation=township), an_actor(Role.BUREAU_DIRECTOR)
    filed = a_score_appeal(township)
    with pytest.raises(UnableToAppeal, match="被考核单位"):
        operations.appeal(unit_code="SHIDU", year=2025, text="不对", by=director, now=at("2025-06-10"))
    with pytest.raises(UnableToAppeal, match="请写明哪一行"):
        operations.appeal(unit_code="SHIDU", year=2025, text=" ", by=leader, now=at("2025-06-10"))
    how = {"appeal_id": filed.pk, "now": at("2025-06-10")}
    with pytest.raises(UnableToAppeal, match="领导答复"):
        operations.answer_appeal(**how, answer="维持", by=leader)
    with pytest.raises(UnableToAppeal, match="请写明答复"):
        operations.answer_appeal(**how, answer="", by=director)
    operations.answer_appeal(**how, answer="已核对，维持", by=director)
    with pytest.raises(UnableToAppeal, match="已经答复"):
        operations.answer_appeal(**how, answer="改", by=director)
    with pytest.raises(UnableToAppeal, match="没有这条"):
        operations.answer_appeal(appeal_id=0, answer="x", by=director, now=at("2025-06-10"))
    other = an_actor(Role.TOWNSHIP_LEADER)
    assert [one.answer for one in queries.appeals(leader, 2025, TODAY)] == ["已核对，维持"]
    assert (queries.appeals(other, 2025, TODAY), queries.appeals(director, 2024, TODAY)) == ([], [])
