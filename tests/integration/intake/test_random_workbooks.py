"""Random workbooks: what is confirmed is what was in the cells, one bad cell loads nothing, and undoing restores all."""

from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories.intake import (
    CLERK,
    NOW,
    a_code,
    a_csv,
    a_register,
    a_workbook,
    an_old_workbook,
    loaded,
    staged,
)
from tidu.domain.enterprises.forms._yearly import FORM
from tidu.domain.enterprises.models import NameRecord, PlaceRecord, Profile, YearlyFacts
from tidu.foundation.intake import operations, queries
from tidu.foundation.intake.readers import column_letter

pytestmark = pytest.mark.django_db

FIRMS = tuple((a_code(number), f"企业{number}") for number in range(1, 6))
MONEY, COUNTS = ("tax_paid_fen", "net_profit_fen"), ("ip_class1", "ip_class2")
MODELS = (Profile, NameRecord, PlaceRecord, YearlyFacts)
MONEY_UNITS = {"元": 2, "千元": 5, "万元": 6, "百万元": 8, "亿元": 10}  # powers of ten to the fen
WIDE = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})
NOTHING = ("", "—", "/", "未提供", None)
BAD = ("三千", "12,34", "5%", "1\n2", "约3", "#N/A?")

amounts = st.integers(min_value=0, max_value=10**13)
few = settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@contextmanager
def taken_back():
    """Give every example the same empty records."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def in_unit(fen, unit):
    return Decimal(fen).scaleb(-MONEY_UNITS[unit])


@st.composite
def money(draw, unit):
    """Draw a cell and the fen it states, or None where it states nothing."""
    if draw(st.booleans()) and draw(st.booleans()):
        return draw(st.sampled_from(NOTHING)), None
    fen = draw(amounts)
    amount, other = in_unit(fen, unit), draw(st.sampled_from(sorted(MONEY_UNITS)))
    ways = (
        float(amount),
        f"{amount:f}",
        f"{amount:,f}",
        f" ￥{amount:,f} ",
        f"{amount:,f}".translate(WIDE),
        f"{in_unit(fen, other):f}{other}",
        f"{in_unit(fen, other):,f} {other}",
    )
    return draw(st.sampled_from(ways)), fen


@st.composite
def counts(draw):
    """Draw a cell and the number it states."""
    number = draw(st.integers(min_value=0, max_value=100_000))
    ways = (number, f"{number:,}", f"{number}件", f"{number}".translate(WIDE), "缺数", None)
    cell = draw(st.sampled_from(ways))
    return cell, None if cell in {"缺数", None} else number


@st.composite
def sheets(draw):
    """Draw a sheet: its rows, and per (code, year) the values its cells state and where each of them stands."""
    units = {name: draw(st.sampled_from(sorted(MONEY_UNITS))) for name in MONEY}
    columns = draw(st.permutations(["credit_code", "name", "year", *MONEY, *COUNTS]))
    labels = {name: f"{FORM.field_named(name).label}（{units[name]}）" for name in MONEY}
    head = [labels.get(name, FORM.field_named(name).label) for name in columns]
    rows = [[f"标题{number}"] for number in range(draw(st.integers(0, 3)))] + [head]
    keys = draw(
        st.lists(
            st.tuples(st.sampled_from(FIRMS), st.integers(2019, 2024)), min_size=1, max_size=8, unique=True
        )
    )
    stated, places = {}, {}
    for (code, firm), year in keys:
        if draw(st.integers(0, 4)) == 0:
            rows.append([])
        cells = {name: draw(money(units[name])) for name in MONEY} | {name: draw(counts()) for name in COUNTS}
        written = {"credit_code": code, "name": firm, "year": year}
        rows.append([written.get(name, cells[name][0] if name in cells else None) for name in columns])
        stated[code, year] = {name: value for name, (_, value) in cells.items()}
        places[code, year] = {name: (len(rows), columns.index(name)) for name in columns}
    return rows, stated, places


def written(rows, kind):
    """Return the sheet as a file of a kind, with its name."""
    if kind == "xlsx":
        return a_workbook(*rows), "报表.xlsx"
    if kind == "xls":
        return an_old_workbook(*rows), "报表.xls"
    texts = [
        [
            f"{Decimal(str(cell)):f}" if isinstance(cell, float) else "" if cell is None else cell
            for cell in row
        ]
        for row in rows
    ]
    return a_csv(*texts, encoding="gb18030"), "报表.csv"


def standing():
    facts = YearlyFacts.objects.known_at(None).values("enterprise__credit_code", "year", *MONEY, *COUNTS)
    return {
        (one["enterprise__credit_code"], one["year"]): {name: one[name] for name in (*MONEY, *COUNTS)}
        for one in facts
    }


def fingerprints():
    """Return every record as corrected now, without what tells one version of it from the next."""
    kept = {"id", "line_id", "recorded_at", "superseded_at"}
    return [
        sorted(
            str(sorted((name, str(value)) for name, value in version.items() if name not in kept))
            for version in model.objects.known_at(None).values()
        )
        for model in MODELS
    ]


@given(sheets(), st.sampled_from(["xlsx", "xls", "csv"]))
@few
def test_what_is_confirmed_is_what_was_in_the_cells(sheet, kind):
    rows, stated, _ = sheet
    content, name = written(rows, kind)
    with taken_back():
        a_register(*FIRMS, now=NOW - timedelta(days=1))
        loaded("yearly_facts", content, name=name)
        assert standing() == stated


@given(sheets(), sheets())
@few
def test_undoing_restores_every_record_as_corrected_now(first, second):
    with taken_back():
        a_register(*FIRMS, now=NOW - timedelta(days=1))
        seen, loads = [fingerprints()], []
        for hours, (rows, _, _) in enumerate((first, second)):
            now = NOW + timedelta(hours=hours)
            loads.append(loaded("yearly_facts", a_workbook(*rows), now=now))
            seen.append(fingerprints())
        for hours, load in enumerate(reversed(loads), start=3):
            assert fingerprints() == seen.pop()
            operations.undo(load=load, by=CLERK, now=NOW + timedelta(hours=hours))
        assert fingerprints() == seen.pop()


@given(sheets(), st.data())
@few
def test_a_cell_left_blank_keeps_what_stands_and_any_other_takes_its_place(sheet, data):
    rows, stated, places = sheet
    with taken_back():
        a_register(*FIRMS, now=NOW - timedelta(days=1))
        before = {"tax_paid_fen": 7, "net_profit_fen": -7, "ip_class1": 7, "ip_class2": 7}
        heads = [FORM.field_named(name).label for name in (*MONEY, *COUNTS)]
        heads = [f"{head}（元）" if place < len(MONEY) else head for place, head in enumerate(heads)]
        earlier = [(code, year, "0.07", "-0.07", 7, 7) for code, year in stated]
        loaded("yearly_facts", a_workbook(("统一社会信用代码", "年度", *heads), *earlier))
        loaded("yearly_facts", a_workbook(*rows), now=NOW + timedelta(hours=1))
        for key, values in stated.items():
            for name, value in values.items():
                row, column = places[key][name]
                blank = value is None and rows[row - 1][column] != "缺数"
                assert standing()[key][name] == (before[name] if blank else value)


@given(sheets(), st.sampled_from(["xlsx", "xls", "csv"]), st.data())
@few
def test_bad_cells_are_named_exactly_and_nothing_is_loaded(sheet, kind, data):
    rows, stated, places = sheet
    all_places = [places[key][name] for key in stated for name in (*MONEY, *COUNTS)]
    chosen = data.draw(st.lists(st.sampled_from(all_places), min_size=1, max_size=4, unique=True))
    for row, column in chosen:
        rows[row - 1][column] = data.draw(st.sampled_from(BAD))
    content, name = written(rows, kind)
    with taken_back():
        a_register(*FIRMS, now=NOW - timedelta(days=1))
        before = fingerprints()
        load = staged("yearly_facts", content, name=name)
        found = {f"{fault['column']}{fault['row']}" for fault in queries.faults(load)}
        assert found == {f"{column_letter(column)}{row}" for row, column in chosen}
        with pytest.raises(operations.UnableToConfirm):
            operations.confirm(load=load, by=CLERK, now=NOW)
        assert fingerprints() == before
