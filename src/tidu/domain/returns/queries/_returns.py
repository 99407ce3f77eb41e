"""Which returns went out, and those that an actor has to answer."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from tidu.domain.returns.models import Addressee, Handing, OutgoingReturn
from tidu.domain.returns.vocabulary import ON_THE_WAY, ReturnState
from tidu.foundation.actors import Actor
from tidu.foundation.intake.vocabulary import LoadState


class ReturnNotFound(LookupError):
    """Raised for a return or addressee that does not exist or lies outside the actor's scope."""


@dataclass(frozen=True)
class ReturnLine:
    """A return as a line of the list: how many have to answer, and how many have handed something in."""

    outgoing: OutgoingReturn
    asked: int
    handed: int


def returns(actor: Actor) -> list[ReturnLine]:
    """Return every return that went out, the newest first; for those who see the whole county: one query."""
    if not actor.sees_whole_county:
        return []
    on_their_way = Q(addressees__handings__load__state__in=ON_THE_WAY)
    found = OutgoingReturn.objects.annotate(
        asked=Count("addressees", distinct=True),
        handed=Count("addressees", filter=on_their_way, distinct=True),
    )
    return [ReturnLine(one, one.asked, one.handed) for one in found.order_by("-issued_on", "-pk")]


def find(actor: Actor, pk: int) -> OutgoingReturn:
    """Return a return; raise ReturnNotFound where it is not, or for those who do not see the whole county."""
    found = OutgoingReturn.objects.filter(pk=pk).first()
    if found is None or not actor.sees_whole_county:
        raise ReturnNotFound(f"没有编号为 {pk} 的报表任务。")
    return found


def find_numbered(actor: Actor, number: str) -> OutgoingReturn:
    """Return the return with this number, as `find` does."""
    found = OutgoingReturn.objects.filter(number=number).first()
    if found is None or not actor.sees_whole_county:
        raise ReturnNotFound(f"没有编号为“{number}”的报表。")
    return found


def addressees_of(outgoing: OutgoingReturn) -> QuerySet[Addressee]:
    """Return those a return was sent to, places in their order."""
    found = Addressee.objects.filter(outgoing=outgoing).select_related("outgoing", "place", "enterprise")
    return found.order_by("place__position", "place__code", "enterprise__credit_code")


def mine(actor: Actor) -> QuerySet[Addressee]:
    """Return what an actor has to answer in returns that still run: as a township's leader or a firm's contact."""
    return (
        _addressed_to(actor)
        .filter(outgoing__state=ReturnState.OPEN)
        .order_by("outgoing__due_on", "outgoing_id", "pk")
    )


def waiting_for(actor: Actor) -> QuerySet[Addressee]:
    """Return what an actor has not handed in yet, each with `reminded`, the number of reminders: one query."""
    on_their_way = Handing.objects.filter(addressee=OuterRef("pk"), load__state__in=ON_THE_WAY)
    owing = mine(actor).filter(exempt_because="").exclude(Exists(on_their_way))
    return owing.annotate(reminded=Count("reminders"))


def last_handing(addressee: Addressee) -> Handing:
    """Return what an addressee handed in last and nobody put aside; raise ReturnNotFound where there is nothing."""
    handed = Handing.objects.filter(addressee=addressee, load__state__in=ON_THE_WAY)
    found = handed.select_related("load__file").order_by("-pk").first()
    if found is None:
        raise ReturnNotFound("还没有交回过，或交回的已撤销。")
    return found


def handing_on_its_way(addressee: Addressee) -> Handing | None:
    """Return what an addressee handed in last and nobody has confirmed, put aside or taken back; None for nothing."""
    waiting = Handing.objects.filter(addressee=addressee, load__state=LoadState.STAGED)
    return waiting.select_related("load").order_by("-pk").first()


def find_addressed(actor: Actor, pk: int) -> Addressee:
    """Return an addressee that is the actor itself, or any for those who see the whole county; else ReturnNotFound."""
    seen = Addressee.objects.all() if actor.sees_whole_county else _addressed_to(actor)
    found = seen.select_related("outgoing", "place", "enterprise").filter(pk=pk).first()
    if found is None:
        raise ReturnNotFound(f"没有编号为 {pk} 的填报任务。")
    return found


def next_number(year: int) -> str:
    """Return the number after the last return of a year, e.g. 报2025-003; to be asked in one's turn at issuing."""
    numbers = OutgoingReturn.objects.filter(number__startswith=f"报{year}-").values_list("number", flat=True)
    last = max((int(number.rpartition("-")[2]) for number in numbers), default=0)
    return f"报{year}-{last + 1:03d}"


def _addressed_to(actor: Actor) -> QuerySet[Addressee]:
    own = Q(place_id__in=actor.place_ids) | Q(enterprise__credit_code__in=actor.credit_codes)
    sent = Addressee.objects.filter(own).exclude(outgoing__state=ReturnState.WITHDRAWN)
    return sent.select_related("outgoing", "place", "enterprise")
