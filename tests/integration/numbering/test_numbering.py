"""Numbers have no gaps, and one whose record was not kept is given again."""

from __future__ import annotations

import pytest
from django.db import transaction

from tests.factories.tasks import a_number_series
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
