"""A database of its own for processes that a test starts: migrated and empty, copied from one that is made once."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import psycopg

ROOT = Path(__file__).parents[2]
KEPT = ROOT / ".pytest_cache" / "migrated"
SERVER = os.environ["TIDU_DATABASE_URL"]


@contextmanager
def own_database(home: Path, name: str) -> Iterator[dict[str, str]]:
    """Give processes a migrated database on the kind of server that the tests have; yield their environment."""
    environment = {**os.environ, "TIDU_HOME": str(home)}
    if not SERVER.startswith("postgresql"):
        path = shutil.copyfile(migrated_file(), home / f"{name}.sqlite3")
        yield {**environment, "TIDU_DATABASE_URL": f"sqlite://{path}"}
        return
    own = f"tidu_{name}_{os.getpid()}"
    _on_server(f"CREATE DATABASE {own} TEMPLATE {migrated_on_server()}")
    yield {**environment, "TIDU_DATABASE_URL": _beside(own)}
    _on_server(f"DROP DATABASE {own} WITH (FORCE)")


@cache
def migrated_file() -> Path:
    """Return an SQLite file to copy, in which every migration has been applied.

    Applying them takes longer than most tests: the file is kept from run to run, until a migration or a package changes.
    """
    with _alone():
        kept = KEPT / f"{_state()}.sqlite3"
        if not kept.exists():
            for outdated in KEPT.glob("*.sqlite3*"):
                outdated.unlink()
            made = KEPT / "being-made.sqlite3"
            _migrate(f"sqlite://{made}")
            made.rename(kept)
    return kept


@cache
def migrated_on_server() -> str:
    """Return the name of a database of the tests' server to copy: migrated, kept as long, and in nobody's use."""
    with _alone():
        kept, made = f"tidu_migrated_{_state()[:12]}", "tidu_being_migrated"
        found = _on_server("SELECT datname FROM pg_database WHERE starts_with(datname, 'tidu_migrated_')")
        if (kept,) not in found:
            for outdated in [made, *(name for (name,) in found)]:
                _on_server(f"DROP DATABASE IF EXISTS {outdated}")
            _on_server(f"CREATE DATABASE {made}")
            _migrate(_beside(made))
            _on_server(f"ALTER DATABASE {made} RENAME TO {kept}")
    return kept


@contextmanager
def _alone() -> Iterator[None]:
    """Let one process at a time look for what is kept: the first makes it, the others wait for it."""
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _state() -> str:
    """Return what the schema rests on in one word: our migrations, and the packages that bring their own."""
    told = hashlib.sha256((ROOT / "requirements" / "base.txt").read_bytes())
    for path in sorted((ROOT / "src" / "tidu").glob("**/migrations/*.py")):
        told.update(path.read_bytes())
    return told.hexdigest()


def _migrate(url: str) -> None:
    command = [sys.executable, "-m", "django", "migrate", "--verbosity=0"]
    subprocess.run(command, env={**os.environ, "TIDU_DATABASE_URL": url}, check=True)


def _beside(name: str) -> str:
    return f"{SERVER.rpartition('/')[0]}/{name}"


def _on_server(statement: str) -> list[tuple[str]]:
    """Run a statement on the tests' server; return the rows of a query."""
    with psycopg.connect(SERVER, autocommit=True) as server:
        found = server.execute(statement)
        return found.fetchall() if found.description else []
