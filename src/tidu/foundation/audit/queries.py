"""Read the audit: page by page, newest first, and only what the reader may know.

System administrators and the bureau's leaders read everything. Everybody else reads what they did themselves
and who saw or exported what belongs to their own organisation.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet

from tidu.foundation import clock
from tidu.foundation.actors import Actor, Role
from tidu.foundation.audit.models import Entry
from tidu.foundation.audit.vocabulary import EntryKind

READERS = (Role.ADMINISTRATOR, Role.BUREAU_DIRECTOR)
"""Roles that read the whole audit (R101)."""

LOOKED = (EntryKind.SAW, EntryKind.EXPORTED)
PER_PAGE = 50


@dataclass(frozen=True)
class Filters:
    """What a reader looks for; an empty field asks for nothing. Both days are included, in business time."""

    kind: str = ""
    action: str = ""
    user_id: int | None = None
    actor_name: str = ""
    subject_type: str = ""
    subject_key: str = ""
    organisation_code: str = ""
    first_on: date | None = None
    last_on: date | None = None


@dataclass(frozen=True)
class EntryPage:
    """One page of entries. `number` counts from 1 and is the last page when a page beyond it was asked for."""

    entries: tuple[Entry, ...]
    number: int
    pages: int
    total: int


def readable_by(actor: Actor) -> QuerySet[Entry]:
    """Return the entries this actor may read, newest first."""
    everything = Entry.objects.order_by("-id")
    if actor.is_system or actor.has_role(*READERS):
        return everything
    own = Q(user_id=actor.user_id) if actor.user_id is not None else Q(pk__in=())
    looked_at = Q(kind__in=LOOKED, organisation_code__in=actor.organisation_codes)
    return everything.filter(own | looked_at)


def entries(
    actor: Actor, filters: Filters | None = None, *, page: int = 1, per_page: int = PER_PAGE
) -> EntryPage:
    """Return one page of what `actor` may read and `filters` ask for, in two queries."""
    return _page(matching(actor, filters or Filters()), page, per_page)


def history_of(
    actor: Actor, subject: tuple[str, str], *, page: int = 1, per_page: int = PER_PAGE
) -> EntryPage:
    """Return what was done with one subject (its type and key), newest first."""
    subject_type, subject_key = subject
    return entries(
        actor, Filters(subject_type=subject_type, subject_key=subject_key), page=page, per_page=per_page
    )


def seen_of(actor: Actor, organisation_code: str, *, page: int = 1, per_page: int = PER_PAGE) -> EntryPage:
    """Return who saw or exported what belongs to an organisation: its answer to 谁看过我们的资料."""
    return _page(_looks(actor, organisation_code), page, per_page)


def last_looks(actor: Actor, organisation_code: str, most: int) -> list[Entry]:
    """Return who last saw or exported what belongs to an organisation, newest first; one query."""
    return list(_looks(actor, organisation_code)[:most])


def _looks(actor: Actor, organisation_code: str) -> QuerySet[Entry]:
    return readable_by(actor).filter(kind__in=LOOKED, organisation_code=organisation_code)


def done_by(actor: Actor, user_id: int, *, page: int = 1, per_page: int = PER_PAGE) -> EntryPage:
    """Return what one account did, newest first."""
    return entries(actor, Filters(user_id=user_id), page=page, per_page=per_page)


def matching(actor: Actor, filters: Filters) -> QuerySet[Entry]:
    """Return what `actor` may read and `filters` ask for, newest first, to be paged or exported."""
    exact = {
        "kind": filters.kind,
        "action": filters.action,
        "user_id": filters.user_id,
        "actor_name": filters.actor_name,
        "subject_type": filters.subject_type,
        "subject_key": filters.subject_key,
        "organisation_code": filters.organisation_code,
    }
    found = readable_by(actor).filter(
        **{name: value for name, value in exact.items() if value not in ("", None)}
    )
    if filters.first_on is not None:
        found = found.filter(at__gte=datetime.combine(filters.first_on, time.min, tzinfo=clock.ZONE))
    if filters.last_on is not None:
        found = found.filter(at__lt=clock.end_of(filters.last_on))
    return found


def _page(found: QuerySet[Entry], number: int, per_page: int) -> EntryPage:
    """Cut one page; a number out of range gives the nearest page there is."""
    paginator: Paginator[Entry] = Paginator(found, per_page)
    page = paginator.get_page(number)
    return EntryPage(
        entries=tuple(page), number=page.number, pages=paginator.num_pages, total=paginator.count
    )
