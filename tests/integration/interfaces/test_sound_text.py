"""The character of no text is refused at the door, in words: PostgreSQL cannot even be asked for it."""

from __future__ import annotations

import pytest
from django.test import Client

from tidu.foundation.actors import Role

pytestmark = pytest.mark.django_db


def words(answer):
    return answer.status_code, "这一次没有办成" in answer.content.decode()


@pytest.mark.parametrize(
    "address", ["/search/?q=%00", "/enterprises/a%00b/", "/opinions/?q=a%00b", "/?as_of=%00"]
)
def test_an_officer_is_told_that_the_address_is_wrong(signed_in, address):
    assert words(signed_in(Role.BUREAU_DIRECTOR).get(address)) == (400, True)


@pytest.mark.parametrize("address", ["/open/?q=%00", "/open/receipt/a%00/", "/open/guest/%00/"])
def test_a_stranger_is_told_so_too(address):
    assert words(Client().get(address)) == (400, True)


def test_so_is_a_form_that_holds_it():
    assert words(Client().post("/sign-in/", {"username": "a\x00", "password": "b"})) == (400, True)


def test_a_text_without_it_goes_through(signed_in):
    assert signed_in(Role.BUREAU_DIRECTOR).get("/search/?q=%E9%9D%92").status_code == 200
