"""Keep files exactly as received. Storing is no business act of its own: the audit is written by who stores."""

from __future__ import annotations

import os
import tempfile
from datetime import datetime
from pathlib import Path

from tidu.foundation.files.checks import UnableToStore, check_can_store, clean_name
from tidu.foundation.files.models import StoredFile
from tidu.foundation.files.queries import fingerprint, location

__all__ = ["UnableToStore", "store"]


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
