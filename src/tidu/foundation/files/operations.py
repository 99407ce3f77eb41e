"""Keep files exactly as received. Storing is no business act of its own: the audit is written by who stores."""

from __future__ import annotations

import os
import tempfile
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.db.models import ProtectedError

from tidu.foundation.files.checks import UnableToStore, check_can_store, clean_name
from tidu.foundation.files.models import StoredFile
from tidu.foundation.files.queries import fingerprint, location

__all__ = ["UnableToStore", "discard", "store"]


def store(*, name: str, content: bytes, now: datetime) -> StoredFile:
    """Keep `content` under its hash and return its record; the same content again is the same record.

    The bytes are on disk before the record exists, so a record never points to nothing; bytes whose
    transaction was rolled back lie unused and are taken up by the next attempt. Raises UnableToStore.
    """
    cleaned = clean_name(name)
    check_can_store(content)
    sha256 = fingerprint(content)
    _write_once(location(sha256), content)
    stored, _ = StoredFile.objects.get_or_create(
        sha256=sha256, defaults={"name": cleaned, "size": len(content), "received_at": now}
    )
    return stored


def discard(stored: StoredFile) -> bool:
    """Let go of a file whose time is over, bytes and all; return False where another record still names it.

    The bytes go when the transaction has ended, unless they have been received again by then.
    """
    sha256 = stored.sha256
    try:
        with transaction.atomic():
            stored.delete()
    except ProtectedError:
        return False
    transaction.on_commit(lambda: _unlink(sha256))
    return True


def _unlink(sha256: str) -> None:
    if not StoredFile.objects.filter(sha256=sha256).exists():
        location(sha256).unlink(missing_ok=True)


def _write_once(path: Path, content: bytes) -> None:
    """Write through a temporary neighbour and a rename: a reader meets the whole file or none, also after a crash.

    Bytes on disk that have changed since are written again: we have the right ones in hand.
    """
    if path.is_file() and path.read_bytes() == content:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".new-", delete=False) as temporary:
        try:
            temporary.write(content)
            temporary.flush()
            os.fsync(temporary.fileno())
            Path(temporary.name).replace(path)
        except BaseException:
            Path(temporary.name).unlink(missing_ok=True)
            raise
