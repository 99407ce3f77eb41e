"""The command line helps and refuses in Chinese, whatever was mistyped."""

from __future__ import annotations

import argparse

import pytest

from tidu.domain.support.vocabulary import TicketKind, TicketState
from tidu.interfaces.cli import parsing, tickets
from tidu.interfaces.cli.main import COMMANDS, parser


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    with pytest.raises(SystemExit) as left:
        parser().parse_args(words)
    assert left.value.code == 2
    return capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "缺少参数：命令。"),
        (("nothing",), "命令：没有 'nothing' 这一项，可选："),
        (("rules", "evaluate"), "缺少参数：rule, --as-of, --facts。"),
        (("figures", "list", "--bogus"), "不认识的参数：--bogus。"),
        (("figures", "list", "--json=1"), "--json：不带值，多写了 '1'。"),
        (("figures", "show", "F04", "--as-of"), "--as-of：后面要跟一个值。"),
        (("figures", "show", "F04", "--as-of", "2025-02-30"), "--as-of：“2025-02-30”不是日期"),
        (("pool", "list", "--as-of", "昨天"), "--as-of：“昨天”不是日期"),
        (("rules", "evaluate", "hnte.gates", "--as-of", "2025-13-01"), "--as-of：“2025-13-01”不是日期"),
        (("demo", "build", "--as-of", "x"), "--as-of：“x”不是日期"),
        (("speech", "build", "--base-year", "22"), "--base-year：“22”不是四位年份"),
        (("intake", "undo", "x"), "批次：“x”不是整数"),
        (("pool", "list", "--stage", "X"), "--stage：没有 'X' 这一项"),
        (("tickets", "list", "--state", "X"), "--state：没有 'X' 这一项"),
        (("tickets", "show"), "缺少参数：编号。"),
        (("serve", "--port", "0"), "--port：端口应是 1 至 65535 的整数"),
    ],
)
def test_a_mistyped_line_is_refused_in_chinese(capsys, words, said):
    told = refused(capsys, *words)
    assert told.startswith("用法：tidu")
    assert said in told


def test_what_argparse_has_no_other_words_for_stands_as_it_is():
    assert parsing.in_chinese("something new") == "something new"


def test_tickets_are_asked_for_by_the_states_and_kinds_of_the_house():
    assert set(tickets.STATES) == set(TicketState.values)
    assert set(tickets.KINDS) == set(TicketKind.values)


def every_parser(root: argparse.ArgumentParser) -> list[argparse.ArgumentParser]:
    found = [root]
    for action in root._actions:
        if isinstance(action, argparse._SubParsersAction):
            found += [one for child in action.choices.values() for one in every_parser(child)]
    return found


def test_every_command_has_help_in_chinese_and_explains_every_argument():
    parsers = every_parser(parser())
    assert {one.prog.split()[1] for one in parsers if " " in one.prog} == set(COMMANDS)
    for one in parsers:
        told = one.format_help()
        assert "usage:" not in told
        assert "show this help" not in told
        unexplained = [
            action.dest
            for action in one._actions
            if not action.help and not isinstance(action, argparse._SubParsersAction)
        ]
        assert (one.prog, unexplained) == (one.prog, [])


READS = {
    "tidu figures list",
    "tidu figures show",
    "tidu rules list",
    "tidu rules evaluate",
    "tidu intake preview",
    "tidu pool list",
    "tidu quality list",
    "tidu names match",
    "tidu accounts list",
    "tidu tickets list",
    "tidu tickets show",
    "tidu opinions list",
    "tidu opinions show",
    "tidu tasks list",
    "tidu tasks show",
    "tidu speech layout",
    "tidu tasks stocktake",
    "tidu tasks red",
    "tidu tasks score",
    "tidu meetings list",
    "tidu meetings show",
}
ACTS = {
    "tidu demo build",
    "tidu serve",
    "tidu manage",
    "tidu intake load",
    "tidu intake undo",
    "tidu intake forget",
    "tidu speech build",
    "tidu speech fill",
    "tidu pool propose",
    "tidu quality review",
    "tidu accounts create-administrator",
    "tidu accounts reset-password",
    "tidu tasks open",
    "tidu tasks urge",
    "tidu tasks remind",
}


def test_every_read_answers_as_json_too():
    leaves = {
        one.prog: one
        for one in every_parser(parser())
        if not any(isinstance(action, argparse._SubParsersAction) for action in one._actions)
    }
    assert {prog for prog in leaves if prog not in ACTS} >= READS
    without = [
        prog
        for prog, one in leaves.items()
        if prog not in ACTS and "--json" not in one._option_string_actions
    ]
    assert without == []
