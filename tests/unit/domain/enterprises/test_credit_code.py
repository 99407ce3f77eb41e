"""The unified social credit code: every expected character below was computed by hand from the two standards."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from tidu.domain.enterprises import credit_code

HAND_COMPUTED = "91360899123456788E"
"""Positions 9-16: 3+14+27+40+25+48+28+16 = 201 = 18*11+3, so 8. Positions 1-17: 1629 = 52*31+17, so 14 = E."""

LETTER_FIRST = "N2360899123456788X"
"""N counts 22: 1629-9-3+22+6 = 1645 = 53*31+2, so 29 = X."""

ORGANISATIONS = st.text(credit_code.ALPHABET, min_size=8, max_size=8)
DIVISIONS = st.from_regex(r"[1-6][0-9]{5}", fullmatch=True)


@pytest.mark.parametrize("code", [HAND_COMPUTED, LETTER_FIRST])
def test_a_hand_computed_code_is_valid(code):
    assert credit_code.faults(code) == []
    assert credit_code.is_valid(code)


def test_the_check_character_follows_from_the_first_seventeen():
    assert credit_code.check_character("91360899123456788") == "E"
    assert credit_code.check_character("N2360899123456788") == "X"


@pytest.mark.parametrize(
    ("first8", "check"),
    [
        ("12345678", "8"),
        ("00000000", "0"),  # the sum is a multiple of 11: 11 is written 0
        ("40000000", "X"),  # 12 = 11+1: 10 is written X
        ("J0000000", "9"),  # J counts 19 here (57 = 5*11+2), though it counts 18 in position 18
    ],
)
def test_the_organisation_code_has_a_check_of_its_own(first8, check):
    assert credit_code.organisation_check_character(first8) == check


def test_a_wrong_last_character_is_named_with_the_right_one():
    (reason,) = credit_code.faults("91360899123456788F")
    assert reason == "第 18 位“F”不对：按前 17 位，校验码应为“E”。"


def test_a_wrong_organisation_check_is_found_even_when_the_last_character_fits():
    first17 = "91360899123456787"
    reasons = credit_code.faults(first17 + credit_code.check_character(first17))
    assert reasons == ["第 17 位“7”不对：按第 9 至 16 位，组织机构代码的校验码应为“8”。"]


def test_a_code_of_another_length_says_how_long_it_is():
    assert credit_code.faults("9136089912345678") == ["统一社会信用代码应为 18 位，现为 16 位。"]


@pytest.mark.parametrize("letter", ["I", "O", "S", "V", "Z", "a", "Ａ", " "])
def test_a_character_outside_the_alphabet_is_named_with_its_position(letter):
    (reason,) = credit_code.faults(HAND_COMPUTED[:9] + letter + HAND_COMPUTED[10:])
    assert reason.startswith(f"第 10 位“{letter}”不是可用的字符")


def test_a_first_character_that_names_no_authority_is_refused():
    (reason,) = credit_code.faults("B" + HAND_COMPUTED[1:])
    assert reason.startswith("第 1 位“B”不是登记管理部门代码")


def test_letters_in_the_division_are_refused():
    (reason,) = credit_code.faults("913608A9123456788E")
    assert reason == "第 3 至 8 位“3608A9”应为六位数字的行政区划码。"


def test_a_division_of_no_county_list_is_accepted():
    assert credit_code.is_valid(credit_code.compose("9", "1", "360899", "12345678"))


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        (("I", "1", "360899", "12345678"), "第 1 位“I”不是可用的字符"),
        (("B", "1", "360899", "12345678"), "第 1 位“B”不是登记管理部门代码"),
        (("9", "1", "36089", "12345678"), "应为 18 位，现为 17 位"),
        (("9", "1", "360899", "1234567"), "expected 8 characters, not 7"),
        (("9", "1", "360899", "1234567Z"), "第 16 位“Z”不是可用的字符"),
    ],
)
def test_impossible_parts_are_not_composed(parts, reason):
    with pytest.raises(ValueError, match=reason):
        credit_code.compose(*parts)


@given(st.sampled_from(sorted(credit_code.AUTHORITIES)), DIVISIONS, ORGANISATIONS)
def test_what_is_composed_is_valid(authority, division, organisation):
    code = credit_code.compose(authority, "1", division, organisation)
    assert len(code) == 18
    assert credit_code.faults(code) == []


@given(DIVISIONS, ORGANISATIONS)
def test_an_independent_library_agrees_where_it_can(division, organisation):
    """The library knows digits as first characters only, and does not look at position 17."""
    assert uscc.is_valid(credit_code.compose("9", "1", division, organisation))


@given(DIVISIONS, ORGANISATIONS, st.integers(0, 17), st.sampled_from(credit_code.ALPHABET))
def test_any_single_wrong_character_is_found(division, organisation, place, character):
    code = credit_code.compose("9", "1", division, organisation)
    changed = code[:place] + character + code[place + 1 :]
    assert credit_code.is_valid(changed) == (changed == code)
