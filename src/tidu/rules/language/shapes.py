"""From the written shapes of a quantity (bands, score tables, layers, amounts at a rate) to their nodes."""

from __future__ import annotations

from fractions import Fraction

from tidu.rules.language.expressions import read_number
from tidu.rules.language.fields import Form
from tidu.rules.language.marks import Place, PolicyError, in_clause
from tidu.rules.language.reader import Names
from tidu.rules.language.values import read_flag, read_literal
from tidu.rules.model.kinds import Kind
from tidu.rules.model.numbers import Literal, Number
from tidu.rules.model.tables import Band, Bands, Marginal, Rate, Rounding, ScoreTable, TableRow


def bands(form: Form, names: Names, place: Place) -> Number:
    """Read a value by bands of another quantity."""
    by = read_number(form.text("by"), names, place)
    rows = [Form(item, "band") for item in form.items("bands")]
    _check_last_open(rows, "up_to", "最后一档不写上限", place)
    values = [_literal(row, "is") for row in rows]
    kind = _one_kind([value.kind for value in values], place)
    bands = tuple(
        Band(_literal(row, "up_to", by.kind).value, _inclusive(row), value.value)
        for row, value in zip(rows[:-1], values[:-1], strict=True)
    )
    return Bands(by, bands, values[-1].value, kind)


def score_table(form: Form, names: Names, place: Place) -> Number:
    """Read points by rows, the highest start first."""
    of = read_number(form.text("of"), names, place)
    rows = [Form(item, "row") for item in form.items("table")]
    _check_last_open(rows, "from", "最后一行不写起点，给出其余情形的分值", place)
    points = [_literal(row, "is", Kind.POINTS).value for row in rows]
    starts = [_literal(row, "from", of.kind).value for row in rows[:-1]]
    table = tuple(
        TableRow(start, _inclusive(row), value)
        for row, start, value in zip(rows[:-1], starts, points[:-1], strict=True)
    )
    return ScoreTable(of, table, points[-1])


def rate(form: Form, names: Names, _place: Place) -> Rate:
    """Read an amount at a rate, with its floor, cap and rounding."""
    of = read_number(form.text("of"), names, form.place)
    floor, cap, unit = form.scalar("floor"), form.scalar("cap"), form.scalar("to")
    return Rate(
        of=of,
        at=read_number(form.text("at"), names, form.place),
        floor=read_number(floor.text, names, floor.place) if floor else Literal(Fraction(0), of.kind),
        cap=read_number(cap.text, names, cap.place) if cap else None,
        rounding=form.word("rounding", Rounding),
        unit=int(read_literal(unit, of.kind).value) if unit else 1,
    )


def formula(form: Form, names: Names, _place: Place) -> Number:
    """Read an expression that names where it stands, such as a list of what is added up."""
    written = form.scalar("is")
    assert written is not None  # noqa: S101  # declared as required
    return read_number(written.text, names, written.place)


def marginal(form: Form, names: Names, place: Place) -> Number:
    """Read an amount by layers, each at its own rate."""
    of = read_number(form.text("of"), names, place)
    rows = [Form(item, "layer") for item in form.items("marginal")]
    _check_last_open(rows, "up_to", "最后一段不写上限", place)
    rates = [_literal(row, "at", Kind.RATIO).value for row in rows]
    ends = [_literal(row, "up_to", of.kind).value for row in rows[:-1]]
    unit = form.scalar("to")
    return Marginal(
        of=of,
        steps=tuple(zip(ends, rates[:-1], strict=True)),
        beyond=rates[-1],
        rounding=form.word("rounding", Rounding),
        unit=int(read_literal(unit, of.kind).value) if unit else 1,
    )


def _check_last_open(rows: list[Form], key: str, mend: str, place: Place) -> None:
    for number, row in enumerate(rows, start=1):
        if (row.get(key) is None) is not (number == len(rows)):
            raise PolicyError(in_clause(row.place, place.clause), f"{key} 写的位置不对", mend)


def _inclusive(row: Form) -> bool:
    written = row.scalar("含")
    if written is None:
        raise PolicyError(row.place, "没有写明端点属于哪一档", "补写 含: true 或 含: false")
    return read_flag(written)


def _one_kind(kinds: list[Kind], place: Place) -> Kind:
    if len(set(kinds)) > 1:
        raise PolicyError(place, "各档的值单位不一致", "统一写成同一单位")
    return kinds[0]


def _literal(form: Form, key: str, like: Kind | None = None) -> Literal:
    written = form.scalar(key)
    assert written is not None  # noqa: S101  # declared as required, or checked by the caller
    return read_literal(written, like)
