"""Write the generated county into an empty database, and the sample files beside it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.core.management import call_command
from django.db import connection, transaction

from tidu.demo import desk, manuscripts, marker, samples, schedule
from tidu.demo.generate import generate
from tidu.demo.marker import Marker
from tidu.demo.model import County
from tidu.demo.replay import PASSWORD, Replay
from tidu.domain.enterprises.models import Enterprise
from tidu.foundation.accounts.models import User
from tidu.foundation.accounts.vocabulary import Role
from tidu.foundation.clock import AsOf

__all__ = ["PASSWORD", "Built", "UnableToBuild", "build", "fill", "usernames_by_role"]

Progress = Callable[[int, int], None]


class UnableToBuild(ValueError):
    """Raised when the demo may not be built here; the message is Chinese and says the mend."""


@dataclass(frozen=True)
class Built:
    """What was built, and the home of its database and samples."""

    county: County
    home: Path


def build(*, seed: int, as_of: date, home: Path, force: bool, progress: Progress | None = None) -> Built:
    """Build the demo of `seed` and `as_of` in the configured database and leave its mark in `home`.

    Everything is written in one transaction. Raises UnableToBuild where records exist already: with `force` an
    earlier demo is replaced, but records that no demo wrote are never touched. Raises ValueError for a day before
    the demo's records begin.
    """
    county = generate(seed, as_of)
    _make_room(home, force=force)
    call_command("migrate", verbosity=0)
    with transaction.atomic():
        fill(county, progress)
    samples.write(county, home / "samples")
    marker.write(home, Marker(seed=seed, as_of=as_of))
    return Built(county, home)


def fill(county: County, progress: Progress | None = None) -> None:
    """Replay the county's history into the migrated, empty database."""
    replay = Replay()
    acts = schedule.acts(county)
    for place, act in enumerate(acts, start=1):
        replay.carry_out(act)
        if progress:
            progress(place, len(acts))
    replay.propose(AsOf(on=county.as_of), schedule.moment(county.as_of, 18))
    replay.decide(AsOf(on=county.as_of), schedule.moment(county.as_of, 18))
    desk.fill(county)
    manuscripts.fill(county)


def usernames_by_role(county: County) -> dict[Role, list[str]]:
    """Return the sign-in names of those who hold a role on the as-of day."""
    found: dict[Role, list[str]] = defaultdict(list)
    for person in county.people:
        for appointment in person.appointments:
            begun = appointment.from_on <= county.as_of
            if begun and (appointment.until_on is None or county.as_of < appointment.until_on):
                found[appointment.role].append(person.username)
    return dict(found)


def _make_room(home: Path, *, force: bool) -> None:
    """Refuse to build over records, or empty the database of an earlier demo."""
    if not _has_records():
        return
    if not force:
        raise UnableToBuild(
            "数据库里已有数据。要重建演示县，请加 --force；要保留现有数据，请另设 TIDU_HOME。"
        )
    if marker.read(home) is None:
        raise UnableToBuild(
            f"数据库里的数据不是演示数据（{home} 下没有 {marker.FILE_NAME}），不会清空。"
            "请另设 TIDU_HOME 或 TIDU_DATABASE_URL。"
        )
    _empty_database()
    marker.remove(home)


def _has_records() -> bool:
    tables = set(connection.introspection.table_names())
    return any(
        model._meta.db_table in tables and model._default_manager.exists() for model in (User, Enterprise)
    )


def _empty_database() -> None:
    """Drop everything: the audit refuses deletion, so a demo is replaced whole or not at all."""
    if connection.vendor == "sqlite":
        path = Path(str(connection.settings_dict["NAME"]))
        connection.close()
        for suffix in ("", "-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        return
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
