"""A mapping settled once is used again for the same table of the same sender, says so, and can be forgotten."""

from datetime import timedelta

import pytest

from tests.factories.accounts import an_actor, an_organisation
from tests.factories.intake import CLERK, NOW, a_code, a_register, a_workbook, staged
from tidu.foundation.actors import OrganisationKind, Role
from tidu.foundation.audit.models import Entry
from tidu.foundation.intake import operations, queries

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
