"""`tidu intake`: preview leaves nothing, load is all or nothing, undo takes back."""

import argparse
import json

import openpyxl
import pytest

from tests.factories.accounts import an_organisation
from tests.factories.intake import CLERK, NOW, a_code, a_csv, a_register, staged
from tidu.domain.enterprises.models import YearlyFacts
from tidu.foundation.audit.models import Entry
from tidu.foundation.intake import operations, vetoes
from tidu.foundation.intake.models import Load
from tidu.interfaces.cli import intake

pytestmark = pytest.mark.django_db

HEADER = ("统一社会信用代码", "销售", "职工总数")


@pytest.fixture(autouse=True)
def _register():
    a_register((a_code(1), "甲公司"), (a_code(2), "乙公司"))


@pytest.fixture
def tidu(capsys):
    """Run `tidu intake …` and return its exit code, standard output and standard error."""

    def run(*words):
        root = argparse.ArgumentParser()
        intake.add_to(root.add_subparsers())
        arguments = root.parse_args(["intake", *map(str, words)])
        return arguments.run(arguments), *capsys.readouterr()

    return run


@pytest.fixture
def a_file(tmp_path):
    def write(*rows):
        path = tmp_path / "年报.csv"
        path.write_bytes(a_csv(HEADER, *rows))
        return path

    return write


LOAD = ("--form", "yearly_facts", "--map", "revenue_fen=销售", "--option", "year=2024")


def test_preview_shows_and_leaves_nothing(tidu, a_file):
    before = (Load.objects.count(), Entry.objects.count())
    status, out, _ = tidu("preview", a_file((a_code(1), "12.5", 3), (a_code(2), "许多", 3)), *LOAD, "--json")
    shown = json.loads(out)
    assert status == 0
    assert (shown["counts"]["NEW"], shown["counts"]["REJECTED"]) == (1, 1)
    assert [(fault["row"], fault["column"]) for fault in shown["faults"]] == [(3, "B")]
    assert shown["rows"][0]["verdict"] == "NEW"
    assert (Load.objects.count(), Entry.objects.count()) == before


def test_load_loads_everything_and_undo_takes_it_back(tidu, a_file):
    path = a_file((a_code(1), "12.5", 3), (a_code(2), "7", 3))
    status, out, _ = tidu("load", path, *LOAD, "--json")
    assert status == 0
    assert YearlyFacts.objects.known_at(None).count() == 2
    batch = json.loads(out)["batch"]
    status, out, _ = tidu("undo", batch)
    assert (status, YearlyFacts.objects.known_at(None).count()) == (0, 0)
    assert "已撤销" in out


def test_one_bad_row_loads_nothing_and_is_listed(tidu, a_file):
    status, _, err = tidu("load", a_file((a_code(1), "12.5", 3), (a_code(2), "许多", 3)), *LOAD)
    assert status == 2
    assert "B3“销售”：“许多”不是数" in err
    assert YearlyFacts.objects.count() == 0


def test_a_question_is_answered_in_the_command_and_else_the_marked_workbook_is_written(tidu, tmp_path):
    rows = (a_code(1), 2023, 100), (a_code(1), 2024, 100_000)
    path, marked = tmp_path / "年报.csv", tmp_path / "退回.xlsx"
    path.write_bytes(a_csv(("统一社会信用代码", "年度", "营业收入"), *rows))
    words = ("load", path, "--form", "yearly_facts")
    status, _, err = tidu(*words, "--marked", marked)
    assert (status, YearlyFacts.objects.count()) == (2, 0)
    assert "[待答] C3“营业收入”：疑似单位错误" in err
    assert "--answer 3:unit_slip=…，可填：right" in err
    assert "疑似单位错误" in openpyxl.load_workbook(marked)["Sheet1"]["C3"].comment.text
    status, _, err = tidu(*words, "--answer", "2:unit_slip=right")
    assert (status, "没有“2:unit_slip”这个问题。现在要回答的：3:unit_slip" in err) == (2, True)
    assert not Load.objects.filter(state="STAGED").exists()
    assert tidu(*words, "--answer", "3:unit_slip=right")[0] == 0
    assert YearlyFacts.objects.known_at(None).count() == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("load", "/nowhere/a.csv", "--form", "yearly_facts"), "读不到文件"),
        (("undo", "999999"), "没有由导入写入的来源批次 999999"),
        (("rehearse", "999999"), "没有由导入写入的来源批次 999999"),
        (("forget", "999999"), "没有编号为 999999 的列对应"),
    ],
)
def test_bad_input_is_refused_in_chinese(tidu, words, said):
    status, _, err = tidu(*words)
    assert status == 2
    assert said in err


def test_a_malformed_pair_is_refused(tidu, a_file):
    status, _, err = tidu("load", a_file((a_code(1), "1", 1)), "--form", "yearly_facts", "--option", "2024")
    assert status == 2
    assert "--option 要写成" in err


def test_an_undo_is_rehearsed_and_nothing_changes(tidu, a_file):
    batch = json.loads(tidu("load", a_file((a_code(1), "12.5", 3)), *LOAD, "--json")[1])["batch"]
    status, out, _ = tidu("rehearse", batch, "--json")
    assert (status, json.loads(out)["refusal"]) == (0, "")
    status, out, _ = tidu("rehearse", batch)
    assert status == 0
    assert YearlyFacts.objects.known_at(None).count() == 1


def test_an_undo_that_cannot_be_says_why(tidu, a_file, monkeypatch):
    batch = json.loads(tidu("load", a_file((a_code(1), "12.5", 3)), *LOAD, "--json")[1])["batch"]
    monkeypatch.setattr(vetoes, "_vetoes", [lambda _batch: ["据此已拨付 2 笔奖励"]])
    status, _, err = tidu("rehearse", batch)
    assert (status, "据此已拨付 2 笔奖励" in err) == (2, True)
    status, out, _ = tidu("rehearse", batch, "--json")
    assert (status, "据此已拨付 2 笔奖励" in json.loads(out)["refusal"]) == (2, True)


def test_a_sender_s_mapping_is_used_listed_and_forgotten(tidu, a_file):
    sender = an_organisation(code="T-1")
    content = a_csv(HEADER, (a_code(1), "1", 3))
    first = staged(
        "yearly_facts",
        content,
        name="年报.csv",
        mapping={"销售": "revenue_fen"},
        sender_id=sender.pk,
        options={"year": 2024},
    )
    operations.restage(load=first, mapping={**first.mapping}, by=CLERK, now=NOW)
    words = ("--form", "yearly_facts", "--option", "year=2024", "--sender", "T-1")
    _, out, _ = tidu("preview", a_file((a_code(1), "12.5", 3)), *words, "--json")
    assert [column["field"] for column in json.loads(out)["columns"]] == [
        "credit_code",
        "revenue_fen",
        "staff_average",
    ]
    [kept] = json.loads(tidu("mappings", "--json")[1])
    assert (kept["sender"], kept["mapping"]["B"]) == ("T-1", "revenue_fen")
    assert sender.short_name in tidu("mappings")[1]
    assert tidu("forget", kept["number"])[0] == 0
    assert json.loads(tidu("mappings", "--json")[1]) == []
    status, _, err = tidu("preview", a_file((a_code(1), "12.5", 3)), *words[:-1], "T-9")
    assert (status, "T-9" in err) == (2, True)
