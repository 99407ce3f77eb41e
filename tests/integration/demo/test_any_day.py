"""Whatever day is looked at, every page answers: with what was so, or with what was not in force yet."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from tests.architecture import page_budget
from tests.factories.addresses import address
from tidu.foundation.calendar import queries as calendar
from tidu.foundation.clock import AsOf
from tidu.foundation.figures import registry
from tidu.foundation.figures.model import Question

pytestmark = pytest.mark.django_db

LONG_AGO, BEFORE_THE_RULES = "1949-10-01", "2019-02-28"


def broken(users, named, chosen):
    """Return the pages that fail for the first or the last role they answer, after a day was chosen on the home."""
    clients = {}
    for role, user in users.items():
        clients[role] = Client(raise_request_exception=False)
        clients[role].force_login(user)
        clients[role].get("/", chosen)
    visits = [visit for visit in page_budget.visits() if visit[1] is not None]
    assert len(visits) > 200
    answers = {visit: clients[visit[1]].get(address(visit[0], named)).status_code for visit in visits}
    return [visit for visit, status in answers.items() if status >= 500]


@pytest.mark.parametrize("day", [LONG_AGO, BEFORE_THE_RULES])
def test_every_page_answers_on_a_day_before_its_rules(users, named, day):
    assert broken(users, named, {"as_of": day, "known": "then"}) == []


def test_every_page_answers_in_a_new_year_whose_holidays_nobody_has_imported(users, named, monkeypatch):
    monkeypatch.setenv("TIDU_TODAY", "2027-01-05")
    assert 2027 not in calendar.working_calendar().years
    assert broken(users, named, {}) == []


def test_a_figure_of_a_title_without_a_rule_on_that_day_is_blank_or_counts_what_is_known(county):
    for code in ("specialised_sme_year_end_high", "specialised_sme_year_end_low"):
        answer = registry.ask(code, Question(as_of=AsOf(date(2019, 2, 28))))
        assert answer.value == 0 or answer.reason
