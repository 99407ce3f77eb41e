"""`tidu serve` starts the site and its helpers, refuses with a mend where it cannot, and leaves nothing behind."""

import argparse
import os
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager
from http.client import HTTPConnection

import pytest

from tidu.interfaces.cli import serve

TIDU = [sys.executable, "-c", "import sys; from tidu.interfaces.cli import main; sys.exit(main())"]


def environment_of(home):
    """Return the environment of an installation of its own, on SQLite."""
    kept = {name: value for name, value in os.environ.items() if name != "TIDU_DATABASE_URL"}
    return {**kept, "TIDU_HOME": str(home)}


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """Return the environment of an installation whose database has been made."""
    environment = environment_of(tmp_path_factory.mktemp("installed"))
    assert tidu(environment, "manage", "migrate").returncode == 0
    return environment


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def tidu(environment, *words):
    return subprocess.run(
        [*TIDU, *words], env=environment, check=False, capture_output=True, text=True, timeout=120
    )


@contextmanager
def serving(environment, port):
    """Start the site and wait until it says that it stands; end it whatever happens."""
    command = [*TIDU, "serve", "--port", str(port), "--workers", "1"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process, process.stdout.readline()
        finally:
            process.terminate()


def status_of(port, path):
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", path)
    status = connection.getresponse().status
    connection.close()
    return status


def children_of(pid):
    found = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(pid)], check=False, capture_output=True, text=True
    )
    return [int(line) for line in found.stdout.split()]


def lives(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_an_empty_database_is_not_served_and_the_mend_is_named(tmp_path):
    done = tidu(environment_of(tmp_path), "serve", "--port", str(free_port()))
    assert done.returncode == 2
    assert "tidu demo build" in done.stderr
    assert "tidu manage migrate" in done.stderr


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_site_answers_until_a_signal_and_leaves_no_process_behind(installed, number):
    port = free_port()
    with serving(installed, port) as (process, said):
        assert said.startswith(f"梯度已启动：http://127.0.0.1:{port}/")
        assert status_of(port, "/static/vendor/nothing.js") == 404
        children = children_of(process.pid)
        assert len(children) == 2
        process.send_signal(number)
        assert process.wait(timeout=20) == 0
    assert not any(lives(child) for child in children)


def test_a_port_in_use_is_refused_with_another_one():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert "请换一个端口" in serve.port_not_free("127.0.0.1", port)
    assert serve.port_not_free("127.0.0.1", port) is None


@pytest.mark.parametrize("text", ["0", "65536", "-1", "http", "8000.0", ""])
def test_what_is_no_port_is_refused(text):
    with pytest.raises(argparse.ArgumentTypeError, match="1 至 65535"):
        serve.port_number(text)


@pytest.mark.parametrize("text", ["0", "65", "two"])
def test_what_is_no_number_of_processes_is_refused(text):
    with pytest.raises(argparse.ArgumentTypeError, match="1 至 64"):
        serve.worker_count(text)


def test_a_child_that_ignores_the_wish_to_stop_is_ended():
    stubborn = "import signal, sys, time; signal.signal(15, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"
    child = serve.Child("聋子", [sys.executable, "-c", stubborn])
    child.process = subprocess.Popen(child.command, start_new_session=True, stdout=subprocess.PIPE, text=True)
    assert child.process.stdout.readline() == "deaf\n"
    child.ask_to_stop()
    child.make_sure_it_stopped(0.2)
    assert child.exit_code == -signal.SIGKILL
    child.process.stdout.close()
