"""Proposals: where the officers' decisions and the pool pack differ, with evidence; officers answer them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tests.factories.accounts import an_actor, an_organisation
from tests.factories.enterprises import a_recognition, an_enterprise, an_sme_number, yearly_facts
from tests.factories.pool import AS_OF, FULL_YEAR, NOW, OFFICER, TODAY, a_far_firm, a_member, a_plain_firm
from tests.factories.provenance import a_line
from tidu.domain.enterprises import operations as enterprises_operations
from tidu.domain.enterprises.models import Enterprise
from tidu.domain.pool import operations, queries
from tidu.domain.pool.models import Proposal
from tidu.domain.pool.operations import ProposalRun, UnableToAnswer, UnableToChangeStage
from tidu.domain.pool.vocabulary import ProposalState, Stage
from tidu.foundation.accounts.models import Organisation
from tidu.foundation.accounts.vocabulary import Role
from tidu.foundation.actors import OrganisationKind
from tidu.foundation.audit.models import Entry
from tidu.foundation.clock import AsOf

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Organisation:
    return an_organisation(OrganisationKind.TOWNSHIP)


def compute() -> ProposalRun:
    return operations.compute_proposals(as_of=AS_OF, by=OFFICER, now=NOW)


def the_proposal(firm: Enterprise) -> Proposal:
    return Proposal.objects.get(enterprise=firm, state=ProposalState.OPEN)


def moves() -> dict[str, tuple[str, str]]:
    waiting = Proposal.objects.filter(state=ProposalState.OPEN).select_related("enterprise")
    return {one.enterprise.credit_code: (one.from_stage, one.to_stage) for one in waiting}


def test_each_difference_becomes_one_proposal(place: Organisation) -> None:
    titled, researching, idle = (an_enterprise(place=place) for _ in range(3))
    a_recognition(titled)
    yearly_facts(researching, 2024, **FULL_YEAR)
    for year in (2021, 2022, 2023, 2024):
        yearly_facts(idle, year, rd_book_fen=0, ip_class1=0, ip_class2=0)
    a_member(idle, since=date(2022, 1, 1))
    lapsed = a_far_firm(place)
    a_recognition(lapsed, granted_on=date(2021, 11, 15), until=date(2024, 11, 15))
    a_member(lapsed, Stage.RECOGNISED, since=date(2022, 1, 1))
    taken_on = a_far_firm(place)
    a_member(taken_on, Stage.CULTIVATION)
    assert compute() == ProposalRun(opened=4, withdrawn=0, unchanged=0, declined_before=0)
    assert moves() == {
        titled.credit_code: ("OUT", "RECOGNISED"),
        researching.credit_code: ("OUT", "RESERVE"),
        idle.credit_code: ("RESERVE", "OUT"),
        lapsed.credit_code: ("RECOGNISED", "RESERVE"),
    }


def test_the_evidence_names_clause_value_and_law(place: Organisation) -> None:
    lapsed = a_far_firm(place)
    a_member(lapsed, Stage.RECOGNISED, since=date(2022, 1, 1))
    compute()
    proposal = the_proposal(lapsed)
    title = next(clause for clause in proposal.evidence if clause["id"] == "hnte_valid")
    assert (title["rule"], title["label"], title["verdict"]) == (
        "pool.recognised",
        "高新技术企业证书有效",
        "no",
    )
    assert title["law"] == "《青岚县科技型企业培育库管理办法》（青科〔2024〕6号）第六条"
    research = next(clause for clause in proposal.evidence if clause["id"] == "has_rd")
    assert (research["rule"], research["verdict"], research["value"]) == ("pool.reserve", "yes", "2000000.00")
    assert proposal.rule_code == "pool.recognised"
    assert len(proposal.rule_fingerprint) == 64


def test_computing_again_on_the_same_day_and_data_changes_nothing(place: Organisation) -> None:
    yearly_facts(an_enterprise(place=place), 2024, **FULL_YEAR)
    compute()
    before = list(Proposal.objects.values())
    entries = Entry.objects.count()
    assert compute() == ProposalRun(opened=0, withdrawn=0, unchanged=1, declined_before=0)
    assert list(Proposal.objects.values()) == before
    assert Entry.objects.count() == entries


def test_a_proposal_that_no_longer_holds_is_withdrawn(place: Organisation) -> None:
    firm = an_enterprise(place=place)
    yearly_facts(firm, 2024, rd_book_fen=100, ip_class1=0, ip_class2=0)
    compute()
    yearly_facts(firm, 2024, rd_book_fen=0, now=NOW)
    assert compute() == ProposalRun(opened=0, withdrawn=1, unchanged=0, declined_before=0)
    withdrawn = Proposal.objects.get(enterprise=firm)
    assert (withdrawn.state, withdrawn.decided_at) == ("WITHDRAWN", NOW)
    assert "不再成立" in withdrawn.decision_reason


def test_other_evidence_for_the_same_move_is_a_new_proposal(place: Organisation) -> None:
    firm = an_enterprise(place=place)
    yearly_facts(firm, 2024, rd_book_fen=100, ip_class1=0, ip_class2=0)
    compute()
    yearly_facts(firm, 2024, rd_book_fen=300, now=NOW)
    assert compute() == ProposalRun(opened=1, withdrawn=1, unchanged=0, declined_before=0)


def test_a_recent_number_alone_leads_into_reserve(place: Organisation) -> None:
    firm = a_plain_firm(place)
    an_sme_number(firm, 2023)
    compute()
    assert moves() == {firm.credit_code: ("OUT", "RESERVE")}


def test_missing_data_moves_nobody(place: Organisation) -> None:
    outside, inside = an_enterprise(place=place), an_enterprise(place=place)
    a_member(inside)
    assert compute() == ProposalRun(0, 0, 0, 0)
    assert queries.proposed_moves(AS_OF) == []
    assert outside.pk


def test_a_member_that_moved_out_of_the_county_is_proposed_to_leave(place: Organisation) -> None:
    firm = a_far_firm(place)
    a_member(firm)
    enterprises_operations.move(
        enterprise=firm, to=None, on=date(2025, 5, 1), source=a_line(), by=OFFICER, now=NOW
    )
    compute()
    proposal = the_proposal(firm)
    assert (proposal.to_stage, proposal.rule_code) == ("OUT", "pool.exit")


def test_accepting_carries_the_move_out_from_today(place: Organisation) -> None:
    firm = an_enterprise(place=place)
    a_recognition(firm)
    officer = an_actor(Role.SECTION_CLERK)
    compute()
    proposal = the_proposal(firm)
    member = operations.accept(proposal_id=proposal.pk, reason="持证属实", by=officer, now=NOW)
    assert (member.stage, member.valid_from_on, member.reason) == ("RECOGNISED", TODAY, "持证属实")
    proposal.refresh_from_db()
    assert (proposal.state, proposal.decided_by_id, proposal.decision_reason) == (
        "ACCEPTED",
        officer.user_id,
        "持证属实",
    )
    assert compute().waiting == 0


def test_a_declined_move_is_not_proposed_again_until_its_evidence_changes(place: Organisation) -> None:
    firm = an_enterprise(place=place)
    yearly_facts(firm, 2024, rd_book_fen=100, ip_class1=0, ip_class2=0)
    compute()
    operations.decline(proposal_id=the_proposal(firm).pk, reason="数据待核", by=OFFICER, now=NOW)
    assert compute() == ProposalRun(opened=0, withdrawn=0, unchanged=0, declined_before=1)
    yearly_facts(firm, 2024, rd_book_fen=200, now=NOW)
    assert compute() == ProposalRun(opened=1, withdrawn=0, unchanged=0, declined_before=0)


def test_an_answer_needs_a_reason_an_officer_and_an_open_proposal(place: Organisation) -> None:
    firm = an_enterprise(place=place)
    a_recognition(firm)
    compute()
    proposal = the_proposal(firm)
    with pytest.raises(UnableToAnswer, match="请填写理由"):
        operations.decline(proposal_id=proposal.pk, reason=" ", by=OFFICER, now=NOW)
    with pytest.raises(UnableToAnswer, match="只有科技局领导和股室经办"):
        operations.accept(proposal_id=proposal.pk, reason="同意", by=an_actor(Role.TOWNSHIP_LEADER), now=NOW)
    operations.decline(proposal_id=proposal.pk, reason="暂缓", by=OFFICER, now=NOW)
    with pytest.raises(UnableToAnswer, match="状态是“未采纳”"):
        operations.accept(proposal_id=proposal.pk, reason="同意", by=OFFICER, now=NOW)
    with pytest.raises(UnableToAnswer, match="没有找到"):
        operations.accept(proposal_id=0, reason="同意", by=OFFICER, now=NOW)


def test_a_proposal_the_firm_has_moved_past_cannot_be_accepted(place: Organisation) -> None:
    firm = an_enterprise(place=place)
    a_recognition(firm)
    compute()
    operations.admit(enterprise_id=firm.pk, on=TODAY, reason="先入库", by=OFFICER, now=NOW)
    with pytest.raises(UnableToAnswer, match="企业现在是“储备”，与建议时的“未入库”不同"):
        operations.accept(proposal_id=the_proposal(firm).pk, reason="同意", by=OFFICER, now=NOW)


def test_yesterdays_knowledge_gives_no_work_for_today() -> None:
    with pytest.raises(UnableToChangeStage, match="现在所知"):
        operations.compute_proposals(as_of=AsOf.as_known_then(TODAY), by=OFFICER, now=NOW)


def test_a_township_sees_the_proposals_of_its_own_firms_only(place: Organisation) -> None:
    elsewhere = an_organisation(OrganisationKind.TOWNSHIP)
    own, other = an_enterprise(place=place), an_enterprise(place=elsewhere)
    a_recognition(own)
    a_recognition(other)
    compute()
    leader = an_actor(Role.TOWNSHIP_LEADER, organisation=place)
    assert [one.enterprise_id for one in queries.open_proposals(leader, AS_OF)] == [own.pk]
    assert queries.open_proposals(OFFICER, AS_OF).count() == 2


def test_the_moment_of_knowledge_of_the_decision_is_kept(place: Organisation) -> None:
    firm = an_enterprise(place=place)
    a_recognition(firm)
    compute()
    later = datetime(2025, 6, 10, 8, tzinfo=UTC)
    operations.accept(proposal_id=the_proposal(firm).pk, reason="持证属实", by=OFFICER, now=later)
    assert queries.members_on(AsOf(on=TODAY, known_at=later)).count() == 0
    assert queries.members_on(AsOf(on=TODAY)).count() == 1
