"""`tidu serve` starts the site and its helpers, refuses with a mend where it cannot, and leaves nothing behind."""

import argparse
import os
import signal
import socket
import ssl
import subprocess
import sys
from http.client import HTTPSConnection

import pytest
import trustme

from tests.factories.certificates import certificate_files
from tests.factories.databases import own_database
from tests.factories.sites import environment_of, free_port, serving, status_of, tidu
from tidu.interfaces.cli import serve


@pytest.fixture(scope="module")
def installed(tmp_path_factory, django_db_setup):
    """Return the environment of an installation whose database has been made."""
    with own_database(tmp_path_factory.mktemp("installed"), "installed") as environment:
        yield environment


@pytest.fixture(scope="module")
def of_an_older_release(tmp_path_factory):
    """Return the environment of an installation that lacks most of its tables."""
    environment = environment_of(tmp_path_factory.mktemp("older"))
    assert tidu(environment, "manage", "migrate", "contenttypes").returncode == 0
    return environment


def test_with_a_certificate_the_site_speaks_https_and_its_cookies_travel_encrypted_only(installed, tmp_path):
    authority = trustme.CA()
    chain, key = certificate_files(authority, tmp_path)
    port = free_port()
    with serving(installed, port, "--tls-cert", str(chain), "--tls-key", str(key)) as (_, said):
        assert said.startswith(f"梯度已启动：https://127.0.0.1:{port}/")
        trusting = ssl.create_default_context()
        authority.configure_trust(trusting)
        connection = HTTPSConnection("127.0.0.1", port, timeout=20, context=trusting)
        connection.request("GET", "/sign-in/")
        answer = connection.getresponse()
        assert answer.status == 200
        assert "Secure" in answer.getheader("Set-Cookie")
        connection.close()


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


def test_a_question_to_an_empty_house_is_refused_with_both_ways_to_fill_it(tmp_path):
    done = tidu(environment_of(tmp_path), "figures", "show", "hnte_count")
    assert (done.returncode, done.stdout) == (2, "")
    assert "tidu demo build" in done.stderr
    assert "tidu serve" in done.stderr


@pytest.mark.parametrize("words", [["serve", "--port", "1"], ["figures", "list"], ["accounts", "list"]])
def test_records_of_an_older_release_are_not_upgraded_unasked(of_an_older_release, words):
    words = [str(free_port()) if word == "1" else word for word in words]
    done = tidu(of_an_older_release, *words)
    assert done.returncode == 2
    assert "请先备份，再运行 tidu manage migrate" in done.stderr


def test_a_database_that_does_not_answer_is_named(tmp_path):
    url = f"postgresql://nobody@127.0.0.1:{free_port()}/nothing"
    done = tidu({**environment_of(tmp_path), "TIDU_DATABASE_URL": url}, "accounts", "list")
    assert done.returncode == 2
    assert "TIDU_DATABASE_URL" in done.stderr


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
