"""A hundred nasty workbooks: nothing half-loaded, and every fault named by its cell with its reason."""

import io
from datetime import date, timedelta

import openpyxl
import pytest

from tests.factories import nasty_workbooks as nasty
from tests.factories.intake import CLERK, NOW, a_register, staged
from tests.factories.office import NO_CALC, by_libreoffice, has_calc
from tidu.domain.enterprises.models import (
    ComplianceCheck,
    NameRecord,
    PlaceRecord,
    Profile,
    Recognition,
    YearlyFacts,
)
from tidu.domain.indicators.models import CountyIndicator
from tidu.foundation.intake import operations, queries, returning
from tidu.foundation.intake.models import Load
from tidu.foundation.provenance.models import SourceBatch

pytestmark = pytest.mark.django_db

ALL = nasty.everything()
TAKEN = [one for one in ALL if not one.refused]
MODELS = (Profile, NameRecord, PlaceRecord, YearlyFacts, Recognition, ComplianceCheck, CountyIndicator)
ABSENT = object()
HELD = {"REJECTED", "SUSPECTED", "ASKED"}


@pytest.fixture(autouse=True)
def _register():
    a_register(*nasty.FIRMS, now=NOW - timedelta(days=1))


def named(nasty_ones):
    return [pytest.param(one, id=one.name) for one in nasty_ones]


def on_stage(one):
    return staged(one.form, one.content, options=one.options, name=one.file)


def versions():
    """Return everything the records hold, whatever its kind."""
    return {model: list(model.objects.order_by("pk").values()) for model in MODELS}


def corrected():
    """Return every record as corrected now, without what tells one version of it from the next."""
    kept = {"id", "line_id", "recorded_at", "superseded_at"}
    return {
        model: sorted(
            (
                tuple((name, value) for name, value in version.items() if name not in kept)
                for version in model.objects.known_at(None).values()
            ),
            key=str,
        )
        for model in MODELS
    }


def places(load):
    return sorted((f"{fault['column']}{fault['row']}", fault["code"]) for fault in queries.faults(load))


def test_there_are_more_than_a_hundred():
    assert len(ALL) > 100
    assert len({one.name for one in ALL}) == len(ALL)


@pytest.mark.parametrize("one", named([one for one in ALL if one.refused]))
def test_a_file_that_cannot_be_taken_leaves_nothing_and_says_how_to_mend_it(one):
    before, batches = versions(), SourceBatch.objects.count()
    with pytest.raises(operations.UnableToStage) as refusal:
        on_stage(one)
    assert one.refused in str(refusal.value)
    assert any(word in str(refusal.value) for word in ("请", "至少要有"))
    assert (versions(), SourceBatch.objects.count()) == (before, batches)
    assert Load.objects.filter(state="STAGED").count() == 0


@pytest.mark.parametrize("one", named(TAKEN))
def test_every_row_has_its_verdict_every_fault_its_cell_and_all_is_loaded_or_nothing(one):
    before, as_corrected = versions(), corrected()
    load = on_stage(one)
    check_verdicts(one, load)
    for words in one.said:
        assert any(words in notice for notice in load.notices), (words, load.notices)
    if one.faults:
        check_marks(load)
    if HELD & set(one.verdicts.values()):
        with pytest.raises(operations.UnableToConfirm):
            operations.confirm(load=load, by=CLERK, now=NOW)
        assert versions() == before
        return
    operations.confirm(load=load, by=CLERK, now=NOW)
    check_records(one, load)
    operations.undo(load=load, by=CLERK, now=NOW + timedelta(hours=1))
    assert corrected() == as_corrected


def check_verdicts(one, load):
    rows = list(load.rows.order_by("row_number"))
    assert {row.row_number: row.verdict for row in rows} == one.verdicts
    assert places(load) == sorted(one.faults)
    assert all(fault["reason"] for fault in queries.faults(load))
    by_number = {row.row_number: row.values for row in rows}
    assert {place: by_number[place[0]].get(place[1]) for place in one.values} == one.values


def check_marks(load):
    """Every fault comes back on its cell, or on the cell that shows it."""
    book = openpyxl.load_workbook(io.BytesIO(returning.error_workbook(load)))
    page = book[load.sheet or "Sheet1"]
    for fault in queries.faults(load):
        cell = page[f"{fault['column'] or 'A'}{fault['row']}"]
        area = next((area for area in page.merged_cells.ranges if cell.coordinate in area), None)
        cell = page.cell(area.min_row, area.min_col) if area else cell
        assert fault["reason"] in cell.comment.text
        assert cell.fill.fgColor.rgb in {"FFFFC7CF", "FFFFEB9D"}


def check_records(one, load):
    """What stands is what the rows stated, and what was worked out by hand of them."""
    for row in load.rows.all():
        by_hand = {name: value for (number, name), value in one.values.items() if number == row.row_number}
        for name, value in {**row.values, **by_hand}.items():
            stands = [told(record, name) for record in records(one.form, row.values)]
            assert stands.count(value) == 1, (row.row_number, name, value, stands)


def records(form, values):
    """Return the records that a row speaks of, as they stand now."""
    if form == "county_indicators":
        about = {name: values[name] for name in ("county_code", "indicator", "year")}
        return CountyIndicator.objects.known_at(None).filter(**about)
    key = {
        "yearly_facts": (YearlyFacts, "year"),
        "recognitions": (Recognition, "kind", "granted_on"),
        "compliance_checks": (ComplianceCheck, "kind", "checked_on"),
    }
    models = [key[form]] if form in key else [(Profile,), (NameRecord,)]
    return [
        record
        for model, *names in models
        for record in model.objects.known_at(None).filter(
            enterprise__credit_code=values["credit_code"], **{name: values[name] for name in names}
        )
    ]


def told(record, name):
    """Return a field of a record as a sheet tells it."""
    if name == "credit_code":
        return record.enterprise.credit_code if not isinstance(record, NameRecord) else None
    if name == "valid_until":
        return (record.valid_until_on - timedelta(days=1)).isoformat()
    value = getattr(record, name, ABSENT)
    return value.isoformat() if isinstance(value, date) else value


REWRITTEN = [
    one
    for one in TAKEN
    if one.name
    in {
        "两行表头：合并的",
        "三行表头：合并的",
        "四行表头：标题在上，单位在最下",
        "日期：1904 日期系统（xlsx）",
        "合并：一家两年的代码和名称",
        "合计：不符",
        "隐藏：行",
        "单位：格里各写各的",
        "一格：错误值",
        "一格：校验码不对",
        "单位：百分数格式",
        "日期：带时刻",
    }
]


@pytest.fixture(scope="module", params=["xlsx", "xls"])
def rewritten(request, tmp_path_factory):
    """Return the kind of file, and by their names the workbooks as LibreOffice wrote them."""
    folder = tmp_path_factory.mktemp(request.param)
    written = by_libreoffice([one.content for one in REWRITTEN], request.param, folder)
    return request.param, dict(zip((one.name for one in REWRITTEN), written, strict=True))


@pytest.mark.skipif(not has_calc(), reason=NO_CALC)
@pytest.mark.parametrize("one", named(REWRITTEN))
def test_what_libreoffice_wrote_is_judged_alike(one, rewritten):
    kind, contents = rewritten
    load = staged(one.form, contents[one.name], options=one.options, name=f"报表.{kind}")
    check_verdicts(one, load)
