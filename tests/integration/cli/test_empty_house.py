"""`tidu serve` in an empty house makes the database, on both kinds of server, and says what to do next."""

import os
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.factories.sites import environment_of, free_port, serving, status_of, tidu


@pytest.fixture
def empty_database(tmp_path):
    """Return the environment of an empty house: on SQLite, or in a database of its own where tests have a server."""
    environment = environment_of(tmp_path)
    url = os.environ["TIDU_DATABASE_URL"]
    if not url.startswith("postgresql"):
        yield environment
        return
    name = f"tidu_empty_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        yield {**environment, "TIDU_DATABASE_URL": urlsplit(url)._replace(path=f"/{name}").geturl()}
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_an_empty_house_is_made_ready_and_says_what_to_do_next(empty_database):
    port = free_port()
    with serving(empty_database, port) as (process, said):
        assert said == "数据库已建好。\n"
        assert process.stdout.readline().startswith(f"梯度已启动：http://127.0.0.1:{port}/")
        assert "还没有系统管理员" in process.stdout.readline()
        assert "tidu accounts create-administrator" in process.stdout.readline()
        assert status_of(port, "/sign-in/") == 200
        created = tidu(
            empty_database, "accounts", "create-administrator", "admin1", "--name", "王五", "--generate"
        )
        assert created.returncode == 0, created.stderr
    with serving(empty_database, port) as (process, said):
        assert said.startswith("梯度已启动")
        process.terminate()
        assert process.stdout.readline() == "梯度已停止。\n"
