"""The staff's screens of opinions and tasks: who is offered which step, what a form refuses, what the wall shows."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import openpyxl
import pytest

from tests.factories.accounts import an_account, an_organisation
from tests.factories.opinions import (
    EXPLAINED,
    a_unit,
    a_worked_on,
    an_answered,
    an_assigned,
    an_occasion,
    an_opinion,
    at,
    promised,
)
from tests.factories.tasks import a_task, a_task_report
from tidu.domain.opinions import operations
from tidu.domain.opinions.models import Opinion, OpinionAuthor, OpinionRound, Publication, ThemeDecision
from tidu.domain.opinions.operations import Author
from tidu.domain.opinions.vocabulary import OpinionState
from tidu.domain.tasks.models import Task
from tidu.domain.tasks.vocabulary import TaskState
from tidu.foundation.actors import OrganisationKind, Role, system
from tidu.foundation.audit.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    return a_unit("高新技术股")


@pytest.fixture
def clerk(signed_in, unit):
    """Return a clerk of the unit that leads."""
    return signed_in(Role.SECTION_CLERK, organisation=unit)


@pytest.fixture
def director(signed_in):
    return signed_in(Role.BUREAU_DIRECTOR)


def said(answer):
    return answer.content.decode()


def offered(client, opinion):
    """Return the names of the acts that the page of an opinion offers."""
    page = said(client.get(f"/opinions/{opinion.number}/"))
    return {part.split("/")[0] for part in page.split(f"/opinions/{opinion.number}/")[1:] if "/" in part[:16]}


def do(client, opinion, act, **values):
    return client.post(f"/opinions/{opinion.number}/{act}/", values, follow=True)


def test_an_opinion_goes_from_the_telephone_to_the_answer_through_the_pages(clerk, director, unit):
    an_occasion()
    words = {
        "text": "希望公开补助进度",
        "group": "PUBLIC",
        "channel": "PHONE",
        "source": "PHONE",
        "name": "李某",
    }
    slip = said(clerk.post("/opinions/new/", words, follow=True))
    assert "已登记 2025-DH-001，回执号" in slip
    assert "看文字对不对，对的按“确认”" in slip
    opinion = Opinion.objects.get()
    answer = do(clerk, opinion, "assign", lead=unit.pk, within="")
    assert "已交办高新技术股，2025-07-01 前答复。" in said(answer)  # 15 working days after 06-10
    do(clerk, opinion, "sign")
    do(clerk, opinion, "work")
    reply = {"text": "已在网站公开。", "outcome": "EXPLAINED", "result": "D", "reason": "已有规定"}
    assert "答复已写好" in said(do(clerk, opinion, "reply", **reply))
    do(clerk, opinion, "submit")
    assert "已答复意见人" in said(do(director, opinion, "approve"))
    opinion.refresh_from_db()
    assert opinion.state == OpinionState.ANSWERED
    assert OpinionAuthor.objects.get().name == "李某"


def test_each_person_is_offered_only_the_steps_that_are_theirs(clerk, director, unit, signed_in):
    opinion = a_worked_on(an_assigned(lead=unit))
    another = signed_in(Role.SECTION_CLERK, organisation=a_unit("人才股"))
    assert {"reply", "circulate", "submit", "longer"} & offered(clerk, opinion) >= {"reply", "longer"}
    assert "reply" not in offered(another, opinion)
    assert "approve" not in offered(clerk, opinion)
    assert {"merge", "split", "invalidate"} <= offered(another, opinion)


def test_a_step_that_is_not_offered_is_refused_in_words_when_somebody_sends_it(clerk, unit):
    opinion = a_worked_on(an_assigned(lead=unit))
    answer = do(clerk, opinion, "approve")
    assert "审核通过并答复" in said(answer)
    opinion.refresh_from_db()
    assert opinion.state == OpinionState.WORKING


def test_an_answer_of_class_a_without_a_proof_comes_back_with_the_words_still_there(clerk, unit):
    opinion = a_worked_on(an_assigned(lead=unit))
    answer = do(clerk, opinion, "reply", text="已经办好了。", outcome="ADOPTED", result="A")
    assert answer.status_code == 422
    assert "证明材料" in said(answer)
    assert "已经办好了。" in said(answer)


def test_a_promise_approved_becomes_a_task_that_another_person_closes(clerk, director, unit, signed_in):
    opinion = an_answered(an_opinion(), lead=unit, reply=promised(date(2025, 9, 30)))
    task = Task.objects.get()
    assert (task.source_key, task.due_on) == (opinion.number, date(2025, 9, 30))
    proof = BytesIO(b"%PDF-1.4 photograph")
    proof.name = "照片.pdf"
    clerk.post(f"/tasks/{task.number}/report/", {"text": "已开通", "evidence": [proof]})
    refused = clerk.post(f"/tasks/{task.number}/close/", follow=True)
    assert "已核查销号" not in said(refused)
    assert "已核查销号" in said(director.post(f"/tasks/{task.number}/close/", follow=True))
    task.refresh_from_db()
    assert task.state == TaskState.CLOSED


def test_a_report_without_evidence_is_refused(clerk, unit):
    task = a_task(unit)
    answer = clerk.post(f"/tasks/{task.number}/report/", {"text": "已开通"})
    assert answer.status_code == 422
    task.refresh_from_db()
    assert task.state == TaskState.OPEN


def test_a_paper_rating_is_entered_by_another_section_and_never_by_the_one_that_answered(
    clerk, unit, signed_in
):
    opinion = an_answered(an_opinion(), lead=unit, reply=EXPLAINED)
    rating = {"attitude": "SATISFIED", "satisfaction": "FAIR"}
    assert "paper-rating" not in offered(clerk, opinion)
    assert do(clerk, opinion, "paper-rating", **rating).status_code == 422
    another = signed_in(Role.SECTION_CLERK, organisation=a_unit("人才股"))
    assert "已录入纸质评价" in said(do(another, opinion, "paper-rating", **rating))
    assert OpinionRound.objects.get().rated_way == "PAPER"


def test_the_public_wording_is_approved_by_another_than_the_writer_and_names_nobody(clerk, director):
    opinion = an_answered(reply=EXPLAINED)
    named = {"text": "欧阳晴建议缩短时间", "answer": "已说明。"}
    assert "姓名或电话" in said(do(director, opinion, "publish", **named))
    assert not Publication.objects.exists()
    assert "已公开" in said(do(director, opinion, "publish", text="建议缩短时间", answer="已说明。"))


def test_the_telephone_of_the_author_is_masked_on_the_page(clerk):
    opinion = an_opinion()
    page = said(clerk.get(f"/opinions/{opinion.number}/"))
    assert "100****9999" in page
    assert "10000009999" not in page


def test_the_wall_shows_every_item_with_its_owner_and_says_how_many_have_none(director, unit):
    occasion = an_occasion()
    an_assigned(an_opinion(occasion, text="第一条说的话"), lead=unit)
    an_opinion(occasion, text="第二条说的话")
    page = said(director.get(f"/occasions/{occasion.code}/wall/"))
    assert page.index("第二条说的话") < page.index("第一条说的话")
    assert "高新技术股" in page
    assert "还有 1 条没有主办单位" in page
    assert "<svg" in page


def test_the_wall_shows_the_hall_no_telephone_and_no_author_by_name(director):
    an_opinion(text="我是欧阳晴，请打 13912345678，希望公开进度", authors=[Author("欧阳晴")])
    page = said(director.get(f"/occasions/{an_occasion().code}/wall/"))
    assert "希望公开进度" in page
    assert "13912345678" not in page
    assert "欧阳晴" not in page


def test_a_theme_is_kept_beside_what_was_suggested_and_a_category_is_suggested_too(director):
    opinion = an_opinion(text="请问研发补助什么时候兑现？")
    page = said(director.get(f"/opinions/{opinion.number}/like/answers/"))
    assert "资金（按关键词规则" in page
    assert "政策咨询（按关键词规则" in page
    do(director, opinion, "themes", main="TALENT", category="QUESTION")
    decision = ThemeDecision.objects.get()
    assert (decision.theme.code, decision.suggested.code, decision.suggested_by) == (
        "TALENT",
        "FUNDING",
        "RULES",
    )
    opinion.refresh_from_db()
    assert opinion.category == "QUESTION"


def test_beside_merging_stand_the_items_of_the_occasion_that_say_nearly_the_same(director):
    occasion = an_occasion()
    words = (
        "园区公交末班车太早，加班的职工回不了家",
        "加班职工回不了家，园区公交末班车太早了",
        "补助资金拨付太慢",
    )
    first, second, other = (an_opinion(occasion, text=each) for each in words)
    page = said(director.get(f"/opinions/{first.number}/merge/"))
    assert f'href="/opinions/{second.number}/"' in page
    assert f'href="/opinions/{other.number}/"' not in page
    assert "可能是同一件事的" not in said(director.get(f"/opinions/{other.number}/merge/"))


def test_the_summary_adds_up(director):
    occasion = an_occasion()
    first, second, third = (an_opinion(occasion, text=f"第{n}条") for n in "一二三")
    operations.invalidate(
        number=third.number, reason="与科技工作无关", by=system("经办"), now=at("2025-05-22", 11)
    )
    operations.merge(number=second.number, into=first.number, by=system("经办"), now=at("2025-05-22", 11))
    page = said(director.get(f"/occasions/{occasion.code}/"))
    assert "3 − 1 − 1 − 0 + 0 = 1" in page


def test_the_board_leaves_as_a_workbook_with_the_days_left(director, unit):
    an_assigned(an_opinion(), lead=unit, within=10)
    book = openpyxl.load_workbook(BytesIO(director.get("/opinions/?export=xlsx").content)).active
    header = [cell.value for cell in book[1]]
    row = dict(zip(header, [cell.value for cell in book[2]], strict=True))
    assert row["主办"] == "高新技术股"
    assert row["余工作日"] == -2  # due 2025-06-06, two working days before the demo's day


def test_a_township_sees_what_its_own_unit_handles_and_nothing_else(signed_in):
    town = an_organisation(OrganisationKind.TOWNSHIP, name="云溪镇")
    leader = signed_in(account=an_account(Role.TOWNSHIP_LEADER, organisation=town))
    own, other = an_assigned(an_opinion(), lead=town), an_opinion(text="别处的一条")
    page = said(leader.get("/opinions/"))
    assert own.text in page
    assert other.text not in page
    assert leader.get(f"/opinions/{other.number}/").status_code == 404
    assert leader.get(f"/opinions/{other.number}/themes/").status_code == 404


def test_the_homes_fetch_what_is_late(director, unit):
    an_assigned(an_opinion(), lead=unit, within=10)
    a_task(unit, due_on=date(2025, 6, 5))
    page = said(director.get("/opinions/today/"))
    assert "逾期 1 条" in page
    assert "开通共享检测预约" in page
    assert "/opinions/today/" in said(director.get("/"))


def test_a_file_that_a_task_does_not_have_is_not_found(director):
    report = a_task_report()
    assert director.get(f"/tasks/{report.task.number}/evidence/{'0' * 64}/").status_code == 404


def test_an_act_nobody_knows_and_one_without_a_form_are_not_pages(director):
    opinion = an_opinion()
    assert director.get(f"/opinions/{opinion.number}/dance/").status_code == 404
    assert director.get(f"/opinions/{opinion.number}/sign/").status_code == 404


def test_while_an_opinion_is_written_down_those_of_the_occasion_that_say_the_same_are_shown(clerk):
    known = an_opinion(text="希望公布企业研发补助资金的发放进度")
    near = "希望公布企业研发补助资金的发放进度表"
    asked = {"text": near, "occasion": known.occasion.code}
    assert known.number in said(clerk.post("/opinions/new/near/", asked))
    assert said(clerk.post("/opinions/new/near/", {**asked, "text": "开通公交"})).strip() == ""
    assert said(clerk.post("/opinions/new/near/", {**asked, "occasion": ""})).strip() == ""


def test_a_lost_receipt_is_given_again_on_a_slip_and_that_it_was_seen_is_kept(clerk, signed_in):
    one = an_opinion(text="希望公开补助进度")
    address = f"/opinions/{one.number}/receipt/slip/"
    assert address in said(clerk.get(f"/opinions/{one.number}/"))
    page = said(clerk.get(address))
    assert one.receipt in page
    assert "希望公开补助进度" in page
    assert "<svg" in page
    assert Entry.objects.get(action="personal.seen").detail == {"fields": ["receipt"]}
    assert "欧阳晴" not in page
    assert one.receipt not in said(clerk.get(f"/opinions/{one.number}/"))
    assert signed_in(Role.COUNTY_LEADER).get(address).status_code == 403


def test_a_part_of_a_split_opinion_has_no_slip_of_its_own(clerk):
    one = an_opinion()
    part, _ = operations.split(
        number=one.number, texts=["资金的事", "人才的事"], by=system("测试"), now=at("2025-05-22", 11)
    )
    assert clerk.get(f"/opinions/{part.number}/receipt/slip/").status_code == 404


def test_whoever_hands_an_opinion_to_a_unit_without_anybody_is_told_and_so_are_the_homes(clerk, signed_in):
    empty, one = a_unit("综合股"), an_opinion()
    done = said(do(clerk, one, "assign", lead=empty.pk, within=""))
    assert "综合股没有在岗的经办人" in done
    told = said(signed_in(Role.BUREAU_DIRECTOR).get("/opinions/today/"))
    assert "综合股没有在岗经办人" in told
    assert f'<a href="/opinions/{one.number}/">{one.number}</a>' in told
    leader = signed_in(Role.TOWNSHIP_LEADER, organisation=an_organisation(OrganisationKind.TOWNSHIP))
    assert "没有在岗经办人" not in said(leader.get("/opinions/today/"))
