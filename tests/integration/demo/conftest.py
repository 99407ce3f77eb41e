"""The demo county in the test database: built once for the tests of a module, and rolled back after them."""

import pytest
from django.db import transaction

from tidu.demo.build import fill
from tidu.demo.generate import generate


@pytest.fixture(scope="module")
def county(django_db_setup, django_db_blocker):
    """Build the county through the operations of the house, inside a transaction around all tests of the module."""
    with django_db_blocker.unblock(), transaction.atomic():
        generated = generate()
        fill(generated)
        yield generated
        transaction.set_rollback(True)


@pytest.fixture
def county_day(county, monkeypatch):
    """Let a test live on the county's day."""
    monkeypatch.setenv("TIDU_TODAY", county.as_of.isoformat())
