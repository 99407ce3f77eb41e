"""From a received workbook into the records and back: all or nothing, the same file twice, undone."""

from datetime import timedelta

import pytest

from tests.factories.accounts import an_actor
from tests.factories.intake import CLERK, NOW, a_code, a_register, a_workbook, loaded, staged
from tidu.domain.enterprises.models import Enterprise, YearlyFacts
from tidu.foundation.actors import Role
from tidu.foundation.audit.models import Entry
from tidu.foundation.intake import operations, queries, vetoes
from tidu.foundation.intake.models import Load
from tidu.foundation.intake.vocabulary import LoadState
from tidu.foundation.provenance import queries as provenance_queries
from tidu.foundation.provenance.models import SourceBatch

pytestmark = pytest.mark.django_db

JIA, YI = a_code(1), a_code(2)
HEADER = ("统一社会信用代码", "企业名称", "年度", "营业收入（万元）", "职工总数")
LATER, LATEST = NOW + timedelta(hours=1), NOW + timedelta(hours=2)


@pytest.fixture(autouse=True)
def _register():
    a_register((JIA, "甲公司"), (YI, "乙公司"), now=NOW - timedelta(days=1))


def yearly(*rows):
    return a_workbook(("2024 年企业年报",), HEADER, *rows)


def standing():
    facts = YearlyFacts.objects.known_at(None).order_by("enterprise__credit_code", "year")
    return list(facts.values_list("enterprise__credit_code", "year", "revenue_fen", "staff_average"))


def counts(load):
    return {verdict: load.counts[verdict] for verdict in ("NEW", "CHANGED", "SAME", "REJECTED")}


FIRST = yearly((JIA, "甲公司", 2024, 3200.5, 20), (YI, "乙公司", 2024, 100, None))


class TestStaging:
    def test_nothing_reaches_the_records(self):
        load = staged("yearly_facts", FIRST)
        assert load.state == LoadState.STAGED
        assert standing() == []
        assert not SourceBatch.objects.filter(title__contains="年度").exists()

    def test_the_sentence_counts_rows_by_verdict(self):
        load = staged("yearly_facts", yearly((JIA, "甲公司", 2024, 1, 1), (a_code(9), "丙公司", 2024, 1, 1)))
        assert queries.sentence(load) == "2 行：1 行新增，0 行变更，0 行不变，1 行退回。"

    def test_a_fault_names_sheet_row_column_header_text_reason_and_mend(self):
        load = staged("yearly_facts", yearly((JIA, "甲公司", 2024, "约三千", 1)))
        [fault] = queries.faults(load)
        assert fault == {
            "field": "revenue_fen",
            "label": "销售收入",
            "code": "not_number",
            "severity": "fault",
            "reason": "“约三千”不是数",
            "suggestion": "请填写数字；没有数据请留空",
            "sheet": "Sheet1",
            "row": 3,
            "column": "D",
            "header": "营业收入（万元）",
            "text": "约三千",
        }

    def test_the_same_key_twice_sends_both_rows_back_naming_each_other(self):
        load = staged("yearly_facts", yearly((JIA, "甲公司", 2024, 1, 1), (JIA, "甲公司", 2024, 2, 1)))
        assert [(fault["row"], fault["code"]) for fault in queries.faults(load)] == [
            (3, "duplicate"),
            (4, "duplicate"),
        ]
        assert "第 4 行" in queries.faults(load)[0]["reason"]

    def test_blank_rows_totals_and_remarks_are_passed_over_and_said(self):
        content = yearly(
            (JIA, "甲公司", 2024, 1, 1),
            (),
            (YI, "乙公司", 2024, 2, 1),
            ("合计", None, None, 3, 2),
            ("注：单位为万元",),
        )
        load = staged("yearly_facts", content)
        assert load.counts["rows"] == 2
        assert any("跳过空白行：第 4 行" in notice for notice in load.notices)
        assert any("第 6 行是合计行" in notice for notice in load.notices)
        assert any("第 7 行是表尾说明" in notice for notice in load.notices)

    def test_a_year_may_be_given_once_for_the_load(self):
        content = a_workbook(("统一社会信用代码", "营业收入（万元）"), (JIA, 5))
        with pytest.raises(operations.UnableToStage, match="指明年度"):
            staged("yearly_facts", content)
        load = staged("yearly_facts", content, options={"year": "2024", "status": "终核"})
        [row] = queries.rows(load)
        assert row.key == f"{JIA}|2024"
        assert queries.preview(load).options == (("年度", "2024"), ("状态", "终核"))

    @pytest.mark.parametrize("how", ["look_again", "restage"])
    def test_a_parameter_chosen_from_a_list_holds_when_the_file_is_read_again(self, how):
        load = staged("yearly_facts", FIRST, options={"status": "终核"})
        mapping = {"mapping": load.mapping} if how == "restage" else {}
        again = getattr(operations, how)(load=load, by=CLERK, now=NOW, **mapping)
        assert (again.state, queries.preview(again).options) == ("STAGED", (("状态", "终核"),))
        assert {row.values["status"] for row in again.rows.all()} == {"FINAL"}

    def test_a_row_that_contradicts_the_option_is_sent_back(self):
        load = staged("yearly_facts", yearly((JIA, "甲公司", 2023, 1, 1)), options={"year": 2024})
        assert [fault["code"] for fault in queries.faults(load)] == ["differs_from_option"]

    def test_a_wrong_option_is_refused(self):
        with pytest.raises(operations.UnableToStage, match="不是年份"):
            staged("yearly_facts", FIRST, options={"year": "去年"})
        with pytest.raises(operations.UnableToStage, match="没有名为“month”"):
            staged("yearly_facts", FIRST, options={"month": "5"})

    def test_an_unknown_form_is_refused(self):
        with pytest.raises(operations.UnableToStage, match="没有代码为“nothing”的表种"):
            staged("nothing", FIRST)

    def test_a_refused_file_leaves_no_trace(self):
        before = (Load.objects.count(), Entry.objects.count())
        with pytest.raises(operations.UnableToStage):
            staged("yearly_facts", b"not a workbook")
        assert (Load.objects.count(), Entry.objects.count()) == before

    @pytest.mark.parametrize("role", [Role.SECTION_CLERK, Role.BUREAU_DIRECTOR])
    def test_clerks_and_directors_may_bring_numbers_in(self, role):
        assert staged("yearly_facts", FIRST, by=an_actor(role)).staged_by_id is not None

    @pytest.mark.parametrize("role", [Role.COUNTY_LEADER, Role.ADMINISTRATOR, Role.ENTERPRISE_CONTACT])
    def test_others_may_not(self, role):
        with pytest.raises(operations.UnableToStage, match="没有导入数据的权限"):
            staged("yearly_facts", FIRST, by=an_actor(role))

    def test_staging_asks_the_database_the_same_number_of_questions_for_more_rows(
        self, django_assert_max_num_queries
    ):
        firms = [(a_code(number), f"企业{number}") for number in range(10, 210)]
        a_register(*firms)
        content = yearly(*((code, name, 2024, 1, 1) for code, name in firms))
        with django_assert_max_num_queries(18):
            staged("yearly_facts", content)


