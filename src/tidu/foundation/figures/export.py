"""What a file of a figure says: the rows, and above them what the number means."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from tidu.foundation.figures.model import Answer, Number, Row

ROW_HEADERS = ("编号", "名称", "值", "说明")


def answer_rows(rows: Iterable[Row]) -> Iterable[tuple[Any, ...]]:
    """Yield the rows behind a figure as `ROW_HEADERS` names them; None stands for 缺数."""
    for row in rows:
        yield (row.key, row.label, row.value, row.detail)


def answer_notes(answer: Answer) -> list[str]:
    """Return what must stand beside the rows of a figure: name, value, unit, as-of, definition, source."""
    value = "缺数" if answer.value is None else f"{_words(answer.value)} {answer.figure.unit}"
    notes = [
        f"指标：{answer.figure.name}（{answer.figure.code}）",
        f"数值：{value}",
        f"时点：{answer.on_label}",
        f"口径：{answer.figure.definition}",
        f"来源：{answer.figure.source}",
    ]
    return notes + ([f"说明：{answer.reason}"] if answer.reason else [])


def _words(value: Number) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
