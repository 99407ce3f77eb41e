"""Who may see which firm, and which firms are in the county on a day."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet

from tidu.domain.enterprises.models import Enterprise, NameRecord, PlaceRecord, Profile
from tidu.domain.enterprises.vocabulary import LifeState
from tidu.foundation.actors import Actor
from tidu.foundation.clock import AsOf

M = TypeVar("M", bound=Model)

IN_LIST_LIMIT = 5_000
"""Above this many ids a question asks for every firm and picks in Python: no database takes endless lists."""


class EnterpriseNotFound(LookupError):
    """Raised for a firm that does not exist or lies outside the actor's scope: the two cannot be told apart."""


@dataclass(frozen=True)
class Place:
    """Where a firm is on a day. `id` is None outside the county."""

    id: int | None
    code: str
    name: str
    short_name: str


OUTSIDE = Place(id=None, code="", name="县外", short_name="县外")


def registered(as_of: AsOf) -> QuerySet[Enterprise]:
    """Return every enterprise of which a register entry was known, in the county or not."""
    return Enterprise.objects.filter(pk__in=Profile.objects.known_at(as_of.known_at).values("enterprise_id"))


def in_scope(actor: Actor, as_of: AsOf) -> QuerySet[Enterprise]:
    """Return the enterprises that an actor may see on a day.

    County and bureau staff see the whole register, closed and moved-out firms included; a township's or park's
    leader the firms there on the day; a firm's contact the firm itself; everybody else none.
    """
    if actor.sees_whole_county:
        return registered(as_of)
    here = PlaceRecord.objects.in_force(as_of).filter(place_id__in=actor.place_ids)
    own = Q(credit_code__in=actor.credit_codes)
    return registered(as_of).filter(own | Q(pk__in=here.values("enterprise_id")))


def find_in_scope(actor: Actor, credit_code: str, as_of: AsOf) -> Enterprise:
    """Return the enterprise with this code; raise EnterpriseNotFound, also for a firm out of scope."""
    enterprise = in_scope(actor, as_of).filter(credit_code=credit_code).first()
    if enterprise is None:
        raise EnterpriseNotFound(f"没有找到统一社会信用代码为“{credit_code}”的企业。")
    return enterprise


def find_named(actor: Actor, text: str, as_of: AsOf) -> Enterprise:
    """Return the enterprise with this code or, failing that, the one that bears exactly this name.

    Raises EnterpriseNotFound where there is none in scope, and where two bear the name.
    """
    wanted = text.strip()
    bearing = NameRecord.objects.in_force(as_of).filter(name=wanted).values("enterprise_id")
    found = list(in_scope(actor, as_of).filter(Q(credit_code=wanted.upper()) | Q(pk__in=bearing))[:2])
    if not found:
        raise EnterpriseNotFound(f"登记里没有代码或名称为“{wanted}”的企业。请核对，或先导入企业登记表。")
    if len(found) > 1:
        raise EnterpriseNotFound(f"有两家企业名称是“{wanted}”。请改填统一社会信用代码。")
    return found[0]


def bearing(text: str, as_of: AsOf) -> QuerySet[Any, Any]:
    """Return the ids of firms that bear or bore a name containing the text, to ask for in another question."""
    named = NameRecord.objects.known_at(as_of.known_at).filter(name__icontains=text)
    return named.values("enterprise_id")


def in_county(as_of: AsOf, place: str | None = None) -> QuerySet[Enterprise]:
    """Return the enterprises in the county on a day, or in one of its townships or parks (`place`: its code).

    In the county = a place in force on the day, and not closed before it.
    """
    places = PlaceRecord.objects.in_force(as_of).filter(place__isnull=False)
    if place is not None:
        places = places.filter(place__code=place)
    return Enterprise.objects.filter(pk__in=places.values("enterprise_id")).exclude(
        pk__in=closed(as_of).values("enterprise_id")
    )


def closed(as_of: AsOf) -> QuerySet[Profile]:
    """Return the register entries of enterprises closed before a day; a closing without a day counts always."""
    gone: QuerySet[Profile] = Profile.objects.known_at(as_of.known_at).filter(life_state=LifeState.CLOSED)
    return gone.filter(Q(closed_on__isnull=True) | Q(closed_on__lt=as_of.on))


def of_ids(enterprise_ids: Collection[int]) -> QuerySet[Enterprise]:
    """Return some enterprises; of so many that no list holds them, all, and the asker picks."""
    if len(enterprise_ids) > IN_LIST_LIMIT:
        return Enterprise.objects.all()
    return Enterprise.objects.filter(pk__in=list(enterprise_ids))


def of(query: QuerySet[M], enterprise_ids: Collection[int]) -> QuerySet[M]:
    """Keep the records of some firms; of so many that no list holds them, keep all."""
    if len(enterprise_ids) > IN_LIST_LIMIT:
        return query
    return query.filter(enterprise_id__in=enterprise_ids)
