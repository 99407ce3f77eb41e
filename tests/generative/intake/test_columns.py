"""A column says of every cell what reading the cell alone says, however many cells it has seen before."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidu.foundation.intake.cells import LARGEST_AMOUNT, LARGEST_COUNT, Column, Reading, read
from tidu.foundation.intake.columns import reader_of
from tidu.foundation.intake.forms import CellKind, FieldSpec
from tidu.foundation.intake.readers import BrokenCell

UNITS = {CellKind.MONEY: ["元", "千元", "万元", "百万元", "亿元"], CellKind.USD: ["美元", "万美元", "亿美元"]}

typed = st.builds(
    lambda digits, places: float(f"{digits}e-{places}"),
    st.integers(-(10**16), 10**16),
    st.integers(0, 12),
)
"""Numbers as somebody types them: some digits and a point."""

sums = st.builds(lambda one, other: one / 100 + other / 100, *[st.integers(-(10**9), 10**9)] * 2)
"""Numbers as formulas leave them, with what binary floats add."""

edges = st.sampled_from(
    [0.0, -0.0, 0.5, -1.0, 1e-7, 5e-324, 1e15, 1e22, float("inf"), float("nan")]
    + [
        sign * bound / scale
        for bound in (LARGEST_AMOUNT, LARGEST_AMOUNT - 1, LARGEST_COUNT, LARGEST_COUNT + 1)
        for scale in (1, 100, 10**6)
        for sign in (1, -1)
    ]
)
numbers = st.one_of(typed, sums, edges, st.floats(allow_nan=False))
texts = st.one_of(
    numbers.map(str),
    st.text("0123456789.,-/年月日 万元人缺数是否甲乙（）％１２ \u200b", max_size=12),
    st.sampled_from(["甲", "乙", "是", "2024年", "20240630", "缺数", "—", "91360100MA0000000X"]),
)
others = st.one_of(
    st.none(),
    st.booleans(),
    st.dates(date(1900, 1, 1)),
    st.datetimes(datetime(1900, 1, 1)),
    st.just(timedelta(days=1)),
    st.builds(BrokenCell, st.just("#REF!"), st.just("公式出错")),
)
cells = st.lists(st.one_of(numbers, texts, others), min_size=1, max_size=12)


def columns_of(kind):
    """Return columns of a kind under each unit, signed or not, required or not."""
    return st.builds(
        lambda unit, signed, required: Column(
            FieldSpec("f", "某列", kind, signed=signed, required=required, choices={"甲": "a", "乙": "b"}),
            unit,
            lambda code: None if len(code) == 18 else "不是 18 位",
        ),
        st.sampled_from(UNITS.get(kind, [""])),
        st.booleans(),
        st.booleans(),
    )


def as_read_alone(column, read_cell, cell):
    """Return whether a column reads a cell as it is read alone, types included."""
    said, alone = read_cell(cell), read(column, cell)
    if isinstance(said, int):
        said = Reading(stated=True, value=said)
    return said == alone and type(said.value) is type(alone.value)


@pytest.mark.parametrize("kind", list(CellKind))
@given(data=st.data())
def test_a_column_reads_its_cells_as_they_are_read_alone(kind, data):
    column, seen = data.draw(columns_of(kind)), data.draw(cells)
    read_cell = reader_of(column)
    for cell in seen + seen:
        assert as_read_alone(column, read_cell, cell), cell


def test_a_column_of_more_words_than_it_remembers_still_reads_each():
    column = Column(FieldSpec("f", "某列", max_length=6))
    read_cell = reader_of(column)
    for number in [*range(5_000), *range(5_000)]:
        assert read_cell(f"第{number}").value == f"第{number}"
    assert read_cell("一" * 300).fault.reason == "文字有 300 个字，超过 6 个字"
