"""Reading and loading large files in the background: carried out, stopped, and taken up again after a crash."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tidu.foundation.actors import Actor
from tidu.foundation.intake import audit, queries
from tidu.foundation.intake.checks import UnableToConfirm, UnableToDiscard, check_can_resume, check_can_stop
from tidu.foundation.intake.models import Load
from tidu.foundation.intake.operations._deciding import load_all
from tidu.foundation.intake.operations._staging import read_kept
from tidu.foundation.intake.operations._steps import LOAD, READ, decide, locked, send
from tidu.foundation.intake.vocabulary import LoadState
from tidu.foundation.jobs import progress
from tidu.foundation.jobs.progress import Board, Stopped
from tidu.foundation.jobs.queries import ErrandState

NOT_WANTED = "这件工作已经不需要做了。"
STOPPED = "已按要求停止，没有载入任何一行。"


def read(*, subject: str, by: Actor, now: datetime, board: Board) -> str:
    """Read the file of a load kept unread; a load decided on meanwhile is left alone."""
    load = queries.find(int(subject))
    if load.state != LoadState.READING:
        return NOT_WANTED
    try:
        read_kept(load=load, by=by, now=now, board=board)
    except (Stopped, UnableToDiscard):
        _give_up_reading(load, by=by, now=now)
        return STOPPED
    return queries.sentence(load)


def load_(*, subject: str, by: Actor, now: datetime, board: Board) -> str:
    """Load a load whose confirmation was put off; a refusal brings it back to the stage with its reason."""
    load = queries.find(int(subject))
    if load.state != LoadState.LOADING:
        return NOT_WANTED
    try:
        return queries.sentence(load_all(load, LoadState.LOADING, by=by, now=now, board=board))
    except Stopped:
        _back_to_stage(load, STOPPED)
        return STOPPED
    except UnableToConfirm as refusal:
        _back_to_stage(load, str(refusal.args[0]))
        return str(refusal.args[0])


def stop(*, load: Load, by: Actor, now: datetime) -> Load:
    """Stop the reading or loading of a large file before it keeps anything.

    A file being read is then discarded, one being loaded is on the stage again. Raises UnableToDiscard when nothing
    is under way.
    """
    check_can_stop(load, by)
    errand = queries.errand_of(load)
    if errand is not None and errand.state is ErrandState.RUNNING:
        progress.ask_to_stop(int(load.errand_id or 0))
        audit.note("intake.stop", load, by=by, now=now)
        return load
    with transaction.atomic():
        load = locked(load)
        check_can_stop(load, by)
        audit.note("intake.stop", load, by=by, now=now)
        if load.state == LoadState.LOADING:
            _back_to_stage(load, STOPPED)
        else:
            _give_up_reading(load, by=by, now=now)
    return load


def resume(*, load: Load, by: Actor, now: datetime) -> Load:
    """Take up again what a process that died left undone; raise UnableToDiscard while it is still being done."""
    with transaction.atomic():
        load = locked(load)
        check_can_resume(load, queries.errand_of(load), by)
        send(load, READ if load.state == LoadState.READING else LOAD, by=by, now=now)
        audit.note("intake.resume", load, by=by, now=now)
    return load


def _give_up_reading(load: Load, *, by: Actor, now: datetime) -> None:
    """Discard a file that was being read; one that somebody has discarded already stays as it is."""
    with transaction.atomic():
        load = locked(load)
        load.rows.all().delete()
        if load.state == LoadState.READING:
            decide(load, LoadState.DISCARDED, by=by, now=now)


def _back_to_stage(load: Load, reason: str) -> None:
    """Put a load back on the stage and say why it was not loaded."""
    Load.objects.filter(pk=load.pk, state=LoadState.LOADING).update(state=LoadState.STAGED, refusal=reason)
    load.refresh_from_db()
