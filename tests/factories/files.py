"""Stored files for tests."""

from __future__ import annotations

from datetime import UTC, datetime

from tidu.foundation.files import operations
from tidu.foundation.files.models import StoredFile


def a_file(name: str = "登记表.csv", content: bytes = b"code,name\n") -> StoredFile:
    """Return a file kept in the tests' home."""
    return operations.store(name=name, content=content, now=datetime(2025, 1, 1, tzinfo=UTC))
