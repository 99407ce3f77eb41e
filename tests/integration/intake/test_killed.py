"""Processes killed at work and people deciding at once: always all or nothing, and whoever is second is told."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.factories.databases import own_database

ROOT = Path(__file__).resolve().parents[3]
VICTIM = Path(__file__).with_name("victim.py")
FIRMS, KILLS, RACES = 200, 50, 3
FEN = 1_000_000


class House:
    """The process of `victim.py`, asked line by line."""

    def __init__(self, environment):
        self.process = subprocess.Popen(
            [sys.executable, VICTIM],
            cwd=ROOT,
            env={**environment, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.answer() is None

    def answer(self):
        return json.loads(self.process.stdout.readline())

    def ask(self, *words):
        self.process.stdin.write(json.dumps(words) + "\n")
        self.process.stdin.flush()
        return self.answer()

    def finish(self):
        """Do what is queued to its end; return the seconds it took."""
        begun = time.monotonic()
        self.ask("work")
        assert self.ask("wait") == 0
        return time.monotonic() - begun

    def kill_after(self, seconds):
        """Begin what is queued and kill the process; return whether it was still at it."""
        child = self.ask("work")
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
        return self.ask("wait") == signal.SIGKILL


@pytest.fixture
def house(tmp_path, django_db_setup):
    """Start over an empty database of its own."""
    with own_database(tmp_path, "killed") as environment:
        started = House(environment)
        yield started
        started.process.communicate(timeout=60)


def test_whatever_moment_a_process_dies_a_load_is_whole_or_not_there(house):
    chance = random.Random(20250610)
    load = house.ask("receive", 1)
    reading = house.finish()
    house.ask("act", "start", load)
    loading = house.finish()
    stands, killed, number = FEN, 0, 1
    while killed < KILLS:
        number += 1
        assert number <= 2 * KILLS, "too few were killed at work for this to show anything"
        load = house.ask("receive", number)
        killed += house.kill_after(chance.uniform(0, reading))
        if not read_to_its_end(house, load, go_on=number % 3 != 0):
            continue
        house.ask("act", "start", load)
        killed += house.kill_after(chance.uniform(0, loading))
        stands = loaded_or_given_up(house, load, number, stands, go_on=number % 2 == 0)


def test_of_two_people_who_decide_at_the_same_moment_one_loads_and_one_is_told(house):
    for number in range(1, RACES + 1):
        load = house.ask("receive", number)
        house.finish()
        outcomes = sorted(house.ask("race", load, load))
        assert outcomes[0] == "LOADED"
        assert outcomes[1].startswith("这个批次已由测试经办于")
        found = house.ask("state", load)
        assert (found["standing"], found["batches"]) == ([number * FEN], number + 1)


def test_of_two_files_about_the_same_firms_confirmed_at_the_same_moment_one_is_told_what_moved(house):
    for number in range(1, RACES + 1):
        loads = [house.ask("receive", 1_000 * number + extra) for extra in (1, 2)]
        house.finish()
        outcomes = sorted(house.ask("race", *loads))
        assert outcomes[0] == "LOADED"
        assert f"有 {FIRMS} 行对应的记录已被改动" in outcomes[1]
        found = house.ask("state", loads[0])
        assert (len(found["standing"]), found["count"], found["batches"]) == (1, FIRMS, number + 1)


def test_returns_sent_out_at_the_same_moment_have_numbers_of_their_own(house):
    numbers = [number for _ in range(RACES) for number in house.ask("ask_firms", 4)]
    assert sorted(numbers) == [f"报2025-{number:03d}" for number in range(1, 4 * RACES + 1)]


def test_of_two_officers_at_the_life_of_a_firm_in_the_same_moment_one_is_told(house):
    for number in range(2 * RACES):
        outcomes = house.ask("close_and_rename", number)
        [told] = [outcome for outcome in outcomes if outcome != "done"]
        assert "不能再登记更名" in told or "之后登记里还有" in told


def read_to_its_end(house, load, *, go_on):
    """Return whether the file is on the stage, after it was cut off and continued or given up."""
    found = house.ask("state", load)
    if found["state"] == "STAGED":
        assert found["rows"] == FIRMS
        return True
    assert found["state"] == "READING"
    if found["errand"] == "lost":
        if not go_on:
            house.ask("act", "stop", load)
            gone = house.ask("state", load)
            assert (gone["state"], gone["rows"]) == ("DISCARDED", 0)
            return False
        house.ask("act", "resume", load)
    house.finish()
    found = house.ask("state", load)
    assert (found["state"], found["rows"]) == ("STAGED", FIRMS)
    return True


def loaded_or_given_up(house, load, number, before, *, go_on):
    """Return the revenue that every firm has, after a load was cut off and continued or given up."""
    found = house.ask("state", load)
    assert found["count"] == FIRMS
    if found["state"] == "LOADED":
        assert found["standing"] == [number * FEN]
        return number * FEN
    assert (found["state"], found["standing"]) == ("LOADING", [before])
    if not go_on:
        house.ask("act", "stop", load)
        house.ask("act", "discard", load)
        gone = house.ask("state", load)
        assert (gone["state"], gone["standing"], gone["batches"]) == ("DISCARDED", [before], found["batches"])
        return before
    if found["errand"] == "lost":
        house.ask("act", "resume", load)
    house.finish()
    done = house.ask("state", load)
    assert (done["state"], done["standing"]) == ("LOADED", [number * FEN])
    assert (done["versions"], done["batches"]) == (found["versions"] + FIRMS, found["batches"] + 1)
    return number * FEN
