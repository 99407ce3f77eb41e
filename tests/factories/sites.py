"""A site of its own, started as a county starts it, and the commands that work beside it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

TIDU = [sys.executable, "-c", "import sys; from tidu.interfaces.cli import main; sys.exit(main())"]


def environment_of(home: Path) -> dict[str, str]:
    """Return the environment of an installation of its own, on SQLite."""
    kept = {name: value for name, value in os.environ.items() if name != "TIDU_DATABASE_URL"}
    return {**kept, "TIDU_HOME": str(home)}


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def tidu(environment: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    """Run the command line."""
    return subprocess.run(
        [*TIDU, *words], env=environment, check=False, capture_output=True, text=True, timeout=120
    )


@contextmanager
def serving(
    environment: dict[str, str], port: int, *options: str
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Start the site and wait until it says that it stands; end it whatever happens."""
    command = [*TIDU, "serve", "--port", str(port), "--workers", "1", *options]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield process, process.stdout.readline()
        finally:
            process.terminate()


def status_of(port: int, path: str) -> int:
    """Return with which status the site answers an address."""
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", path)
    status = connection.getresponse().status
    connection.close()
    return status
