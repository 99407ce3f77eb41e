"""A visit in one act: why, what was heard, a photograph without the camera's notes, and tickets for what is needed."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories.accounts import a_person, an_account, an_actor, an_organisation
from tests.factories.enterprises import an_enterprise
from tests.factories.photographs import JPEG_WITH_NOTES
from tests.factories.support import OFFICER, a_leader, a_standard, a_visit, at, the_firm_itself
from tidu.domain.support import operations, queries
from tidu.domain.support.models import Ticket, Visit
from tidu.domain.support.operations import UnableToOpenTicket, UnableToRecordVisit
from tidu.domain.support.queries import VisitFilters, VisitNotFound
from tidu.domain.support.vocabulary import TicketKind, TicketSource, VisitPurpose
from tidu.foundation.accounts.queries import actor_for
from tidu.foundation.actors import OrganisationKind, Role
from tidu.foundation.clock import AsOf
from tidu.foundation.files import queries as files
from tidu.foundation.files.checks import UnableToStore

pytestmark = pytest.mark.django_db

TODAY = AsOf(on=date(2025, 6, 10))


@pytest.fixture
def place():
    return an_organisation(OrganisationKind.TOWNSHIP, name="云溪镇")


@pytest.fixture
def firm(place):
    return an_enterprise("晴川公司", place)


@pytest.fixture
def leader(place):
    """The account of the township's leader."""
    return an_account(Role.TOWNSHIP_LEADER, name="何静", organisation=place)


def record(firm, *, by=OFFICER, person=None, on=None, **changes):
    told = {"purpose": VisitPurpose.REGULAR, "heard": "缺工艺工程师，也缺流动资金"} | changes
    note = operations.VisitNote(**told)
    return operations.record_visit(
        enterprise_id=firm.pk, note=note, by=by, person=person, on=on, now=at("2025-06-10")
    )


def test_what_is_ticked_becomes_tickets_with_kind_and_section(firm, leader):
    sections = {
        kind: a_standard(kind, section=an_organisation(OrganisationKind.BUREAU_SECTION)).section
        for kind in (TicketKind.TALENT, TicketKind.FUNDING)
    }
    by = actor_for(leader, TODAY.on)
    visit, tickets = record(firm, needs={TicketKind.TALENT, TicketKind.FUNDING}, by=by)
    assert {one.kind: one.section for one in tickets} == sections
    assert {(one.source, one.visit_id, one.text) for one in tickets} == {
        (TicketSource.VISIT, visit.pk, "缺工艺工程师，也缺流动资金")
    }
    (line,) = queries.visits_of(by, firm.credit_code, TODAY)
    assert (line.visit.visitor.name, [kind for _, kind in line.tickets]) == ("何静", ["资金筹措", "人才引进"])


def test_a_need_without_a_promise_leaves_no_half_written_visit(firm):
    with pytest.raises(UnableToOpenTicket, match="还没有办理标准"):
        record(firm, needs=[TicketKind.RESEARCH], person=a_leader())
    assert (Visit.objects.count(), Ticket.objects.count()) == (0, 0)


def test_the_photograph_is_kept_without_the_camera_s_notes(firm, settings, tmp_path):
    settings.TIDU_HOME = tmp_path
    visit, _ = record(firm, photo=JPEG_WITH_NOTES, person=a_leader())
    kept = files.read(visit.photo)
    assert b"GPS" in JPEG_WITH_NOTES
    assert b"GPS" not in kept
    assert visit.photo.name == f"走访-{firm.credit_code}-2025-06-10.jpg"


def test_a_file_that_is_no_photograph_is_refused_and_nothing_is_written(firm):
    with pytest.raises(UnableToStore, match="只收 JPG 或 PNG"):
        record(firm, photo=b"%PDF-1.7", person=a_leader())
    assert Visit.objects.count() == 0


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "没有走访人"),
        ({"on": date(2025, 6, 11)}, "晚于今天"),
        ({"purpose": "OTHER"}, "走访目的"),
        ({"heard": " "}, "听到了什么"),
        ({"heard": "说" * 1001}, "1000 字"),
    ],
)
def test_a_visit_without_what_it_needs_is_refused_in_words(firm, changes, words):
    person = a_person() if changes else None
    with pytest.raises(UnableToRecordVisit, match=words):
        record(firm, **({"person": person} | changes))


def test_only_visitors_record_and_only_in_their_own_scope(firm, place):
    away = an_actor(Role.TOWNSHIP_LEADER, organisation=an_organisation(OrganisationKind.TOWNSHIP))
    for somebody in (away, the_firm_itself(firm), an_actor(Role.ADMINISTRATOR)):
        with pytest.raises(UnableToRecordVisit, match="职责范围"):
            record(firm, by=somebody)
    for role in (Role.SECTION_CLERK, Role.COUNTY_LEADER):
        record(firm, by=an_actor(role))
    assert Visit.objects.count() == 2


def test_visits_are_listed_the_newest_first_within_scope_and_as_known(firm, place):
    earlier, later = a_visit(firm, on=date(2025, 5, 6)), a_visit(firm, on=date(2025, 6, 3))
    away = an_enterprise("远山公司", an_organisation(OrganisationKind.TOWNSHIP))
    a_visit(away, on=date(2025, 6, 2))

    def found(actor=OFFICER, as_of=TODAY, **asked):
        return [
            line.visit.visited_on.isoformat()
            for line in queries.visit_lines(queries.visits(actor, as_of, VisitFilters(**asked)), as_of)
        ]

    assert found() == ["2025-06-03", "2025-06-02", "2025-05-06"]
    assert found(an_actor(Role.TOWNSHIP_LEADER, organisation=place)) == ["2025-06-03", "2025-05-06"]
    assert found(text="远山") == ["2025-06-02"]
    assert found(purpose=VisitPurpose.POLICY) == []
    assert found(first_on=date(2025, 6, 1), last_on=date(2025, 6, 2)) == ["2025-06-02"]
    assert found(as_of=AsOf(on=date(2025, 6, 10), known_at=at("2025-06-01"))) == ["2025-05-06"]
    assert queries.find_visit(the_firm_itself(firm), later.pk, TODAY) == later
    with pytest.raises(VisitNotFound):
        queries.find_visit(the_firm_itself(away), earlier.pk, TODAY)
