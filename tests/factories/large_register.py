"""A register of any size, written in bulk: what a county of ten thousand firms would have on record."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db.models import Model

from tests.factories.accounts import a_person, an_organisation
from tests.factories.pool import AS_OF, FULL_YEAR, NOW, OFFICER
from tests.factories.provenance import a_line
from tests.factories.targets import DUE, KEEPER, SET_AT, a_target
from tidu.domain.enterprises import credit_code
from tidu.domain.enterprises.models import (
    ComplianceCheck,
    Enterprise,
    NameRecord,
    PlaceRecord,
    Profile,
    Recognition,
    YearlyFacts,
)
from tidu.domain.enterprises.vocabulary import CheckKind, Industry, LifeState, RecognitionKind
from tidu.domain.pool import operations as pool
from tidu.domain.pool.models import Membership
from tidu.domain.pool.vocabulary import Stage
from tidu.domain.targets import operations as targets
from tidu.domain.targets.vocabulary import TargetKind
from tidu.foundation.accounts.models import Organisation, Person

PLACES = 16
YEARS = (2023, 2024)
KNOWN_AT = datetime(2025, 3, 1, tzinfo=UTC)
BEGAN_ON = date(2015, 6, 1)
TURNED_ON = date(2024, 7, 1)
"""The day on which firms that change did so: a new name, another place, closing."""


def a_large_register(firms: int) -> list[tuple[str, str]]:
    """Write so many firms, their pool, targets and open proposals; return codes and names of those that stay.

    Every place has its part of everything. Of a hundred firms 5 have been renamed, 2 have moved and 2 have closed,
    a third holds a 科小 number, a fifth an HNTE certificate, 95 are in the pool, and some figures are 缺数.
    """
    places = [an_organisation(position=place) for place in range(PLACES)]
    adviser = a_person()
    Enterprise.objects.bulk_create(
        Enterprise(credit_code=credit_code.compose("9", "1", "360899", f"MB{number:06d}"))
        for number in range(firms)
    )
    written = list(Enterprise.objects.order_by("pk"))
    stamp = {"recorded_at": KNOWN_AT, "source_line": a_line()}
    for model, records in (
        (Profile, _profiles),
        (NameRecord, _names),
        (PlaceRecord, lambda number: _places(number, places)),
        (YearlyFacts, _years),
        (Recognition, _titles),
        (ComplianceCheck, _checks),
        (Membership, lambda number: _memberships(number, adviser)),
    ):
        _write(model, written, records, stamp)
    _set_targets(places)
    pool.compute_proposals(as_of=AS_OF, by=OFFICER, now=NOW)
    return [(one.credit_code, _name(number)) for number, one in enumerate(written) if _stays(number)]


def _set_targets(places: list[Organisation]) -> None:
    """Set the targets of a year and the next, one of them split over the places."""
    for code, value, kind in (
        ("hnte_count", 2_000, TargetKind.REACH),
        ("gazelle_count", 30, TargetKind.REACH),
        ("unicorn_count", 1, TargetKind.BREAKTHROUGH),
    ):
        a_target(code, value, kind=kind)
    a_target("hnte_count", 2_400, due_on=DUE.replace(year=DUE.year + 1))
    parts = {place.pk: 125 for place in places}
    targets.set_split(figure_code="hnte_count", due_on=DUE, parts=parts, by=KEEPER, now=SET_AT)


def _write(model: type[Model], firms: list[Enterprise], records: Any, stamp: dict[str, Any]) -> None:
    """Write what `records` says of each firm by its number."""
    model._default_manager.bulk_create(
        (
            model(enterprise_id=firm.pk, **values, **stamp)
            for number, firm in enumerate(firms)
            for values in records(number)
        ),
        batch_size=2_000,
    )


def _stays(number: int) -> bool:
    return number % 50 not in (7, 11)


def _name(number: int) -> str:
    return f"企业{number:05d}有限公司"


def _profiles(number: int) -> Iterator[dict[str, Any]]:
    closed = {"life_state": LifeState.CLOSED, "closed_on": TURNED_ON} if number % 50 == 7 else {}
    yield {
        "registered_on": BEGAN_ON,
        "industry": Industry.values[number % len(Industry.values)],
        "resident_enterprise": True,
        "in_hightech_field": (True, True, False, None)[number % 4],
        **closed,
    }


def _names(number: int) -> Iterator[dict[str, Any]]:
    if number % 20 == 3:
        yield {"name": f"旧名{number:05d}", "valid_from_on": BEGAN_ON, "valid_until_on": TURNED_ON}
        yield {"name": _name(number), "valid_from_on": TURNED_ON}
    else:
        yield {"name": _name(number), "valid_from_on": BEGAN_ON}


def _places(number: int, places: list[Organisation]) -> Iterator[dict[str, Any]]:
    here = places[number % PLACES]
    if number % 50 == 11:
        yield {"place": here, "valid_from_on": BEGAN_ON, "valid_until_on": TURNED_ON}
        yield {"place": None if number % 100 == 11 else places[0], "valid_from_on": TURNED_ON}
    else:
        yield {"place": here, "valid_from_on": BEGAN_ON}


def _years(number: int) -> Iterator[dict[str, Any]]:
    for year in YEARS:
        changed = {"tech_staff": 4 + number % 9, "ip_class2": number % 4}
        if number % 13 == 0:
            changed["rd_hnte_fen"] = None
        yield {"year": year, **FULL_YEAR, **changed}


def _titles(number: int) -> Iterator[dict[str, Any]]:
    if number % 3 == 0:
        yield _title(RecognitionKind.SME_NUMBER, date(2024, 6, 20), date(2025, 1, 1))
        yield _title(RecognitionKind.SME_NUMBER, date(2025, 5, 6), date(2026, 1, 1))
    if number % 5 == 0:
        granted_on = date(2022, 7, 1) + timedelta(days=number % 600)
        yield _title(RecognitionKind.HNTE, granted_on, granted_on.replace(year=granted_on.year + 3))
    if number % 20 == 0:
        yield _title(RecognitionKind.SPECIALISED_SME, date(2024, 1, 1), date(2027, 1, 1))
    if number % 500 == 0:
        yield _title(RecognitionKind.GAZELLE, date(2024, 1, 1), date(2027, 1, 1))


def _title(kind: str, granted_on: date, until: date) -> dict[str, Any]:
    return {"kind": kind, "granted_on": granted_on, "valid_from_on": granted_on, "valid_until_on": until}


def _checks(number: int) -> Iterator[dict[str, Any]]:
    if number % 2:
        for kind in CheckKind:
            yield {"kind": kind, "checked_on": date(2025, 5, 1), "found": number % 97 == 0}


def _memberships(number: int, adviser: Person) -> Iterator[dict[str, Any]]:
    if number % 5 == 0:
        stage, more = Stage.RECOGNISED, {}
    elif number % 10 == 1:
        stage, more = (
            Stage.CULTIVATION,
            {"target_year": 2025, "tier_sought": RecognitionKind.HNTE, "adviser": adviser},
        )
    elif number % 20 != 3:
        stage, more = Stage.RESERVE, {}
    else:
        return
    yield {
        "stage": stage,
        "reason": "有研发投入",
        "decided_by_name": "经办",
        "valid_from_on": BEGAN_ON,
        **more,
    }
