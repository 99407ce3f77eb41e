"""A database of its own for processes that a test starts: migrated and empty, copied from one that is made once."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path

import psycopg
from django.db import connections

SERVER = os.environ["TIDU_DATABASE_URL"]


@contextmanager
def own_database(home: Path, name: str) -> Iterator[dict[str, str]]:
    """Give processes a migrated database on the kind of server that the tests have; yield their environment.

    Whoever calls stands on the fixture `django_db_setup`.
    """
    environment, made = {**os.environ, "TIDU_HOME": str(home)}, _migrated()
    if not SERVER.startswith("postgresql"):
        path = shutil.copyfile(made, home / f"{name}.sqlite3")
        yield {**environment, "TIDU_DATABASE_URL": f"sqlite://{path}"}
        return
    own = f"tidu_{name}_{os.getpid()}"
    _on_server(f"CREATE DATABASE {own} TEMPLATE {made}")
    yield {**environment, "TIDU_DATABASE_URL": _beside(own)}
    _on_server(f"DROP DATABASE {own} WITH (FORCE)")


@cache
def _migrated() -> str:
    """Make the database that is copied, once per process: a file's path, or a name on the server.

    A file is a copy of the tests' own, which `django_db_setup` has migrated; a server copies none that is in use.
    """
    home = tempfile.mkdtemp(prefix="tidu-empty-", dir=os.environ["TIDU_HOME"])
    if not SERVER.startswith("postgresql"):
        made = f"{home}/empty.sqlite3"
        ours = connections.databases["default"]["NAME"]
        with closing(sqlite3.connect(ours)) as source, closing(sqlite3.connect(made)) as target:
            source.backup(target)
        return made
    made = f"tidu_empty_{os.getpid()}"
    _on_server(f"CREATE DATABASE {made}")
    environment = {**os.environ, "TIDU_HOME": home, "TIDU_DATABASE_URL": _beside(made)}
    command = [sys.executable, "-m", "django", "migrate", "--verbosity=0"]
    subprocess.run(command, env=environment, check=True)
    return made


def _beside(name: str) -> str:
    return f"{SERVER.rpartition('/')[0]}/{name}"


def _on_server(statement: str) -> None:
    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute(statement)
