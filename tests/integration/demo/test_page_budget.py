"""Every page asks the records at most ten times over the 300 firms of the demo county, session and user included."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tidu.domain.enterprises.models import YearlyFacts
from tidu.foundation.accounts.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demo")]

BUDGET = 10

OVER: dict[str, int] = {
    "director1 /": 28,  # each target asks its figure now and at the last year's end, and the prospects of its tier
    "county1 /": 27,
    "director1 /pool/": 13,  # names, places and titles are read for the cards and again for the facts
    "director1 /pool/proposals/": 13,
}
"""Pages known to ask more, with how often; a page may only leave this list."""

HOMES = ("clerk1", "director1", "county1", "township1", "admin1", "firm1", "university1", "guest1")


def pages(county) -> list[tuple[str, str]]:
    code = county.present()[0].credit_code
    facts = YearlyFacts.objects.known_at(None).earliest("pk")
    names = (
        "enterprises",
        "stairs",
        "pool",
        "proposals",
        "figures",
        "intake",
        "speech",
        "speech-new",
        "audit",
    )
    return [
        *((user, reverse("home")) for user in HOMES),
        *(("director1", reverse(name)) for name in names),
        ("director1", reverse("enterprise", args=[code])),
        ("director1", reverse("value", args=["enterprises.YearlyFacts", facts.pk, "revenue_fen"])),
        ("director1", reverse("figure", args=["hnte_count"])),
        ("director1", reverse("figure", args=["rd_expense_total"])),
        ("director1", reverse("figure", args=["tech_enterprise_growth"]) + "?base_year=2022&year=2024"),
        ("director1", reverse("stairs-day", args=["2024-12-31"])),
        ("director1", reverse("search") + "?q=青岚"),
        ("admin1", reverse("accounts")),
    ]


def selects(user: str, address: str) -> int:
    client = Client()
    client.force_login(User.objects.get(username=user))
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return sum(query["sql"].lstrip().upper().startswith("SELECT") for query in asked.captured_queries)


def test_every_page_keeps_within_its_budget(county, county_day):
    counts = {f"{user} {address}": selects(user, address) for user, address in pages(county)}
    over = {page: count for page, count in counts.items() if count > OVER.get(page, BUDGET)}
    assert over == {}


def test_the_exceptions_are_still_needed(county, county_day):
    counts = {page: selects(*page.split(" ", 1)) for page in OVER}
    assert {page for page, count in counts.items() if count <= BUDGET} == set()
