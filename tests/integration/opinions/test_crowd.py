"""A hall sends at once, from several processes, and much of it twice: one number each, none twice, none left out."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.factories.databases import own_database

ROOT = Path(__file__).resolve().parents[3]
CROWD = Path(__file__).with_name("crowd.py")
PHONES, PROCESSES = 60, 3


@pytest.fixture
def environment(tmp_path, django_db_setup):
    """Give the processes an empty database of their own."""
    with own_database(tmp_path, "crowd") as given:
        yield {**given, "PYTHONPATH": str(ROOT)}


def begin(environment, *words):
    return subprocess.Popen(
        [sys.executable, CROWD, *map(str, words)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )


def outcome(process):
    said, _ = process.communicate(timeout=300)
    assert process.returncode == 0
    return json.loads(said)


def test_each_of_those_who_send_at_once_gets_one_number_and_no_number_is_left_out(environment):
    assert outcome(begin(environment, "prepare")) == "2025-KF"
    share = PHONES // PROCESSES
    halls = [begin(environment, "send", place * share // 2, share) for place in range(PROCESSES)]
    numbers = [number for hall in halls for number in outcome(hall)]
    kept = outcome(begin(environment, "show"))
    senders = share + (PROCESSES - 1) * share // 2
    assert [number for number, _ in kept] == [f"2025-KF-{place:03d}" for place in range(1, senders + 1)]
    assert len({client for _, client in kept}) == senders
    assert set(numbers) == {number for number, _ in kept}
    assert len(numbers) == PHONES
