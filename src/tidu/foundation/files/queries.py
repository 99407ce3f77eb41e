"""Find and read stored files. What is read is always checked against its hash."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.conf import settings

from tidu.foundation.files.models import StoredFile


class FileDamaged(OSError):
    """Raised when the bytes on disk are gone or no longer what was received; the message is Chinese."""


def location(sha256: str) -> Path:
    """Return where the bytes with this hash lie: `TIDU_HOME/files/<first two>/<sha256>`."""
    return Path(settings.TIDU_HOME) / "files" / sha256[:2] / sha256


def find(sha256: str) -> StoredFile | None:
    """Return the file with this hash, or None."""
    return StoredFile.objects.filter(sha256=sha256).first()


def read(stored: StoredFile) -> bytes:
    """Return the bytes exactly as received; raise FileDamaged when they are not."""
    try:
        content = location(stored.sha256).read_bytes()
    except FileNotFoundError:
        raise FileDamaged(f"文件“{stored.name}”不在文件库中，请从备份恢复 files 目录。") from None
    if fingerprint(content) != stored.sha256:
        raise FileDamaged(f"文件“{stored.name}”的内容与收到时不一致，请从备份恢复 files 目录。")
    return content


def damaged_files() -> list[StoredFile]:
    """Return the files whose bytes are gone or changed: every file is read, so this is for backups and health."""
    return [stored for stored in StoredFile.objects.order_by("pk").iterator() if not _is_whole(stored)]


def fingerprint(content: bytes) -> str:
    """Return the SHA-256 of the bytes in lower-case hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def _is_whole(stored: StoredFile) -> bool:
    """Return whether the file can be read as received."""
    try:
        read(stored)
    except FileDamaged:
        return False
    return True
