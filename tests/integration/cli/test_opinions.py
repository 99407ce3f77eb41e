"""`tidu opinions` and `tidu tasks`: what waits, what was promised, and how each came about, on the command line."""

from __future__ import annotations

import argparse
import json

import pytest

from tests.factories.opinions import an_answered, an_assigned, an_opinion, at, promised
from tests.factories.tasks import a_task_report
from tidu.interfaces.cli import opinions, tasks

pytestmark = pytest.mark.django_db


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    commands = parser.add_subparsers()
    opinions.add_to(commands)
    tasks.add_to(commands)
    arguments = parser.parse_args(list(words))
    return int(arguments.run(arguments))


def test_opinions_that_wait_are_listed_with_their_days(capsys: pytest.CaptureFixture[str]) -> None:
    one = an_assigned(within=10)
    an_opinion(text="另一条")
    assert run("opinions", "list", "--standing", "late", "--as-of", "2025-06-09", "--json") == 0
    (line,) = json.loads(capsys.readouterr().out)
    assert (line["number"], line["due_on"], line["working_days_left"], line["light"]) == (
        one.number,
        "2025-06-06",
        -1,
        "RED",
    )
    assert run("opinions", "list", "--occasion", "2025-KF", "--as-of", "2025-06-05") == 0
    told = capsys.readouterr().out
    assert "2 条（截至 2025-06-05 · 现在所知）" in told
    assert "剩 1 个工作日 临期" in told


def test_one_opinion_is_shown_with_rounds_and_story(capsys: pytest.CaptureFixture[str]) -> None:
    one = an_answered()
    assert run("opinions", "show", one.number, "--as-of", "2025-06-10", "--json") == 0
    shown = json.loads(capsys.readouterr().out)
    assert [each["result"] for each in shown["rounds"]] == ["A"]
    assert [each["action"] for each in shown["story"]][-1] == "approve"
    assert run("opinions", "show", one.number) == 0
    assert "第 1 轮" in capsys.readouterr().out
    assert run("opinions", "show", "2025-KF-999") == 2
    assert "没有找到" in capsys.readouterr().err


def test_tasks_are_listed_and_shown(capsys: pytest.CaptureFixture[str]) -> None:
    one = an_answered(reply=promised(at("2025-07-15").date()))
    report = a_task_report()
    assert run("tasks", "list", "--as-of", "2025-07-16", "--late", "--json") == 0
    (line,) = json.loads(capsys.readouterr().out)
    assert line["source"] == {"kind": "opinion", "key": one.number}
    assert line["working_days_left"] == -1
    assert run("tasks", "list", "--as-of", "2025-07-16") == 0
    assert "2 项" in capsys.readouterr().out
    assert run("tasks", "show", report.task.number, "--json") == 0
    shown = json.loads(capsys.readouterr().out)
    assert [each["evidence"] for each in shown["reports"]] == [["现场照片.pdf"]]
    assert run("tasks", "show", line["number"]) == 0
    assert f"来源：意见建议 {one.number}" in capsys.readouterr().out
    assert run("tasks", "show", "RW-1999-001") == 2
    assert "没有找到" in capsys.readouterr().err
