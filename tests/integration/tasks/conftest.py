"""Working days are counted in every test of tasks."""

import pytest

from tests.factories.calendar import the_shipped_years


@pytest.fixture(autouse=True)
def holidays():
    the_shipped_years()
