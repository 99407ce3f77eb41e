"""How long the policy lab takes to answer one move of a slider over 10,000 firms, everything included.

A county of that size is written into a throw-away SQLite database, a director signs in, and sliders are moved at
random. A move is answered without the curve, which is asked for when the slider rests. The baseline of the same run
is the plain page that lists the scenarios. Run with `make bench`.
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from _measure import bar

FIRMS = int(os.environ.get("LAB_FIRMS", "10000"))
MOVES = 60
RULE = "qinglan.rd_subsidy"
WAN = 1_000_000


def main() -> None:
    with tempfile.TemporaryDirectory() as home:
        os.environ.update(
            TIDU_HOME=home,
            TIDU_DATABASE_URL=f"sqlite://{Path(home) / 'bench.sqlite3'}",
            TIDU_SECRET_KEY="bench",
            TIDU_TODAY="2025-06-10",
            DJANGO_SETTINGS_MODULE="tidu.project.settings",
        )
        import django

        django.setup()
        measure()


def measure() -> None:
    from django.core.management import call_command
    from django.test import Client

    call_command("migrate", verbosity=0)
    client = Client(headers={"host": "localhost"})
    client.force_login(fill())
    address = f"/lab/rules/{RULE}/"
    cold = timed(client, address)
    dice = random.Random(7)
    partial = {"HX-Request": "true"}
    curve = partial | {"HX-Target": "lab-curve"}
    moves, curves = [], []
    for _ in range(MOVES):
        rate, cap = dice.randrange(10, 100) / 10, dice.randrange(10, 60)
        minimum = dice.choice([20, 20, 25, 30])
        query = f"?p.rate={rate}&p.cap={cap}&p.rd_floor.minimum={minimum}"
        moves.append(timed(client, address + query, partial))
        curves.append(timed(client, address + query, curve))
    plain = [timed(client, "/lab/") for _ in range(20)]
    print(f"policy lab, {FIRMS} firms, milliseconds of the processor (other work on the machine left out)")
    print(f"  first page, county read from the records   {cold:8.0f}")
    print(f"  one move of a slider, median               {statistics.median(moves):8.0f}")
    bar("one move of a slider, 95th percentile", percentile(moves, 95), most=100, unit=" ms")
    print(f"  the curve once the slider rests, median    {statistics.median(curves):8.0f}")
    print(f"  the curve, 95th percentile                 {percentile(curves, 95):8.0f}")
    print(f"  baseline: the page that lists, median      {statistics.median(plain):8.0f}")


def timed(client: object, address: str, headers: dict[str, str] | None = None) -> float:
    begun = time.process_time()
    response = client.get(address, headers=headers or {})  # type: ignore[attr-defined]
    assert response.status_code == 200, response.status_code  # noqa: S101
    return (time.process_time() - begun) * 1000


def percentile(values: list[float], share: int) -> float:
    return sorted(values)[max(0, -(-len(values) * share // 100) - 1)]


def fill() -> object:
    """Write the county and return its director's account."""
    from django.contrib.auth.hashers import make_password

    from tidu.domain.enterprises import credit_code
    from tidu.domain.enterprises.models import Enterprise, NameRecord, PlaceRecord, Profile, YearlyFacts
    from tidu.foundation.accounts import operations as accounts
    from tidu.foundation.accounts.models import User
    from tidu.foundation.accounts.vocabulary import OrganisationKind, Role
    from tidu.foundation.actors import system
    from tidu.foundation.provenance import operations as provenance

    by, now = system("bench"), datetime(2025, 5, 1, tzinfo=UTC)
    bureau = accounts.add_organisation(
        code="B", name="县科技局", short_name="科技局", kind=OrganisationKind.BUREAU, by=by, now=now
    )
    places = [
        accounts.add_organisation(
            code=f"P{n}",
            name=f"第{n}镇",
            short_name=f"第{n}镇",
            kind=OrganisationKind.TOWNSHIP,
            by=by,
            now=now,
        )
        for n in range(15)
    ]
    person = accounts.add_person(code="d", name="局长", phone="", by=by, now=now)
    accounts.appoint(
        person=person,
        role=Role.BUREAU_DIRECTOR,
        organisation=bureau,
        valid_from_on=date(2020, 1, 1),
        by=by,
        now=now,
    )
    accounts.open_account(
        person=person,
        username="director",
        password_hash=make_password("bench"),
        must_change_password=False,
        by=by,
        now=now,
    )
    batch = provenance.open_batch(kind="FORM", title="bench", by=by, now=now, column_map={})
    (line,) = provenance.add_lines(batch=batch, row_numbers=[0])
    kept = {"recorded_at": now, "source_line": line}
    dice = random.Random(11)
    codes = [credit_code.compose("9", "1", "360899", f"{n:08d}") for n in range(1, FIRMS + 1)]
    firms = Enterprise.objects.bulk_create([Enterprise(credit_code=code) for code in codes])
    start = date(2015, 6, 1)
    Profile.objects.bulk_create(
        [
            Profile(enterprise=one, registered_on=start, industry="FOOD", above_scale=True, **kept)
            for one in firms
        ]
    )
    NameRecord.objects.bulk_create(
        [
            NameRecord(enterprise=one, name=f"企业{n}", valid_from_on=start, **kept)
            for n, one in enumerate(firms)
        ]
    )
    PlaceRecord.objects.bulk_create(
        [PlaceRecord(enterprise=one, place=dice.choice(places), valid_from_on=start, **kept) for one in firms]
    )
    rows = []
    for one in firms:
        before = int(dice.lognormvariate(4.5, 1.2) * WAN)
        after = None if dice.random() < 0.04 else int(before * dice.uniform(0.9, 1.3))
        rows += [
            YearlyFacts(
                enterprise=one, year=year, through_month=12, status="FINAL", rd_deductible_fen=fen, **kept
            )
            for year, fen in ((2023, before), (2024, after))
        ]
    YearlyFacts.objects.bulk_create(rows)
    return User.objects.get(username="director")


if __name__ == "__main__":
    main()
