"""What representatives and people of universities find on their home: their own invitations, and what all may see."""

import re
from datetime import date

import pytest
from django.test import Client

from tests.factories.accounts import an_account
from tests.factories.openday import OFFICER, PLANNED, an_event
from tidu.domain.openday import operations
from tidu.domain.openday.vocabulary import EventState, GuestGroup
from tidu.foundation.actors import Role

pytestmark = pytest.mark.django_db


def invite(account, event, name):
    return operations.invite_guest(
        event=event, name=name, group=GuestGroup.PUBLIC, person=account.person, by=OFFICER, now=PLANNED
    )


def home(account):
    client = Client()
    client.force_login(account)
    return client, client.get("/").content.decode()


@pytest.mark.parametrize("role", [Role.REPRESENTATIVE, Role.UNIVERSITY_OFFICER])
def test_an_invitation_waits_on_one_s_own_home_and_opens_one_s_own_page(role, monkeypatch):
    monkeypatch.setenv("TIDU_TODAY", "2025-05-12")
    asked, other = an_account(role, username="one"), an_account(role, username="other")
    event = an_event(on=date(2025, 5, 22))
    invite(asked, event, "林晓")
    client, page = home(asked)
    assert "请回复" in page
    (address,) = re.findall(r'href="([^"]*guest/[^"]+)"', page)
    assert "林晓" in client.get(address).content.decode()
    operations.reply(
        invitation=event.invitations.get(), state="ACCEPTED", way="PHONE", by=OFFICER, now=PLANNED
    )
    assert "接受" in home(asked)[1]
    assert "现在没有您的邀请" in home(other)[1]


def test_nobody_reads_of_an_open_day_before_its_letters_are_out():
    asked = an_account(Role.REPRESENTATIVE, username="one")
    invite(asked, an_event(state=EventState.PLANNING), "林晓")
    assert "现在没有您的邀请" in home(asked)[1]


def test_the_way_to_say_something_and_to_look_it_up_stands_on_the_home():
    client, page = home(an_account(Role.REPRESENTATIVE, username="one"))
    for words in ("提意见", "凭回执号查办理", "您说—我们做"):
        (address,) = re.findall(rf'href="([^"]+)">{words}</a>', page)
        assert client.get(address).status_code == 200
