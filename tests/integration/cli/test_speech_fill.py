"""`tidu speech fill`: a Word file with marks filled on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import docx
import pytest

from tests.factories.reporting import a_word_file, bytes_of, one_high_tech_firm
from tidu.interfaces.cli.main import main

pytestmark = pytest.mark.django_db


@pytest.fixture
def template(tmp_path, monkeypatch):
    monkeypatch.setenv("TIDU_TODAY", "2025-06-10")

    def written(*paragraphs):
        path = tmp_path / "快报.docx"
        path.write_bytes(bytes_of(a_word_file(*paragraphs)))
        return str(path)

    return written


def test_what_was_filled_and_what_stays_open_is_told(template, tmp_path, capsys):
    one_high_tech_firm()
    given = template("[[末期年份]]末高企[[高新技术企业数 year=末期年份]]，[[gap 讲话人 | 由办公室填写]]")
    out = tmp_path / "填好.docx"
    assert main(["speech", "fill", given, "--end-year", "2024", "--out", str(out), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [(line["code"], line["text"]) for line in told["filled"]] == [("hnte_count", "1家")]
    assert told["unfilled"] == [{"label": "讲话人", "reason": "由办公室填写"}]
    assert docx.Document(out).paragraphs[0].text == "2024年末高企1家[1]，【　　】"


@pytest.mark.parametrize(
    ("paragraphs", "more", "words"),
    [
        (
            ("[[没有]]", "[[ ]]"),
            [],
            ["正文第 1 段“[[没有]]”：没有代码为“没有”的指标", "正文第 2 段“[[ ]]”：[[ ]] 里是空的"],
        ),
        (("[[末期年份]]",), [], ["请给出“末期年份”"]),
        (("[[末期年份]]",), ["--end-year", "2024", "--out", "/nowhere/x.docx"], ["写不进去"]),
    ],
)
def test_what_cannot_be_filled_is_said_in_chinese(template, capsys, paragraphs, more, words):
    given = template(*paragraphs)
    assert main(["speech", "fill", given, "--out", f"{given}.out", *more]) == 2
    said = capsys.readouterr().err
    assert all(one in said for one in words)
    assert not Path(f"{given}.out").exists()


def test_a_file_that_is_not_there_or_is_no_word_file_is_said(template, tmp_path, capsys):
    assert main(["speech", "fill", "/nowhere/快报.docx", "--out", str(tmp_path / "x.docx")]) == 2
    assert "读不到" in capsys.readouterr().err
    (tmp_path / "假.docx").write_bytes(b"text")
    assert main(["speech", "fill", str(tmp_path / "假.docx"), "--out", str(tmp_path / "x.docx")]) == 2
    assert "可能已损坏" in capsys.readouterr().err
