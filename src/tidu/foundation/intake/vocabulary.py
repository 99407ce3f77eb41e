"""States of a load, verdicts on its rows, and the stable codes of what can be wrong with a cell."""

from __future__ import annotations

from enum import StrEnum

from django.db import models


class LoadState(models.TextChoices):
    """读取中 → 暂存 → 载入中 → 已载入 → 已撤销; a file that cannot be read is 读不了, one not wanted 已放弃."""

    READING = "READING", "读取中"
    REFUSED = "REFUSED", "读不了"
    STAGED = "STAGED", "暂存"
    LOADING = "LOADING", "载入中"
    LOADED = "LOADED", "已载入"
    UNDONE = "UNDONE", "已撤销"
    DISCARDED = "DISCARDED", "已放弃"


UNDECIDED = (LoadState.READING, LoadState.REFUSED, LoadState.STAGED, LoadState.LOADING)
"""States in which nobody has decided yet what becomes of a load."""


class RowVerdict(models.TextChoices):
    """What a row would do to the records; 疑似重复 and 待答 hold the file back until somebody has answered."""

    NEW = "NEW", "新增"
    CHANGED = "CHANGED", "变更"
    SAME = "SAME", "不变"
    SUSPECTED = "SUSPECTED", "疑似重复"
    ASKED = "ASKED", "待答"
    REJECTED = "REJECTED", "退回"


WAITING = (RowVerdict.SUSPECTED, RowVerdict.ASKED)
"""Verdicts of rows that wait for an answer."""


class Severity(StrEnum):
    """Whether a fault sends the row back, waits for an answer of whoever loads it, or only has to be seen."""

    FAULT = "fault"
    QUESTION = "question"
    WARNING = "warning"


class FaultCode(StrEnum):
    """Codes of the faults that every form shares; forms add their own as plain strings."""

    MISSING = "missing"
    NOT_TEXT = "not_text"
    NOT_NUMBER = "not_number"
    NOT_WHOLE = "not_whole"
    NOT_A_DATE = "not_a_date"
    NOT_A_CHOICE = "not_a_choice"
    NEGATIVE = "negative"
    PERCENT = "percent"
    MASKED = "masked"
    UNIT_IN_CELL = "unit_in_cell"
    TOO_PRECISE = "too_precise"
    TOO_LARGE = "too_large"
    TOO_LONG = "too_long"
    BROKEN_FORMULA = "broken_formula"
    BAD_CODE = "bad_code"
    MERGED = "merged"
    SAME_NAME = "same_name"
    DUPLICATE = "duplicate"
    NO_KEY = "no_key"
    DIFFERS_FROM_OPTION = "differs_from_option"
