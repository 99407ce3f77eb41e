"""A mapping settled once is used again for the same table of the same sender, says so, and can be forgotten."""

from datetime import timedelta

import pytest

from tests.factories.accounts import an_actor, an_organisation
from tests.factories.intake import CLERK, NOW, a_code, a_register, a_workbook, received, staged
from tidu.foundation.actors import OrganisationKind, Role
from tidu.foundation.audit.models import Entry
from tidu.foundation.intake import operations, queries
from tidu.foundation.intake.models import Load
from tidu.foundation.intake.vocabulary import LoadState

pytestmark = pytest.mark.django_db

JIA = a_code(1)
ODD = ("编码", "公司", "哪年", "卖了多少（万元）", "人头")
MAPPING = {"A": "credit_code", "B": "name", "C": "year", "D": "revenue_fen", "E": ""}
LATER = NOW + timedelta(hours=1)


@pytest.fixture(autouse=True)
def _register():
    a_register((JIA, "甲公司"), now=NOW - timedelta(days=1))


@pytest.fixture
def township():
    return an_organisation(OrganisationKind.TOWNSHIP, name="云溪镇")


def odd(revenue, header=ODD):
    return a_workbook(("云溪镇报表",), header, (JIA, "甲公司", 2024, revenue, 20))


def settled(sender, by=CLERK):
    load = staged("yearly_facts", odd(100), mapping=MAPPING, sender_id=sender.pk)
    return operations.restage(load=load, mapping=MAPPING, by=by, now=NOW)


def mapping_of(load):
    return {column.letter: column.field for column in queries.preview(load).columns}


def test_the_same_layout_of_the_same_sender_is_mapped_by_itself_and_says_so(township):
    clerk = an_actor(Role.SECTION_CLERK)
    settled(township, by=clerk)
    again = staged("yearly_facts", odd(200), sender_id=township.pk, now=LATER)
    assert mapping_of(again) == MAPPING
    assert again.notices[0] == (
        f"表头与云溪镇上次的相同，列对应沿用{clerk.name} 2025-06-10 的确定；不对可改，也可忘记。"
    )
    [row] = queries.rows(again)
    assert next(change.after for change in row.changes if change.field == "revenue_fen") == "200 万元"


@pytest.mark.parametrize(
    "header",
    [
        ("编码", "公司", "哪年", "卖了多少（万元）", "人数"),
        ("公司", "编码", "哪年", "卖了多少（万元）", "人头"),
        (*ODD, "备注"),
    ],
)
def test_another_layout_is_not(township, header):
    settled(township)
    with pytest.raises(operations.UnableToStage, match="找不到“企业年度数据表”的表头"):
        staged("yearly_facts", odd(200, header), sender_id=township.pk)


def test_width_and_spaces_are_the_same_layout(township):
    settled(township)
    header = ("编 码", "公司", "哪年", "卖了多少(万元)", "人头")
    assert mapping_of(staged("yearly_facts", odd(200, header), sender_id=township.pk)) == MAPPING


def test_another_sender_s_table_is_not(township):
    settled(township)
    other = an_organisation(OrganisationKind.TOWNSHIP, name="白水镇")
    for sender in (other.pk, None):
        with pytest.raises(operations.UnableToStage):
            staged("yearly_facts", odd(200), sender_id=sender)


def test_a_column_that_was_left_unread_on_purpose_stays_unread(township):
    header = ("统一社会信用代码", "企业名称", "年度", "营业收入（万元）", "职工总数")
    load = staged("yearly_facts", odd(100, header), sender_id=township.pk)
    assert mapping_of(load)["E"] == "staff_average"
    operations.restage(load=load, mapping={**mapping_of(load), "E": ""}, by=CLERK, now=NOW)
    again = staged("yearly_facts", odd(200, header), sender_id=township.pk, now=LATER)
    assert mapping_of(again)["E"] == ""


def test_a_mapping_given_for_one_load_goes_before_the_remembered_one(township):
    settled(township)
    given = {**MAPPING, "E": "staff_average"}
    load = staged("yearly_facts", odd(200), mapping=given, sender_id=township.pk)
    assert mapping_of(load)["E"] == "staff_average"
    assert load.recalled is None


def test_the_later_word_replaces_the_earlier_one(township):
    load = settled(township)
    operations.restage(load=load, mapping={**MAPPING, "E": "staff_average"}, by=CLERK, now=LATER)
    assert len(queries.mappings()) == 1
    again = staged("yearly_facts", odd(200), sender_id=township.pk, now=LATER)
    assert mapping_of(again)["E"] == "staff_average"


def test_it_can_be_forgotten_and_that_is_in_the_audit(township):
    settled(township)
    again = staged("yearly_facts", odd(200), sender_id=township.pk, now=LATER)
    operations.forget(mapping=queries.find_mapping(again.recalled_id), by=CLERK, now=LATER)
    assert Entry.objects.filter(action="intake.forget_mapping", summary__contains="云溪镇").count() == 1
    with pytest.raises(operations.UnableToStage):
        staged("yearly_facts", odd(300), sender_id=township.pk)
    again.refresh_from_db()
    assert again.recalled is None
    with pytest.raises(queries.MappingNotFound, match="可能已经忘记了"):
        queries.find_mapping(1_000_000)


def test_without_a_sender_nothing_is_remembered():
    load = staged("yearly_facts", odd(100), mapping=MAPPING)
    operations.restage(load=load, mapping=MAPPING, by=CLERK, now=NOW)
    assert queries.mappings() == []


def test_a_mapping_under_which_the_file_cannot_be_read_changes_nothing(township):
    load = settled(township)
    with pytest.raises(operations.UnableToStage):
        operations.restage(load=load, mapping={**MAPPING, "A": ""}, by=CLERK, now=LATER)
    load.refresh_from_db()
    assert mapping_of(load) == MAPPING
    assert len(queries.rows(load)) == 1


