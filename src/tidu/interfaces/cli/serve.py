"""`tidu serve`: the site, the worker of the queue and the daily schedule, started and stopped together.

The site runs in WSGI mode: the pages are synchronous, and an ASGI server would only put threads around them.
"""

from __future__ import annotations

import argparse
import logging
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from types import FrameType

from tidu.interfaces.cli import certificate, records
from tidu.interfaces.cli.certificate import Certificate
from tidu.interfaces.cli.main import refuse

STOP_SECONDS = 10
WORKER_PAUSE = 5
SCHEDULE_SECONDS = 60
POLL_SECONDS = 0.3
NO_ADMINISTRATOR = (
    "还没有系统管理员，谁也不能登录。请另开一个终端，在同一环境下运行：\n"
    "  tidu accounts create-administrator 登录名 --name 姓名\n"
    "只看演示请停下来，另设一个 TIDU_HOME 再运行 tidu demo build。"
)

logger = logging.getLogger("tidu.serve")


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    command = commands.add_parser("serve", help="启动网站（Ctrl+C 停止）")
    command.add_argument("--host", default="127.0.0.1", help="监听地址，默认只对本机开放")
    command.add_argument("--port", type=port_number, default=8000, help="端口，默认 8000")
    command.add_argument("--workers", type=worker_count, default=2, help="网站进程数，默认 2")
    certificate.add_options(command)
    command.set_defaults(run=run, makes_records=True)


def port_number(text: str) -> int:
    """Return a port from the command line; refuse what is none."""
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise argparse.ArgumentTypeError("端口应是 1 至 65535 的整数")
    return int(text)


def worker_count(text: str) -> int:
    """Return a number of processes from the command line; refuse what no machine of a county carries."""
    if not (text.isascii() and text.isdigit() and 0 < int(text) <= 64):
        raise argparse.ArgumentTypeError("进程数应是 1 至 64 的整数")
    return int(text)


def run(arguments: argparse.Namespace) -> int:
    """Serve until told to stop; return 0 then, 1 when the site dies by itself, 2 when it cannot start."""
    reason = port_not_free(arguments.host, arguments.port)
    if reason:
        return refuse(reason)
    try:
        pair = certificate.given(arguments)
        if records.make():
            print("数据库已建好。", flush=True)
    except (certificate.UnusableCertificate, records.NotReady) as refusal:
        return refuse(str(refusal))
    site = Child("网站", site_command(arguments.host, arguments.port, arguments.workers, pair))
    if pair:
        site.environment = {"TIDU_HTTPS": "1"}
    worker = Child("后台任务", worker_command())
    scheme = "https" if pair else "http"
    return Supervisor(site, worker, arguments.host, arguments.port, next_step(), scheme).run()


def next_step() -> str:
    """Return what a county without an administrator has to do next, or nothing."""
    from django.db import connection

    from tidu.foundation import clock
    from tidu.foundation.accounts import queries

    try:
        return "" if queries.active_administrators(clock.today()) else NO_ADMINISTRATOR
    finally:
        connection.close()


def port_not_free(host: str, port: int) -> str | None:
    """Return why the address cannot be listened on, or None."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as failure:
        return f"不能在 {host}:{port} 上监听（{failure}）。请换一个端口，例如 --port {8001 if port == 8000 else 8000}。"
    return None


def site_command(host: str, port: int, workers: int, pair: Certificate | None) -> list[str]:
    """Return the command line of the site's server, with the certificate if there is one."""
    options = {
        "--interface": "wsgi",
        "--host": host,
        "--port": str(port),
        "--workers": str(workers),
        "--blocking-threads": "4",
        "--log-level": "warning",
        **(pair.server_options() if pair else {}),
    }
    flat = [word for option in options.items() for word in option]
    return [sys.executable, "-m", "granian", *flat, "--no-ws", "tidu.project.wsgi:application"]


