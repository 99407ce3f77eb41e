"""Undo: a batch is taken back as a whole, and what stood before stands again with its own source."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.factories.enterprises import an_enterprise
from tests.factories.provenance import CLERK, a_batch, lines
from tidu.domain.enterprises.models import YearlyFacts
from tidu.foundation.provenance import operations, queries

pytestmark = pytest.mark.django_db


def moment(month: int) -> datetime:
    return datetime(2025, month, 1, 9, 0, tzinfo=UTC)


def load(firms, month, **values):
    """Load one row per firm from a new batch and return the batch."""
    batch = a_batch(*values, title=f"{month} 月批次", now=moment(month))
    rows = [
        (line, {"enterprise": firm, "year": 2024, **values})
        for line, firm in zip(lines(batch, range(2, 2 + len(firms))), firms, strict=True)
    ]
    operations.append_versions(model=YearlyFacts, rows=rows, now=moment(month))
    return batch


def undo(batch, month):
    operations.withdraw_batch(models=[YearlyFacts], batch=batch, by=CLERK, now=moment(month))


def revenue(firm):
    return YearlyFacts.objects.known_at(None).get(enterprise=firm, year=2024).revenue_fen


def test_undo_of_a_first_load_leaves_nothing_standing():
    firm = an_enterprise()
    undo(load([firm], 3, revenue_fen=100), 4)
    assert not YearlyFacts.objects.known_at(None).filter(enterprise=firm).exists()
    assert YearlyFacts.objects.known_at(moment(4)).get(enterprise=firm).revenue_fen == 100


def test_undo_puts_back_what_stood_before_with_its_own_source():
    firm = an_enterprise()
    first = load([firm], 3, revenue_fen=100)
    undo(load([firm], 4, revenue_fen=200), 5)
    version = YearlyFacts.objects.known_at(None).get(enterprise=firm)
    assert version.revenue_fen == 100
    assert version.recorded_at == moment(5)
    assert version.source_line.batch == first


def test_undo_only_adds_versions():
    firm = an_enterprise()
    load([firm], 3, revenue_fen=100)
    undo(load([firm], 4, revenue_fen=200), 5)
    assert [version.revenue_fen for version in queries.history_of(YearlyFacts, (firm.pk, 2024))] == [
        100,
        200,
        100,
    ]


def test_a_batch_says_who_undid_it_and_when():
    batch = load([an_enterprise()], 3, revenue_fen=100)
    undo(batch, 4)
    batch.refresh_from_db()
    assert (batch.undone_at, batch.undone_by_name) == (moment(4), CLERK.name)


def test_undo_is_refused_while_a_later_batch_stands_on_it_and_nothing_changes():
    firm, other = an_enterprise(), an_enterprise()
    first = load([firm, other], 3, revenue_fen=100)
    load([other], 4, tech_staff=7)
    with pytest.raises(operations.LaterVersionsStand, match=f"{other.pk}/2024") as refusal:
        undo(first, 5)
    assert refusal.value.keys == ((YearlyFacts, (other.pk, 2024)),)
    assert (revenue(firm), revenue(other)) == (100, 100)
    first.refresh_from_db()
    assert first.undone_at is None


def test_batches_can_be_undone_one_after_the_other_newest_first():
    firm = an_enterprise()
    first = load([firm], 3, revenue_fen=100)
    second = load([firm], 4, revenue_fen=200)
    undo(second, 5)
    undo(first, 6)
    assert not YearlyFacts.objects.known_at(None).filter(enterprise=firm).exists()


def test_undo_after_an_undone_load_does_not_revive_it():
    firm = an_enterprise()
    undo(load([firm], 3, revenue_fen=100), 4)
    undo(load([firm], 5, revenue_fen=200), 6)
    assert not YearlyFacts.objects.known_at(None).filter(enterprise=firm).exists()


def test_undo_twice_changes_nothing_more():
    firm = an_enterprise()
    load([firm], 3, revenue_fen=100)
    batch = load([firm], 4, revenue_fen=200)
    undo(batch, 5)
    undo(batch, 6)
    batch.refresh_from_db()
    assert revenue(firm) == 100
    assert batch.undone_at == moment(5)
    assert YearlyFacts.objects.filter(enterprise=firm).count() == 3


def test_a_row_that_changed_nothing_does_not_block_the_undo_of_what_it_repeated():
    firm = an_enterprise()
    first = load([firm], 3, revenue_fen=100)
    load([firm], 4, revenue_fen=100)
    undo(first, 5)
    assert not YearlyFacts.objects.known_at(None).filter(enterprise=firm).exists()
