"""`tidu speech check`: a draft judged on the command line."""

from __future__ import annotations

import json
from datetime import date

import pytest

from tests.factories.accounts import an_organisation
from tests.factories.enterprises import a_recognition, an_enterprise
from tidu.foundation.actors import OrganisationKind
from tidu.interfaces.cli.main import main

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm(monkeypatch):
    monkeypatch.setenv("TIDU_TODAY", "2025-06-10")
    place = an_organisation(OrganisationKind.TOWNSHIP)
    a_recognition(an_enterprise("企业甲", place), granted_on=date(2023, 11, 1), until=date(2026, 11, 1))


@pytest.fixture
def draft(tmp_path):
    def written(text, name="稿.txt"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    return written


def test_every_number_is_printed_with_place_verdict_mend_and_reasons(firm, draft, capsys):
    assert main(["speech", "check", draft("2024年末高新技术企业2家。"), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    (mark,) = told["marks"]
    assert told["counts"] == {"不一致": 1}
    assert (mark["start"], mark["end"], mark["text"], mark["mend"]) == (12, 14, "2家", "1家")
    assert mark["query"] == "year=2024&as_of=2025-06-10&known=now"
    assert mark["reasons"]


def test_a_draft_that_holds_ends_with_nought(firm, draft, capsys):
    assert main(["speech", "check", draft("2024年末高新技术企业1家。")]) == 0
    assert "核了 1 处，0 处不对" in capsys.readouterr().out


def test_what_was_wrong_is_told_with_its_mend(firm, draft, capsys):
    assert main(["speech", "check", draft("高新技术企业3家。"), "--as-of", "2025-06-01"]) == 1
    assert "〔1〕3家：不一致（应为 1家）" in capsys.readouterr().out


def test_a_file_that_cannot_be_read_is_refused_in_chinese(firm, draft, capsys):
    assert main(["speech", "check", draft("57家", "稿.pdf")]) == 2
    assert main(["speech", "check", "/nowhere/稿.txt"]) == 2
    told = capsys.readouterr().err
    assert "不是 docx 或 txt 文件" in told
    assert "读不了" in told
