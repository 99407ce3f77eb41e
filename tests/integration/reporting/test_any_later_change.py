"""Whatever is recorded after a document was made, its text, numbers and file stay; what would read otherwise is told."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories.accounts import an_actor
from tests.factories.enterprises import a_recognition, an_enterprise, yearly_facts
from tests.factories.indicators import OWN, a_row, county_indicators
from tests.factories.targets import DUE, KEEPER
from tidu.domain.indicators.vocabulary import Indicator
from tidu.domain.targets import operations as targets
from tidu.foundation.accounts.models import Organisation
from tidu.foundation.actors import OrganisationKind, Role
from tidu.foundation.clock import AsOf
from tidu.foundation.files import queries as files
from tidu.reporting import operations, queries

pytestmark = pytest.mark.django_db

NOW = datetime(2025, 6, 10, 2, tzinfo=UTC)
PARAMETERS = {"base_year": 2022, "end_year": 2024, "event_on": date(2025, 5, 22)}
NUMBERS = st.integers(1, 60)


def a_title(place, number):
    firm = an_enterprise(place=place)
    a_recognition(firm, granted_on=date(2023, 1, number % 28 + 1), until=date(2026, 1, 1), now=NOW)


def a_year(place, number):
    firm = an_enterprise(place=place)
    yearly_facts(firm, 2024, now=NOW, rd_statistical_fen=number * 10_000_000)


def a_goal(place, number):
    owner = Organisation.objects.filter(kind=OrganisationKind.BUREAU_SECTION).first()
    targets.set_target(
        figure_code="hnte_count", name="高新技术企业", value=70 + number, due_on=DUE, owner_id=owner.pk,
        by=KEEPER, now=NOW,
    )  # fmt: skip


def a_share(_, number):
    county_indicators(a_row(number / 10, OWN, 2024, Indicator.FISCAL_ST_SHARE))


ACTS = (a_title, a_year, a_goal, a_share)


@pytest.fixture
def document(county):
    made = operations.create_document(
        outline_code="open_day_speech",
        parameters=PARAMETERS,
        as_of=AsOf(on=date(2025, 6, 10)),
        by=an_actor(Role.BUREAU_DIRECTOR),
        now=NOW,
    )
    return queries.find(made.pk)


def kept(document):
    """Return everything that a reader sees of a document."""
    found = queries.find(document.pk)
    return (
        found.title,
        found.parameters,
        found.as_of_on,
        found.known_at,
        found.snapshot,
        files.read(found.file),
    )


@settings(max_examples=6, suppress_health_check=list(HealthCheck))
@given(
    acts=st.lists(st.tuples(st.sampled_from(ACTS), NUMBERS), min_size=1, max_size=4, unique_by=lambda a: a[0])
)
def test_nothing_recorded_later_touches_a_document(county, document, acts):
    before = kept(document)
    with transaction.atomic():
        for act, number in acts:
            act(county, number)
        found = queries.find(document.pk)
        changes = operations.check_numbers(document=found, by=KEEPER, now=NOW + timedelta(hours=1))
        assert kept(document) == before
        transaction.set_rollback(True)
    told = {one["figure"] for one in changes}
    if a_title in dict(acts):
        assert "高新技术企业数" in told
    if a_goal in dict(acts):
        assert "高新技术企业数量目标" in told
