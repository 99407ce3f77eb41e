"""The demo county in a database of its own, beside the empty one that all other tests meet: built once.

No test of this folder commits anything, so each of them finds the county as it was built. One worker takes the
whole folder (see `tests/conftest.py`).
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from tests.architecture import page_budget
from tests.factories.addresses import one_of_everything
from tidu.demo.build import fill
from tidu.demo.generate import generate
from tidu.demo.model import County
from tidu.foundation.audit.models import Entry
from tidu.foundation.clock import AsOf


@pytest.fixture(scope="session")
def built(django_db_setup, django_db_blocker):
    """Build the county in a copy of the empty database; return it and how many entries its audit holds."""
    generated = generate()
    connection.close()  # SQLite's log is written into the file that is copied
    with django_db_blocker.unblock():
        connection.creation.clone_test_db("county", verbosity=0, autoclobber=True)
        with beside("county"), transaction.atomic():
            fill(generated)
            entries = Entry.objects.count()
    yield generated, entries
    with django_db_blocker.unblock():
        connection.creation.destroy_test_db(suffix="county", verbosity=0)


@pytest.fixture(scope="module")
def county(built, django_db_blocker) -> Iterator[County]:
    """Let the tests of a module meet the county, and make sure that they leave it as it was."""
    generated, entries = built
    with beside("county"):
        yield generated
        with django_db_blocker.unblock():
            assert Entry.objects.count() == entries, "a test of this module changed the county of all others"


@contextmanager
def beside(name: str) -> Iterator[None]:
    """Look into a copy of the test database instead of the database itself."""
    empty = connection.settings_dict["NAME"]
    copy = connection.creation.get_test_db_clone_settings(name)["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = copy
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = empty


@pytest.fixture
def county_day(county, monkeypatch):
    """Let a test live on the county's day."""
    monkeypatch.setenv("TIDU_TODAY", county.as_of.isoformat())


@pytest.fixture
def named(county, county_day):
    """Workbooks about all firms present, and one of everything else that an address can name."""
    return one_of_everything([(firm.credit_code, firm.name_on(county.as_of)) for firm in county.present()])


@pytest.fixture
def users(county, named):
    """An account for each role, by role."""
    return page_budget.accounts(named.credit_code, AsOf(county.as_of))
