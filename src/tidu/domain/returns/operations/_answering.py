"""Take an answer: a workbook or what was typed on screen, both through the stage of intake."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from tidu.domain.returns import checks, queries
from tidu.domain.returns.checks import UnableToHandIn
from tidu.domain.returns.models import Addressee, AskedFirm, Handing
from tidu.domain.returns.vocabulary import ASKABLE, FORM
from tidu.foundation import clock
from tidu.foundation.actors import Actor
from tidu.foundation.audit import operations as audit_operations
from tidu.foundation.clock import AsOf
from tidu.foundation.handling.turns import take_turn
from tidu.foundation.intake import operations as intake
from tidu.foundation.intake import prefilled
from tidu.foundation.intake.models import Load
from tidu.foundation.intake.vocabulary import LoadState, RowVerdict, Severity


def hand_in(
    *,
    addressee: Addressee,
    file_name: str,
    content: bytes,
    by: Actor,
    now: datetime,
    seen: int | None = None,
) -> Handing:
    """Put an addressee's workbook on the stage, in place of one still there; an officer then confirms the load.

    `seen` is the handing that one looked at (its key, 0 for none): where somebody has handed in since,
    HandedInMeanwhile says who, and nothing takes its place.

    Rows with faults stay on the stage and go back to the sender, marked. Raises UnableToHandIn for a workbook
    that cannot be read, is another's, or speaks of firms that were not asked about; nothing is then kept.
    """
    checks.check_can_hand_in(addressee, by)
    checks.check_mark(addressee, prefilled.mark_of(content))
    with transaction.atomic():
        take_turn(f"returns.hand_in {addressee.pk}")
        checks.check_handing_seen(queries.handing_on_its_way(addressee), seen)
        load = _staged(addressee, file_name, content, by=by, now=now)
        _put_aside(addressee, by=by, now=now)
        handing = Handing.objects.create(
            addressee=addressee, load=load, handed_at=now, handed_by_name=by.name
        )
        audit_operations.record(
            by=by,
            now=now,
            action="returns.hand_in",
            subject=(Addressee._meta.label, str(addressee.pk)),
            summary=f"交回 {addressee.outgoing.number}：{file_name}"[:300],
            detail={"load": load.pk, "counts": load.counts},
        )
    return handing


def _staged(addressee: Addressee, file_name: str, content: bytes, *, by: Actor, now: datetime) -> Load:
    """Put a workbook on the stage, if it can be read and speaks only of the firms that were asked about."""
    try:
        load = intake.stage(
            form_code=FORM,
            file_name=file_name,
            content=content,
            options={"year": addressee.outgoing.year},
            sender_id=addressee.place_id,
            by=_sender(by),
            now=now,
        )
    except intake.UnableToStage as refusal:
        raise UnableToHandIn(str(refusal)) from refusal
    firms = AskedFirm.objects.filter(addressee=addressee)
    asked = frozenset(firms.values_list("enterprise__credit_code", flat=True))
    rows = load.rows.order_by("row_number").values_list("row_number", "key")
    checks.check_rows(asked, [(number, key.partition("|")[0]) for number, key in rows])
    return load


def answer(
    *,
    addressee: Addressee,
    answers: Mapping[str, str],
    by: Actor,
    now: datetime,
    seen: int | None = None,
) -> Handing:
    """Take what a firm typed for the values it is asked for (field -> text); an empty text states nothing.

    It takes the place of what still waits for an officer, which the form therefore begins with; `seen` as in `hand_in`.
    What was typed is kept as the workbook it would have been, so that each value has its cell. Raises
    UnableToHandIn with every value that cannot be taken; nothing is then kept.
    """
    given = {name: text.strip() for name, text in answers.items() if text.strip()}
    if addressee.enterprise is None:
        raise UnableToHandIn("乡镇（园区）请用工作簿交回。")
    if not given or not set(given) <= set(addressee.outgoing.fields):
        raise UnableToHandIn("请至少填写一项这张报表所问的数据。")
    as_of = AsOf(on=clock.day_of(now))
    content = queries.workbook_of(addressee, as_of, given)
    [row] = queries.sheet_of(addressee, as_of)
    name = f"{addressee.outgoing.number}网上填报-{row.name}.xlsx"
    with transaction.atomic():
        handing = hand_in(addressee=addressee, file_name=name, content=content, by=by, now=now, seen=seen)
        if wrong := _said(handing.load):
            raise UnableToHandIn(wrong)
    return handing


def _sender(by: Actor) -> Actor:
    """Return the sender as the stage takes it.

    The stage lets in only those who may load; a return lets in those it was sent to, who cannot load: an officer
    confirms. The checks of this app stand in for the stage's own, and the sender stays named in every record.
    """
    return replace(by, is_system=True)


def _put_aside(addressee: Addressee, *, by: Actor, now: datetime) -> None:
    """Take what the addressee handed in earlier and nobody confirmed off the stage."""
    waiting = Handing.objects.filter(addressee=addressee, load__state=LoadState.STAGED)
    for earlier in waiting.select_related("load", "load__file"):
        intake.discard(load=earlier.load, by=_sender(by), now=now)


def _said(load: Load) -> str:
    """Return what is wrong with the one row of an answer on screen, "" where nothing is."""
    row = load.rows.get()
    if row.verdict != RowVerdict.REJECTED:
        return ""
    faults = [fault for fault in row.faults if fault["severity"] == Severity.FAULT]
    return "；".join(
        f"“{ASKABLE.get(fault['field'], fault['label'])}”{fault['reason']}，{fault['suggestion']}"
        for fault in faults
    )
