"""Nobody edits the audit: neither through the models nor past them (R101)."""

import pytest
from django.db import DatabaseError, connection, transaction

from tests.factories.audit import an_entry
from tidu.foundation.audit.models import AuditIsAppendOnly, Entry

pytestmark = pytest.mark.django_db


def test_the_models_refuse_every_way_of_changing_an_entry():
    entry = an_entry()
    with pytest.raises(AuditIsAppendOnly, match="不能修改"):
        entry.save()
    with pytest.raises(AuditIsAppendOnly, match="不能修改"):
        Entry.objects.update(summary="另一回事")
    with pytest.raises(AuditIsAppendOnly, match="不能删除"):
        entry.delete()
    with pytest.raises(AuditIsAppendOnly, match="不能删除"):
        Entry.objects.all().delete()


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("UPDATE audit_entry SET summary = 'something else'", "不能修改"),
        ("UPDATE audit_entry SET at = recorded_at WHERE id > 0", "不能修改"),
        ("DELETE FROM audit_entry", "不能删除"),
    ],
)
def test_the_database_refuses_whoever_asks_it_directly(statement, reason):
    entry = an_entry()
    with pytest.raises(DatabaseError, match=reason), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Entry.objects.get() == entry


def test_postgresql_refuses_to_empty_the_table():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE")
    with pytest.raises(DatabaseError, match="不能删除"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE audit_entry")


def test_an_entry_of_a_write_that_is_taken_back_goes_with_it():
    def fail() -> None:
        with transaction.atomic():
            an_entry()
            raise RuntimeError("the write fails after its entry")

    with pytest.raises(RuntimeError):
        fail()
    assert not Entry.objects.exists()
