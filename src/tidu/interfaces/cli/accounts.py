"""`tidu accounts …`: the first administrator, a forgotten password, and who may sign in.

No password is ever an argument: arguments stand in the shell's history and in the list of processes.
"""

from __future__ import annotations

import argparse
import sys
from getpass import getpass
from typing import TYPE_CHECKING, Any

from tidu.interfaces.cli.printing import json_text

if TYPE_CHECKING:
    from tidu.foundation.accounts.queries import AccountRow

MOST_CHARACTERS = 1024


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands."""
    command = commands.add_parser("accounts", help="账号：开立第一位系统管理员、重置密码、列出")
    verbs = command.add_subparsers(dest="verb", required=True, metavar="动作")
    first = verbs.add_parser(
        "create-administrator",
        help="开立第一位系统管理员的账号",
        description="开立第一位系统管理员的账号；已有系统管理员时拒绝。"
        "在终端运行时提示输入密码，否则从标准输入读一行。",
    )
    first.add_argument("username", metavar="登录名", help="3 至 40 位字母、数字、点、下划线或短横")
    first.add_argument("--name", required=True, metavar="姓名", help="这位管理员的姓名")
    first.add_argument(
        "--bureau", metavar="名称", help="登记里还没有县科技局时的局名，默认“<县名>科学技术局”"
    )
    first.add_argument("--generate", action="store_true", help="由系统给出一次性密码，首次登录时须改")
    first.set_defaults(run=_create, makes_records=True)
    reset = verbs.add_parser("reset-password", help="给一个账号一次性密码并解除锁定，首次登录时须改")
    reset.add_argument("username", metavar="登录名", help="已有账号的登录名")
    reset.set_defaults(run=_reset)
    listing = verbs.add_parser("list", help="列出全部账号及其今天的任职")
    listing.set_defaults(run=_list)
    for verb in (first, reset, listing):
        verb.add_argument("--json", action="store_true", help="输出 JSON")


def _create(arguments: argparse.Namespace) -> int:
    """Open the first administrator's account; make the database first where there is none."""
    from django.conf import settings

    from tidu.foundation import clock
    from tidu.foundation.accounts import checks, operations
    from tidu.foundation.actors import system
    from tidu.interfaces.cli import records
    from tidu.interfaces.cli.main import refuse

    try:
        records.make()
        checks.check_can_open_first_administrator(clock.today())
        opened = operations.open_first_administrator(
            name=arguments.name,
            username=arguments.username,
            bureau_name=arguments.bureau or f"{settings.TIDU_COUNTY_NAME}科学技术局",
            password=None if arguments.generate else _password(),
            by=system("命令行"),
            now=clock.now(),
        )
    except (ValueError, records.NotReady) as refusal:
        return refuse(str(refusal))
    return _told(opened.account.username, opened.one_time_password, "已开立系统管理员账号", arguments)


def _reset(arguments: argparse.Namespace) -> int:
    """Give an account a one-time password, whoever forgot the old one and however often it was tried."""
    from tidu.foundation import clock
    from tidu.foundation.accounts import operations, queries
    from tidu.foundation.actors import system
    from tidu.interfaces.cli.main import refuse

    by = system("命令行")
    try:
        account = queries.account(arguments.username)
        made = operations.reset_password(account=account, by=by, now=clock.now())
        operations.unlock(account=account, by=by, now=clock.now())
    except (LookupError, ValueError) as refusal:
        return refuse(str(refusal.args[0]))
    return _told(account.username, made, "已重置密码", arguments)


def _list(arguments: argparse.Namespace) -> int:
    """List the accounts."""
    from tidu.foundation import clock
    from tidu.foundation.accounts import queries

    rows = queries.accounts(clock.today())
    if arguments.json:
        _print_json([_described(row) for row in rows])
        return 0
    for row in rows:
        held = "、".join(f"{role.role_label}·{role.organisation_name}" for role in row.roles) or "没有任职"
        print(f"{row.username}  {row.person_name}  {held}  {_state(row)}".rstrip())
    if not rows:
        print("还没有账号。请运行 tidu accounts create-administrator。")
    return 0


def _password() -> str:
    """Return a password typed twice at a terminal, or the first line of standard input; raise ValueError."""
    if not sys.stdin.isatty():
        return sys.stdin.readline(MOST_CHARACTERS).rstrip("\r\n")
    try:
        password = getpass("密码（至少 10 个字符，不显示）：")
        again = getpass("再输一次：")
    except EOFError:
        raise ValueError("没有输入密码，没有开立账号。请重新运行。") from None
    if again != password:
        raise ValueError("两次输入的密码不一样，没有开立账号。请重新运行。")
    return password


def _told(username: str, made: str | None, done: str, arguments: argparse.Namespace) -> int:
    """Print what was done; a one-time password is shown here and nowhere else."""
    if arguments.json:
        _print_json(
            {"username": username, "one_time_password": made, "must_change_password": made is not None}
        )
        return 0
    print(f"{done}：{username}。")
    if made is not None:
        print(f"一次性密码：{made}（只显示这一次，首次登录时须改）")
    return 0


def _described(row: AccountRow) -> dict[str, Any]:
    return {
        "username": row.username,
        "person": row.person_name,
        "roles": [
            {"role": role.role, "label": role.role_label, "organisation": role.organisation_name}
            for role in row.roles
        ],
        "scope": row.scope,
        "is_active": row.is_active,
        "is_locked": row.is_locked,
        "must_change_password": row.must_change_password,
    }


def _state(row: AccountRow) -> str:
    states = (
        (not row.is_active, "已停用"),
        (row.is_locked, "已锁定"),
        (row.must_change_password, "待改密码"),
    )
    return "、".join(word for holds, word in states if holds)


def _print_json(data: Any) -> None:
    print(json_text(data))
