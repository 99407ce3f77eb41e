"""A firm's difficulty: taken down, promised a day, worked on, answered, and judged by the firm alone."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from tests.factories.accounts import an_actor, an_organisation
from tests.factories.enterprises import an_enterprise
from tests.factories.support import (
    DUE,
    OFFICER,
    OPENED_AT,
    a_handler,
    a_standard,
    a_ticket,
    a_ticket_round,
    at,
    the_firm_itself,
)
from tidu.domain.support import operations, queries
from tidu.domain.support.models import TicketRound, TicketStep
from tidu.domain.support.operations import UnableToMoveTicket, UnableToOpenTicket, UnableToSetStandard
from tidu.domain.support.queries import TicketFilters, TicketNotFound
from tidu.domain.support.vocabulary import Level, Rating, TicketKind, TicketSource, TicketState
from tidu.foundation.actors import OrganisationKind, Role
from tidu.foundation.audit.models import Entry
from tidu.foundation.calendar.queries import HolidaysMissing
from tidu.foundation.clock import AsOf

pytestmark = pytest.mark.django_db

TODAY = AsOf(on=date(2025, 6, 10))


@pytest.fixture
def place():
    return an_organisation(OrganisationKind.TOWNSHIP, name="云溪镇")


@pytest.fixture
def firm(place):
    return an_enterprise("晴川公司", place=place)


def opened(firm, *, by, source=TicketSource.DESK, kind=TicketKind.TALENT, text="缺工艺工程师", now=OPENED_AT):
    return operations.open_ticket(enterprise_id=firm.pk, kind=kind, text=text, source=source, by=by, now=now)


def test_a_firm_opens_its_own_ticket_which_gets_a_number_a_section_and_a_day(firm):
    section = an_organisation(OrganisationKind.BUREAU_SECTION, name="人才股")
    a_standard(TicketKind.TALENT, section=section)
    itself = the_firm_itself(firm)
    first, second = opened(firm, by=itself), opened(firm, by=itself, text="缺博士")
    assert (first.number, second.number) == ("2025-0001", "2025-0002")
    assert (first.state, first.section, first.source) == (TicketState.REGISTERED, section, TicketSource.DESK)
    assert a_ticket_round(first).due_on == DUE
    entry = Entry.objects.get(action="support.open", subject_key="2025-0001")
    assert (entry.user_id, entry.organisation_code) == (itself.user_id, firm.credit_code)


def test_numbers_begin_anew_each_year(firm):
    a_standard()
    opened(firm, by=OFFICER, source=TicketSource.PHONE, now=at("2024-12-31"))
    assert opened(firm, by=OFFICER, source=TicketSource.PHONE).number == "2025-0001"


def test_a_deadline_is_never_guessed_where_the_holiday_table_is_missing(firm):
    a_standard()
    with pytest.raises(HolidaysMissing, match="2031"):
        opened(firm, by=OFFICER, source=TicketSource.PHONE, now=at("2031-05-06"))


def test_nobody_writes_in_the_firm_s_name_and_a_firm_writes_only_for_itself(firm, place):
    a_standard()
    clerk, neighbour = an_actor(Role.SECTION_CLERK), the_firm_itself(an_enterprise(place=place))
    with pytest.raises(UnableToOpenTicket, match="只用于企业自己"):
        opened(firm, by=clerk)
    with pytest.raises(UnableToOpenTicket, match="只用于企业自己"):
        opened(firm, by=the_firm_itself(firm), source=TicketSource.PHONE)
    with pytest.raises(UnableToOpenTicket, match="职责范围"):
        opened(firm, by=neighbour)
    elsewhere = an_actor(Role.TOWNSHIP_LEADER, organisation=an_organisation(OrganisationKind.TOWNSHIP))
    with pytest.raises(UnableToOpenTicket, match="职责范围"):
        opened(firm, by=elsewhere, source=TicketSource.PHONE)
    with pytest.raises(UnableToOpenTicket, match="职责范围"):
        opened(firm, by=an_actor(Role.ADMINISTRATOR), source=TicketSource.PHONE)
    leader = an_actor(Role.TOWNSHIP_LEADER, organisation=place)
    assert opened(firm, by=leader, source=TicketSource.PHONE).number == "2025-0001"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"kind": "OTHER"}, "类别"),
        ({"text": "  "}, "难题内容"),
        ({"text": "难" * 1001}, "1000 字"),
        ({"source": "LETTER"}, "来源"),
        ({"source": TicketSource.VISIT}, "走访记录"),
        ({"kind": TicketKind.FUNDING}, "还没有办理标准"),
    ],
)
def test_a_ticket_without_what_it_needs_is_refused_in_words(firm, changes, words):
    a_standard()
    with pytest.raises(UnableToOpenTicket, match=words):
        opened(firm, **({"by": OFFICER, "source": TicketSource.PHONE} | changes))


def test_the_steps_follow_the_table_and_no_other_way(firm):
    ticket = a_ticket(firm)
    with pytest.raises(UnableToMoveTicket, match="不能从“登记”直接到“答复”"):
        operations.answer(number=ticket.number, text="已解决", by=OFFICER, now=OPENED_AT)
    operations.accept(number=ticket.number, handler_id=a_handler("周晓").pk, by=OFFICER, now=OPENED_AT)
    operations.work(number=ticket.number, by=OFFICER, now=OPENED_AT)
    with pytest.raises(UnableToMoveTicket, match="怎样解决"):
        operations.answer(number=ticket.number, text=" ", by=OFFICER, now=OPENED_AT)
    operations.answer(number=ticket.number, text="已对接高校", by=OFFICER, now=at("2025-06-05"))
    page = queries.ticket_page(OFFICER, ticket.number, TODAY)
    assert [line.label for line in page.story] == ["登记", "受理", "开始办理", "答复企业"]
    assert page.line.ticket.handler.name == "周晓"
    assert (page.rounds[0].answer, page.rounds[0].answered_by_name) == ("已对接高校", "测试经办")
    assert not page.line.ever_late


def test_only_the_firm_rates_and_a_bureau_account_never_can(firm, place):
    ticket = a_ticket(firm, TicketState.ANSWERED)
    outsiders = (
        OFFICER,
        an_actor(Role.SECTION_CLERK),
        an_actor(Role.BUREAU_DIRECTOR),
        an_actor(Role.TOWNSHIP_LEADER, organisation=place),
        the_firm_itself(an_enterprise(place=place)),
    )
    for somebody in outsiders:
        with pytest.raises(UnableToMoveTicket, match="只能由企业自己"):
            operations.rate_ticket(
                number=ticket.number, rating=Rating.SATISFIED, by=somebody, now=at("2025-06-05")
            )
    rated = operations.rate_ticket(
        number=ticket.number, rating=Rating.FAIR, by=the_firm_itself(firm), now=at("2025-06-05")
    )
    assert rated.state == TicketState.CLOSED
    assert a_ticket_round(ticket).rating == Rating.FAIR


def test_an_officer_who_is_also_a_firm_s_contact_does_not_judge_the_own_work(firm):
    ticket = a_ticket(firm, TicketState.ANSWERED)
    itself = the_firm_itself(firm)
    both = type(itself)(itself.user_id, itself.name, (*itself.grants, *an_actor(Role.SECTION_CLERK).grants))
    with pytest.raises(UnableToMoveTicket, match="只能由企业自己"):
        operations.rate_ticket(number=ticket.number, rating=Rating.SATISFIED, by=both, now=at("2025-06-05"))


def test_an_unsatisfied_firm_opens_another_round_with_a_deadline_of_its_own(firm):
    ticket = a_ticket(firm, TicketState.ANSWERED)
    itself = the_firm_itself(firm)
    with pytest.raises(UnableToMoveTicket, match="哪里还没有解决"):
        operations.rate_ticket(
            number=ticket.number, rating=Rating.UNSATISFIED, by=itself, now=at("2025-06-09")
        )
    operations.rate_ticket(
        number=ticket.number, rating=Rating.UNSATISFIED, remark="人没有来", by=itself, now=at("2025-06-09")
    )
    rounds = list(TicketRound.objects.filter(ticket=ticket).order_by("number"))
    assert [one.number for one in rounds] == [1, 2]
    assert rounds[1].due_on == date(2025, 6, 23)
    ticket.refresh_from_db()
    assert ticket.state == TicketState.REOPENED
    operations.work(number=ticket.number, by=OFFICER, now=at("2025-06-10"))
    operations.answer(number=ticket.number, text="再次对接", by=OFFICER, now=at("2025-06-11"))
    assert a_ticket_round(ticket).answer == "再次对接"
    assert rounds[0].answer == TicketRound.objects.get(pk=rounds[0].pk).answer == "已对接两所高校"


def test_a_word_that_is_none_of_the_three_or_comes_too_early_is_refused(firm):
    ticket = a_ticket(firm, TicketState.WORKING)
    itself = the_firm_itself(firm)
    for rating, words in (("GOOD", "满意、基本满意或不满意"), (Rating.SATISFIED, "还没有等待评价")):
        with pytest.raises(UnableToMoveTicket, match=words):
            operations.rate_ticket(number=ticket.number, rating=rating, by=itself, now=OPENED_AT)


def test_a_late_ticket_goes_up_one_level_at_a_time_and_the_lateness_stays(firm):
    ticket = a_ticket(firm, TicketState.WORKING)

    def night(text):
        operations.escalate_overdue(by=OFFICER, now=at(text))
        ticket.refresh_from_db()
        return ticket.level

    assert night("2025-06-16") == Level.SECTION
    assert night("2025-06-17") == Level.BUREAU
    assert night("2025-06-17") == Level.BUREAU
    assert night("2025-06-23") == Level.BUREAU
    assert night("2025-06-24") == Level.COUNTY
    assert night("2025-07-24") == Level.COUNTY
    escalated = TicketStep.objects.filter(ticket=ticket, action="escalate")
    assert [step.note for step in escalated] == [
        "逾期 1 个工作日，上报局领导",
        "逾期 6 个工作日，上报县分管领导",
    ]
    operations.answer(number=ticket.number, text="已解决", by=OFFICER, now=at("2025-06-25"))
    itself = the_firm_itself(firm)
    operations.rate_ticket(number=ticket.number, rating=Rating.SATISFIED, by=itself, now=at("2025-06-26"))
    (line,) = queries.tickets_of(itself, firm.credit_code, AsOf(on=date(2025, 7, 1)))
    assert (line.ever_late, line.late, line.days_late) == (True, True, 7)


def test_a_ticket_worked_on_again_begins_at_the_section_s_table(firm):
    ticket = a_ticket(firm, TicketState.WORKING)
    operations.escalate_overdue(by=OFFICER, now=at("2025-06-17"))
    operations.answer(number=ticket.number, text="已对接", by=OFFICER, now=at("2025-06-18"))
    again = operations.rate_ticket(
        number=ticket.number,
        rating="UNSATISFIED",
        remark="没有人来",
        by=the_firm_itself(firm),
        now=at("2025-06-18"),
    )
    assert again.level == Level.SECTION


def test_a_level_is_reached_once_whatever_writes_it(firm):
    ticket = a_ticket(firm, TicketState.WORKING)
    operations.escalate_overdue(by=OFFICER, now=at("2025-06-17"))
    step = TicketStep.objects.get(ticket=ticket, action="escalate")
    step.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        step.save()


def test_an_answered_ticket_is_no_longer_late_work(firm):
    a_ticket(firm, TicketState.ANSWERED)
    assert operations.escalate_overdue(by=OFFICER, now=at("2025-07-01")) == "逾期工单上报 0 件"


def test_a_ticket_is_passed_on_with_its_deadline_and_a_reason(firm):
    ticket = a_ticket(firm)
    other = an_organisation(OrganisationKind.BUREAU_SECTION, name="转化股")
    for section, reason, words in (
        (ticket.section, "理由", "请选另一个股室"),
        (an_organisation(OrganisationKind.TOWNSHIP), "理由", "科技局或其股室"),
        (other, "", "转办理由"),
    ):
        with pytest.raises(UnableToMoveTicket, match=words):
            operations.assign(
                number=ticket.number, section_id=section.pk, reason=reason, by=OFFICER, now=OPENED_AT
            )
    operations.assign(
        number=ticket.number, section_id=other.pk, reason="需高校配合", by=OFFICER, now=OPENED_AT
    )
    line = queries.ticket_page(OFFICER, ticket.number, TODAY).line
    assert (line.ticket.section, line.due_on) == (other, DUE)
    answered = a_ticket(firm, TicketState.ANSWERED)
    with pytest.raises(UnableToMoveTicket, match="已答复"):
        operations.assign(
            number=answered.number, section_id=other.pk, reason="理由", by=OFFICER, now=OPENED_AT
        )


def test_who_may_not_work_on_tickets_is_told_so(firm):
    ticket = a_ticket(firm)
    for act in (
        lambda by: operations.accept(number=ticket.number, handler_id=1, by=by, now=OPENED_AT),
        lambda by: operations.assign(number=ticket.number, section_id=1, reason="理由", by=by, now=OPENED_AT),
    ):
        with pytest.raises(UnableToMoveTicket, match="只有科技局"):
            act(the_firm_itself(firm))
    with pytest.raises(UnableToMoveTicket, match="没有找到承办人"):
        operations.accept(number=ticket.number, handler_id=0, by=OFFICER, now=OPENED_AT)
    with pytest.raises(UnableToMoveTicket, match="没有找到编号"):
        operations.work(number="2025-9999", by=OFFICER, now=OPENED_AT)


def test_a_ticket_of_another_firm_is_not_found(firm, place):
    ticket = a_ticket(firm)
    neighbour = the_firm_itself(an_enterprise(place=place))
    for reader in (neighbour, an_actor(Role.ADMINISTRATOR), an_actor(Role.UNIVERSITY_OFFICER)):
        with pytest.raises(TicketNotFound):
            queries.ticket_page(reader, ticket.number, TODAY)
        with pytest.raises(TicketNotFound):
            queries.find_ticket(reader, ticket.number, TODAY)
    assert queries.ticket_page(the_firm_itself(firm), ticket.number, TODAY).line.ticket == ticket
    assert queries.find_ticket(an_actor(Role.TOWNSHIP_LEADER, organisation=place), ticket.number, TODAY)


def test_the_page_offers_each_person_only_the_own_steps(firm):
    answered = a_ticket(firm, TicketState.ANSWERED)
    clerk, itself = an_actor(Role.SECTION_CLERK), the_firm_itself(firm)
    assert queries.ticket_page(clerk, answered.number, TODAY).next_steps == ()
    page = queries.ticket_page(itself, answered.number, TODAY)
    assert ([step.action for step in page.next_steps], page.may_rate) == (["rate", "reopen"], True)
    fresh = a_ticket(firm)
    assert [step.action for step in queries.ticket_page(clerk, fresh.number, TODAY).next_steps] == ["accept"]


def test_the_list_shows_the_soonest_first_and_narrows_to_what_is_asked(firm, place):
    late = a_ticket(firm, TicketState.WORKING, text="缺流动资金", now=at("2025-05-06"))
    waiting = a_ticket(firm)
    done = a_ticket(an_enterprise("远山公司", place=place), TicketState.CLOSED, now=at("2025-04-01"))

    def found(**asked):
        return [one.number for one in queries.tickets(OFFICER, TODAY, TicketFilters(**asked))]

    assert found() == [late.number, waiting.number, done.number]
    assert found(waiting=queries.LATE) == [late.number]
    assert found(waiting=queries.OPEN) == [late.number, waiting.number]
    assert found(state=TicketState.CLOSED) == [done.number]
    assert found(text="资金") == [late.number]
    assert found(text="远山") == [done.number]
    assert found(section=waiting.section.code) == [late.number, waiting.number, done.number]
    assert queries.sections() == [waiting.section]
    assert queries.overdue_counts(OFFICER, TODAY) == {"waiting": 2, "late": 1, "bureau": 0, "county": 0}


def test_tickets_are_told_as_they_stood_on_an_earlier_day(firm):
    ticket = a_ticket(firm, TicketState.WORKING)
    operations.answer(number=ticket.number, text="已解决", by=OFFICER, now=at("2025-06-20"))
    itself = the_firm_itself(firm)
    operations.rate_ticket(number=ticket.number, rating=Rating.SATISFIED, by=itself, now=at("2025-06-23"))

    def then(text):
        (one,) = queries.tickets_then(AsOf(on=date.fromisoformat(text)))
        return one.state, one.is_late, bool(one.rounds[-1].answer), one.rounds[-1].rating

    assert then("2025-06-16") == (TicketState.WORKING, False, False, "")
    assert then("2025-06-17") == (TicketState.WORKING, True, False, "")
    assert then("2025-06-20") == (TicketState.ANSWERED, False, True, "")
    assert then("2025-06-23") == (TicketState.CLOSED, False, True, Rating.SATISFIED)
    assert queries.tickets_then(AsOf(on=date(2025, 5, 29))) == []
    known_then = AsOf.as_known_then(date(2025, 6, 17))
    (one,) = queries.tickets_then(AsOf(on=date(2025, 6, 25), known_at=known_then.known_at))
    assert one.state == TicketState.WORKING


def test_a_promise_is_dated_and_open_tickets_keep_the_deadline_they_were_given(firm):
    first = a_ticket(firm)
    a_standard(days=5, since=date(2025, 6, 1))
    assert a_ticket_round(first).due_on == DUE
    assert a_ticket_round(a_ticket(firm, now=at("2025-06-03"))).due_on == date(2025, 6, 10)
    assert [one.days for one in queries.promises()] == [5, 10]
    assert queries.standard_on(TicketKind.TALENT, date(2025, 5, 31)).days == 10
    assert queries.standard_on(TicketKind.RESEARCH, date(2025, 5, 31)) is None


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"by": "clerk of nothing"}, "只有科技局"),
        ({"kind": "OTHER"}, "三类"),
        ({"section_id": 0}, "股室"),
        ({"days": 0}, "至少 1 个工作日"),
        ({"level_days": 0}, "至少 1 个工作日"),
    ],
)
def test_a_promise_that_cannot_be_kept_is_refused(changes, words):
    section = an_organisation(OrganisationKind.BUREAU_SECTION)
    asked = {
        "kind": TicketKind.TALENT,
        "section_id": section.pk,
        "days": 10,
        "level_days": 5,
        "valid_from_on": date(2025, 1, 1),
        "by": OFFICER,
        "now": OPENED_AT,
    } | changes
    if asked["by"] != OFFICER:
        asked["by"] = an_actor(Role.TOWNSHIP_LEADER)
    with pytest.raises(UnableToSetStandard, match=words):
        operations.set_standard(**asked)
