"""Send a return out: only to those of whom something is missing, and not twice for the same."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from tidu.domain.enterprises import queries as enterprises
from tidu.domain.enterprises.models import PlaceRecord, Recognition, YearlyFacts
from tidu.domain.enterprises.vocabulary import TECH_ENTERPRISE_KINDS
from tidu.domain.returns import checks, queries
from tidu.domain.returns.models import Addressee, AskedFirm, OutgoingReturn
from tidu.domain.returns.vocabulary import AskedOf
from tidu.foundation import clock
from tidu.foundation.actors import Actor
from tidu.foundation.audit import operations as audit_operations
from tidu.foundation.clock import AsOf
from tidu.foundation.handling.turns import take_turn


@dataclass(frozen=True)
class Asked:
    """What a return asks: its words, the yearly facts of a year, of whom and until when.

    `titled_only` asks only about firms that hold a title of a 科技型企业 on the day of issue.
    """

    title: str
    basis: str
    year: int
    fields: tuple[str, ...]
    asked_of: AskedOf
    due_on: date
    titled_only: bool = False
    again_because: str = ""


def issue(*, asked: Asked, by: Actor, now: datetime) -> OutgoingReturn:
    """Send a return to the places, or firms, of whom a value asked for is not on record. Raises UnableToIssue."""
    today = clock.day_of(now)
    checks.check_can_issue(
        by=by,
        today=today,
        title=asked.title,
        basis=asked.basis,
        year=asked.year,
        fields=asked.fields,
        due_on=asked.due_on,
    )
    with transaction.atomic():
        take_turn("returns.issue")  # a number is given once, and a question put at the same moment is seen
        firms = _firms_to_ask(asked, AsOf(on=today))
        before = queries.asked_before(
            year=asked.year, fields=asked.fields, enterprise_ids=firms.keys(), on=today
        )
        checks.check_questions(firms=len(firms), before=before, again_because=asked.again_because)
        outgoing = _write(asked, again_because=asked.again_because if before else "", by=by, now=now)
        _address(outgoing, firms)
        audit_operations.record(
            by=by,
            now=now,
            action="returns.issue",
            subject=(OutgoingReturn._meta.label, outgoing.number),
            summary=f"发出报表 {outgoing.number}“{outgoing.title}”，涉及 {len(firms)} 家企业",
            detail={"fields": list(asked.fields), "year": asked.year, "firms": len(firms)},
        )
    return outgoing


def _write(asked: Asked, *, again_because: str, by: Actor, now: datetime) -> OutgoingReturn:
    """Write the return itself."""
    today = clock.day_of(now)
    return OutgoingReturn.objects.create(
        number=queries.next_number(today.year),
        title=asked.title.strip(),
        year=asked.year,
        fields=list(asked.fields),
        asked_of=asked.asked_of,
        basis=asked.basis.strip(),
        again_because=again_because.strip(),
        issued_at=now,
        issued_on=today,
        issued_by_name=by.name,
        due_on=asked.due_on,
    )


def _firms_to_ask(asked: Asked, as_of: AsOf) -> dict[int, int]:
    """Return the place of every firm of the county that lacks one of the values asked for."""
    here = enterprises.in_county(as_of)
    if asked.titled_only:
        titles = Recognition.objects.in_force(as_of).filter(kind__in=TECH_ENTERPRISE_KINDS)
        here = here.filter(pk__in=titles.values("enterprise_id"))
    places = PlaceRecord.objects.in_force(as_of).filter(enterprise__in=here, place__isnull=False)
    complete = YearlyFacts.objects.known_at(None).filter(
        year=asked.year, **{f"{name}__isnull": False for name in asked.fields}
    )
    lacking = places.exclude(enterprise_id__in=complete.values("enterprise_id"))
    return {firm: place for firm, place in lacking.values_list("enterprise_id", "place_id") if place}


def _address(outgoing: OutgoingReturn, firms: dict[int, int]) -> None:
    """Write whom the return is sent to, and about which firms."""
    if outgoing.asked_of == AskedOf.FIRMS:
        addressees = [Addressee(outgoing=outgoing, enterprise_id=firm) for firm in sorted(firms)]
        Addressee.objects.bulk_create(addressees, batch_size=500)
        pairs = [(one.pk, firm) for one, firm in zip(addressees, sorted(firms), strict=True)]
    else:
        of_place: dict[int, list[int]] = defaultdict(list)
        for firm, place in sorted(firms.items()):
            of_place[place].append(firm)
        addressees = [Addressee(outgoing=outgoing, place_id=place) for place in of_place]
        Addressee.objects.bulk_create(addressees, batch_size=500)
        asked = zip(addressees, of_place.values(), strict=True)
        pairs = [(one.pk, firm) for one, its_firms in asked for firm in its_firms]
    rows = [AskedFirm(addressee_id=addressee, enterprise_id=firm) for addressee, firm in pairs]
    AskedFirm.objects.bulk_create(rows, batch_size=500)
