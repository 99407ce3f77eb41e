"""The factories that other tests seldom call still make what they say, through the operations of the house."""

from __future__ import annotations

import pytest

from tests.factories.accounts import an_organisation
from tests.factories.calendar import a_special_day
from tests.factories.intake import a_staged_row
from tests.factories.jobs import a_run
from tests.factories.pool import a_proposal
from tests.factories.targets import a_split, a_target
from tidu.domain.pool.vocabulary import ProposalState
from tidu.foundation.calendar.vocabulary import DayKind

pytestmark = pytest.mark.django_db


def test_a_special_day_is_a_day_off():
    assert a_special_day().kind == DayKind.OFF


def test_a_run_is_the_first_attempt_of_its_day():
    assert a_run().attempts == 1


def test_a_staged_row_belongs_to_its_load():
    row = a_staged_row()
    assert (row.load.form, row.load.rows.count()) == ("enterprise_register", 1)


def test_a_proposal_waits_for_an_officer():
    assert a_proposal(an_organisation()).state == ProposalState.OPEN


def test_a_split_is_a_place_s_share_of_a_target():
    place = an_organisation()
    share = a_split(a_target(value=70), place, 5)
    assert (share.place, share.value, share.figure_code) == (place, 5, "hnte_count")
