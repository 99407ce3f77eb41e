"""Parse the command line and run one command."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from tidu.interfaces.cli import records
from tidu.interfaces.cli.parsing import Parser

COMMANDS = (
    "demo",
    "serve",
    "manage",
    "figures",
    "rules",
    "intake",
    "speech",
    "pool",
    "quality",
    "names",
    "returns",
    "tickets",
    "opinions",
    "tasks",
    "meetings",
    "accounts",
)


def parser() -> argparse.ArgumentParser:
    """Return the whole parser; the reference page of the command line is generated from it."""
    root = Parser(prog="tidu", description="梯度：县科技局的工作系统。")
    commands = root.add_subparsers(dest="command", required=True, metavar="命令")
    for name in COMMANDS:
        import_module(f"tidu.interfaces.cli.{name}").add_to(commands)
    return root


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 2 bad input (the reason goes to standard error).

    A command needs standing tables, unless it sets `needs_records=False` or makes them itself (`makes_records`).
    """
    try:
        code = _run(parser().parse_args(argv))
        sys.stdout.flush()
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return code


def _run(arguments: argparse.Namespace) -> int:
    """Set up what the command needs, and run it."""
    if getattr(arguments, "needs_records", True):
        set_up_records()
        if not getattr(arguments, "makes_records", False):
            try:
                records.require()
            except records.NotReady as refusal:
                return refuse(str(refusal))
    return int(arguments.run(arguments))


def set_up_records() -> None:
    """Load Django and every app, so that queries and figures are there."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tidu.project.settings")
    live_on_the_demo_day()
    import django

    from tidu.foundation.collector import look_seldom

    django.setup()
    look_seldom()


def live_on_the_demo_day() -> None:
    """Fix the business day to that of the demo built in TIDU_HOME, unless TIDU_TODAY says otherwise."""
    from tidu.demo import marker

    built = marker.read(Path(os.environ.get("TIDU_HOME", "var")))
    if built is not None:
        os.environ.setdefault("TIDU_TODAY", built.as_of.isoformat())


def refuse(message: str) -> int:
    """Print a Chinese refusal to standard error and return the exit code for bad input."""
    print(message, file=sys.stderr)
    return 2