def worker_command() -> list[str]:
    """Return the command line of the queue's worker."""
    options = ["--no-reload", "--interval=2", "--skip-checks", "--verbosity=0"]  # tidu.jobs logs failures
    return [sys.executable, "-m", "tidu.interfaces.cli", "manage", "db_worker", *options]


@dataclass
class Child:
    """A process of ours in a group of its own, so that a Ctrl+C reaches only us and we stop it in order."""

    name: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    ended_at: float | None = None

    def start(self) -> None:
        """Start, or start again."""
        self.ended_at = None
        self.process = subprocess.Popen(
            self.command, start_new_session=True, env={**os.environ, **self.environment}
        )

    @property
    def exit_code(self) -> int | None:
        """Return how it ended, or None while it lives."""
        return None if self.process is None else self.process.poll()

    def ask_to_stop(self) -> None:
        """Ask it to finish what it is at and stop."""
        if self.process is not None and self.exit_code is None:
            self.process.terminate()

    def make_sure_it_stopped(self, seconds: float) -> None:
        """Wait, and after `seconds` end its whole group."""
        if self.process is None:
            return
        try:
            self.process.wait(timeout=max(seconds, 0))
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


@dataclass
class Supervisor:
    """Keeps site and worker running, calls the schedule every minute, and stops both on a signal."""

    site: Child
    worker: Child
    host: str
    port: int
    next_step: str = ""
    scheme: str = "http"
    stopping: bool = False
    announced: bool = False
    scheduled_at: float = field(default=float("-inf"))

    def run(self) -> int:
        """Run until a signal or the site's end; return the exit code."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._stop)
        self.site.start()
        self.worker.start()
        try:
            while not self.stopping and self.site.exit_code is None:
                self._announce()
                self._keep_worker()
                self._keep_schedule()
                time.sleep(POLL_SECONDS)
        finally:
            self._stop_children()
        if self.stopping:
            print("梯度已停止。", flush=True)
            return 0
        print(f"{self.site.name}进程意外结束（代码 {self.site.exit_code}）。", file=sys.stderr, flush=True)
        return 1

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        """Note the wish to stop; the loop does the rest."""
        self.stopping = True

    def _announce(self) -> None:
        """Print the address once, as soon as somebody answers there."""
        if self.announced:
            return
        try:
            with socket.create_connection((self._shown_host(), self.port), timeout=1):
                self.announced = True
        except OSError:
            return
        host = f"[{self._shown_host()}]" if ":" in self._shown_host() else self._shown_host()
        print(f"梯度已启动：{self.scheme}://{host}:{self.port}/ （按 Ctrl+C 停止）", flush=True)
        if self.next_step:
            print(self.next_step, flush=True)

    def _shown_host(self) -> str:
        """Return an address that a browser of this machine can open."""
        return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104 - compared, not bound

    def _keep_worker(self) -> None:
        """Start the worker again a while after it ended: the site must not go down with it."""
        if self.worker.exit_code is None:
            return
        if self.worker.ended_at is None:
            self.worker.ended_at = time.monotonic()
            logger.warning("后台任务进程结束（代码 %s），稍后重启。", self.worker.exit_code)
        elif time.monotonic() - self.worker.ended_at >= WORKER_PAUSE:
            self.worker.start()

    def _keep_schedule(self) -> None:
        """Queue what is due. A database that is away for a while costs a line in the log, not the site."""
        if time.monotonic() - self.scheduled_at < SCHEDULE_SECONDS:
            return
        self.scheduled_at = time.monotonic()
        from django.db import Error, connection

        from tidu.foundation import clock
        from tidu.foundation.jobs import operations

        try:
            operations.run_due(clock.now())
        except Error:
            logger.exception("定时任务排队失败，一分钟后再试。")
        finally:
            connection.close()

    def _stop_children(self) -> None:
        """Ask both to stop at the same time, then wait for both."""
        until = time.monotonic() + STOP_SECONDS
        for child in (self.site, self.worker):
            child.ask_to_stop()
        for child in (self.site, self.worker):
            child.make_sure_it_stopped(until - time.monotonic())
