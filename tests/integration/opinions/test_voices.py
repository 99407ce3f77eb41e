"""What the proposer says, which no unit says in the proposer's place; what is public; what the night does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from tests.factories.accounts import an_actor, an_organisation
from tests.factories.opinions import (
    DIRECTOR,
    EXPLAINED,
    OFFICER,
    a_published,
    a_unit,
    a_worked_on,
    an_answered,
    an_assigned,
    an_extension,
    an_occasion,
    an_opinion,
    an_opinion_effect,
    an_opinion_round,
    at,
    of_unit,
    promised,
)
from tidu.domain.opinions import operations, queries
from tidu.domain.opinions.models import Opinion, OpinionAuthor, OpinionRound, OpinionStep, Publication
from tidu.domain.opinions.operations import Author, UnableToMoveOpinion, UnableToPublish
from tidu.domain.opinions.vocabulary import GUEST
from tidu.domain.tasks.models import Task
from tidu.foundation.actors import OrganisationKind, Role
from tidu.foundation.audit.models import Entry
from tidu.foundation.clock import AsOf
from tidu.foundation.jobs import registry

pytestmark = pytest.mark.django_db

NOW = at("2025-06-03")
HOW = {"attitude": "SATISFIED", "satisfaction": "FAIR", "way": "LINK", "now": NOW}


def state_of(one):
    return Opinion.objects.get(pk=one.pk).state


def test_content_with_the_result_closes_and_attitude_is_kept_apart():
    one = an_answered()
    operations.rate(number=one.number, **{**HOW, "attitude": "UNSATISFIED"}, remark="等了很久")
    kept = an_opinion_round(one)
    assert (state_of(one), kept.attitude, kept.satisfaction) == ("CLOSED", "UNSATISFIED", "FAIR")
    assert (kept.rated_way, kept.rated_by_name, kept.remark) == ("LINK", "意见人", "等了很久")
    with pytest.raises(UnableToMoveOpinion, match="已经评价过"):
        operations.rate(number=one.number, **HOW)


def test_not_content_with_the_result_begins_another_round_with_the_same_units():
    helper = a_unit()
    one = a_worked_on(an_assigned(assists=[helper]))
    act = {"number": one.number, "by": OFFICER, "now": at("2025-05-28")}
    operations.write_reply(reply=EXPLAINED, **act)
    operations.circulate(**act)
    operations.countersign(organisation_id=helper.pk, **act)
    operations.submit_for_review(**act)
    operations.approve(number=one.number, by=DIRECTOR, now=at("2025-05-28"))
    operations.rate(number=one.number, **{**HOW, "satisfaction": "UNSATISFIED"})
    first, second = OpinionRound.objects.order_by("number")
    assert (state_of(one), first.answer != "", second.answer) == ("REOPENED", True, "")
    assert (second.lead, second.due_on) == (first.lead, date(2025, 6, 17))
    assert [each.organisation for each in second.assists.all()] == [helper]
    page = queries.find_opinion(OFFICER, one.number, AsOf(on=date(2025, 6, 3)))
    assert (len(page.rounds), page.line.outcome_label) == (2, "")


def test_every_account_of_a_unit_that_handled_it_is_refused_by_every_way():
    bureau = an_organisation(OrganisationKind.BUREAU)
    lead = a_unit()
    lead.parent = bureau
    lead.save()
    helper, other = a_unit(), a_unit()
    one = a_worked_on(an_assigned(lead=lead, assists=[helper]))
    act = {"number": one.number, "by": OFFICER, "now": at("2025-05-28")}
    operations.write_reply(reply=EXPLAINED, **act)
    operations.circulate(**act)
    operations.countersign(organisation_id=helper.pk, **act)
    operations.submit_for_review(**act)
    operations.approve(number=one.number, by=DIRECTOR, now=at("2025-05-28"))
    chief = an_actor(Role.BUREAU_DIRECTOR, organisation=bureau)
    for by in (of_unit(lead), of_unit(helper), chief, OFFICER):
        for way in ("LINK", "QR", "PAPER"):
            with pytest.raises(UnableToMoveOpinion, match="不能代填"):
                operations.rate(number=one.number, **{**HOW, "way": way}, by=by)
    with pytest.raises(UnableToMoveOpinion, match="请选“纸质代录”"):
        operations.rate(number=one.number, **HOW, by=of_unit(other))
    with pytest.raises(UnableToMoveOpinion, match="其他股室的同志录入"):
        operations.rate(number=one.number, **{**HOW, "way": "PAPER"}, by=GUEST)
    operations.rate(number=one.number, **{**HOW, "way": "PAPER"}, by=of_unit(other))
    assert an_opinion_round(one).rated_way == "PAPER"


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ({"attitude": "GREAT"}, "分别评价办理态度和办理结果"),
        ({"satisfaction": ""}, "分别评价办理态度和办理结果"),
        ({"way": "RUMOUR"}, "请选择评价方式"),
        ({"remark": "长" * 301}, "超过 300 字"),
    ],
)
def test_a_rating_that_is_none_is_refused(how, words):
    one = an_answered()
    with pytest.raises(UnableToMoveOpinion, match=words):
        operations.rate(number=one.number, **{**HOW, **how})


def test_before_an_answer_there_is_nothing_to_rate():
    for one in (an_opinion(), an_assigned()):
        with pytest.raises(UnableToMoveOpinion, match="还没有答复"):
            operations.rate(number=one.number, **HOW)


def test_a_silent_one_is_closed_after_a_fortnight_and_may_still_be_rated():
    one = an_answered()
    how = {"number": one.number, "reason": "三次联系未评价", "by": OFFICER}
    with pytest.raises(UnableToMoveOpinion, match="2025-06-11"):
        operations.close(**how, now=at("2025-06-10"))
    operations.close(**how, now=at("2025-06-11"))
    assert state_of(one) == "CLOSED"
    operations.rate(number=one.number, **{**HOW, "now": at("2025-06-12"), "satisfaction": "UNSATISFIED"})
    assert state_of(one) == "REOPENED"
    two = an_answered(an_opinion())
    operations.close(**{**how, "number": two.number}, now=at("2025-06-11"))
    operations.rate(number=two.number, **{**HOW, "now": at("2025-06-12")})
    assert state_of(two) == "CLOSED"
    assert queries.story_of(two)[-1].label == "评价"


def test_a_question_nobody_answers_is_put_aside_after_a_fortnight_and_may_still_be_answered():
    one, other = (an_answered(an_opinion(), reply=promised(date(2025, 6, 10))) for _ in range(2))
    operations.look_after(by=OFFICER, now=at("2025-06-24"))
    how = {"reason": "三次联系未回答", "by": OFFICER}
    with pytest.raises(UnableToMoveOpinion, match="回访后满 14 天（2025-07-08）仍未回答"):
        operations.close(number=one.number, **how, now=at("2025-07-07"))
    for each in (one, other):
        operations.close(number=each.number, **how, now=at("2025-07-08"))
    assert queries.story_of(one)[-1].label == "回访未答，办结"
    assert queries.by_receipt(one.receipt, AsOf(on=date(2025, 7, 8))).items[0].asked
    later = {"way": "LINK", "now": at("2025-07-09")}
    operations.answer_follow_up(number=one.number, solved="UNSOLVED", **later)
    operations.answer_follow_up(number=other.number, solved="SOLVED", **later)
    assert (state_of(one), state_of(other)) == ("REOPENED", "CLOSED")
    assert not queries.by_receipt(other.receipt, AsOf(on=date(2025, 7, 9))).items[0].asked


def test_the_task_of_a_promise_names_nobody():
    said = an_opinion(authors=[Author("言五六", phone="13900001234")])
    reply = replace(promised(date(2025, 6, 30)), text="言五六同志：站点六月开通，电话 13900001234。")
    an_answered(said, reply=reply)
    title = Task.objects.get().title
    assert "言五六" not in title
    assert "13900001234" not in title


def test_a_fortnight_after_the_promise_the_person_is_asked_again_once():
    one = an_answered(reply=promised(date(2025, 6, 10)))
    operations.look_after(by=OFFICER, now=at("2025-06-23", 9))
    assert state_of(one) == "ANSWERED"
    assert operations.look_after(by=OFFICER, now=at("2025-06-24", 9)).endswith("承诺到期回访 1 件")
    assert state_of(one) == "FOLLOWING"
    assert operations.look_after(by=OFFICER, now=at("2025-06-25", 9)).endswith("承诺到期回访 0 件")
    item = queries.by_receipt(one.receipt, AsOf(on=date(2025, 6, 24))).items[0]
    assert (item.asked, item.may_rate) == (True, True)
    how = {"number": one.number, "way": "QR", "now": at("2025-06-26")}
    with pytest.raises(UnableToMoveOpinion, match="已解决或未解决"):
        operations.answer_follow_up(**how, solved="PERHAPS")
    with pytest.raises(UnableToMoveOpinion, match="不能代填"):
        operations.answer_follow_up(**how, solved="SOLVED", by=of_unit(an_opinion_round(one).lead))
    operations.answer_follow_up(**how, solved="UNSOLVED", remark="还是老样子")
    assert (state_of(one), an_opinion_round(one).number) == ("REOPENED", 2)
    with pytest.raises(UnableToMoveOpinion, match="没有等待回访"):
        operations.answer_follow_up(**how, solved="SOLVED")


def test_a_promise_that_is_kept_closes():
    one = an_answered(reply=promised(date(2025, 6, 10)))
    operations.rate(number=one.number, **HOW)
    operations.look_after(by=OFFICER, now=at("2025-06-24", 9))
    operations.answer_follow_up(number=one.number, solved="SOLVED", way="LINK", now=at("2025-06-25"))
    assert (state_of(one), an_opinion_round(one).solved) == ("CLOSED", "SOLVED")


def test_the_late_go_up_in_two_stages_each_once():
    one = an_assigned(within=10)
    said = []
    for day in ("2025-06-06", "2025-06-07", "2025-06-08", "2025-06-19", "2025-06-20", "2025-06-21"):
        said.append(operations.look_after(by=OFFICER, now=at(day, 9))[:10])
    assert said == [f"逾期意见上报 {count} 件"[:10] for count in (0, 1, 0, 0, 1, 0)]
    notes = OpinionStep.objects.filter(opinion=one, action="escalate").values_list("note", flat=True)
    assert list(notes) == ["逾期 1 个工作日，上报局领导", "逾期 10 个工作日，严重逾期，上报县分管领导"]


def test_granted_time_keeps_the_night_from_reporting():
    an_extension(granted=True)
    assert operations.look_after(by=OFFICER, now=at("2025-07-04", 9)).startswith("逾期意见上报 0 件")
    assert operations.look_after(by=OFFICER, now=at("2025-07-05", 9)).startswith("逾期意见上报 1 件")


def test_the_night_s_work_is_registered():
    assert registry.find("opinions.look_after").work is operations.look_after
    assert registry.find("opinions.erase").work is operations.erase_personal_data


def test_the_story_says_for_which_reason_an_opinion_was_opened_again():
    one = an_answered(reply=promised(date(2025, 6, 30)), now=at("2025-05-28"))
    operations.look_after(by=OFFICER, now=at("2025-07-14"))
    operations.answer_follow_up(number=one.number, solved="UNSOLVED", way="LINK", now=at("2025-07-15"))
    assert [each.label for each in queries.story_of(one)][-2:] == ["承诺到期，回访", "回访：未解决"]


def test_a_promise_that_another_answer_took_the_place_of_is_not_asked_about():
    one = an_answered(reply=promised(date(2025, 6, 30)), now=at("2025-05-28"))
    operations.rate(number=one.number, **{**HOW, "satisfaction": "UNSATISFIED"})
    operations.work(number=one.number, by=OFFICER, now=at("2025-06-04"))
    operations.write_reply(number=one.number, reply=EXPLAINED, by=OFFICER, now=at("2025-06-05"))
    operations.submit_for_review(number=one.number, by=OFFICER, now=at("2025-06-05"))
    operations.approve(number=one.number, by=DIRECTOR, now=at("2025-06-05"))
    operations.look_after(by=OFFICER, now=at("2025-07-14"))
    assert state_of(one) == "ANSWERED"


def test_the_telephone_is_masked_until_an_officer_asks_for_it_on_record():
    one = an_opinion()
    page = queries.find_opinion(OFFICER, one.number, AsOf(on=date(2025, 5, 22)))
    assert page.authors[0].masked_phone == "100****9999"
    with pytest.raises(UnableToMoveOpinion, match="只有科技局"):
        operations.show_authors(number=one.number, by=an_actor(Role.TOWNSHIP_LEADER), now=NOW)
    (author,) = operations.show_authors(number=one.number, by=OFFICER, now=NOW)
    assert author.phone == "10000009999"
    assert Entry.objects.get(action="personal.seen").detail == {"fields": ["name", "organisation", "phone"]}


def test_another_than_the_writer_publishes_and_no_author_is_named():
    one = an_answered()
    how = {"number": one.number, "masked_text": "建议加快拨付", "masked_answer": "已拨付", "now": NOW}
    with pytest.raises(UnableToPublish, match="拟写答复的人不能审定"):
        operations.publish(**how, by=OFFICER)
    with pytest.raises(UnableToPublish, match="只有科技局"):
        operations.publish(**how, by=an_actor(Role.COUNTY_LEADER))
    for words in ("欧阳晴建议加快拨付", "请打 100-0000 9999"):
        with pytest.raises(UnableToPublish, match="姓名或电话"):
            operations.publish(**{**how, "masked_text": words}, by=DIRECTOR)
    with pytest.raises(UnableToPublish, match="都要有文字"):
        operations.publish(**{**how, "masked_answer": " "}, by=DIRECTOR)
    with pytest.raises(UnableToPublish, match="答复后才能公开"):
        operations.publish(**{**how, "number": an_assigned(an_opinion()).number}, by=DIRECTOR)
    operations.publish(**how, by=DIRECTOR)
    operations.publish(**{**how, "masked_answer": "已全部拨付"}, by=DIRECTOR)
    (public,) = queries.public_list(text="拨付", source="OPEN_DAY")
    assert (public.answer, Publication.objects.count()) == ("已全部拨付", 2)
    assert list(queries.public_list(theme="FUNDING")) == []


@pytest.mark.parametrize(
    "written",
    ["１３９００００１２３４", "139-0000-1234", "一三九〇〇〇〇一二三四", "139 0000\n1234", "(139)0000.1234"],
)
def test_a_number_that_leads_to_somebody_is_not_made_public_however_it_is_written(written):
    one = an_answered(an_opinion(authors=[Author("言五六", phone="13700005678")]))
    how = {"number": one.number, "masked_answer": "已拨付", "by": DIRECTOR, "now": NOW}
    with pytest.raises(UnableToPublish, match="能找到个人的号码"):
        operations.publish(**how, masked_text=f"请打电话{written}找邻居")
    kept = operations.publish(**how, masked_text=f"请打电话{written}找邻居", keeps_numbers=True)
    assert kept.text
    own = written.replace("9", "7").replace("９", "７").replace("九", "七")
    author = own.replace("1234", "5678").replace("１２３４", "５６７８").replace("一二三四", "五六七八")
    with pytest.raises(UnableToPublish, match="姓名或电话"):
        operations.publish(**how, masked_text=f"请打电话{author}找我", keeps_numbers=True)


def test_an_author_s_name_with_blanks_in_it_is_not_made_public():
    one = an_answered(an_opinion(authors=[Author("言五六")]))
    with pytest.raises(UnableToPublish, match="姓名或电话"):
        operations.publish(
            number=one.number, masked_text="言 五六建议", masked_answer="已办", by=DIRECTOR, now=NOW
        )


def test_a_publication_is_withdrawn_with_a_reason_and_stays_on_record():
    public = a_published()
    number = public.opinion.number
    with pytest.raises(UnableToPublish, match="请写明撤回理由"):
        operations.withdraw_publication(number=number, reason="", by=OFFICER, now=NOW)
    operations.withdraw_publication(number=number, reason="涉及商业信息", by=OFFICER, now=NOW)
    assert list(queries.public_list()) == []
    page = queries.find_opinion(OFFICER, number, AsOf(on=date(2025, 6, 3)))
    assert (page.publication, page.traces[0].ended_reason) == (None, "涉及商业信息")
    with pytest.raises(UnableToPublish, match="没有公开"):
        operations.withdraw_publication(number=number, reason="再撤", by=OFFICER, now=NOW)


def test_what_an_opinion_changed_is_kept_with_its_address():
    effect = an_opinion_effect()
    page = queries.find_opinion(OFFICER, effect.opinion.number, AsOf(on=date(2025, 6, 3)))
    assert [(one.kind, one.more) for one in page.effects] == [("RULE", "/policies/qinglan.rd_subsidy/")]
    how = {"number": effect.opinion.number, "on": date(2025, 6, 3), "by": OFFICER, "now": NOW}
    with pytest.raises(UnableToMoveOpinion, match="请选择去向类别"):
        operations.record_effect(**how, kind="SONG", title="改了")
    with pytest.raises(UnableToMoveOpinion, match="以 / 开头"):
        operations.record_effect(**how, kind="RULE", title="改了", address="elsewhere")
    with pytest.raises(UnableToMoveOpinion, match="还没有答复"):
        operations.record_effect(**{**how, "number": an_opinion().number}, kind="RULE", title="改了")


def test_earlier_answers_are_offered_in_the_order_asked_for():
    one = an_answered(an_opinion(an_occasion("2024-KF", on=date(2024, 5, 23))))
    other = an_opinion(text="还没有答复的")
    assert queries.answered_texts() == [(one.number, one.text)]
    assert queries.answered_texts("2025-KF") == []
    assert (other.number, "还没有答复的") in queries.item_texts(other.occasion.code)
    (found,) = queries.earlier_answers([other.number, one.number])
    assert (found.number, found.answer, found.result_label) == (
        one.number,
        "已拨付到账。",
        "A 已解决或基本解决",
    )


def test_the_database_itself_refuses_an_unfounded_answer_and_an_erased_name():
    one = an_opinion_round(an_answered())
    with pytest.raises(IntegrityError), transaction.atomic():
        OpinionRound.objects.filter(pk=one.pk).update(proof=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        OpinionAuthor.objects.update(erased_at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Opinion.objects.update(invalid_reason="无")
