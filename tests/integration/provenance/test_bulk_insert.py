"""Many rows inserted at once stand in the table as Django's own `bulk_create` would have written them."""

from __future__ import annotations

import contextlib
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from django.db import IntegrityError, connection, transaction

from tests.factories.files import a_file
from tests.factories.provenance import a_batch, a_line
from tidu.domain.enterprises.models import Enterprise, LifeEvent, Profile, YearlyFacts
from tidu.domain.enterprises.vocabulary import EventKind
from tidu.foundation.bulk_insert import insert_all
from tidu.foundation.intake.models import Load, StagedRow
from tidu.foundation.intake.vocabulary import RowVerdict, Severity
from tidu.foundation.provenance.models import SourceLine

pytestmark = pytest.mark.django_db

NOW = datetime(2025, 3, 1, 9, 30, 15, 123456, tzinfo=UTC)
BEIJING = timezone(timedelta(hours=8))


def stored(model, keys):
    """Return the rows of these keys as the database itself gives them, without the key, in their order."""
    fields = [field.column for field in model._meta.concrete_fields if not field.primary_key]
    table, columns = model._meta.db_table, ", ".join(connection.ops.quote_name(name) for name in fields)
    marks = ", ".join(["%s"] * len(keys))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM {table} WHERE id IN ({marks}) ORDER BY id", keys)  # noqa: S608
        return cursor.fetchall()


def insert_both_ways(model, rows):
    """Insert the rows by `bulk_create`, take them away, insert them by `insert_all`; return what stood each time."""
    theirs = model.objects.bulk_create([model(**row) for row in rows])
    expected = stored(model, [one.pk for one in theirs])
    model.objects.filter(pk__in=[one.pk for one in theirs]).delete()
    ours = insert_all([model(**row) for row in rows])
    return expected, stored(model, [one.pk for one in ours])


@pytest.fixture
def firms():
    return [Enterprise.objects.create(credit_code=f"X{number:017d}") for number in range(3)]


@pytest.fixture
def line():
    return a_line(a_batch())


@pytest.fixture
def load():
    return Load.objects.create(form="profiles", file=a_file(), file_name="表.csv", staged_at=NOW)


def test_amounts_missing_values_and_moments_of_other_zones(firms, line):
    rows = [
        {"year": 2024, "revenue_fen": 10**15, "net_profit_fen": -1, "recorded_at": NOW},
        {"year": 2024, "revenue_fen": None, "tech_staff": 0, "recorded_at": NOW.astimezone(BEIJING)},
        {"year": 2024, "revenue_fen": 0, "superseded_at": NOW + timedelta(days=1), "recorded_at": NOW},
    ]
    given = [{"enterprise": firm, "source_line": line, **row} for firm, row in zip(firms, rows, strict=True)]
    expected, found = insert_both_ways(YearlyFacts, given)
    assert found == expected
    assert len(found) == 3


def test_days_yes_no_and_unknown_and_texts_with_marks_of_their_own(firms, line):
    rows = [
        {
            "registered_on": date(2015, 6, 1),
            "resident_enterprise": True,
            "business_scope": "100% 的 'a' \"b\"；\n%s",
        },
        {"registered_on": None, "resident_enterprise": False, "address": "𠮷林路 1 号"},
        {"registered_on": "2016-02-29", "resident_enterprise": None, "address": ""},
    ]
    given = [
        {"enterprise": firm, "source_line": line, "recorded_at": NOW, **row}
        for firm, row in zip(firms, rows, strict=True)
    ]
    expected, found = insert_both_ways(Profile, given)
    assert found == expected


def test_texts_and_truths_among_numbers(firms, line):
    given = [
        {"enterprise": firm, "source_line": line, "recorded_at": NOW, "year": year, "tech_staff": staff}
        for firm, year, staff in zip(firms, (2024, "2023", True), (12, "１３", True), strict=True)
    ]
    expected, found = insert_both_ways(YearlyFacts, given)
    assert found == expected


def test_what_is_kept_as_json_and_words_of_a_list(load):
    rows = [
        {"verdict": RowVerdict.NEW, "values": {"收入": 1, "日": None}, "existed": False},
        {"verdict": RowVerdict.SAME.value, "values": {}, "before": {"a": [1, {"b": "%"}]}, "existed": True},
        {"verdict": RowVerdict.REJECTED, "faults": [{"severity": Severity.FAULT, "text": "“约三千”"}]},
    ]
    given = [{"load": load, "row_number": number, **row} for number, row in enumerate(rows)]
    expected, found = insert_both_ways(StagedRow, given)
    assert found == expected


def test_events_with_defaults_that_nobody_stated(firms, line):
    given = [
        {
            "enterprise": firm,
            "source_line": line,
            "recorded_at": NOW,
            "kind": EventKind.values[0],
            "happened_on": date(2025, 1, 1),
            "summary": "更名",
        }
        for firm in firms
    ]
    expected, found = insert_both_ways(LifeEvent, given)
    assert found == expected


def test_each_object_gets_the_key_of_its_own_row_over_many_statements():
    batch = a_batch()
    made = insert_all([SourceLine(batch=batch, row_number=number) for number in range(2_345, 0, -1)])
    assert dict(SourceLine.objects.filter(batch=batch).values_list("pk", "row_number")) == {
        one.pk: one.row_number for one in made
    }
    assert [one.row_number for one in made] == list(range(2_345, 0, -1))
    assert not any(one._state.adding for one in made)


def test_one_row_that_the_database_refuses_leaves_none_behind_even_where_the_refusal_is_swallowed(load):
    rows = [StagedRow(load=load, row_number=number, verdict=RowVerdict.NEW) for number in (*range(1_500), 7)]
    with transaction.atomic(), contextlib.suppress(IntegrityError):
        insert_all(rows)
    assert StagedRow.objects.filter(load=load).count() == 0


def test_nothing_to_insert_asks_the_database_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert insert_all([]) == []
