"""Two people at one record: the second is told which cells moved, by whom, from what to what; nothing is lost."""

from datetime import timedelta

import pytest

from tests.factories.accounts import an_actor
from tests.factories.intake import NOW, a_code, a_register, a_workbook, loaded, staged
from tidu.domain.enterprises.models import Enterprise, YearlyFacts
from tidu.domain.enterprises.operations import Statement, record_yearly_facts
from tidu.foundation.actors import Role
from tidu.foundation.intake import operations, queries
from tidu.foundation.intake.vocabulary import LoadState, RowVerdict
from tidu.foundation.provenance import operations as provenance
from tidu.foundation.provenance.vocabulary import SourceKind

pytestmark = pytest.mark.django_db

JIA, YI = a_code(1), a_code(2)
HEADER = ("统一社会信用代码", "企业名称", "年度", "营业收入（万元）", "职工总数")
LATER, LATEST = NOW + timedelta(hours=1), NOW + timedelta(hours=2)


@pytest.fixture(autouse=True)
def _register():
    a_register((JIA, "甲公司"), (YI, "乙公司"), now=NOW - timedelta(days=1))


@pytest.fixture
def li():
    return an_actor(Role.SECTION_CLERK)


@pytest.fixture
def wang():
    return an_actor(Role.SECTION_CLERK)


def yearly(*rows):
    return a_workbook(HEADER, *rows)


def moved(load, by):
    with pytest.raises(operations.RecordsMoved) as refused:
        operations.confirm(load=load, by=by, now=LATEST)
    return refused.value.cells


def test_the_second_of_two_overlapping_loads_is_told_cell_by_cell(li, wang):
    loaded("yearly_facts", yearly((JIA, "甲公司", 2024, 100, 20)))
    mine = staged(
        "yearly_facts", yearly((JIA, "甲公司", 2024, 300, 20), (YI, "乙公司", 2024, 5, 5)), by=li, now=LATER
    )
    theirs = staged("yearly_facts", yearly((JIA, "甲公司", 2024, 200, 20)), by=wang, now=LATER)
    operations.confirm(load=theirs, by=wang, now=LATER)
    [cell] = moved(mine, li)
    assert (cell.row_number, cell.column, cell.field) == (2, "D", "销售收入")
    assert (cell.seen, cell.now, cell.ours) == ("100 万元", "200 万元", "300 万元")
    assert (cell.writer.name, cell.writer.at) == (wang.name, LATER)
    assert "报表.xlsx" in cell.writer.title
    facts = YearlyFacts.objects.known_at(None)
    assert list(facts.values_list("enterprise__credit_code", "revenue_fen")) == [(JIA, 200_000_000)]


def test_a_value_corrected_on_the_firm_s_own_page_is_told_too(li, wang):
    loaded("yearly_facts", yearly((JIA, "甲公司", 2024, 100, 20)))
    mine = staged("yearly_facts", yearly((JIA, "甲公司", 2024, 300, 20)), by=li, now=LATER)
    form = provenance.open_batch(
        kind=SourceKind.FORM, title="更正年度数据", by=wang, now=LATER, column_map={"staff_average": {}}
    )
    [line] = provenance.add_lines(batch=form, row_numbers=[0])
    corrected = Statement(line=line, credit_code=JIA, values={"year": 2024, "staff_average": 21})
    record_yearly_facts(statements=[corrected], by=wang, now=LATER)
    [cell] = moved(mine, li)
    assert (cell.field, cell.seen, cell.now, cell.writer.name) == (
        "职工总数（全年月平均）",
        "20",
        "21",
        wang.name,
    )


def test_a_record_that_was_taken_back_meanwhile_is_told_with_who_undid_it(li, wang):
    first = loaded("yearly_facts", yearly((JIA, "甲公司", 2024, 100, 20)))
    mine = staged("yearly_facts", yearly((JIA, "甲公司", 2024, 300, 20)), by=li, now=LATER)
    operations.undo(load=first, by=wang, now=LATER)
    cells = moved(mine, li)
    revenue = next(cell for cell in cells if cell.field == "销售收入")
    assert (revenue.seen, revenue.now, revenue.writer.name) == ("100 万元", "没有记录", wang.name)
    assert "撤销" in revenue.writer.title


def test_the_register_names_its_own_writer(li, wang):
    header = ("统一社会信用代码", "企业名称", "成立日期")
    mine = staged("enterprise_register", a_workbook(header, (JIA, "甲公司", "2014-03-02")), by=li)
    theirs = staged("enterprise_register", a_workbook(header, (JIA, "甲公司", "2013-03-02")), by=wang)
    operations.confirm(load=theirs, by=wang, now=LATER)
    [cell] = moved(mine, li)
    assert (cell.seen, cell.now, cell.writer.name) == ("2015-03-02", "2013-03-02", wang.name)


def test_looking_again_compares_with_what_stands_now_and_may_then_be_confirmed(li, wang):
    loaded("yearly_facts", yearly((JIA, "甲公司", 2024, 100, 20)))
    mine = staged("yearly_facts", yearly((JIA, "甲公司", 2024, 300, 20)), by=li, now=LATER)
    loaded("yearly_facts", yearly((JIA, "甲公司", 2024, 200, 20)), by=wang, now=LATER)
    mine = operations.look_again(load=mine, by=li, now=LATEST)
    [row] = queries.rows(mine)
    changed = next(change for change in row.changes if change.field == "revenue_fen")
    assert (row.verdict, changed.before, changed.after) == (RowVerdict.CHANGED, "200 万元", "300 万元")
    operations.confirm(load=mine, by=li, now=LATEST)
    assert YearlyFacts.objects.known_at(None).get().revenue_fen == 300_000_000
    assert YearlyFacts.objects.count() == 3
    assert Enterprise.objects.count() == 2


def test_the_second_decision_on_one_load_is_told_who_decided(li, wang):
    load = staged("yearly_facts", yearly((JIA, "甲公司", 2024, 300, 20)), by=li)
    operations.confirm(load=load, by=wang, now=LATER)
    with pytest.raises(operations.UnableToConfirm, match=f"已由{wang.name}于 2025-06-10 10:00 载入"):
        operations.confirm(load=load, by=li, now=LATEST)
    with pytest.raises(
        operations.UnableToDiscard, match=f"已由{wang.name}于 2025-06-10 10:00 载入，不能放弃"
    ):
        operations.discard(load=load, by=li, now=LATEST)
    with pytest.raises(operations.UnableToStage, match="载入，不能再改"):
        operations.look_again(load=load, by=li, now=LATEST)
    load.refresh_from_db()
    assert load.state == LoadState.LOADED
