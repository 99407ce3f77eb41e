"""Which work recurs every day, and which errands can be asked for. Apps register theirs in `AppConfig.ready()`.

Both must be idempotent: a worker that is killed half-way leaves its work to a second attempt.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from tidu.foundation.actors import Actor
from tidu.foundation.jobs.progress import Board


class Work(Protocol):
    """An operation that can be done every day: it takes the usual two arguments and returns one sentence."""

    def __call__(self, *, by: Actor, now: datetime) -> str:
        """Do the day's work."""


@dataclass(frozen=True)
class Job:
    """Daily work, done once on each business day from `hour` o'clock (0 to 23) in the county.

    `work` is called by the system at the business moment of its slot; its Chinese sentence is shown to the
    administrator.
    """

    name: str
    label: str
    hour: int
    work: Work

    def __post_init__(self) -> None:
        """Refuse an hour that no clock shows."""
        if not 0 <= self.hour <= 23:
            raise ValueError(f"{self.name}: hour {self.hour} is not between 0 and 23")


class LongWork(Protocol):
    """An operation that takes its time over one record: it says on the board how far it is, and returns a sentence."""

    def __call__(self, *, subject: str, by: Actor, now: datetime, board: Board) -> str:
        """Do the work on the record with the key `subject`."""


class UnknownJob(LookupError):
    """Raised for queued work whose name is no longer registered, e.g. after an upgrade."""


_jobs: dict[str, Job] = {}
_errands: dict[str, LongWork] = {}


def register(job: Job) -> Job:
    """Add a job; a name registered for two jobs raises ValueError at start-up."""
    if _jobs.setdefault(job.name, job) != job:
        raise ValueError(f"job {job.name!r} is registered twice")
    return job


def find(name: str) -> Job:
    """Return the job with this name; raise UnknownJob."""
    try:
        return _jobs[name]
    except KeyError:
        raise UnknownJob(f"没有名为“{name}”的定时任务。") from None


def everything() -> list[Job]:
    """Return all jobs, by hour and name."""
    return sorted(_jobs.values(), key=lambda job: (job.hour, job.name))


def register_errand(name: str, work: LongWork) -> None:
    """Add work that can be asked for; a name registered for two raises ValueError at start-up."""
    if _errands.setdefault(name, work) is not work:
        raise ValueError(f"errand {name!r} is registered twice")


def find_errand(name: str) -> LongWork:
    """Return the work with this name; raise UnknownJob."""
    try:
        return _errands[name]
    except KeyError:
        raise UnknownJob(f"没有名为“{name}”的后台工作。") from None
