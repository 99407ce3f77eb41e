"""People at their browsers, without a browser: Django's own client, on the demo's day."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from tests.factories.accounts import an_account
from tidu.foundation.accounts.models import Organisation, User
from tidu.foundation.actors import Role, system
from tidu.foundation.calendar import operations as calendar
from tidu.foundation.clock import now

TODAY = date(2025, 6, 10)


@pytest.fixture(autouse=True)
def on_the_demo_s_day(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    """Fix the business day and enter the shipped holiday tables."""
    monkeypatch.setenv("TIDU_TODAY", TODAY.isoformat())
    calendar.load_shipped_years(by=system("测试"), now=now())


@pytest.fixture
def signed_in() -> Callable[..., Client]:
    """Return a way to sign somebody in: by role, or an account made before."""

    def sign_in(
        role: str | None = None, *, account: User | None = None, organisation: Organisation | None = None
    ) -> Client:
        client = Client()
        client.force_login(account or an_account(role or Role.SECTION_CLERK, organisation=organisation))
        return client

    return sign_in
