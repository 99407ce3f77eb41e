"""The small county whose speech is composed, written and opened."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories.accounts import an_organisation
from tests.factories.enterprises import a_recognition, an_enterprise, an_sme_number, yearly_facts
from tests.factories.targets import a_target
from tidu.foundation.actors import OrganisationKind


@pytest.fixture
def county():
    """Two firms: one 科小 in 2022 and 2024, one high-tech since November 2023; R&D 10万 and 20万 in 2024, one unknown."""
    place = an_organisation(OrganisationKind.TOWNSHIP)
    first, second, third = (an_enterprise(f"企业{name}", place) for name in "甲乙丙")
    an_sme_number(first, 2022)
    an_sme_number(first, 2024)
    a_recognition(second, granted_on=date(2023, 11, 1), until=date(2026, 11, 1))
    yearly_facts(first, 2024, rd_statistical_fen=10_000_000)
    yearly_facts(second, 2024, rd_statistical_fen=20_000_000)
    yearly_facts(third, 2024, rd_statistical_fen=None, revenue_fen=1)
    a_target("hnte_count", 70)
    return place
