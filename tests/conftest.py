"""What every test stands on: a home and a database of its own, no network, one profile for generated cases.

The database is the one in TIDU_DATABASE_URL, else a SQLite file. A file, not memory: then tests meet the
write-ahead log and the locks that a county's installation meets.
"""

import atexit
import ipaddress
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

import django
import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connections
from hypothesis import HealthCheck, settings
from xdist.scheduler import LoadFileScheduling
from xdist.scheduler.protocol import Scheduling

from tidu.foundation.collector import look_seldom

TESTS = Path(__file__).parent
HOME = Path(tempfile.mkdtemp(prefix="tidu-tests-"))
atexit.register(shutil.rmtree, HOME, ignore_errors=True)

# The settings of this machine must not colour a test: only what chooses database and browser is let through.
for name in [name for name in os.environ if name.startswith("TIDU_")]:
    if name not in {"TIDU_DATABASE_URL", "TIDU_BROWSER", "TIDU_SCREENSHOTS"}:
        del os.environ[name]
os.environ.setdefault("TIDU_DATABASE_URL", f"sqlite://{HOME}/tidu.sqlite3")
os.environ["TIDU_HOME"] = str(HOME)
os.environ["TIDU_SECRET_KEY"] = "a key for tests, and for nothing else"
os.environ["DJANGO_SETTINGS_MODULE"] = "tidu.project.settings"
django.setup()  # here, not by the plugin: it would read the settings before the lines above
look_seldom()
ON_SQLITE = connections.databases["default"]["ENGINE"].endswith("sqlite3")

# Passwords are hashed as in a county, by a measure that does not keep a guesser busy; it would keep the tests busy too.
Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost, Argon2PasswordHasher.parallelism = 1, 64, 1

# No deadline, and nothing is too slow: the machine's other work decides how long an example and its making take.
settings.register_profile(
    "everyday",
    deadline=None,
    print_blob=True,
    derandomize="CI" in os.environ,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("thorough", settings.get_profile("everyday"), max_examples=2_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "everyday"))

KINDS = {"integration": pytest.mark.records, "journeys": pytest.mark.journey}
COUNTY = "tests/integration/demo/"
LONGEST = (
    "tests/integration/scale/",
    COUNTY,
    "tests/integration/cli/test_serve.py",
    "tests/integration/access/",
    "tests/integration/cli/test_empty_house.py",
    "tests/integration/intake/test_killed.py",
    "tests/generative/rules/",
    "tests/integration/cli/test_accounts.py",
    "tests/integration/cli/test_demo.py",
    "tests/integration/opinions/",
)
"""What takes longest, the longest first: a worker that is left with one of them at the end keeps the other waiting."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test by the folder of its kind, so that no test can forget it; put what takes longest first.

    Journeys through the demo county come first: one worker takes them, and the other does not wait for its building.
    """
    for item in items:
        kind = item.path.relative_to(TESTS).parts[0]
        if kind in KINDS:
            item.add_marker(KINDS[kind])
    items.sort(key=lambda item: (_turn(item), "qinglan" not in getattr(item, "fixturenames", ())))


def _turn(item: pytest.Item) -> int:
    """Return when a test comes: those named in `LONGEST` in that order, then all others."""
    return next((at for at, start in enumerate(LONGEST) if item.nodeid.startswith(start)), len(LONGEST))


class Shares(LoadFileScheduling):
    """Each file goes to one worker, and all that asks the demo county to the same one, which builds it once."""

    def _split_scope(self, nodeid: str) -> str:
        return COUNTY if nodeid.startswith(COUNTY) else super()._split_scope(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Scheduling | None:
    """Share out by file as above where that is asked for; journeys are shared out one by one."""
    return Shares(config, log) if config.getoption("dist") == "loadfile" else None


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Let a test database begin as a copy of a migrated one; on PostgreSQL each worker's has a name of its own."""
    from tests.factories.databases import migrated_file, migrated_on_server  # noqa: PLC0415 - reads what is set above

    settings_of_tests = connections.databases["default"].setdefault("TEST", {})
    if ON_SQLITE:
        settings_of_tests["NAME"] = str(shutil.copyfile(migrated_file(), HOME / "tests.sqlite3"))
    else:
        settings_of_tests["TEMPLATE"] = migrated_on_server()


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """Take the file as it was put there, instead of migrating an empty one."""
    return ON_SQLITE


def stay_on_this_machine(event: str, arguments: tuple[Any, ...]) -> None:
    """Refuse to look up or to reach anything but this machine."""
    if event == "socket.getaddrinfo":
        host = arguments[0]
    elif event in {"socket.connect", "socket.sendto"} and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    else:
        return
    if not is_this_machine(host):
        raise RuntimeError(f"a test wanted to reach {host!r}: tests may only talk to this machine")


def is_this_machine(host: str | bytes | None) -> bool:
    """Return whether a socket with this host stays on the loopback interface."""
    text = host.decode() if isinstance(host, bytes) else host
    if text in {None, "", "localhost"}:
        return True
    try:
        return ipaddress.ip_address(text.partition("%")[0]).is_loopback
    except ValueError:
        return False


sys.addaudithook(stay_on_this_machine)
