"""The house that journeys visit: the product itself, run as a county runs it, over a database put back each time.

A test's own server thread would not do: Django empties every table after such a test, and the audit refuses to
be emptied. So one real server runs for all journeys, and SQLite's backup writes the prepared database over the
one it serves.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from tests.factories.databases import migrated_file

DAY = "2025-06-10"
START_SECONDS = 60
BIN = Path(sys.executable).parent
SERVER = (
    "--interface=wsgi",
    "--no-ws",
    "--workers=1",
    "--log-level=warning",
    "tidu.project.wsgi:application",
)


@dataclass
class House:
    """A running product. `served` is the database it works on; `address` is where it is."""

    home: Path
    served: Path
    address: str
    process: subprocess.Popen[bytes]

    def put_back(self, prepared: Path) -> None:
        """Make the served database what `prepared` is, under the eyes of the running server."""
        with closing(sqlite3.connect(prepared)) as source, closing(sqlite3.connect(self.served)) as target:
            source.backup(target)

    def close(self) -> None:
        """Stop the server."""
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(START_SECONDS)


def prepared_database(home: Path, name: str, *command: str) -> Path:
    """Return a database that a command of this Python's environment has filled, e.g. `tidu demo build`.

    Workers that share `home` share it.
    """
    path, made = home / f"{name}.sqlite3", home / f"{name}.made"
    program, *arguments = command
    with (home / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # the first worker makes it, the others wait for it
        if not made.exists():
            shutil.copyfile(migrated_file(), path)
            subprocess.run(
                [BIN / program, *arguments],
                env=surroundings(home, path),
                check=True,
                stdout=subprocess.DEVNULL,
            )
            made.touch()
    return path


def opened(home: Path, prepared: Path) -> House:
    """Start the product over a copy of `prepared` and wait until its door opens."""
    served = home / f"served-{os.getpid()}.sqlite3"
    with closing(sqlite3.connect(prepared)) as source, closing(sqlite3.connect(served)) as target:
        source.backup(target)
    port = free_port()
    process = subprocess.Popen(
        [BIN / "granian", *SERVER, "--port", str(port)], env=surroundings(home, served)
    )
    house = House(home, served, f"http://127.0.0.1:{port}", process)
    wait_for(house)
    return house


def wait_for(house: House) -> None:
    """Return when the sign-in page answers; say so when the server ends or takes too long."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if house.process.poll() is not None:
            raise RuntimeError(f"the server ended with {house.process.returncode}")
        try:
            with urlopen(f"{house.address}/sign-in/", timeout=5):  # noqa: S310 - our own address
                return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    house.close()
    raise RuntimeError(f"the server did not answer within {START_SECONDS} s")


def surroundings(home: Path, database: Path) -> dict[str, str]:
    """Return the environment of the product."""
    return os.environ | {
        "TIDU_HOME": str(home),
        "TIDU_DATABASE_URL": f"sqlite://{database}",
        "TIDU_TODAY": DAY,
        "DJANGO_SETTINGS_MODULE": "tidu.project.settings",
    }


def free_port() -> int:
    """Return a port that nobody listens on."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
