"""Versions: what is appended, what is carried over, and what a row that changes nothing writes."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tests.factories.enterprises import an_enterprise, yearly_facts
from tests.factories.provenance import CLERK, a_batch, a_line, lines
from tidu.domain.enterprises.models import Enterprise, YearlyFacts
from tidu.foundation.provenance import operations, queries

pytestmark = pytest.mark.django_db

MARCH = datetime(2025, 3, 1, 9, 0, tzinfo=UTC)
APRIL = datetime(2025, 4, 1, 9, 0, tzinfo=UTC)
MAY = datetime(2025, 5, 1, 9, 0, tzinfo=UTC)


def append(enterprise, values, now, *, line=None):
    row = (line or a_line(a_batch(*values)), {"enterprise": enterprise, "year": 2024, **values})
    return operations.append_versions(model=YearlyFacts, rows=[row], now=now)


def standing(enterprise):
    return YearlyFacts.objects.known_at(None).get(enterprise=enterprise, year=2024)


def test_a_first_row_writes_a_version_and_leaves_the_rest_missing():
    firm = an_enterprise()
    (version,) = append(firm, {"revenue_fen": 5_000_00}, MARCH)
    assert standing(firm).pk == version.pk
    assert standing(firm).revenue_fen == 5_000_00
    assert standing(firm).rd_book_fen is None


def test_a_later_row_carries_over_what_it_does_not_state():
    firm = an_enterprise()
    append(firm, {"revenue_fen": 5_000_00, "tech_staff": 12}, MARCH)
    append(firm, {"tech_staff": 14}, APRIL)
    assert (standing(firm).revenue_fen, standing(firm).tech_staff) == (5_000_00, 14)


def test_a_later_row_leaves_the_earlier_version_as_it_was_known_then():
    firm = an_enterprise()
    append(firm, {"tech_staff": 12}, MARCH)
    append(firm, {"tech_staff": 14}, APRIL)
    (then,) = YearlyFacts.objects.known_at(datetime(2025, 3, 15, tzinfo=UTC)).filter(enterprise=firm)
    assert then.tech_staff == 12
    assert then.superseded_at == APRIL


def test_knowledge_of_a_moment_excludes_what_was_recorded_at_that_very_moment():
    firm = an_enterprise()
    append(firm, {"tech_staff": 12}, MARCH)
    append(firm, {"tech_staff": 14}, APRIL)
    assert YearlyFacts.objects.known_at(MARCH).filter(enterprise=firm).count() == 0
    assert YearlyFacts.objects.known_at(APRIL).get(enterprise=firm).tech_staff == 12


def test_a_row_equal_to_what_stands_writes_nothing():
    firm = an_enterprise()
    append(firm, {"revenue_fen": 5_000_00, "tech_staff": 12}, MARCH)
    assert append(firm, {"revenue_fen": 5_000_00}, APRIL) == []
    assert YearlyFacts.objects.filter(enterprise=firm).count() == 1


def test_none_states_that_a_value_is_missing():
    firm = an_enterprise()
    append(firm, {"revenue_fen": 5_000_00}, MARCH)
    append(firm, {"revenue_fen": None}, APRIL)
    assert standing(firm).revenue_fen is None


def test_the_same_key_twice_in_one_call_is_refused_and_nothing_is_written():
    firm = an_enterprise()
    row = (a_line(), {"enterprise_id": firm.pk, "year": 2024, "tech_staff": 1})
    with pytest.raises(operations.KeyStatedTwice, match=f"{firm.pk}/2024"):
        operations.append_versions(model=YearlyFacts, rows=[row, row], now=MARCH)
    assert not YearlyFacts.objects.exists()


def test_a_row_without_its_key_is_refused():
    with pytest.raises(ValueError, match="year"):
        operations.append_versions(
            model=YearlyFacts, rows=[(a_line(), {"enterprise": an_enterprise(), "tech_staff": 1})], now=MARCH
        )


def test_a_version_cannot_be_recorded_before_the_one_it_replaces():
    firm = an_enterprise()
    append(firm, {"tech_staff": 12}, APRIL)
    with pytest.raises(operations.RecordedOutOfOrder, match="2025-03-01"):
        append(firm, {"tech_staff": 14}, MARCH)
    assert standing(firm).tech_staff == 12


def test_three_thousand_rows_are_written_in_a_few_statements(django_assert_max_num_queries):
    firms = Enterprise.objects.bulk_create(Enterprise(credit_code=f"X{number:017d}") for number in range(750))
    batch = a_batch("tech_staff")
    sources = lines(batch, range(3_000))
    rows = [
        (line, {"enterprise_id": firms[number % 750].pk, "year": 2021 + number // 750, "tech_staff": number})
        for number, line in enumerate(sources)
    ]
    operations.append_versions(model=YearlyFacts, rows=rows, now=MARCH)
    changed = [(line, {**values, "tech_staff": values["tech_staff"] + 1}) for line, values in rows]
    with django_assert_max_num_queries(120):
        written = operations.append_versions(model=YearlyFacts, rows=changed, now=APRIL)
    assert len(written) == 3_000
    assert YearlyFacts.objects.known_at(None).count() == 3_000
    assert YearlyFacts.objects.known_at(None).get(enterprise=firms[7], year=2024).tech_staff == 2_257 + 1


def test_histories_of_a_key_are_given_oldest_first():
    firm = an_enterprise(registered_on=date(2015, 1, 1))
    yearly_facts(firm, 2024, tech_staff=1, now=MARCH)
    yearly_facts(firm, 2024, tech_staff=2, now=APRIL)
    yearly_facts(firm, 2024, tech_staff=3, now=MAY)
    assert [version.tech_staff for version in queries.history_of(YearlyFacts, (firm.pk, 2024))] == [1, 2, 3]


def test_a_batch_keeps_who_loaded_it_and_when():
    batch = a_batch("tech_staff", now=MARCH)
    assert (batch.loaded_by_name, batch.loaded_at, batch.loaded_by_id) == (CLERK.name, MARCH, None)
