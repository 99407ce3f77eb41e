"""Every row of the access table, tried out: each role at each address, on own, neighbouring and far firms."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from pytest_django.plugin import DjangoDbBlocker

from tests.architecture.access_table import FAR, ROLES, TABLE, Access
from tests.factories.county import County
from tests.factories.pool import TODAY
from tidu.foundation.actors import Role

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[County]:
    """Write the county once for the tests of the module, inside a transaction around them."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        patch.setenv("TIDU_TODAY", TODAY.isoformat())
        yield County()
        transaction.set_rollback(True)


@pytest.fixture
def county(monkeypatch: pytest.MonkeyPatch, built: County) -> County:
    monkeypatch.setenv("TIDU_TODAY", TODAY.isoformat())
    return built


def said(client: Client, row: Access, address: str) -> str:
    """Return what an address answers, in the letters of the table; a stranger sent to the door reads 'door'."""
    answer = getattr(client, row.method)(address)
    if answer.status_code == 302 and answer["Location"].startswith(reverse("sign-in") + "?"):
        return "door"
    return {403: "-", 404: "0"}.get(answer.status_code, "+" if answer.status_code < 500 else "broken")


@pytest.mark.parametrize("role", ROLES)
def test_every_address_answers_a_role_as_its_row_says(county: County, role: str) -> None:
    differing = []
    for row in TABLE:
        client = Client()
        client.force_login(county.users[role])
        answer = said(client, row, county.address(row))
        if answer != row.answer_for(role):
            differing.append(f"{row.name} {row.subject}: expected {row.answer_for(role)}, got {answer}")
    assert differing == []


def test_a_stranger_is_sent_to_the_door_everywhere(county: County) -> None:
    let_in = [
        row.name for row in TABLE if not row.public and said(Client(), row, county.address(row)) != "door"
    ]
    assert let_in == []


def test_an_answer_other_than_the_row_says_is_found(county: County) -> None:
    client = Client()
    client.force_login(county.users[Role.ENTERPRISE_CONTACT])
    planted = Access("enterprise", "+++++---", FAR)
    assert said(client, planted, county.address(planted)) != planted.answer_for(Role.ENTERPRISE_CONTACT)
