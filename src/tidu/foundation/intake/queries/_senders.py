"""Who sends tables in, and which mappings are remembered of them."""

from __future__ import annotations

from collections.abc import Iterable

from tidu.foundation.accounts import queries as accounts
from tidu.foundation.accounts.models import Organisation
from tidu.foundation.actors import OrganisationKind
from tidu.foundation.intake.models import RememberedMapping

SENDING_KINDS = (
    OrganisationKind.TOWNSHIP,
    OrganisationKind.PARK,
    OrganisationKind.BUREAU_SECTION,
    OrganisationKind.BUREAU,
    OrganisationKind.UNIVERSITY,
)


class MappingNotFound(LookupError):
    """Raised for a number that no remembered mapping has; the message is Chinese."""


def senders() -> list[Organisation]:
    """Return the organisations that send tables in, townships first: one query."""
    found = accounts.organisations().filter(kind__in=SENDING_KINDS)
    return sorted(found, key=lambda each: (SENDING_KINDS.index(each.kind), each.code))


def sender_named_in(file_name: str, known: Iterable[Organisation]) -> int | None:
    """Return the id of the one organisation whose name stands in a file's name, None for none or several.

    Of two names in the same place the longer counts: 云溪镇工业园 is not 云溪镇.
    """
    names = {name: each.pk for each in known for name in (each.name, each.short_name) if len(name) > 1}
    named = [name for name in names if name in file_name]
    longest = [name for name in named if not any(name != other and name in other for other in named)]
    found = {names[name] for name in longest}
    return int(found.pop()) if len(found) == 1 else None


def mappings(form_code: str = "") -> list[RememberedMapping]:
    """Return the remembered mappings, of one form if given, newest first: one query."""
    found = RememberedMapping.objects.select_related("sender").order_by("-remembered_at", "-pk")
    return list(found.filter(form=form_code) if form_code else found)


def find_mapping(number: int) -> RememberedMapping:
    """Return the remembered mapping with this number; raise MappingNotFound."""
    found = RememberedMapping.objects.select_related("sender").filter(pk=number).first()
    if found is None:
        raise MappingNotFound(f"没有编号为 {number} 的列对应，可能已经忘记了。")
    return found
