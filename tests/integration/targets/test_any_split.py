"""However a target is shared out, and shared out again: the parts and the gap add up to the whole."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories.accounts import an_organisation
from tests.factories.platforms import OPENED, a_platform, recognised
from tests.factories.pool import AS_OF, OFFICER
from tests.factories.targets import DUE, KEEPER, SET_AT, a_target
from tidu.domain.platforms.vocabulary import PROVINCIAL_MAKERSPACES
from tidu.domain.targets import operations, queries
from tidu.domain.targets.operations import UnableToSplit
from tidu.foundation.actors import OrganisationKind
from tidu.foundation.clock import AsOf

pytestmark = pytest.mark.django_db

SHARES = st.dictionaries(st.integers(0, 3), st.integers(0, 40), min_size=1, max_size=4)


@pytest.fixture
def places():
    park = an_organisation(OrganisationKind.PARK)
    return [park, *(an_organisation(OrganisationKind.TOWNSHIP) for _ in range(3))]


@settings(max_examples=12, suppress_health_check=list(HealthCheck))
@given(rounds=st.lists(SHARES, min_size=1, max_size=3), value=st.integers(1, 90))
def test_parts_and_gap_add_up_to_the_whole_however_often_it_is_shared_out(places, rounds, value):
    with transaction.atomic():
        a_target(value=value)
        given_out = {}
        for number, shares in enumerate(rounds):
            parts = {places[place].pk: share for place, share in shares.items()}
            now = SET_AT + timedelta(hours=number)
            operations.set_split(figure_code="hnte_count", due_on=DUE, parts=parts, by=KEEPER, now=now)
            given_out |= {places[place].code: share for place, share in shares.items()}
        (told,) = queries.progress(OFFICER, AS_OF)
        transaction.set_rollback(True)
    assert {line.place_code: line.value for line in told.splits} == given_out
    assert sum(given_out.values()) + told.split_gap == told.target.value == value
    gap = value - sum(given_out.values())
    assert (f"少 {gap}" in told.split_words, f"多 {-gap}" in told.split_words) == (gap > 0, gap < 0)
    assert ("与目标一致" in told.split_words) == (gap == 0)


def test_a_target_for_platforms_of_the_park_is_given_to_the_park_alone(places):
    park, town, *_ = places
    a_platform(OPENED, recognised(), place=park)
    target = a_target(PROVINCIAL_MAKERSPACES, 3)
    how = {"figure_code": target.figure_code, "due_on": DUE, "by": KEEPER, "now": SET_AT}
    with pytest.raises(UnableToSplit, match="只数园区内的平台"):
        operations.set_split(parts={park.pk: 2, town.pk: 1}, **how)
    operations.set_split(parts={park.pk: 2}, **how)
    (told,) = queries.progress(OFFICER, AS_OF)
    assert [(line.place_id, line.value, line.actual, line.short_by) for line in told.splits] == [
        (park.pk, 2, 1, 1)
    ]
    assert told.split_gap == 1
    assert queries.progress(OFFICER, AsOf(on=AS_OF.on, known_at=SET_AT)) == ()
