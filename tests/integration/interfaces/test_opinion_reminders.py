"""Reminding those on duty: texts of numbers and days, a list on record, each giving kept; and a telephone on record."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest

from tests.factories.accounts import a_person, a_role
from tests.factories.opinions import a_unit, an_assigned, an_opinion
from tidu.domain.opinions import queries
from tidu.foundation.actors import Role
from tidu.foundation.audit.models import Entry
from tidu.foundation.clock import AsOf
from tidu.foundation.outgoing.models import OutgoingNotice

pytestmark = pytest.mark.django_db

PAGE = "/opinions/reminders/"


def text(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def section():
    unit = a_unit("成果股")
    clerk = a_person(name="温青", phone="10000002222")
    a_role(Role.SECTION_CLERK, person=clerk, organisation=unit)
    return unit


def test_the_page_says_numbers_and_days_only_and_keeps_that_somebody_was_reminded(section, signed_in):
    one = an_assigned(an_opinion(text="尤安要快些拨付"), lead=section)
    clerk = signed_in(Role.SECTION_CLERK)
    page = text(clerk.get(PAGE))
    assert f"{one.number} 待签收" in page
    assert f"/opinions/{one.number}/" in page
    assert "尤安" not in page
    (told,) = queries.to_remind(AsOf(on=date(2025, 6, 10))).people
    give = f"/opinions/reminders/{told.person.code}/give/"
    assert "复制或打印已给出" in text(clerk.post(give, {"way": "HAND"}, follow=True))
    assert OutgoingNotice.objects.get().subject_key == told.person.code
    again = text(clerk.post("/opinions/reminders/nobody/give/", {"way": "HAND"}, follow=True))
    assert "现在没有要提醒的意见" in again


def test_the_list_for_messages_has_those_with_a_telephone_and_is_written_down(section, signed_in):
    an_assigned(lead=section)
    an_assigned(an_opinion(), lead=section)
    taken = signed_in(Role.SECTION_CLERK).get("/opinions/reminders.xlsx")
    _, *rows = openpyxl.load_workbook(io.BytesIO(taken.content)).active.values
    (row,) = [row for row in rows if row[0] == "温青"]
    assert row[:3] == ("温青", "成果股", "10000002222")
    assert row[3].count("待签收") == 2
    assert "/opinions/?standing=waiting" in row[3]
    assert Entry.objects.get(detail__fields=["name", "phone"]).subject_type == "person"


def test_with_nobody_to_remind_the_page_says_so(signed_in):
    assert "没有要提醒的" in text(signed_in(Role.SECTION_CLERK).get(PAGE))


def test_the_telephone_is_shown_by_one_press_that_is_written_down(signed_in):
    one = an_opinion()
    clerk = signed_in(Role.SECTION_CLERK)
    page = text(clerk.get(f"/opinions/{one.number}/"))
    assert "10000009999" not in page
    assert "看电话" in page
    assert "tel:10000009999" in text(clerk.post(f"/opinions/{one.number}/people/seen/"))
    assert Entry.objects.get(action="personal.seen").subject_key == one.number
    assert "看电话" not in text(signed_in(Role.COUNTY_LEADER).get(f"/opinions/{one.number}/"))


def test_whoever_asks_is_forgotten_by_an_act_of_the_opinion_and_only_once(signed_in):
    one = an_opinion()
    clerk = signed_in(Role.SECTION_CLERK)
    assert f"/opinions/{one.number}/forget/" in text(clerk.get(f"/opinions/{one.number}/"))
    done = clerk.post(f"/opinions/{one.number}/forget/", {"reason": "来电要求"}, follow=True)
    assert "个人信息已清除" in text(done)
    assert "欧阳晴" not in text(done)
    assert f"/opinions/{one.number}/forget/" not in text(done)
