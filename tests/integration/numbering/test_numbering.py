"""Numbers have no gaps and are never given twice, also to many who ask at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from tests.factories.opinions import an_occasion, at
from tests.factories.tasks import a_number_series
from tidu.domain.opinions import operations
from tidu.domain.opinions.models import Opinion
from tidu.domain.opinions.operations import Author
from tidu.foundation.numbering import operations as numbering
from tidu.foundation.numbering.models import NumberSeries


@pytest.mark.django_db
def test_a_series_begins_at_one_and_a_number_whose_record_failed_is_given_again():
    a_number_series("TEST")
    with transaction.atomic():
        held = numbering.hold("TEST")
        assert [numbering.take(held), numbering.take(held)] == [1, 2]
    with transaction.atomic():
        numbering.take(numbering.hold("TEST"))
        transaction.set_rollback(True)
    with transaction.atomic():
        assert numbering.take(numbering.hold("TEST")) == 3
        assert numbering.take(numbering.hold("OTHER")) == 1
    assert str(NumberSeries.objects.get(code="TEST")) == "TEST 3"


@pytest.mark.django_db(transaction=True)
def test_guests_who_send_at_once_and_twice_get_one_number_each_without_gaps():
    an_occasion()

    def send(place: int) -> str:
        try:
            taken = operations.submit(
                client_id=f"guest-of-the-hall-{place % 20:04d}",
                text="希望多办开放日",
                group="PUBLIC",
                author=Author(anonymous=True),
                notice_version="2025-1",
                sender=f"phone-{place % 20}",
                occasion="2025-KF",
                now=at("2025-05-22"),
            )
        finally:
            connection.close()
        return taken.number

    with ThreadPoolExecutor(max_workers=8) as guests:
        numbers = list(guests.map(send, range(40)))
    wanted = [f"2025-KF-{place:03d}" for place in range(1, 21)]
    assert sorted(Opinion.objects.values_list("number", flat=True)) == wanted
    assert sorted(set(numbers)) == wanted
    assert numbers[:20] == numbers[20:]
