"""Every page asks the records at most ten times over 3,000 firms too: no page asks once per firm.

Every reader and every figure is asked over the demo county's 300; here the pages that read the most, once each.
"""

from __future__ import annotations

import pytest
from django.db import transaction

from tests.architecture import page_budget
from tests.factories.addresses import one_of_everything
from tests.factories.large_register import a_large_register
from tests.factories.pool import AS_OF
from tidu.domain.enterprises import queries
from tidu.domain.pool.models import Proposal
from tidu.domain.pool.queries import proposal_cards
from tidu.foundation.actors import Role
from tidu.interfaces.workbench.pool import PROPOSALS_SHOWN

pytestmark = pytest.mark.django_db

FIRMS = 3_000


@pytest.fixture(scope="module")
def named(django_db_setup, django_db_blocker):
    """Write the register once for the tests of the module, inside a transaction around them."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield one_of_everything(a_large_register(FIRMS)[:300])
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setenv("TIDU_TODAY", AS_OF.on.isoformat())


def test_the_register_is_as_large_as_said(named):
    register = queries.Population(None)
    assert len(register.firms) == FIRMS
    assert len(register.here(AS_OF.on)) > 0.9 * FIRMS
    assert Proposal.objects.count() > 0.01 * FIRMS


def test_every_page_keeps_within_its_budget(named):
    users = page_budget.accounts(named.credit_code, AS_OF)
    over = page_budget.over_budget(users, named, only=page_budget.widest(), figures=False)
    assert over == {}


def test_a_page_that_asks_once_per_row_is_found(named, monkeypatch):
    def each_asking_for_its_firm(proposals, as_of):
        return [card for one in proposals for card in proposal_cards([one], as_of)]

    users = page_budget.accounts(named.credit_code, AS_OF)
    monkeypatch.setattr("tidu.interfaces.workbench.pool.queries.proposal_cards", each_asking_for_its_firm)
    over = page_budget.over_budget(users, named, only=[("proposals", Role.SECTION_CLERK)])
    assert over["/pool/proposals/ as SECTION_CLERK"] >= PROPOSALS_SHOWN
