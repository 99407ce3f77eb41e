"""Real credit codes: every code of a real register passes, and the independent library says the same."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from stdnum.cn import uscc

from tidu.domain.enterprises import credit_code

REGISTER = Path(__file__).parents[3] / "shared" / "data" / "enterprise_register_jian_2018_2019.csv"

pytestmark = pytest.mark.skipif(not REGISTER.exists(), reason="the real register is not on this machine")


def codes() -> list[str]:
    with REGISTER.open(encoding="utf-8-sig", newline="") as file:
        return [row["统一社会信用代码"] for row in csv.DictReader(file)]


def test_all_real_codes_pass():
    wrong = {code: reasons for code in codes() if (reasons := credit_code.faults(code))}
    assert len(codes()) == 599
    assert wrong == {}


def test_a_real_code_with_one_character_changed_fails_as_the_library_says():
    for code in codes():
        changed = code[:17] + ("0" if code[17] != "0" else "1")
        assert not credit_code.is_valid(changed)
        assert not uscc.is_valid(changed)
