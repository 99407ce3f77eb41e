"""Any amount a sheet can hold comes through to the fen, whatever its unit and however it was kept."""

import io
from decimal import Decimal

import openpyxl
from hypothesis import given
from hypothesis import strategies as st

from tidu.foundation.intake.cells import LARGEST_AMOUNT, MONEY_UNITS, Column, read
from tidu.foundation.intake.forms import CellKind, FieldSpec
from tidu.foundation.intake.readers import read_sheets

amounts = st.integers(min_value=1 - LARGEST_AMOUNT, max_value=LARGEST_AMOUNT - 1)
units = st.sampled_from(sorted(MONEY_UNITS))


def column(unit: str) -> Column:
    return Column(FieldSpec("money_fen", "金额", CellKind.MONEY, signed=True), unit)


def in_unit(fen: int, unit: str) -> Decimal:
    """Return the amount as a sender writes it."""
    return Decimal(fen).scaleb(-MONEY_UNITS[unit])


@given(amounts, units, st.booleans())
def test_an_amount_written_as_text(fen, unit, grouped):
    amount = in_unit(fen, unit)
    assert read(column(unit), f"{amount:,f}" if grouped else f"{amount:f}").value == fen


@given(st.lists(amounts, min_size=1, max_size=20), units)
def test_an_amount_kept_as_a_number_of_a_workbook(fens, unit):
    book = openpyxl.Workbook()
    for fen in fens:
        book.active.append([float(in_unit(fen, unit))])
    stream = io.BytesIO()
    book.save(stream)
    [sheet] = read_sheets("a.xlsx", stream.getvalue())
    assert [read(column(unit), row.cell(0)).value for row in sheet.rows] == fens


@given(amounts, units)
def test_a_tenth_of_a_fen_is_never_rounded_away(fen, unit):
    amount = in_unit(fen, unit) + Decimal("0.1").scaleb(-MONEY_UNITS[unit])
    reading = read(column(unit), f"{amount:f}")
    assert reading.fault is not None
    assert reading.fault.code == "too_precise"


@given(st.text(max_size=30))
def test_any_text_is_a_value_nothing_or_a_fault(text):
    for kind in CellKind:
        unit = {CellKind.MONEY: "元", CellKind.USD: "美元"}.get(kind, "")
        reading = read(Column(FieldSpec("field", "某列", kind), unit), text)
        assert not (reading.stated and reading.fault)
        if kind is CellKind.MONEY and reading.value is not None:
            assert isinstance(reading.value, int)