class TestConfirming:
    def test_values_stand_with_their_cells(self):
        loaded("yearly_facts", FIRST)
        assert standing() == [(JIA, 2024, 3_200_500_000, 20), (YI, 2024, 100_000_000, None)]
        version = YearlyFacts.objects.known_at(None).get(enterprise__credit_code=JIA)
        origin = provenance_queries.origin_of(version, "revenue_fen")
        assert origin is not None
        assert (origin.file_name, origin.sheet, origin.cell, origin.header) == (
            "报表.xlsx",
            "Sheet1",
            "D3",
            "营业收入（万元）",
        )

    def test_one_row_sent_back_keeps_the_whole_file_out(self):
        load = staged("yearly_facts", yearly((JIA, "甲公司", 2024, 1, 1), (YI, "乙公司", 2024, "许多", 1)))
        with pytest.raises(
            operations.UnableToConfirm, match=r"还有 1 行退回.*第 4 行 D 列“营业收入（万元）”"
        ):
            operations.confirm(load=load, by=CLERK, now=NOW)
        assert standing() == []

    def test_the_same_file_again_changes_nothing_and_writes_nothing(self):
        loaded("yearly_facts", FIRST)
        versions, batches = YearlyFacts.objects.count(), SourceBatch.objects.count()
        again = staged("yearly_facts", FIRST, now=LATER)
        assert counts(again) == {"NEW": 0, "CHANGED": 0, "SAME": 2, "REJECTED": 0}
        again = operations.confirm(load=again, by=CLERK, now=LATER)
        assert (again.state, again.source) == (LoadState.LOADED, None)
        assert (YearlyFacts.objects.count(), SourceBatch.objects.count()) == (versions, batches)

    def test_a_changed_row_shows_before_and_after_of_each_field(self):
        loaded("yearly_facts", FIRST)
        load = staged(
            "yearly_facts",
            yearly((JIA, "甲公司", 2024, 4000, 20), (YI, "乙公司", 2024, "缺数", 7)),
            now=LATER,
        )
        changed = {
            (row.label, change.label): (change.before, change.after)
            for row in queries.rows(load)
            for change in row.changes
            if change.changed
        }
        assert changed == {
            ("甲公司", "销售收入"): ("3,200.5 万元", "4,000 万元"),
            ("乙公司", "销售收入"): ("100 万元", "缺数"),
            ("乙公司", "职工总数（全年月平均）"): ("缺数", "7"),
        }

    def test_a_cell_left_blank_keeps_what_stands(self):
        loaded("yearly_facts", FIRST)
        loaded("yearly_facts", yearly((JIA, "甲公司", 2024, None, 25)), now=LATER)
        assert standing()[0] == (JIA, 2024, 3_200_500_000, 25)
        version = YearlyFacts.objects.known_at(None).get(enterprise__credit_code=JIA)
        assert provenance_queries.origin_of(version, "revenue_fen").loaded_at == NOW
        assert provenance_queries.origin_of(version, "staff_average").loaded_at == LATER

    def test_the_second_person_is_told_who_was_first(self):
        load = staged("yearly_facts", FIRST)
        operations.confirm(load=load, by=CLERK, now=NOW)
        with pytest.raises(operations.UnableToConfirm, match="已由测试经办于 2025-06-10 09:00 载入"):
            operations.confirm(load=load, by=CLERK, now=LATER)

    def test_a_discarded_load_cannot_be_confirmed(self):
        load = operations.discard(load=staged("yearly_facts", FIRST), by=CLERK, now=NOW)
        assert load.state == LoadState.DISCARDED
        with pytest.raises(operations.UnableToConfirm, match="放弃"):
            operations.confirm(load=load, by=CLERK, now=LATER)
        with pytest.raises(operations.UnableToDiscard):
            operations.discard(load=load, by=CLERK, now=LATER)

    def test_each_step_is_in_the_audit(self):
        load = loaded("yearly_facts", FIRST)
        operations.undo(load=load, by=CLERK, now=LATER)
        steps = Entry.objects.filter(subject_type="intake.load", subject_key=str(load.pk)).order_by("pk")
        assert [entry.action for entry in steps] == ["intake.stage", "intake.confirm", "intake.undo"]


