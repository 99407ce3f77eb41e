"""Issues: found by a review, answered by people, closed by the next review, never erased."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.factories.accounts import an_account, an_organisation
from tests.factories.enterprises import a_recognition, a_statement, an_enterprise, yearly_facts
from tests.factories.provenance import CLERK, a_batch, a_line
from tests.factories.quality import an_issue
from tidu.domain.enterprises import operations as enterprises
from tidu.domain.quality import operations, queries
from tidu.domain.quality.models import Issue, IssueStep
from tidu.domain.quality.queries import IssueFilters
from tidu.foundation.accounts import queries as accounts
from tidu.foundation.actors import OrganisationKind, Role, system
from tidu.foundation.audit.models import Entry
from tidu.foundation.calendar import operations as calendar
from tidu.foundation.jobs import registry
from tidu.foundation.provenance.vocabulary import SourceKind

pytestmark = pytest.mark.django_db

NIGHT = datetime(2025, 6, 10, 1, 0, tzinfo=UTC)
TODAY = date(2025, 6, 10)
ALL = IssueFilters(state="")
WAN = 1_000_000


@pytest.fixture(autouse=True)
def holidays(db):
    calendar.load_shipped_years(by=CLERK, now=NIGHT)


@pytest.fixture
def town():
    return an_organisation(OrganisationKind.TOWNSHIP, name="青岚镇")


def review(now=NIGHT):
    return operations.review(by=CLERK, now=now)


def slipped(town):
    """Return a firm whose 2024 revenue looks ten thousand times that of 2023."""
    firm = an_enterprise("甲公司", town, registered_on=date(2023, 1, 1))
    yearly_facts(firm, 2023, revenue_fen=500 * WAN, rd_book_fen=0)
    yearly_facts(firm, 2024, revenue_fen=5_000_000 * WAN, rd_book_fen=0)
    return firm


def steps(issue):
    return [(step.action, step.to_state, step.by_name) for step in issue.steps.order_by("pk")]


def actor(role, organisation=None):
    return accounts.actor_for(an_account(role, organisation=organisation), TODAY)


def test_a_review_opens_an_issue_with_its_owner_and_a_deadline_in_working_days(town):
    leader = an_account(Role.TOWNSHIP_LEADER, organisation=town).person
    firm = slipped(town)
    assert review() == operations.QualityReview(opened=1, returned=0, gone=0, waiting=1)
    issue = Issue.objects.get()
    assert (issue.rule, issue.enterprise, issue.key) == ("unit_slip", firm, "2024|revenue_fen")
    assert (issue.place, issue.owner, issue.owner_person) == (town, town, leader)
    assert (issue.found_on, issue.due_on) == (TODAY, date(2025, 6, 24))
    assert issue.evidence == [["2023 年", "500 万元"], ["2024 年", "5,000,000 万元"]]
    assert steps(issue) == [("found", "OPEN", CLERK.name)]
    assert Entry.objects.filter(action="quality.review").count() == 1


def test_a_second_review_changes_nothing_but_the_audit(town):
    slipped(town)
    review()
    before = list(Issue.objects.values())
    assert review(NIGHT + timedelta(days=1)) == operations.QualityReview(0, 0, 0, 1)
    assert list(Issue.objects.values()) == before
    assert IssueStep.objects.count() == 1


def test_what_no_longer_holds_is_closed_and_found_again_is_a_new_issue(town):
    firm = slipped(town)
    review()
    yearly_facts(firm, 2024, revenue_fen=600 * WAN, now=NIGHT + timedelta(hours=1))
    assert review(NIGHT + timedelta(days=1)).gone == 1
    closed = Issue.objects.get()
    assert (closed.state, closed.closed_on) == ("GONE", date(2025, 6, 11))
    yearly_facts(firm, 2024, revenue_fen=5_000_000 * WAN, now=NIGHT + timedelta(days=1, hours=1))
    assert review(NIGHT + timedelta(days=2)).opened == 1
    assert sorted(Issue.objects.values_list("state", flat=True)) == ["GONE", "OPEN"]


def test_called_mended_it_comes_back_while_it_is_still_there_and_goes_when_it_is_not(town):
    firm, officer = slipped(town), actor(Role.SECTION_CLERK)
    review()
    issue = Issue.objects.get()
    operations.answer(issue_id=issue.pk, action="mend", reason="已让企业重报", by=officer, now=NIGHT)
    assert review(NIGHT + timedelta(days=1)).returned == 1
    operations.answer(issue_id=issue.pk, action="mend", reason="已改", by=officer, now=NIGHT)
    yearly_facts(firm, 2024, revenue_fen=600 * WAN, now=NIGHT + timedelta(days=1, hours=1))
    assert review(NIGHT + timedelta(days=2)).gone == 1
    assert [action for action, _, _ in steps(issue)] == [
        "found",
        "mend",
        "still_there",
        "mend",
        "vanish_mended",
    ]


def test_confirmed_it_rests_until_the_data_change(town):
    firm, officer = slipped(town), actor(Role.SECTION_CLERK)
    review()
    issue = Issue.objects.get()
    operations.answer(issue_id=issue.pk, action="confirm", reason="合并报表口径变更", by=officer, now=NIGHT)
    assert review(NIGHT + timedelta(days=1)) == operations.QualityReview(0, 0, 0, 0)
    issue.refresh_from_db()
    assert (issue.state, issue.closed_on) == ("CONFIRMED", TODAY)
    yearly_facts(firm, 2024, revenue_fen=5_000_001 * WAN, now=NIGHT + timedelta(days=1, hours=1))
    assert review(NIGHT + timedelta(days=2)).returned == 1
    issue.refresh_from_db()
    assert (issue.state, issue.closed_on) == ("OPEN", None)
    operations.answer(issue_id=issue.pk, action="confirm", reason="确属", by=officer, now=NIGHT)
    yearly_facts(firm, 2024, revenue_fen=600 * WAN, now=NIGHT + timedelta(days=2, hours=1))
    assert review(NIGHT + timedelta(days=3)).gone == 1


def test_an_officer_sends_a_confirmed_doubt_back_and_a_township_leader_cannot(town):
    leader, officer = actor(Role.TOWNSHIP_LEADER, town), actor(Role.SECTION_CLERK)
    issue = an_issue(an_enterprise("甲公司", town))
    operations.answer(issue_id=issue.pk, action="confirm", reason="集群注册", by=leader, now=NIGHT)
    with pytest.raises(operations.UnableToAnswerIssue, match="现在是“确认无误”，您可以做的：无"):
        operations.answer(issue_id=issue.pk, action="reopen", reason="请再核", by=leader, now=NIGHT)
    operations.answer(issue_id=issue.pk, action="reopen", reason="请再核", by=officer, now=NIGHT)
    issue.refresh_from_db()
    assert (issue.state, issue.closed_on) == ("OPEN", None)


@pytest.mark.parametrize(
    ("action", "reason", "said"),
    [("confirm", "  ", "请写明理由"), ("vanish", "x", "您可以做的"), ("nothing", "x", "您可以做的")],
)
def test_an_answer_without_a_reason_and_a_step_of_the_review_s_own_are_refused(town, action, reason, said):
    issue = an_issue(an_enterprise("甲公司", town))
    with pytest.raises(operations.UnableToAnswerIssue, match=said):
        operations.answer(
            issue_id=issue.pk, action=action, reason=reason, by=actor(Role.SECTION_CLERK), now=NIGHT
        )
    assert not IssueStep.objects.exists()


def test_what_was_answered_late_stays_late(town):
    officer = actor(Role.SECTION_CLERK)
    late = an_issue(an_enterprise("甲公司", town), due_on=date(2025, 6, 9))
    in_time = an_issue(an_enterprise("乙公司", town), due_on=TODAY)
    undated = an_issue(an_enterprise("丙公司", town), due_on=None)
    for issue in (late, in_time, undated):
        operations.answer(issue_id=issue.pk, action="confirm", reason="确属", by=officer, now=NIGHT)
    said = {row.id: row.late for row in queries.rows_of(queries.issues(CLERK, TODAY, ALL), TODAY)}
    assert said == {late.pk: True, in_time.pk: False, undated.pk: False}
    only_late = queries.issues(CLERK, TODAY, IssueFilters(state="", late=True))
    assert [issue.pk for issue in only_late] == [late.pk]


def test_a_township_s_leader_sees_and_answers_the_own_firms_only(town):
    far = an_organisation(OrganisationKind.TOWNSHIP, name="远乡")
    own, other = (
        an_issue(an_enterprise(name, place), owner=place) for name, place in (("甲", town), ("乙", far))
    )
    leader = actor(Role.TOWNSHIP_LEADER, town)
    assert [issue.pk for issue in queries.issues(leader, TODAY)] == [own.pk]
    assert [(one.owner, one.waiting, one.late) for one in queries.owner_counts(leader, TODAY)] == [
        (town.short_name, 1, 0)
    ]
    with pytest.raises(queries.IssueNotFound):
        operations.answer(issue_id=other.pk, action="confirm", reason="x", by=leader, now=NIGHT)
    assert [label for label, _ in queries.issue_page(leader, own.pk, TODAY).evidence] == ["住所"]
    assert len(queries.issue_page(CLERK, own.pk, TODAY).evidence) == 2


def test_the_owner_follows_the_firm_and_without_a_leader_the_place_itself_answers(town):
    firm, there = slipped(town), an_organisation(OrganisationKind.TOWNSHIP, name="远乡")
    review()
    enterprises.move(
        enterprise=firm, to=there, on=TODAY, source=a_batch(), by=CLERK, now=NIGHT + timedelta(hours=1)
    )
    review(NIGHT + timedelta(days=1))
    issue = Issue.objects.get()
    assert (issue.place, issue.owner, issue.owner_person) == (there, there, None)


def test_what_the_bureau_answers_for_goes_to_a_section_and_without_one_to_nobody_yet(town):
    firm = an_enterprise("甲公司", town, registered_on=date(2024, 1, 1))
    for granted in (date(2024, 1, 1), date(2024, 2, 1)):
        a_recognition(firm, granted_on=granted, until=date(2027, 1, 1))
    review()
    assert Issue.objects.get().owner is None
    clerk = an_account(Role.SECTION_CLERK)
    review(NIGHT + timedelta(days=1))
    assert Issue.objects.get().owner_person == clerk.person


def test_without_the_holiday_table_the_deadline_is_unknown_and_set_when_the_table_comes(town):
    slipped(town)
    review(datetime(2031, 3, 3, 1, 0, tzinfo=UTC))
    assert set(Issue.objects.values_list("due_on", flat=True)) == {None}


def test_a_rename_by_a_workbook_without_a_day_is_doubted_and_one_with_a_day_is_not(town):
    line = a_line(a_batch("name", kind=SourceKind.WORKBOOK, now=NIGHT), row=2)
    undated, dated = an_enterprise("甲公司", town), an_enterprise("乙公司", town)
    values = {"name": "甲新公司"}
    enterprises.record_register(
        statements=[a_statement(undated.credit_code, values, line)], by=CLERK, now=NIGHT
    )
    stated = a_line(a_batch("name", "name_since", kind=SourceKind.WORKBOOK, now=NIGHT), row=2)
    values = {"name": "乙新公司", "name_since_on": TODAY}
    enterprises.record_register(
        statements=[a_statement(dated.credit_code, values, stated)], by=CLERK, now=NIGHT
    )
    review()
    found = Issue.objects.filter(rule="undated_change")
    assert [(issue.enterprise, issue.key) for issue in found] == [(undated, "更名|2025-06-10")]


def test_the_night_s_job_reviews_and_says_what_came_of_it(town):
    slipped(town)
    said = registry.find("quality.review").work(by=system("定时任务"), now=NIGHT)
    assert said == "新发现疑点 1 条，复查仍在 0 条，不再出现 0 条，待核共 1 条。"
