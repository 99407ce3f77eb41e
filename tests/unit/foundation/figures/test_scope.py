"""Scope limits the rows shown, never the value."""

from __future__ import annotations

from datetime import date

from tidu.foundation import actors
from tidu.foundation.actors import Actor, Grant, OrganisationKind, Role
from tidu.foundation.clock import AsOf
from tidu.foundation.figures.model import Answer, Figure, Question, Row
from tidu.foundation.figures.scope import shown_to
from tidu.foundation.figures.vocabulary import FigureKind

FIGURE = Figure(
    "c", "n", "家", FigureKind.POINT, "d", "s", answer=lambda figure, question: Answer(figure, question, 3)
)
ROWS = (
    Row("A", "甲", 1, credit_code="A", place_id=1),
    Row("B", "乙", 1, credit_code="B", place_id=2),
    Row("T", "目标", 1),
)
ANSWER = Answer(FIGURE, Question(AsOf(date(2025, 6, 10))), value=3, rows=ROWS)


def holder(role, *, kind, organisation_id=0, code=""):
    return Actor(1, "某人", (Grant(role, organisation_id, code, kind, "机构"),))


def shown(actor):
    result = shown_to(actor, ANSWER)
    return [row.key for row in result.rows], result.hidden, result.note


def test_staff_see_every_row():
    clerk = holder(Role.SECTION_CLERK, kind=OrganisationKind.BUREAU_SECTION)
    assert shown(clerk) == shown(actors.system("任务")) == (["A", "B", "T"], 0, "")


def test_a_township_leader_sees_the_rows_of_the_own_township_and_how_many_are_hidden():
    leader = holder(Role.TOWNSHIP_LEADER, kind=OrganisationKind.TOWNSHIP, organisation_id=2)
    assert shown(leader) == (["B", "T"], 1, "其中 1 行不在您的权限内。")


def test_a_contact_sees_the_row_of_the_own_firm():
    contact = holder(Role.ENTERPRISE_CONTACT, kind=OrganisationKind.ENTERPRISE, organisation_id=9, code="A")
    assert shown(contact) == (["A", "T"], 1, "其中 1 行不在您的权限内。")


def test_a_guest_sees_only_rows_of_no_firm():
    guest = holder(Role.REPRESENTATIVE, kind=OrganisationKind.MEDIA)
    assert shown(guest) == (["T"], 2, "其中 2 行不在您的权限内。")
