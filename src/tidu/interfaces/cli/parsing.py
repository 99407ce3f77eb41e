"""A parser that helps and refuses in Chinese, and the types of arguments that need words of their own."""

from __future__ import annotations

import argparse
import re
import sys
from datetime import date
from typing import Any, NoReturn

USAGE = "用法："
HELP = "显示这份帮助"

_REFUSALS = (
    (r"the following arguments are required: (.+)", r"缺少参数：\1"),
    (r"unrecognized arguments: (.+)", r"不认识的参数：\1"),
    (r"ambiguous option: (.+?) could match (.+)", r"\1 有几种可能：\2"),
    (r"expected one argument", r"后面要跟一个值"),
    (r"expected at least one argument", r"后面至少要跟一个值"),
    (r"ignored explicit argument (.+)", r"不带值，多写了 \1"),
    (r"invalid choice: (.+?) \(choose from (.+)\)", r"没有 \1 这一项，可选：\2"),
)
"""What argparse says of a wrong line, and what we say. A sentence of its next release would stand as it is."""

_OF_AN_ARGUMENT = re.compile(r"argument (?P<name>.+?): (?P<words>.+)", re.DOTALL)


def in_chinese(message: str) -> str:
    """Return a refusal of argparse in Chinese."""
    named = _OF_AN_ARGUMENT.fullmatch(message)
    if named:
        return f"{named['name']}：{in_chinese(named['words'])}"
    for pattern, words in _REFUSALS:
        if re.fullmatch(pattern, message):
            return re.sub(pattern, words, message)
    return message


class _Formatter(argparse.HelpFormatter):
    """Writes the first word of the help in Chinese."""

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, USAGE if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """An argument parser whose help and refusals are Chinese; its commands inherit that."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(add_help=False, formatter_class=_Formatter, **kwargs)
        self._positionals.title, self._optionals.title = "参数", "选项"
        self.add_argument("-h", "--help", action="help", help=HELP)

    def error(self, message: str) -> NoReturn:
        """Say how the command is used and what is wrong, and leave with 2."""
        self.print_usage(sys.stderr)
        self.exit(2, f"{in_chinese(message)}。加 --help 看用法。\n")


def day(text: str) -> date:
    """Return a day from the command line; refuse what is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}”不是日期，请写成 2025-06-10 这样的形式") from None


def year(text: str) -> int:
    """Return a year from the command line; refuse what is none."""
    if not (len(text) == 4 and text.isascii() and text.isdigit()):
        raise argparse.ArgumentTypeError(f"“{text}”不是四位年份，请写成 2024 这样的形式")
    return int(text)


def number(text: str) -> int:
    """Return a whole number from the command line; refuse what is none."""
    if not (text.isascii() and text.isdigit()):
        raise argparse.ArgumentTypeError(f"“{text}”不是整数")
    return int(text)
