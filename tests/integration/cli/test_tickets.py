"""`tidu tickets`: the same tickets by the same filters as on the screen, on the command line."""

from __future__ import annotations

import argparse
import json

import pytest

from tests.factories.accounts import an_organisation
from tests.factories.enterprises import an_enterprise
from tests.factories.support import a_standard, a_ticket, at
from tidu.domain.support.vocabulary import TicketKind, TicketState
from tidu.foundation.actors import OrganisationKind
from tidu.interfaces.cli import tickets

pytestmark = pytest.mark.django_db


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    tickets.add_to(parser.add_subparsers())
    arguments = parser.parse_args(["tickets", *words])
    return int(arguments.run(arguments))


@pytest.fixture
def told(capsys, monkeypatch):
    """Return the numbers that a list of tickets names, on a Tuesday after the first ticket's deadline."""
    monkeypatch.setenv("TIDU_TODAY", "2025-06-17")
    place = an_organisation(OrganisationKind.TOWNSHIP, name="云溪镇")
    talent = an_organisation(OrganisationKind.BUREAU_SECTION, name="人才股", code="SECTION-T")
    a_standard(TicketKind.TALENT, section=talent)
    late = an_enterprise("迟迟公司", place=place)
    a_ticket(late, TicketState.WORKING)
    a_ticket(an_enterprise("新来公司", place=place), kind=TicketKind.RESEARCH, now=at("2025-06-16"))
    a_ticket(an_enterprise("办好公司", place=place), TicketState.CLOSED, kind=TicketKind.FUNDING)

    def ask(*words: str) -> list[str]:
        code = late.credit_code
        assert run("list", "--json", *(word.replace("迟迟的代码", code) for word in words)) == 0
        return [one["number"] for one in json.loads(capsys.readouterr().out)]

    return ask


LATE, NEW, DONE = "2025-0001", "2025-0002", "2025-0003"


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ((), [LATE, NEW, DONE]),
        (("--waiting", "open"), [LATE, NEW]),
        (("--waiting", "late"), [LATE]),
        (("--state", "CLOSED"), [DONE]),
        (("--kind", "RESEARCH"), [NEW]),
        (("--section", "SECTION-T"), [LATE]),
        (("--firm", "迟迟的代码"), [LATE]),
        (("--text", "办好"), [DONE]),
        (("--firm", "迟迟的代码", "--state", "CLOSED"), []),
    ],
)
def test_each_filter_of_the_screen_narrows_the_list(told, words, numbers):
    assert told(*words) == numbers


@pytest.mark.usefixtures("told")
def test_a_late_ticket_says_so_in_words_and_as_data(capsys):
    run("list", "--waiting", "late")
    assert capsys.readouterr().out == (
        "2025-0001  迟迟公司  人才引进  办理  人才股  答复期限 2025-06-16  已逾期 1 个工作日\n"
    )
    run("list", "--waiting", "late", "--json")
    (line,) = json.loads(capsys.readouterr().out)
    assert (line["state"], line["due_on"], line["working_days_late"], line["waiting"], line["rating"]) == (
        "WORKING",
        "2025-06-16",
        1,
        True,
        None,
    )
    run("list", "--text", "没有这几个字")
    assert capsys.readouterr().out == "没有符合条件的难题工单。\n"


@pytest.mark.usefixtures("told")
def test_one_ticket_is_told_with_its_answer_and_its_story(capsys):
    assert run("show", DONE, "--json") == 0
    page = json.loads(capsys.readouterr().out)
    assert (page["name"], page["rounds"][0]["answer"], page["rating"]) == (
        "办好公司",
        "已对接两所高校",
        "SATISFIED",
    )
    assert [step["step"] for step in page["story"]] == [
        "登记",
        "受理",
        "开始办理",
        "答复企业",
        "企业评价：满意或基本满意",
    ]
    assert run("show", DONE) == 0
    assert "2025-05-30 10:00+08:00  答复企业" in capsys.readouterr().out


@pytest.mark.usefixtures("told")
def test_what_is_not_there_is_refused_with_the_way_on(capsys):
    assert run("show", "2025-0099") == 2
    assert "用 tidu tickets list 看有哪些" in capsys.readouterr().err
    assert run("list", "--section", "X") == 2
    assert "没有承办工单的股室“X”。可填：" in capsys.readouterr().err
