"""`tidu accounts`: how a real county gets its first administrator, and no password ever stands in a command line."""

from __future__ import annotations

import argparse
import io
import json
import os
import pty
import subprocess
import sys
from datetime import date

import pytest
from django.contrib.auth import authenticate
from django.test import RequestFactory

from tests.factories.accounts import a_role, an_account, an_actor, an_organisation
from tests.factories.databases import own_database
from tests.factories.sites import TIDU
from tidu.foundation.accounts import operations, queries
from tidu.foundation.accounts.models import Organisation, Person, User
from tidu.foundation.accounts.vocabulary import OrganisationKind, Role
from tidu.foundation.audit.models import Entry
from tidu.foundation.clock import now
from tidu.interfaces.cli import accounts

pytestmark = pytest.mark.django_db

STRONG = "Qinglan-river-2025"


@pytest.fixture(autouse=True)
def on_the_demo_s_day(monkeypatch):
    monkeypatch.setenv("TIDU_TODAY", "2025-06-10")


@pytest.fixture
def run(capsys, monkeypatch):
    """Return a way to run the command with something on standard input."""

    def run_with(*arguments, typed=""):
        parser = argparse.ArgumentParser()
        accounts.add_to(parser.add_subparsers())
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        given = parser.parse_args(["accounts", *arguments])
        code = given.run(given)
        told = capsys.readouterr()
        return code, told.out, told.err

    return run_with


def create(run, *more, typed=f"{STRONG}\n", username="admin1"):
    return run("create-administrator", username, "--name", "王五", *more, typed=typed)


def sign_in(username, password):
    return authenticate(RequestFactory().post("/sign-in/"), username=username, password=password)


def test_an_empty_house_gets_its_administrator_with_the_bureau_and_a_role_from_today(run):
    code, out, err = create(run)
    assert (code, err) == (0, "")
    assert "已开立系统管理员账号：admin1" in out
    assert STRONG not in out
    account = sign_in("admin1", STRONG)
    assert not account.must_change_password
    actor = queries.actor_for(account, date(2025, 6, 10))
    assert [(grant.role, grant.organisation_name) for grant in actor.grants] == [
        (Role.ADMINISTRATOR, "青岚县科学技术局")
    ]


def test_the_first_administrator_stands_in_the_audit_without_the_password(run):
    create(run)
    written = list(Entry.objects.order_by("pk").values_list("action", "actor_name"))
    assert written == [
        ("accounts.add_organisation", "命令行"),
        ("accounts.add_person", "命令行"),
        ("accounts.appoint", "命令行"),
        ("accounts.open_account", "命令行"),
    ]
    assert STRONG not in str(list(Entry.objects.values()))


def test_a_generated_password_is_shown_once_and_must_be_changed(run):
    code, out, _ = create(run, "--generate", "--json", typed="")
    told = json.loads(out)
    assert (code, told["username"], told["must_change_password"]) == (0, "admin1", True)
    assert sign_in("admin1", told["one_time_password"]).must_change_password


def test_a_chosen_password_is_not_printed_as_json_either(run):
    _, out, _ = create(run, "--json")
    assert json.loads(out) == {"username": "admin1", "one_time_password": None, "must_change_password": False}


def test_a_second_first_administrator_is_refused_with_where_to_go(run):
    create(run)
    code, out, err = create(run, username="admin2")
    assert (code, out) == (2, "")
    assert "已有系统管理员：admin1。" in err
    assert "“账号与任职”" in err
    assert "tidu accounts reset-password" in err
    assert User.objects.count() == 1


def test_a_bureau_that_stands_is_used(run):
    bureau = an_organisation(OrganisationKind.BUREAU, name="本县科技局")
    create(run, "--bureau", "别的局")
    assert Organisation.objects.get() == bureau


def test_a_house_whose_last_administrator_s_term_ended_gets_another(run):
    gone = an_account(username="gone")
    a_role(Role.ADMINISTRATOR, person=gone.person, until=date(2025, 6, 10))
    code, _, _ = create(run)
    assert code == 0


@pytest.mark.parametrize(
    ("typed", "username", "reason"),
    [
        ("short\n", "admin1", "密码太短"),
        ("", "admin1", "密码太短"),
        (f"{STRONG}\n", "王五", "登录名用 3 至 40 位"),
    ],
)
def test_a_refused_administrator_leaves_nothing_behind(run, typed, username, reason):
    code, out, err = create(run, typed=typed, username=username)
    assert (code, out) == (2, "")
    assert reason in err
    assert [model.objects.count() for model in (Organisation, Person, User, Entry)] == [0, 0, 0, 0]


def test_nobody_but_the_machine_opens_the_first_administrator():
    with pytest.raises(operations.UnableToAdministerAccounts, match="只能在服务器上"):
        operations.open_first_administrator(
            name="王五", username="admin1", bureau_name="局", by=an_actor(Role.BUREAU_DIRECTOR), now=now()
        )


def test_a_password_is_no_argument():
    parser = argparse.ArgumentParser()
    accounts.add_to(parser.add_subparsers())
    with pytest.raises(SystemExit):
        parser.parse_args(["accounts", "create-administrator", "admin1", "--name", "王五", "--password", "x"])


def test_a_forgotten_password_is_replaced_and_the_lock_taken_away(run):
    account = an_account(Role.ADMINISTRATOR, username="admin1", password=STRONG)
    for _ in range(5):
        sign_in("admin1", "wrong")
    code, out, _ = run("reset-password", "admin1", "--json")
    made = json.loads(out)["one_time_password"]
    assert code == 0
    assert sign_in("admin1", made) == account
    assert sign_in("admin1", STRONG) is None
    assert made not in str(list(Entry.objects.values()))


def test_an_unknown_name_has_no_password_to_reset(run):
    code, out, err = run("reset-password", "nobody")
    assert (code, out) == (2, "")
    assert "没有登录名为“nobody”的账号" in err


def test_the_accounts_are_listed_with_role_and_state(run):
    assert "还没有账号" in run("list")[1]
    create(run, "--generate")
    assert "admin1  王五  系统管理员·青岚县科学技术局  待改密码" in run("list")[1]
    (row,) = json.loads(run("list", "--json")[1])
    assert (row["username"], row["person"], row["is_active"], row["must_change_password"]) == (
        "admin1",
        "王五",
        True,
        True,
    )


def at_a_terminal(home, answers):
    """Run the command at a terminal of its own and type `answers`; return the exit code and what was shown."""
    ours, theirs = pty.openpty()
    command = [*TIDU, "accounts", "create-administrator", "admin1", "--name", "王五"]
    with (
        own_database(home, "terminal") as environment,
        subprocess.Popen(
            command, env=environment, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True
        ) as process,
    ):
        os.close(theirs)
        shown = b""
        for question, answer in zip(("密码", "再输一次"), answers, strict=True):
            while question not in shown.decode(errors="ignore"):
                shown += os.read(ours, 1024)
            os.write(ours, answer.encode() + b"\n")
        while True:
            try:
                shown += os.read(ours, 1024)
            except OSError:  # the other end has closed
                break
    os.close(ours)
    return process.returncode, shown.decode()


def test_a_password_typed_at_the_terminal_is_not_shown(tmp_path):
    code, shown = at_a_terminal(tmp_path, (STRONG, STRONG))
    assert code == 0, shown
    assert "已开立系统管理员账号：admin1" in shown
    assert STRONG not in shown


def test_two_different_passwords_at_the_terminal_open_nothing(tmp_path):
    code, shown = at_a_terminal(tmp_path, (STRONG, "Meiling-mountain-77"))
    assert code == 2
    assert "两次输入的密码不一样" in shown
