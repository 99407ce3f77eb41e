"""`tidu opinions` and `tidu tasks`: what waits, what was promised, and how each came about, on the command line."""

from __future__ import annotations

import argparse
import json

import pytest

from tests.factories.accounts import a_role, an_organisation
from tests.factories.calendar import the_shipped_years
from tests.factories.opinions import an_answered, an_assigned, an_opinion, at, promised
from tests.factories.tasks import a_task_feedback, a_task_report
from tidu.domain.tasks.models import Task
from tidu.foundation import clock
from tidu.foundation.actors import OrganisationKind, Role
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


def test_a_task_is_opened_with_helping_units_that_are_shown(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: at("2025-05-22"))
    the_shipped_years()
    an_organisation(OrganisationKind.TOWNSHIP, code="SHIDU", name="石渡镇")
    an_organisation(OrganisationKind.TOWNSHIP, code="YUNXI", name="云溪镇")
    opening = ("tasks", "open", "摸排", "--owner", "SHIDU", "--due", "2025-05-30")
    assert run(*opening, "--helper", "NOBODY") == 2
    assert "没有代码为“NOBODY”的机构" in capsys.readouterr().err
    assert run(*opening, "--helper", "SHIDU") == 2
    assert "不能同时协办" in capsys.readouterr().err
    assert run(*opening, "--helper", "YUNXI") == 0
    capsys.readouterr()
    assert run("tasks", "list", "--as-of", "2025-05-23", "--json") == 0
    assert [one["helpers"] for one in json.loads(capsys.readouterr().out)] == [["云溪镇"]]
    assert run("tasks", "show", "RW-2025-001") == 0
    assert "协办：云溪镇" in capsys.readouterr().out


def test_tasks_are_opened_urged_reminded_and_taken_stock_of(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: at("2025-05-22"))
    the_shipped_years()
    township = an_organisation(OrganisationKind.TOWNSHIP, code="SHIDU", name="石渡镇")
    a_role(Role.TOWNSHIP_LEADER, organisation=township)
    assert run("tasks", "open", "摸排", "--owner", "NOBODY", "--due", "2025-05-30") == 2
    assert run("tasks", "open", "摸排", "--owner", "SHIDU", "--due", "2025-05-01") == 2
    assert "不晚于今天" in capsys.readouterr().err
    assert run("tasks", "open", "摸排", "--owner", "SHIDU", "--due", "2025-05-30", "--kind", "DECISION") == 0
    number = "RW-2025-001"
    assert f"已立项 {number}，等石渡镇签收" in capsys.readouterr().out
    assert run("tasks", "urge", number) == 0
    assert run("tasks", "urge", number) == 2
    assert "正等责任单位书面回复" in capsys.readouterr().err
    monkeypatch.setattr(clock, "now", lambda: at("2025-05-27"))
    assert run("tasks", "remind") == 0
    assert "任务提醒 1 条，1 人" in capsys.readouterr().out
    a_task_feedback(Task.objects.get(), now=at("2025-05-28"))
    late = ("--as-of", "2025-06-05")
    assert run("tasks", "red", *late, "--json") == 0
    (unit,) = json.loads(capsys.readouterr().out)
    assert (unit["unit"], [(one["light"], one["working_days_late"]) for one in unit["tasks"]]) == (
        "石渡镇",
        [("RED", 3)],
    )
    assert run("tasks", "red", *late) == 0
    assert "已逾期 3 个工作日" in capsys.readouterr().out
    assert run("tasks", "red", "--as-of", "2025-05-23") == 0
    assert "没有红灯任务" in capsys.readouterr().out
    assert run("tasks", "stocktake", number, *late, "--json") == 0
    taken = json.loads(capsys.readouterr().out)
    assert (taken["off_track"], taken["blockers"], taken["requests"]) == (
        [number],
        ["场地未定"],
        ["请明确场地"],
    )
    assert run("tasks", "stocktake", number, *late) == 0
    assert "下一步：下周签约" in capsys.readouterr().out
    assert run("tasks", "stocktake", "RW-1999-001") == 2
    assert run("tasks", "score", "--year", "2025", *late, "--json") == 0
    (score,) = json.loads(capsys.readouterr().out.split("没有找到")[0])
    assert (score["unit"], score["score"], score["tasks"]) == (
        "SHIDU",
        "0.0",
        [{"number": number, "points": 0, "how": "到期未完成：0"}],
    )
    assert run("tasks", "score", "--year", "2001") == 2
    assert "还没有督办办法" in capsys.readouterr().err
    assert run("tasks", "score", *late) == 0
    assert "到期未完成：0" in capsys.readouterr().out
