"""A database of its own for processes that a test starts: migrated and empty, as every test's is."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
from django.db import connection


@contextmanager
def own_database(home: Path, name: str) -> Iterator[dict[str, str]]:
    """Give processes a copy of the test database, on the same kind of server; yield their environment.

    The test database has to be there (`django_db_setup`), and nothing of this process may be using it.
    """
    environment = {**os.environ, "TIDU_HOME": str(home)}
    tested, url = str(connection.settings_dict["NAME"]), os.environ["TIDU_DATABASE_URL"]
    connection.close()
    if not url.startswith("postgresql"):
        path = home / f"{name}.sqlite3"
        with closing(sqlite3.connect(tested)) as source, closing(sqlite3.connect(path)) as copy:
            source.backup(copy)
        yield {**environment, "TIDU_DATABASE_URL": f"sqlite://{path}"}
        return
    own = f"tidu_{name}_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f'CREATE DATABASE {own} TEMPLATE "{tested}"')
    yield {**environment, "TIDU_DATABASE_URL": f"{url.rpartition('/')[0]}/{own}"}
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"DROP DATABASE {own} WITH (FORCE)")
