"""The numbers of a real work report, labelled by hand: places and values only, never the text.

What counts as a number: quantities, percentages, multiples, spans of time of a stated length, years and days. What does
not: ordinals, marks of an outline, names (十四五, 三年行动, PM2.5), and words that only say "a" or "very many" (一批, 上亿).
A place runs from the first digit to the measure word; a value is in the unit beside it.
"""

from __future__ import annotations

import hashlib
import json
from fractions import Fraction
from pathlib import Path

import pytest

from tests.factories.letters import DATA
from tidu.reporting.draft.quantities import quantities

LABELLED = json.loads(
    (Path(__file__).parent / "labels" / "work_report_2023.json").read_text(encoding="utf-8")
)
REPORTS = DATA / LABELLED["source"]
LEAST = 0.98

pytestmark = pytest.mark.skipif(not REPORTS.exists(), reason="the real work reports are not on this machine")


def test_numbers_of_a_real_work_report_are_found_with_place_value_and_unit():
    reports = json.loads(REPORTS.read_text(encoding="utf-8"))
    text = next(report["content"] for report in reports if report["year"] == LABELLED["year"])
    assert hashlib.sha256(text.encode()).hexdigest() == LABELLED["sha256"], "the labels are of another text"
    labels = {
        (start, end, Fraction(low), Fraction(high), unit)
        for start, end, low, high, unit in LABELLED["labels"]
    }
    assert len(labels) >= 200
    found = {
        (one.start, one.end, one.low, one.high, one.unit) for one in quantities(text[: LABELLED["until"]])
    }
    assert 2 * len(labels & found) / (len(labels) + len(found)) >= LEAST
