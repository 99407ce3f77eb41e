"""A hall speaks at once: 1,000 opinions by 200 guests against the default server, which is killed once in the middle.

Every guest opens the form, sends it, and sends the same form again until it is acknowledged. What is counted: opinions
kept against those acknowledged, answers at fault while the server stands, a guest's wait, and that of one who reads
the public page all the while. It runs on SQLite; with TIDU_DATABASE_URL=postgresql://... on that empty database:
`python scripts/with_postgres.py python bench/opinions_burst.py`.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from statistics import quantiles
from urllib.parse import urlencode

from _measure import bar

GUESTS, EACH = 200, 5
KILL_AFTER = 300
TIDU = [sys.executable, "-c", "import sys; from tidu.interfaces.cli import main; sys.exit(main())"]
PATIENCE = 240
PUBLIC = "/open/"
FORM = re.compile(r'name="(csrfmiddlewaretoken|client_id)" value="([^"]+)"')
PREPARE = """
from datetime import date
from tidu.domain.opinions import operations, queries
from tidu.foundation import clock
from tidu.foundation.actors import system
by, now = system("测量"), clock.now()
operations.load_shipped(valid_from_on=date(2024, 1, 1), by=by, now=now)
operations.set_occasion(code="2025-KF", name="开放日", on=clock.today(), by=by, now=now)
print(queries.say_link("2025-KF"))
"""
COUNT = """
from tidu.domain.opinions.models import Opinion
print(*Opinion.objects.values_list("receipt", flat=True))
"""


@dataclass
class Hall:
    """What the guests saw, told by all of them."""

    port: int
    address: str
    acknowledged: list[str] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    faults: Counter[int] = field(default_factory=Counter)
    reads: list[float] = field(default_factory=list)
    down: threading.Event = field(default_factory=threading.Event)
    away: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)
    home_at: float = field(default_factory=lambda: time.monotonic() + PATIENCE)

    def speak(self, guest: int) -> None:
        """Let one guest say everything he or she has to say."""
        cookies: dict[str, str] = {}
        for number in range(EACH):
            begun = time.monotonic()
            form = self.form(cookies)
            told = {**form, "text": f"第 {guest} 位来宾的第 {number} 条意见", "group": "PUBLIC"}
            place = self.insist("POST", self.address, cookies, told)
            with self.lock:
                self.acknowledged.append(place.rstrip("/").rsplit("/", 1)[-1])
                self.waits.append(time.monotonic() - begun)

    def form(self, cookies: dict[str, str]) -> dict[str, str]:
        """Return the hidden fields of the form."""
        return dict(FORM.findall(self.insist("GET", self.address, cookies)))

    def read(self, spoken: threading.Event) -> None:
        """Read the public page over and over while the others speak."""
        while not spoken.is_set():
            begun = time.monotonic()
            if self.ask("GET", PUBLIC, {}) is not None:
                self.reads.append(time.monotonic() - begun)
            time.sleep(0.5)

    def insist(
        self, method: str, address: str, cookies: dict[str, str], form: dict[str, str] | None = None
    ) -> str:
        """Ask until there is an answer; raise TimeoutError when everybody has gone home."""
        while (answer := self.ask(method, address, cookies, form)) is None:
            if time.monotonic() > self.home_at:
                raise TimeoutError(f"{method} {address}: {dict(self.faults)}")
            time.sleep(0.2)
        return answer

    def ask(
        self, method: str, address: str, cookies: dict[str, str], form: dict[str, str] | None = None
    ) -> str | None:
        """Return the page (or where a form leads), None when nobody answered or the server was at fault."""
        link = HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
        if form:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            link.request(method, address, urlencode(form or {}), headers)
            answer = link.getresponse()
            body = answer.read().decode()
        except (OSError, HTTPException):
            return None
        finally:
            link.close()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, kept = value.split(";")[0].partition("=")
                cookies[key] = kept
        if answer.status == (302 if form else 200):
            return answer.getheader("Location") if form else body
        if not self.down.is_set():
            with self.lock:
                self.faults[answer.status] += 1
        return None


def main() -> None:
    """Run the burst and print it against its bars."""
    with tempfile.TemporaryDirectory(prefix="tidu-burst-") as home:
        environment = {**os.environ, "TIDU_HOME": home, "TIDU_TODAY": "2025-06-10"}
        subprocess.run([*TIDU, "manage", "migrate", "--verbosity=0"], env=environment, check=True)
        token = asked(environment, PREPARE)
        with socket.create_server(("127.0.0.1", 0)) as probe:
            port = probe.getsockname()[1]
        hall = Hall(port, f"/open/say/{token}/")
        server = served(environment, port)
        try:
            with ThreadPoolExecutor(GUESTS + 1) as guests:
                spoken = threading.Event()
                reading = guests.submit(hall.read, spoken)
                speaking = [guests.submit(hall.speak, number) for number in range(GUESTS)]
                while len(hall.acknowledged) < KILL_AFTER and time.monotonic() < hall.home_at:
                    time.sleep(0.05)
                hall.down.set()
                begun = time.monotonic()
                killed(server)
                server = served(environment, port)
                hall.away = time.monotonic() - begun
                hall.down.clear()
                wait(speaking)
                spoken.set()
                for one in (*speaking, reading):
                    one.result()
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(30)
        if not report(hall, asked(environment, COUNT).split()):
            sys.exit("an opinion was lost or kept twice, or the server was at fault")


def report(hall: Hall, kept: list[str]) -> bool:
    """Print what was kept against what was acknowledged, and return whether every bar was held."""
    print(f"{GUESTS * EACH:,} opinions by {GUESTS} guests, the server killed after {KILL_AFTER}")
    lost, twice = set(hall.acknowledged) - set(kept), len(kept) - len(set(kept))
    beyond = len(kept) - len(set(hall.acknowledged)) + twice
    held = (
        bar("acknowledged opinions lost", len(lost), most=0),
        bar("opinions kept beyond those acknowledged", beyond, most=0),
        bar("answers at fault while the server stood", sum(hall.faults.values()), most=0),
    )
    if hall.faults:
        print(f"  by status: {dict(hall.faults)}")
    print(f"  the server was away for {hall.away:.1f} s")
    for what, seconds in (("a guest's wait, form and receipt", hall.waits), ("the public page", hall.reads)):
        middle, *_, late = quantiles(seconds, n=20)[9:]
        print(f"  {what}: {len(seconds):,} times, median {middle:.1f} s, p95 {late:.1f} s")
    return all(held)


def asked(environment: dict[str, str], script: str) -> str:
    """Return what a few lines in the product's own process print."""
    setup = "import django; django.setup()\n"
    settings = {**environment, "DJANGO_SETTINGS_MODULE": "tidu.project.settings"}
    done = subprocess.run(
        [sys.executable, "-c", setup + script], env=settings, check=True, stdout=subprocess.PIPE
    )
    return done.stdout.decode().strip()


def served(environment: dict[str, str], port: int) -> subprocess.Popen[bytes]:
    """Start the default server and wait until it says that it stands."""
    server = subprocess.Popen([*TIDU, "serve", "--port", str(port)], env=environment, stdout=subprocess.PIPE)
    said = server.stdout or sys.stdin.buffer
    while not said.readline().decode().startswith("梯度已启动"):
        if server.poll() is not None:
            sys.exit("the server did not start")
    return server


def killed(server: subprocess.Popen[bytes]) -> None:
    """Kill the supervisor and all that it started, at once."""
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text(encoding="ascii").split()
    for child in map(int, children):
        os.killpg(child, signal.SIGKILL)
    server.kill()
    server.wait(10)


if __name__ == "__main__":
    main()
