"""What a running errand says of itself, and how it is told to stop: files beside the database.

A load is one transaction, and on SQLite the process that writes it holds the only pen: no row could say how far it
is, and none could ask it to stop. Whether it still lives is told by a lock that the system takes back from a process
that dies, however it dies.
"""

from __future__ import annotations

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings


class Stopped(Exception):
    """Raised inside an errand that was asked to stop: whatever it was about to write is not to be kept."""


@dataclass(frozen=True)
class Standing:
    """How far an errand is: Chinese words, and steps done of all (0 of 0 where they cannot be counted)."""

    words: str
    done: int = 0
    total: int = 0

    @property
    def per_cent(self) -> int | None:
        """Return the share done, None where steps cannot be counted."""
        return 100 * self.done // self.total if self.total else None


class Board:
    """Where work says how far it is. This one keeps nothing: for work that somebody waits for."""

    def say(self, words: str, done: int = 0, total: int = 0) -> None:
        """Say how far the work is; raise Stopped when somebody asked it to stop."""


class _Posted(Board):
    """A board that others can read."""

    def __init__(self, number: int) -> None:
        self.number = number

    def say(self, words: str, done: int = 0, total: int = 0) -> None:
        """Put it where others see it."""
        if _path(self.number, "stop").exists():
            raise Stopped
        _post(self.number, Standing(words, done, total))


SILENT = Board()


@contextmanager
def posted(number: int) -> Iterator[Board]:
    """Yield the board of an errand for as long as this process does it; wait while another does."""
    lock = _path(number, "lock")
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        try:
            yield _Posted(number)
        finally:
            for kind in ("stop", "json"):
                _path(number, kind).unlink(missing_ok=True)


def lives(number: int) -> bool:
    """Return whether a process is doing the errand now."""
    try:
        with _path(number, "lock").open("r+") as held:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except FileNotFoundError:
        return False
    return False


def standing(number: int) -> Standing | None:
    """Return how far the errand said it is, None where it has said nothing yet."""
    try:
        return Standing(**json.loads(_path(number, "json").read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None


def ask_to_stop(number: int) -> None:
    """Ask the errand to stop; it does at its next word, before it keeps anything."""
    path = _path(number, "stop")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()


def _post(number: int, said: Standing) -> None:
    """Write through a rename: a reader meets the whole word or the one before."""
    fresh = _path(number, "new")
    fresh.write_text(json.dumps(asdict(said), ensure_ascii=False), encoding="utf-8")
    fresh.replace(_path(number, "json"))


def _path(number: int, kind: str) -> Path:
    return Path(settings.TIDU_HOME) / "errands" / f"{number}.{kind}"
