"""Drafts about the demo county with planted faults: what is wrong is found, what is right is left alone."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.factories.planted_drafts import Draft, drafts, marked, scored
from tidu.foundation.clock import AsOf
from tidu.reporting import draft_check
from tidu.reporting.draft.checking import check

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("county_day")]

RECALL, FALSE_ALARMS = 0.95, 0.03
BY_HAND = Path(__file__).with_name("drafts_by_hand.txt")


def test_wrong_numbers_are_found_and_right_ones_are_left_alone():
    asker, places = draft_check.asker(AsOf(on=date(2025, 6, 10))), draft_check.places()
    made = drafts(seed=20250610)
    score = scored(made, [check(draft.text, asker, places) for draft in made])
    assert len(made) >= 40
    assert score.numbers >= 300
    assert 0.45 <= score.wrong / score.numbers <= 0.55
    assert set(score.by_fault) == {"value", "unit", "year", "scope", "rounding", "growth", "double"}
    assert score.recall >= RECALL, score.missed
    assert score.false_alarms <= FALSE_ALARMS, score.alarmed


def by_hand() -> list[Draft]:
    lines = BY_HAND.read_text(encoding="utf-8").splitlines()
    return [marked(line) for line in lines if line and not line.startswith("#")]


def test_what_offices_write_in_their_own_words_is_judged_as_well():
    asker, places = draft_check.asker(AsOf(on=date(2025, 6, 10))), draft_check.places()
    made = by_hand()
    score = scored(made, [check(draft.text, asker, places) for draft in made])
    assert len(made) >= 200
    assert score.wrong >= 250
    assert score.recall >= RECALL, score.missed
    assert score.false_alarms <= FALSE_ALARMS, score.alarmed
    assert score.confirmed / score.right >= 0.9
