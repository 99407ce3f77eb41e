"""What steps of a load have in common: take it for this transaction, write who decided what, ask for the long work."""

from __future__ import annotations

from datetime import datetime

from tidu.foundation.actors import Actor
from tidu.foundation.intake.models import Load
from tidu.foundation.intake.vocabulary import LoadState
from tidu.foundation.jobs import operations as jobs_operations

READ, LOAD = "intake.read", "intake.load"
"""Names of the errands: reading a large file, and loading one."""

AT_ONCE_BYTES = 1_000_000
AT_ONCE_ROWS = 5_000
"""What is read and loaded while the clerk waits; anything larger is done in the background."""


def locked(load: Load) -> Load:
    """Return the load as it stands now, held by this transaction."""
    return Load.objects.select_for_update(of=("self",)).select_related("file", "source").get(pk=load.pk)


def decide(load: Load, state: LoadState, *, by: Actor, now: datetime) -> None:
    """Move the load to a state and write who did it when."""
    load.state, load.decided_at, load.decided_by_name = state, now, by.name
    load.save(update_fields=["state", "decided_at", "decided_by_name", "source"])


def send(load: Load, errand: str, *, by: Actor, now: datetime) -> None:
    """Ask for the load's work in the background."""
    load.errand = jobs_operations.send(name=errand, subject=str(load.pk), by=by, now=now)
    load.save(update_fields=["errand"])


def keep_unread(load: Load, *, by: Actor, now: datetime) -> None:
    """Keep a load whose file is still to be read."""
    load.state, load.staged_at = LoadState.READING, now
    load.staged_by_id, load.staged_by_name = by.user_id, by.name
    load.save()