class TestUndoing:
    def test_values_are_again_what_they_were(self):
        loaded("yearly_facts", FIRST)
        before = standing()
        second = loaded("yearly_facts", yearly((JIA, "甲公司", 2024, 4000, 30)), now=LATER)
        assert standing() != before
        versions, batches = YearlyFacts.objects.count(), SourceBatch.objects.count()
        undone = operations.undo(load=second, by=CLERK, now=LATEST)
        assert standing() == before
        assert undone.state == LoadState.UNDONE
        assert YearlyFacts.objects.count() > versions
        assert SourceBatch.objects.count() == batches
        assert SourceBatch.objects.get(pk=undone.source_id).undone_by_name == "测试经办"

    def test_new_records_are_withdrawn(self):
        load = loaded("yearly_facts", FIRST)
        operations.undo(load=load, by=CLERK, now=LATER)
        assert standing() == []

    def test_it_can_be_loaded_again_after(self):
        operations.undo(load=loaded("yearly_facts", FIRST), by=CLERK, now=LATER)
        load = staged("yearly_facts", FIRST, now=LATEST)
        assert counts(load)["NEW"] == 2
        operations.confirm(load=load, by=CLERK, now=LATEST)
        assert len(standing()) == 2

    def test_a_later_batch_on_the_same_record_blocks_it(self):
        first = loaded("yearly_facts", FIRST)
        loaded("yearly_facts", yearly((JIA, "甲公司", 2024, 4000, 30)), now=LATER)
        with pytest.raises(operations.UnableToUndo, match="请先撤销后来的批次"):
            operations.undo(load=first, by=CLERK, now=LATEST)
        assert len(standing()) == 2

    def test_a_veto_blocks_it_with_its_reason(self, monkeypatch):
        monkeypatch.setattr(vetoes, "_vetoes", [])
        vetoes.register(lambda batch: ["据此已拨付 2 笔奖励"] if batch.title.endswith("报表.xlsx") else [])
        with pytest.raises(operations.UnableToUndo, match="已拨付 2 笔"):
            operations.undo(load=loaded("yearly_facts", FIRST), by=CLERK, now=LATER)

    def test_the_reasons_of_every_veto_are_told_together(self, monkeypatch):
        monkeypatch.setattr(vetoes, "_vetoes", [])
        for reason in ("据此已拨付 2 笔奖励", "据此已发出通报"):
            vetoes.register(lambda _batch, reason=reason: [reason])
        with pytest.raises(operations.UnableToUndo, match="不能撤销：据此已拨付 2 笔奖励；据此已发出通报。"):
            operations.undo(load=loaded("yearly_facts", FIRST), by=CLERK, now=LATER)

    def test_what_is_not_loaded_cannot_be_undone(self):
        load = staged("yearly_facts", FIRST)
        with pytest.raises(operations.UnableToUndo, match="还没有载入"):
            operations.undo(load=load, by=CLERK, now=LATER)

    def test_the_register_itself_can_be_undone(self):
        load = a_register((a_code(3), "丙公司"), now=LATER)
        operations.undo(load=load, by=CLERK, now=LATEST)
        again = staged("yearly_facts", yearly((a_code(3), "丙公司", 2024, 1, 1)), now=LATEST)
        assert [fault["code"] for fault in queries.faults(again)] == ["unknown_enterprise"]
        assert Enterprise.objects.filter(credit_code=a_code(3)).exists()
