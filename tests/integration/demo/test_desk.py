"""What firms say at their desks in the demo county: requests of every state, policies told of, an account asked for."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from tidu.domain.corrections import queries as corrections
from tidu.domain.corrections.models import Correction
from tidu.domain.corrections.vocabulary import CorrectionState
from tidu.domain.enterprises.models import YearlyFacts
from tidu.domain.rulebook import queries as rulebook
from tidu.domain.rulebook.models import PolicyNotice
from tidu.foundation.accounts.models import AccountRequest, User
from tidu.foundation.actors import system
from tidu.foundation.clock import AsOf

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("county_day")]

NOW = AsOf(on=date(2025, 6, 10))


def test_a_request_stands_in_every_state_and_one_is_late(county):
    states = Counter(Correction.objects.values_list("state", flat=True))
    assert set(states) == set(CorrectionState.values)
    late = [one for one in corrections.waiting(system("测试")) if one.due_on < NOW.on]
    assert len(late) == 1
    assert [bool(one.proof) for one in Correction.objects.exclude(no_proof_because="")] == [False]


def test_no_request_changed_a_figure(county):
    written = YearlyFacts.objects.filter(source_line__batch__kind="CORRECTION")
    assert written.count() == 0


def test_the_subsidy_is_told_to_139_firms_and_the_first_award_to_22(county):
    # 118 get the subsidy and 21 nearly do; 11 get the award, 9 nearly do, 2 wait for the announcement.
    told = Counter(PolicyNotice.objects.values_list("rule_code", flat=True))
    assert told == {"qinglan.rd_subsidy": 118 + 21, "qinglan.hnte_new": 11 + 9 + 2}
    policy = rulebook.policy("qinglan.rd_subsidy", NOW)
    found = rulebook.funnel(policy, rulebook.snapshot(NOW), {})
    # 7 of the 9 firms that opened their desks were told of the subsidy; each third tried it, two of three read it
    assert [len(found.at(step)) for step in rulebook.FunnelStep] == [139, 139, 7, 5, 2, 0]
    assert found.to_tell == 0


def test_one_account_is_asked_for_and_nobody_opened(county):
    assert AccountRequest.objects.get().state == "WAITING"
    assert User.objects.count() == 64
