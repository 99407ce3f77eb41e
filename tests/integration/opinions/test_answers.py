"""From the assignment to the answer: who may do what, what an answer must bring, and nothing leaves uncountersigned."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories.accounts import an_actor, an_organisation
from tests.factories.opinions import (
    DIRECTOR,
    EXPLAINED,
    FILE,
    OFFICER,
    SOLVED,
    a_published,
    a_unit,
    a_worked_on,
    an_answered,
    an_assigned,
    an_occasion,
    an_opinion,
    an_opinion_round,
    at,
    of_unit,
    promised,
    the_house,
)
from tidu.domain.opinions import operations, queries
from tidu.domain.opinions.models import Assist, Opinion, OpinionRound
from tidu.domain.opinions.operations import Reply, UnableToMoveOpinion
from tidu.domain.opinions.vocabulary import PAIRS
from tidu.domain.tasks import operations as task_operations
from tidu.domain.tasks.models import Task
from tidu.foundation.actors import OrganisationKind, Role
from tidu.foundation.clock import AsOf

pytestmark = pytest.mark.django_db


def test_an_answer_that_turns_out_wrong_is_taken_back_by_a_leader_and_stays_on_record():
    one = a_published(an_answered(reply=promised(date(2025, 6, 30)), now=at("2025-05-28"))).opinion
    how = {"number": one.number, "now": at("2025-06-03")}
    with pytest.raises(UnableToMoveOpinion, match="须由科技局领导办理"):
        operations.recall(**how, reason="日期写错", by=an_actor(Role.SECTION_CLERK))
    with pytest.raises(UnableToMoveOpinion, match="须写明理由"):
        operations.recall(**how, reason=" ", by=DIRECTOR)
    operations.recall(**how, reason="日期写错", by=DIRECTOR)
    first, second = OpinionRound.objects.filter(opinion=one).order_by("number")
    one.refresh_from_db()
    assert (one.state, first.answer, second.answer) == ("REOPENED", "列入本年计划，按期开通。", "")
    assert second.due_on == date(2025, 6, 17)  # ten working days
    assert list(queries.public_list()) == []
    assert [each.label for each in queries.story_of(one)][-2:] == ["撤回公开", "撤回答复，重新办理"]
    assert Task.objects.get().source_key == one.number
    item = queries.by_receipt(one.receipt, AsOf(on=date(2025, 6, 3))).items[0]
    assert (item.answer, item.may_rate, item.until_on) == ("", False, date(2025, 6, 17))
    with pytest.raises(UnableToMoveOpinion, match="现在是“重办”"):
        operations.recall(**how, reason="再来", by=DIRECTOR)


NOON = at("2025-05-22", 11)
LATER = at("2025-05-28")
UNFOUNDED = [
    (Reply("已办", "ADOPTED", "A"), "A 类（已解决）须附佐证材料"),
    (Reply("将办", "ADOPTED", "B"), "B 类（正在解决）须写明完成日期"),
    (Reply("将办", "ADOPTED", "B", promised_on=date(2025, 5, 22)), "晚于今天"),
    (Reply("难办", "EXPLAINED", "C"), "C 类和 D 类须写明理由"),
    (Reply("参考", "EXPLAINED", "D", reason=" "), "C 类和 D 类须写明理由"),
    (Reply("已办", "ADOPTED", "D", reason="因为"), "“采纳”的结果类别只能是 A、B，不能是 D"),
    (Reply(" ", "ADOPTED", "A", FILE), "请写明答复内容"),
    (Reply("好", "NO", "A", FILE), "请选择办理结论"),
    (Reply("长" * 1001, "ADOPTED", "A", FILE), "答复不超过 1000 字"),
]


def spoken(number, *, reply=EXPLAINED, said_by="王副局长", when=NOON, now=NOON, unit=None, by=OFFICER):
    return operations.answer_on_the_spot(
        number=number,
        reply=reply,
        said_by=said_by,
        organisation_id=(unit or a_unit()).pk,
        at=when,
        by=by,
        now=now,
    )


def test_an_answer_in_the_room_keeps_who_said_what_when():
    one = an_opinion()
    unit = a_unit()
    answered = spoken(one.number, unit=unit)
    assert (answered.reply_kind, answered.answered_by_name, answered.lead) == (
        "ON_THE_SPOT",
        "王副局长",
        unit,
    )
    assert (answered.answered_at, answered.due_on) == (NOON, date(2025, 5, 22))
    assert Opinion.objects.get().state == "ANSWERED"
    assert (
        queries.find_opinion(OFFICER, one.number, AsOf(on=date(2025, 5, 22)))
        .story[-1]
        .step.note.startswith("王")
    )


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ({"when": at("2025-05-22", 8)}, "须在活动（2025-05-22）期间"),
        ({"when": at("2025-05-22", 13), "now": at("2025-05-22", 14)}, "须在活动结束以前"),
        ({"when": at("2025-05-23"), "now": at("2025-05-23")}, "须在活动（2025-05-22）期间"),
        ({"when": at("2025-05-22", 12)}, "晚于现在"),
        ({"said_by": " "}, "请写明当场答复的人"),
    ],
)
def test_an_answer_outside_the_meeting_or_by_nobody_is_none_on_the_spot(how, words):
    one = an_opinion()
    with pytest.raises(UnableToMoveOpinion, match=words):
        spoken(one.number, **how)
    assert not OpinionRound.objects.exists()


@pytest.mark.parametrize("hour", [9, 12])
def test_the_first_and_the_last_moment_of_the_meeting_are_in_it(hour):
    assert spoken(an_opinion().number, when=at("2025-05-22", hour), now=LATER).answered_at.hour == hour - 8


def test_what_no_meeting_gathered_or_is_assigned_is_not_answered_on_the_spot():
    the_house()
    phone = operations.take_down(
        text="请答", group="PUBLIC", channel="PHONE", source="PHONE", by=OFFICER, now=NOON
    )
    with pytest.raises(UnableToMoveOpinion, match="不是活动现场的意见"):
        spoken(phone.number)
    with pytest.raises(UnableToMoveOpinion, match="现在是“交办”，不能“当场答复”"):
        spoken(an_assigned().number)
    with pytest.raises(UnableToMoveOpinion, match="主办单位应是"):
        spoken(an_opinion().number, unit=an_organisation(OrganisationKind.MEDIA))


@pytest.mark.parametrize(("reply", "words"), UNFOUNDED)
def test_an_unfounded_answer_is_refused_in_the_room_and_later(reply, words):
    one, two = an_opinion(), a_worked_on(an_assigned(), now=NOON)
    with pytest.raises(UnableToMoveOpinion, match=words):
        spoken(one.number, reply=reply)
    with pytest.raises(UnableToMoveOpinion, match=words):
        operations.write_reply(number=two.number, reply=reply, by=OFFICER, now=NOON)


def test_only_the_pairs_of_the_table_are_accepted():
    assert {(outcome, result) for outcome, results in PAIRS.items() for result in results} == {
        ("ADOPTED", "A"),
        ("ADOPTED", "B"),
        ("PARTLY", "A"),
        ("PARTLY", "B"),
        ("PARTLY", "C"),
        ("EXPLAINED", "A"),
        ("EXPLAINED", "C"),
        ("EXPLAINED", "D"),
        ("REFERRED", "B"),
        ("REFERRED", "C"),
    }


def test_the_leading_unit_signs_works_and_writes_and_nobody_else():
    lead = a_unit("高新股")
    one = an_assigned(lead=lead)
    stranger, own = of_unit(a_unit()), of_unit(lead)
    for by, works in ((stranger, False), (an_actor(Role.ADMINISTRATOR), False), (own, True)):
        if works:
            operations.sign(number=one.number, by=by, now=LATER)
            operations.work(number=one.number, by=by, now=LATER)
            operations.write_reply(number=one.number, reply=SOLVED, by=by, now=LATER)
            operations.submit_for_review(number=one.number, by=by, now=LATER)
        else:
            with pytest.raises(UnableToMoveOpinion, match="须由承办单位（高新股）"):
                operations.sign(number=one.number, by=by, now=LATER)
    assert an_opinion_round(one).signed_by_name == own.name
    with pytest.raises(UnableToMoveOpinion, match="须由科技局领导"):
        operations.approve(number=one.number, by=own, now=LATER)
    with pytest.raises(UnableToMoveOpinion, match="现在是“审核”，不能“收回修改”"):
        operations.rework(number=one.number, by=own, now=LATER)
    with pytest.raises(UnableToMoveOpinion, match="现在是“审核”，不能“办理”"):
        operations.work(number=one.number, by=DIRECTOR, now=LATER)


def test_the_writer_does_not_approve_the_own_answer_nor_a_clerk_anybodys():
    bureau = an_organisation(OrganisationKind.BUREAU)
    chief = an_actor(Role.BUREAU_DIRECTOR, organisation=bureau)
    one = an_assigned(lead=bureau)
    operations.sign(number=one.number, by=chief, now=LATER)
    operations.work(number=one.number, by=chief, now=LATER)
    operations.write_reply(number=one.number, reply=SOLVED, by=chief, now=LATER)
    operations.submit_for_review(number=one.number, by=chief, now=LATER)
    with pytest.raises(UnableToMoveOpinion, match="拟稿人不能审核自己的答复"):
        operations.approve(number=one.number, by=chief, now=LATER)
    deputy = an_actor(Role.BUREAU_DIRECTOR, organisation=bureau)
    operations.send_back(number=one.number, reason="写清金额", by=deputy, now=LATER)
    operations.write_reply(number=one.number, reply=SOLVED, by=deputy, now=LATER)
    operations.submit_for_review(number=one.number, by=chief, now=LATER)
    with pytest.raises(UnableToMoveOpinion, match="拟稿人不能审核"):
        operations.approve(number=one.number, by=deputy, now=LATER)
    operations.approve(number=one.number, by=chief, now=LATER)
    assert an_opinion_round(one).answered_by_name == chief.name
    with pytest.raises(UnableToMoveOpinion, match="现在是“答复”，不能“审核通过并答复”"):
        operations.approve(number=one.number, by=chief, now=LATER)
    with pytest.raises(UnableToMoveOpinion, match="现在是“答复”，不能“审核退回”"):
        operations.send_back(number=one.number, reason="再看", by=chief, now=LATER)


def test_nothing_leaves_before_every_assisting_unit_has_countersigned_or_refused_with_words():
    helper, other = a_unit("人才股"), a_unit("综合股")
    one = a_worked_on(an_assigned(assists=[helper, other]))
    act = {"number": one.number, "by": OFFICER, "now": LATER}
    with pytest.raises(UnableToMoveOpinion, match="送会签前须拟写答复"):
        operations.circulate(**act)
    with pytest.raises(UnableToMoveOpinion, match="还没有拟写答复"):
        operations.submit_for_review(**act)
    operations.write_reply(reply=SOLVED, **act)
    with pytest.raises(UnableToMoveOpinion, match="人才股、综合股还没有会签"):
        operations.submit_for_review(**act)
    with pytest.raises(UnableToMoveOpinion, match="不在会签中"):
        operations.countersign(organisation_id=helper.pk, **act)
    operations.circulate(**act)
    with pytest.raises(UnableToMoveOpinion, match="须由协办单位"):
        operations.countersign(organisation_id=helper.pk, number=one.number, by=of_unit(other), now=LATER)
    with pytest.raises(UnableToMoveOpinion, match="须写明意见"):
        operations.refuse(organisation_id=other.pk, text=" ", **act)
    operations.countersign(organisation_id=helper.pk, number=one.number, by=of_unit(helper), now=LATER)
    with pytest.raises(UnableToMoveOpinion, match="综合股还没有会签"):
        operations.submit_for_review(**act)
    operations.refuse(
        organisation_id=other.pk, text="金额须再核", number=one.number, by=of_unit(other), now=LATER
    )
    operations.submit_for_review(**act)
    assert sorted(Assist.objects.values_list("agreed", "text")) == [(False, "金额须再核"), (True, "")]


def test_a_changed_answer_has_to_be_countersigned_anew_and_an_unchanged_one_not():
    helper = a_unit()
    one = a_worked_on(an_assigned(assists=[helper]))
    act = {"number": one.number, "by": OFFICER, "now": LATER}
    operations.write_reply(reply=EXPLAINED, **act)
    operations.circulate(**act)
    operations.countersign(organisation_id=helper.pk, **act)
    operations.rework(**act)
    operations.write_reply(reply=EXPLAINED, **act)
    assert Assist.objects.get().agreed is True
    operations.write_reply(reply=SOLVED, **act)
    assert Assist.objects.get().agreed is None
    with pytest.raises(UnableToMoveOpinion, match="还没有会签"):
        operations.submit_for_review(**act)
    operations.circulate(**act)
    with pytest.raises(UnableToMoveOpinion, match="现在是“会签”，不能拟写答复"):
        operations.write_reply(reply=SOLVED, **act)


def test_only_the_leading_unit_writes_the_answer():
    one = a_worked_on(an_assigned(lead=a_unit("高新股")))
    with pytest.raises(UnableToMoveOpinion, match="须由主办单位（高新股）拟写"):
        operations.write_reply(number=one.number, reply=SOLVED, by=of_unit(a_unit()), now=LATER)


def test_a_wrong_assignment_goes_back_in_time_with_a_reason_and_keeps_its_deadline():
    first, second = a_unit(), a_unit()
    one = an_assigned(lead=first)
    act = {"number": one.number, "by": of_unit(first)}
    with pytest.raises(UnableToMoveOpinion, match="须写明理由"):
        operations.return_wrong(reason="", now=at("2025-05-23"), **act)
    with pytest.raises(UnableToMoveOpinion, match="退回期限为 2025-05-29"):
        operations.return_wrong(reason="不属本股", now=at("2025-05-30"), **act)
    operations.return_wrong(reason="不属本股", now=at("2025-05-29"), **act)
    with pytest.raises(UnableToMoveOpinion, match="还没有交办"):
        operations.sign(now=at("2025-05-29"), **act)
    standing = queries.standing(OFFICER, AsOf(on=date(2025, 5, 29)))
    assert (standing.unassigned, standing.waiting) == (1, 1)
    an_assigned(one, lead=second, now=at("2025-05-30"))
    assert (an_opinion_round(one).lead, an_opinion_round(one).due_on) == (second, date(2025, 6, 20))


def test_units_that_cannot_lead_or_assist_are_refused():
    firm = an_organisation(OrganisationKind.ENTERPRISE)
    with pytest.raises(UnableToMoveOpinion, match="主办单位应是"):
        an_assigned(lead=firm)
    with pytest.raises(UnableToMoveOpinion, match="不能作协办单位"):
        an_assigned(assists=[firm])
    lead = a_unit("高新股")
    with pytest.raises(UnableToMoveOpinion, match="“高新股”已是主办单位"):
        an_assigned(lead=lead, assists=[lead])
    with pytest.raises(UnableToMoveOpinion, match="科技局领导或股室经办"):
        operations.assign(
            number=an_opinion().number, lead_id=lead.pk, by=an_actor(Role.TOWNSHIP_LEADER), now=NOON
        )
    one, target = an_opinion(), an_opinion()
    operations.merge(number=one.number, into=target.number, by=OFFICER, now=NOON)
    with pytest.raises(UnableToMoveOpinion, match="现在是“并入”，不能“交办”"):
        an_assigned(one)


def test_a_promise_becomes_a_task_of_the_unit_and_its_end_stands_in_the_story():
    lead = a_unit()
    one = an_answered(lead=lead, reply=promised(date(2025, 7, 15)))
    task = Task.objects.get()
    assert (task.source_kind, task.source_key, task.owner, task.due_on) == (
        "opinion",
        one.number,
        lead,
        date(2025, 7, 15),
    )
    page = queries.find_opinion(OFFICER, one.number, AsOf(on=date(2025, 6, 1)))
    assert page.tasks == (task,)
    task_operations.withdraw_task(
        number=task.number, reason="并入另一任务", by=DIRECTOR, now=at("2025-06-02")
    )
    story = queries.story_of(one)
    assert (story[-1].label, story[-1].step.note) == ("承诺任务撤销", task.number)


def test_a_promise_that_lapsed_while_it_lay_for_review_does_not_go_out():
    one = a_worked_on(an_assigned(), now=at("2025-05-23"))
    reply = promised(date(2025, 5, 29))
    operations.write_reply(number=one.number, reply=reply, by=OFFICER, now=LATER)
    operations.submit_for_review(number=one.number, by=OFFICER, now=LATER)
    with pytest.raises(UnableToMoveOpinion, match="晚于今天 2025-05-29"):
        operations.approve(number=one.number, by=DIRECTOR, now=at("2025-05-29"))
    assert not Task.objects.exists()


def test_a_file_handed_in_earlier_stays_the_proof():
    one = a_worked_on(an_assigned())
    act = {"number": one.number, "by": OFFICER, "now": LATER}
    operations.write_reply(reply=SOLVED, **act)
    operations.write_reply(reply=Reply("已拨付，凭证见附件。", "ADOPTED", "A"), **act)
    assert an_opinion_round(one).proof.name == FILE.name


def test_units_see_what_they_handle_and_the_bureau_sees_all():
    lead, helper = a_unit(), a_unit()
    township = an_organisation(OrganisationKind.TOWNSHIP)
    an_occasion()
    one, two = an_assigned(lead=township, assists=[helper]), an_assigned(an_opinion(), lead=lead)
    today = AsOf(on=date(2025, 5, 22))
    leader = an_actor(Role.TOWNSHIP_LEADER, organisation=township)
    assert list(queries.opinions(leader, today)) == [one]
    with pytest.raises(queries.OpinionNotFound, match="没有找到"):
        queries.find_opinion(leader, two.number, today)
    assert len(queries.opinions(of_unit(lead), today)) == 2
    for filters, wanted in (
        ({"unit": helper.code}, [one]),
        ({"unit": lead.code}, [two]),
        ({"text": one.number}, [one]),
        ({"theme": "FUNDING"}, []),
        ({"occasion": "2025-KF", "year": 2025, "group": "ENTERPRISE", "standing": queries.FINAL}, [one, two]),
        ({"state": "CLOSED"}, []),
    ):
        assert list(queries.opinions(OFFICER, today, queries.OpinionFilters(**filters))) == wanted


def test_without_an_assisting_unit_there_is_nothing_to_send_round():
    one = a_worked_on(an_assigned())
    operations.write_reply(number=one.number, reply=EXPLAINED, by=OFFICER, now=LATER)
    with pytest.raises(UnableToMoveOpinion, match="没有协办单位的请直接送审"):
        operations.circulate(number=one.number, by=OFFICER, now=LATER)
