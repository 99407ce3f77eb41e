"""The unified social credit code (统一社会信用代码, GB 32100-2015): judged, completed and composed.

Position 1 is the registering authority, 2 the kind of body, 3-8 the division at registration, 9-17 the
organisation code (GB 11714, with a check character of its own), 18 the check character. The division is never
compared with a list: codes outlive the counties that issued them.
"""

from __future__ import annotations

from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The 31 characters of the standard: digits and capitals without I, O, S, V, Z."""

AUTHORITIES: Final = frozenset("123456789ANY")
"""Registering authorities in use: nine digits, and the letters A (军队), N (农业农村) and Y (其他)."""

LENGTH: Final = 18
_WEIGHTS: Final = tuple(pow(3, place, 31) for place in range(17))
_ORGANISATION_WEIGHTS: Final = (3, 7, 9, 10, 5, 8, 4, 2)
_ORGANISATION_DIGITS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def faults(code: str) -> list[str]:
    """Return why a code is wrong, in Chinese, each naming the position; an empty list for a valid code.

    Capitals and half-width characters are expected: normalising is the reader's work, not the judge's.
    """
    shape = _faults_of_shape(code)
    return shape or _faults_of_checks(code)


def is_valid(code: str) -> bool:
    """Return whether a code is valid."""
    return not faults(code)


def check_character(first17: str) -> str:
    """Return the check character of position 18 for the first 17 characters (GB 32100-2015).

    Raises ValueError for another length or a character outside the alphabet.
    """
    if len(first17) != LENGTH - 1:
        raise ValueError(f"expected 17 characters, not {len(first17)}")
    values = [_place_in(ALPHABET, character) for character in first17]
    total = sum(weight * value for weight, value in zip(_WEIGHTS, values, strict=True))
    return ALPHABET[-total % 31]


def organisation_check_character(first8: str) -> str:
    """Return the check character of an organisation code, 0-9 or X (GB 11714); raises ValueError as above."""
    if len(first8) != 8:
        raise ValueError(f"expected 8 characters, not {len(first8)}")
    values = [_place_in(_ORGANISATION_DIGITS, character) for character in first8]
    total = sum(weight * value for weight, value in zip(_ORGANISATION_WEIGHTS, values, strict=True))
    remainder = -total % 11
    return "X" if remainder == 10 else str(remainder)


def compose(authority: str, kind: str, division: str, organisation8: str) -> str:
    """Return the valid code with these parts and both check characters; raises ValueError for impossible parts.

    `authority` and `kind` are one character each, `division` six digits, `organisation8` eight characters.
    """
    first17 = authority + kind + division + organisation8 + organisation_check_character(organisation8)
    if reasons := _faults_of_shape(f"{first17}0"):
        raise ValueError("".join(reasons))
    return first17 + check_character(first17)


def _faults_of_shape(code: str) -> list[str]:
    if len(code) != LENGTH:
        return [f"统一社会信用代码应为 18 位，现为 {len(code)} 位。"]
    reasons = [
        f"第 {place} 位“{character}”不是可用的字符（数字和不含 I、O、S、V、Z 的大写字母）。"
        for place, character in enumerate(code, start=1)
        if character not in ALPHABET
    ]
    if reasons:
        return reasons
    if code[0] not in AUTHORITIES:
        reasons.append(f"第 1 位“{code[0]}”不是登记管理部门代码（1 至 9，或 A、N、Y）。")
    if not code[2:8].isdigit():
        reasons.append(f"第 3 至 8 位“{code[2:8]}”应为六位数字的行政区划码。")
    return reasons


def _faults_of_checks(code: str) -> list[str]:
    reasons = []
    organisation = organisation_check_character(code[8:16])
    if code[16] != organisation:
        reasons.append(
            f"第 17 位“{code[16]}”不对：按第 9 至 16 位，组织机构代码的校验码应为“{organisation}”。"
        )
    expected = check_character(code[:17])
    if code[17] != expected:
        reasons.append(f"第 18 位“{code[17]}”不对：按前 17 位，校验码应为“{expected}”。")
    return reasons


def _place_in(digits: str, character: str) -> int:
    """Return what a character counts; raise ValueError for one that is no digit of the system."""
    place = digits.find(character)
    if place < 0:
        raise ValueError(f"{character!r} is not in the alphabet {digits}")
    return place
