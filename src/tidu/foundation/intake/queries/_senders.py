"""Who sends tables in, and which mappings are remembered of them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping

from tidu.foundation.accounts import queries as accounts
from tidu.foundation.accounts.models import Organisation
from tidu.foundation.actors import OrganisationKind
from tidu.foundation.clock import ZONE
from tidu.foundation.intake import forms, headers, readers
from tidu.foundation.intake.cells import plain
from tidu.foundation.intake.models import RememberedMapping

SENDING_KINDS = (
    OrganisationKind.TOWNSHIP,
    OrganisationKind.PARK,
    OrganisationKind.BUREAU_SECTION,
    OrganisationKind.BUREAU,
    OrganisationKind.UNIVERSITY,
)


TRIED = 20
"""How many tables of one sender are compared with a new one, newest first."""


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


def recall(
    form: forms.Form, sheets: list[readers.Sheet], sender_id: int | None, year: int | None = None
) -> tuple[readers.Sheet, headers.Header, RememberedMapping] | None:
    """Return the sheet and header read under a remembered mapping, None where no remembered layout is there."""
    if sender_id is None:
        return None
    kept = RememberedMapping.objects.filter(form=form.code, sender_id=sender_id).select_related("sender")
    for remembered in kept.order_by("-remembered_at", "-pk")[:TRIED]:
        try:
            page, header = headers.find(form, sheets, remembered.mapping, year)
        except readers.UnableToRead:
            continue
        if layout_of(header.texts) == remembered.layout:
            return page, header, remembered
    return None


def recalled_in_words(remembered: RememberedMapping) -> str:
    """Return the sentence that says whose mapping was used."""
    day = remembered.remembered_at.astimezone(ZONE).date()
    return (
        f"表头与{remembered.sender.short_name}上次的相同，列对应沿用"
        f"{remembered.remembered_by_name} {day} 的确定；不对可改，也可忘记。"
    )


def layout_of(texts: Mapping[int, str]) -> str:
    """Return the fingerprint of a header: its texts by column, whatever their width and spaces."""
    placed = [[index, plain(text)] for index, text in sorted(texts.items())]
    return hashlib.sha256(json.dumps(placed, ensure_ascii=False).encode()).hexdigest()
