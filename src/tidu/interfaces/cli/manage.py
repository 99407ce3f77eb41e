"""`tidu manage …`: Django's own commands (migrate, check), for administrators."""

from __future__ import annotations

import argparse


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    command = commands.add_parser("manage", help="运行数据库迁移等底层管理命令")
    command.add_argument("arguments", nargs=argparse.REMAINDER, help="例如 migrate、check")
    command.set_defaults(run=run, makes_records=True)


def run(arguments: argparse.Namespace) -> int:
    """Hand the rest of the line to Django."""
    from django.core.management import execute_from_command_line

    execute_from_command_line(["tidu manage", *arguments.arguments])
    return 0