class TestColumnsThatSomebodyHasToName:
    """A table whose columns nobody knows is kept as unreadable until somebody says what they are."""

    @pytest.fixture
    def unknown(self, township):
        return received(("年报.xlsx", odd(100)), sender_id=township.pk).loads.get()

    def test_it_is_kept_with_its_header_and_the_reason_and_loads_nothing(self, unknown):
        assert (unknown.state, unknown.header_row) == (LoadState.REFUSED, 2)
        assert "找不到“企业年度数据表”的表头" in unknown.refusal
        assert list(unknown.headers.values()) == list(ODD)
        assert queries.may_be_mapped(unknown)
        assert not unknown.rows.exists()

    def test_named_once_it_is_read_and_the_next_table_of_the_sender_is_known(self, unknown, township):
        load = operations.restage(load=unknown, mapping=MAPPING, by=CLERK, now=NOW)
        assert (load.state, load.refusal, load.header_row) == (LoadState.STAGED, "", 2)
        assert load.counts["NEW"] == 1
        operations.confirm(load=load, by=CLERK, now=NOW)
        later = received(("二月.xlsx", odd(200)), sender_id=township.pk, now=LATER).loads.get()
        assert (later.state, mapping_of(later)) == (LoadState.STAGED, MAPPING)
        assert later.counts["CHANGED"] == 1

    def test_a_mapping_that_leaves_out_what_must_be_there_changes_nothing(self, unknown):
        with pytest.raises(operations.UnableToStage, match="缺少必须的列：“统一社会信用代码”"):
            operations.restage(load=unknown, mapping={**MAPPING, "A": ""}, by=CLERK, now=NOW)
        unknown.refresh_from_db()
        assert (unknown.state, queries.may_be_mapped(unknown)) == (LoadState.REFUSED, True)

    def test_what_is_known_of_it_already_stands_in_the_mapping(self, township):
        header = ("企业编码", "企业名称", "年度", "营业收入（万元）")
        content = a_workbook(header, (JIA, "甲公司", 2024, 100))
        load = received(("年报.xlsx", content), sender_id=township.pk).loads.get()
        assert "缺少必须的列：“统一社会信用代码”" in load.refusal
        assert load.mapping == {"B": "name", "C": "year", "D": "revenue_fen"}
        mapped = operations.restage(
            load=load, mapping={**load.mapping, "A": "credit_code"}, by=CLERK, now=NOW
        )
        assert mapped.counts["NEW"] == 1

    def test_two_columns_for_one_field_are_told_apart_by_somebody(self, township):
        header = ("统一社会信用代码", "年度", "营业收入（万元）", "销售收入（万元）")
        load = received(
            ("年报.xlsx", a_workbook(header, (JIA, 2024, 100, 90))), sender_id=township.pk
        ).loads.get()
        assert "都是“销售收入”" in load.refusal
        mapping = {"A": "credit_code", "B": "year", "C": "", "D": "revenue_fen"}
        [row] = queries.rows(operations.restage(load=load, mapping=mapping, by=CLERK, now=NOW))
        assert next(one.after for one in row.changes if one.field == "revenue_fen") == "90 万元"

    def test_of_several_files_each_says_that_its_columns_are_to_be_named(self, township):
        known = a_workbook(("统一社会信用代码", "年度"), (JIA, 2024))
        receipt = queries.receipt(received(("甲.xlsx", odd(100)), ("乙.xlsx", known), sender_id=township.pk))
        assert [(one.unmapped, one.next_step) for one in receipt.files] == [
            (True, "指明各列是什么"),
            (False, "看过后确认载入"),
        ]

    def test_what_was_damaged_cannot_be_named(self, township):
        receipt = received(("甲.xlsx", b"PK"), ("乙.xlsx", odd(100)), sender_id=township.pk)
        damaged = receipt.loads.order_by("pk").first()
        assert not queries.may_be_mapped(damaged)
        with pytest.raises(operations.UnableToStage, match="读不了，不能再改"):
            operations.restage(load=damaged, mapping=MAPPING, by=CLERK, now=NOW)

    def test_it_can_be_given_up(self, unknown):
        assert operations.discard(load=unknown, by=CLERK, now=NOW).state == LoadState.DISCARDED

    def test_a_table_without_two_words_in_a_row_has_nothing_to_name(self, township):
        with pytest.raises(operations.UnableToStage, match="找不到“企业年度数据表”的表头"):
            received(("年报.xlsx", a_workbook(("说明",), (1, 2), (3, 4))), sender_id=township.pk)
        assert not Load.objects.filter(form="yearly_facts").exists()


def test_a_year_that_the_headers_name_stays_with_the_batch_when_it_is_read_again():
    wide = ("统一社会信用代码", "企业名称", "2023年营业收入（万元）", "2024年营业收入（万元）")
    [load] = received(("报表.xlsx", a_workbook(wide, (JIA, "甲公司", 100, 120)))).loads.all()
    assert load.state == LoadState.REFUSED
    assert "几个年度的列" in load.refusal
    again = operations.restage(
        load=load,
        mapping={"A": "credit_code", "B": "name", "C": "", "D": "revenue_fen"},
        by=CLERK,
        now=LATER,
    )
    assert (again.state, again.options) == (LoadState.STAGED, {"year": 2024})
    [row] = again.rows.all()
    assert row.values == {"credit_code": JIA, "year": 2024, "revenue_fen": 120_000_000}
    operations.look_again(load=again, by=CLERK, now=LATER)
    again.refresh_from_db()
    assert again.options == {"year": 2024}
