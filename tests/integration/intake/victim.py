"""A process to be killed: it makes a house, and does each piece of background work in a child of its own.

Started with an environment of an empty database; it answers one JSON line for each line it is sent.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402

from tests.factories.accounts import an_organisation  # noqa: E402
from tests.factories.calendar import the_shipped_years  # noqa: E402
from tests.factories.enterprises import an_enterprise  # noqa: E402
from tests.factories.intake import CLERK, NOW, a_code, a_csv, a_register, received  # noqa: E402
from tests.factories.jobs import let_the_worker_work  # noqa: E402
from tests.factories.returns import a_return  # noqa: E402
from tidu.domain.enterprises import operations as enterprises  # noqa: E402
from tidu.domain.enterprises.models import Enterprise, YearlyFacts  # noqa: E402
from tidu.domain.enterprises.operations import SourceDocument  # noqa: E402
from tidu.domain.returns.models import OutgoingReturn  # noqa: E402
from tidu.foundation.actors import OrganisationKind  # noqa: E402
from tidu.foundation.clock import day_of  # noqa: E402
from tidu.foundation.intake import operations, queries  # noqa: E402
from tidu.foundation.intake.operations import _steps  # noqa: E402
from tidu.foundation.jobs import queries as jobs  # noqa: E402
from tidu.foundation.provenance.models import SourceBatch  # noqa: E402

HEADER = ("统一社会信用代码", "企业名称", "年度", "营业收入（万元）", "职工总数")
FIRMS = [(a_code(number), f"企业{number}") for number in range(1, 201)]


class House:
    """What the test may ask for."""

    def __init__(self) -> None:
        self.moment = NOW
        self.child = 0

    def receive(self, revenue: int) -> int:
        """Hand in a large file in which every firm has this revenue; return its load."""
        content = a_csv(HEADER, *((code, name, 2024, revenue, 10) for code, name in FIRMS))
        return received(("年报.csv", content), now=self._now()).loads.get().pk

    def work(self) -> int:
        """Begin what is queued, in a child; return its process id."""
        connections.close_all()
        self.child = os.fork()
        if not self.child:
            let_the_worker_work()
            os._exit(0)
        return self.child

    def wait(self) -> int:
        """Wait for the child; return the signal that ended it, 0 for none."""
        _, status = os.waitpid(self.child, 0)
        return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0

    def race(self, *loads: int) -> list[str]:
        """Confirm loads at the same time, each in a child of its own; return what became of each."""
        now = self._now()
        return at_once([partial(confirmed, load, now) for load in loads])

    def ask_firms(self, clerks: int) -> list[str]:
        """Send a return out by so many clerks at the same time; return the number that each was given."""
        the_shipped_years()
        if not OutgoingReturn.objects.exists():
            an_enterprise(
                "被问的公司", place=an_organisation(OrganisationKind.TOWNSHIP, code="T01", name="近镇")
            )
        issue = partial(a_return, again_because="核对", now=self._now())
        return at_once([lambda: issue().number] * clerks)

    def close_and_rename(self, number: int) -> list[str]:
        """Let one officer close a firm and another rename it from a later day, at the same time."""
        firm = Enterprise.objects.get(credit_code=FIRMS[number][0])
        now = self._now()
        told = {"enterprise": firm, "source": SourceDocument("通知书"), "by": CLERK, "now": now}
        last, after = day_of(now) - timedelta(days=9), day_of(now) - timedelta(days=2)
        return at_once(
            [
                partial(recorded, partial(enterprises.close_enterprise, on=last, **told)),
                partial(recorded, partial(enterprises.rename, name=f"新名{number}", on=after, **told)),
            ]
        )

    def act(self, verb: str, load: int) -> None:
        """Do one of the operations on a load."""
        getattr(operations, verb)(load=queries.find(load), by=CLERK, now=self._now())

    def state(self, load: int) -> dict[str, object]:
        """Return where a load is and what stands."""
        found = queries.find(load)
        standing = YearlyFacts.objects.known_at(None).values_list("revenue_fen", flat=True)
        errand = queries.errand_of(found)
        return {
            "state": found.state,
            "rows": found.rows.count(),
            "errand": errand.state if errand else "",
            "standing": sorted(set(standing)),
            "count": len(standing),
            "versions": YearlyFacts.objects.count(),
            "batches": SourceBatch.objects.count(),
        }

    def _now(self) -> datetime:
        self.moment += timedelta(minutes=1)
        return self.moment


def at_once(deeds: Sequence[Callable[[], str]]) -> list[str]:
    """Do things at the same time, each in a child of its own; return what each came to."""
    connections.close_all()
    told = []
    waiting, gate = os.pipe()
    for deed in deeds:
        reading, writing = os.pipe()
        if not os.fork():
            os.close(gate)
            os.read(waiting, 1)  # until the last is there
            os.write(writing, outcome(deed).encode())
            os._exit(0)
        os.close(writing)
        told.append(reading)
    os.close(gate)
    os.close(waiting)
    outcomes = [b"".join(iter(lambda end=end: os.read(end, 65536), b"")).decode() for end in told]
    for _ in deeds:
        os.wait()
    return outcomes


def outcome(deed: Callable[[], str]) -> str:
    """Return what a deed came to, or how it failed: a child never goes on as its parent."""
    try:
        return deed()
    except Exception as error:
        return repr(error)


def confirmed(load: int, now: datetime) -> str:
    """Confirm a load; return its state, or the refusal."""
    try:
        return operations.confirm(load=queries.find(load), by=CLERK, now=now).state
    except operations.UnableToConfirm as refusal:
        return str(refusal)


def recorded(event: Callable[[], object]) -> str:
    """Record an event of a firm's life; return "done", or the refusal."""
    try:
        event()
    except enterprises.UnableToRecordEvent as refusal:
        return str(refusal)
    return "done"


def say(answer: object) -> None:
    """Answer with one line."""
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Make the house and answer until the end of the input."""
    call_command("migrate", verbosity=0)
    a_register(*FIRMS, now=NOW)
    _steps.AT_ONCE_BYTES, _steps.AT_ONCE_ROWS = 10, 40
    jobs.PATIENCE = timedelta()
    house = House()
    say(None)
    for line in sys.stdin:
        name, *arguments = json.loads(line)
        say(getattr(house, name)(*arguments))


if __name__ == "__main__":
    main()
