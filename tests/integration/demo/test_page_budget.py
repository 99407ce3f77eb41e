"""Every page asks the records at most ten times over the 300 firms of the demo county, session and account included."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.architecture import page_budget
from tests.architecture.access_table import TABLE
from tests.factories.addresses import address
from tidu.domain.pool import queries as pool
from tidu.foundation.actors import Role

pytestmark = pytest.mark.django_db


def test_every_page_keeps_within_its_budget(users, named):
    assert page_budget.over_budget(users, named) == {}


def test_another_day_as_known_then_costs_no_more(users, named):
    for role in (Role.BUREAU_DIRECTOR, Role.TOWNSHIP_LEADER):
        client = Client()
        client.force_login(users[role])
        client.get("/?as_of=2024-12-31&known=then")
        for name in ("home", "pool", "stairs", "enterprises"):
            with CaptureQueriesContext(connection) as captured:
                assert client.get(address(name, named)).status_code == 200
            assert (
                page_budget.counted(query["sql"] for query in captured.captured_queries) <= page_budget.BUDGET
            )


def test_every_page_of_the_access_table_is_visited():
    pages = {row.name for row in TABLE if row.method == "get"}
    visited = list(page_budget.visits())
    assert {name for name, _ in visited} == pages
    assert {role for name, role in visited if name == "home"} == set(Role)
    assert [role for name, role in visited if name == "sign-in"] == [None]


def test_a_page_that_asks_once_per_firm_is_found(users, named, county, monkeypatch):
    def asking_for_each(as_of):
        return [pool.stage_of(pk, as_of) for pk in range(len(county.present()))][:0]

    monkeypatch.setattr("tidu.interfaces.workbench.pool.queries.stage_history", asking_for_each)
    over = page_budget.over_budget(users, named, only=[("pool-history", Role.BUREAU_DIRECTOR)])
    assert over["/pool/history/ as BUREAU_DIRECTOR"] > len(county.present())


def test_only_transaction_control_and_one_entry_of_the_audit_are_free():
    entry = f'{page_budget.AUDIT} ("kind") VALUES (1)'
    free = ["BEGIN", 'SAVEPOINT "s1"', 'RELEASE SAVEPOINT "s1"', entry]
    assert page_budget.counted(free) == 0
    assert page_budget.counted([*free, entry, "SELECT 1", 'UPDATE "django_session" SET x = 1']) == 3
