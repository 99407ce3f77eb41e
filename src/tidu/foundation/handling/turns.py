"""Taking turns: of two people at the same thing in the same moment the second waits, and sees what the first did."""

from __future__ import annotations

from zlib import crc32

from django.db import connection


def take_turn(what: str) -> None:
    """Wait until no other transaction holds its turn at `what`, and hold it until this one ends.

    SQLite lets only one transaction write anyway; to begin one is to wait.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [crc32(what.encode())])
