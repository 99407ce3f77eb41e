"""Fourteen workbooks in one go: each goes its own way, none is lost, and the page says what is to do next."""

import io
from datetime import timedelta

import openpyxl
import pytest

from tests.factories.accounts import an_actor, an_organisation
from tests.factories.intake import CLERK, NOW, a_code, a_register, a_workbook, loaded, received, staged
from tests.factories.jobs import let_the_worker_work
from tidu.domain.enterprises.models import YearlyFacts
from tidu.foundation.actors import OrganisationKind, Role
from tidu.foundation.audit.models import Entry
from tidu.foundation.intake import operations, queries, readers, returning
from tidu.foundation.intake.models import Load, Receipt
from tidu.foundation.intake.operations import _steps
from tidu.foundation.intake.vocabulary import LoadState

pytestmark = pytest.mark.django_db

JIA, YI, BING = a_code(1), a_code(2), a_code(3)
HEADER = ("统一社会信用代码", "企业名称", "年度", "营业收入（万元）", "职工总数")


@pytest.fixture(autouse=True)
def _register():
    a_register((JIA, "甲公司"), (YI, "乙公司"), (BING, "丙公司"))


def yearly(*rows):
    return a_workbook(HEADER, *rows)


CLEAN = yearly((JIA, "甲公司", 2024, 100, 20))
WRONG = yearly((YI, "乙公司", 2024, "许多", 20), (BING, "丙公司", 2024, 5, 5))
BROKEN = b"PK not a workbook"


def files_of(receipt):
    return queries.receipt(receipt).files


def test_each_file_has_its_own_counts_and_its_next_step():
    receipt = received(("甲镇.xlsx", CLEAN), ("乙镇.xlsx", WRONG), ("丙镇.xlsx", BROKEN))
    seen = [(file.load.file_name, file.load.state, file.next_step) for file in files_of(receipt)]
    assert seen == [
        ("甲镇.xlsx", LoadState.STAGED, "看过后确认载入"),
        ("乙镇.xlsx", LoadState.STAGED, "1 行有错：下载退回表交回改正"),
        ("丙镇.xlsx", LoadState.REFUSED, "改好后重新导入"),
    ]
    assert files_of(receipt)[2].load.refusal.startswith("文件已损坏")


def test_the_sentence_sums_up_all_files():
    receipt = received(("甲镇.xlsx", CLEAN), ("乙镇.xlsx", WRONG))
    assert queries.receipt(receipt).sentence == "2 个文件，3 行：2 行新增，0 行变更，0 行不变，1 行退回。"


def test_the_same_bytes_twice_are_taken_once_and_the_file_left_out_is_named():
    receipt = received(("甲镇.xlsx", CLEAN), ("乙镇.xlsx", CLEAN), ("丙镇.xlsx", WRONG))
    assert [file.load.file_name for file in files_of(receipt)] == ["甲镇.xlsx", "丙镇.xlsx"]
    kept = Receipt.objects.get(pk=receipt.pk)
    assert queries.receipt(kept).repeats == ("“乙镇.xlsx”与“甲镇.xlsx”内容完全相同，只收了一份",)


def test_of_files_that_differ_none_is_left_out():
    receipt = received(("甲镇.xlsx", CLEAN), ("乙镇.xlsx", WRONG))
    assert queries.receipt(receipt).repeats == ()


def test_a_file_that_comes_alone_and_cannot_be_read_leaves_no_trace():
    before = (Receipt.objects.count(), Load.objects.count(), Entry.objects.count())
    with pytest.raises(operations.UnableToStage, match="文件已损坏"):
        received(("丙镇.xlsx", BROKEN))
    assert (Receipt.objects.count(), Load.objects.count(), Entry.objects.count()) == before


def test_a_file_too_large_to_be_taken_is_refused_at_once_and_not_put_off(monkeypatch):
    monkeypatch.setattr(readers, "MAX_BYTES", len(WRONG) + 100)
    monkeypatch.setattr(_steps, "AT_ONCE_BYTES", len(WRONG) + 50)
    huge = b"PK" + bytes(len(WRONG) + 100)
    with pytest.raises(operations.UnableToStage, match="MB 的上限"):
        received(("大.xlsx", huge))
    assert not Load.objects.filter(form="yearly_facts").exists()
    states = [file.load.state for file in files_of(received(("大.xlsx", huge), ("乙镇.xlsx", WRONG)))]
    assert states == [LoadState.REFUSED, LoadState.STAGED]


@pytest.mark.parametrize(
    ("files", "options", "said"),
    [
        ((), {}, "请选择至少一个文件"),
        ((("甲镇.xlsx", CLEAN),), {"year": "去年"}, "不是年份"),
        ((("甲镇.xlsx", CLEAN), ("空.xlsx", b"")), {}, "“空.xlsx”：文件是空的"),
    ],
)
def test_what_is_wrong_about_all_of_them_is_refused_before_anything_is_kept(files, options, said):
    with pytest.raises(operations.UnableToStage, match=said):
        received(*files, options=options)
    assert not Receipt.objects.exists()


def test_somebody_without_the_right_hands_nothing_in():
    with pytest.raises(operations.UnableToStage, match="没有导入数据的权限"):
        received(("甲镇.xlsx", CLEAN), by=an_actor(Role.COUNTY_LEADER))


def test_confirming_the_clean_ones_leaves_the_others_on_the_stage():
    receipt = received(("甲镇.xlsx", CLEAN), ("乙镇.xlsx", WRONG))
    confirmed = operations.confirm_clean(receipt=receipt, by=CLERK, now=NOW)
    assert [load.file_name for load in confirmed.done] == ["甲镇.xlsx"]
    assert [file.load.state for file in files_of(receipt)] == [LoadState.LOADED, LoadState.STAGED]
    assert YearlyFacts.objects.known_at(None).count() == 1


def test_each_file_is_a_batch_of_its_own_and_can_be_undone_alone():
    receipt = received(("甲镇.xlsx", CLEAN), ("乙镇.xlsx", yearly((YI, "乙公司", 2024, 7, 7))))
    first, second = operations.confirm_clean(receipt=receipt, by=CLERK, now=NOW).done
    assert first.source_id != second.source_id
    operations.undo(load=first, by=CLERK, now=NOW)
    left = YearlyFacts.objects.known_at(None).values_list("enterprise__credit_code", flat=True)
    assert list(left) == [YI]


def test_two_files_about_one_record_are_named_before_and_the_second_is_refused_after():
    other = yearly((JIA, "甲公司", 2024, 300, 20))
    receipt = received(("甲镇.xlsx", CLEAN), ("甲镇补报.xlsx", other))
    [overlap] = queries.receipt(receipt).overlaps
    assert (overlap.label, overlap.places) == ("甲公司", (("甲镇.xlsx", 2), ("甲镇补报.xlsx", 2)))
    confirmed = operations.confirm_clean(receipt=receipt, by=CLERK, now=NOW)
    [(load, reason)] = confirmed.refused
    assert load.file_name == "甲镇补报.xlsx"
    assert "预览时 没有记录，现在 100 万元（测试经办 2025-06-10 09:00" in reason
    assert YearlyFacts.objects.known_at(None).get().revenue_fen == 100_000_000


def test_a_record_that_one_file_leaves_as_it_is_or_has_written_already_is_no_overlap():
    loaded("yearly_facts", CLEAN)
    receipt = received(
        ("甲镇.xlsx", yearly((JIA, "甲公司", 2024, 100, 20), (YI, "乙公司", 2024, 5, 5))),
        ("补报.xlsx", yearly((JIA, "甲公司", 2024, 300, 20), (BING, "丙公司", 2024, 5, 5))),
    )
    assert queries.receipt(receipt).overlaps == ()
    other = received(
        ("一.xlsx", yearly((YI, "乙公司", 2024, 6, 6))), ("二.xlsx", yearly((YI, "乙公司", 2024, 7, 7)))
    )
    assert len(queries.receipt(other).overlaps) == 1
    operations.confirm(load=queries.loads_of(other)[0], by=CLERK, now=NOW)
    assert queries.receipt(other).overlaps == ()


def test_small_files_are_read_at_once_as_long_as_there_is_time(monkeypatch):
    monkeypatch.setattr(_steps, "AT_ONCE_BYTES", len(CLEAN) + len(WRONG) // 2)
    states = [file.load.state for file in files_of(received(("甲镇.xlsx", CLEAN), ("乙镇.xlsx", WRONG)))]
    assert states == [LoadState.STAGED, LoadState.READING]


class TestSenders:
    @pytest.fixture(autouse=True)
    def _places(self):
        self.township = an_organisation(OrganisationKind.TOWNSHIP, name="云溪镇")
        self.park = an_organisation(OrganisationKind.PARK, name="云溪镇工业园")

    def sender_of(self, name, **further):
        [file] = files_of(received((name, CLEAN), **further))
        return file.sender

    def test_the_sender_stands_in_the_file_name(self):
        assert self.sender_of("云溪镇2024年报.xlsx") == "云溪镇"

    def test_of_two_names_in_one_place_the_longer_counts(self):
        assert self.sender_of("云溪镇工业园2024年报.xlsx") == "云溪镇工业园"

    def test_a_name_that_says_nothing_falls_back_to_the_receiver_s_own_organisation(self):
        clerk = an_actor(Role.SECTION_CLERK)
        assert self.sender_of("年报.xlsx", by=clerk) == clerk.grants[0].organisation_name

    def test_two_senders_in_one_name_are_none(self):
        an_organisation(OrganisationKind.TOWNSHIP, name="白水镇")
        assert self.sender_of("白水镇、云溪镇年报.xlsx") == ""

    def test_a_sender_that_was_chosen_holds_for_every_file(self):
        assert self.sender_of("云溪镇2024年报.xlsx", sender_id=self.park.pk) == "云溪镇工业园"


def test_what_waits_on_the_stage_comes_before_what_was_loaded_since():
    waiting = files_of(received(("甲镇.xlsx", WRONG)))[0].load
    done = loaded("yearly_facts", CLEAN)
    assert queries.waiting_first(2) == [waiting, done]
    assert queries.recent(1) == [done]


def test_another_clerk_goes_on_where_the_first_one_stopped():
    first, second = an_actor(Role.SECTION_CLERK), an_actor(Role.SECTION_CLERK)
    receipt = received(("甲镇.xlsx", CLEAN), by=first)
    [load] = operations.confirm_clean(receipt=receipt, by=second, now=NOW).done
    assert (load.staged_by_name, load.decided_by_name) == (first.name, second.name)


def test_a_loaded_file_handed_in_again_changes_nothing():
    loaded("yearly_facts", CLEAN)
    assert queries.receipt(received(("甲镇.xlsx", CLEAN))).counts["SAME"] == 1


class TestSheetsOfOneWorkbook:
    """A workbook with a sheet for each township: every sheet that holds the form is a batch of its own."""

    HEAD = ("统一社会信用代码", "企业名称", "年度", "营业收入（万元）")

    def book(self):
        sheets = {
            "白水镇": (self.HEAD, (YI, "乙公司", 2024, 90)),
            "填表说明": (("请按年报填写", "谢谢"),),
            "石门镇": (self.HEAD, (BING, "丙公司", 2024, "许多")),
        }
        return a_workbook(self.HEAD, (JIA, "甲公司", 2024, 100), title="云溪镇", **sheets)

    @pytest.fixture
    def receipt(self):
        return received(("全县.xlsx", self.book()), options={"status": "终核"})

    def test_each_has_its_verdicts_its_parameters_and_its_name(self, receipt):
        seen = queries.receipt(receipt)
        assert seen.sentence == "1 个文件 3 张工作表，3 行：2 行新增，0 行变更，0 行不变，1 行退回。"
        assert [(file.title, file.next_step) for file in seen.files] == [
            ("全县.xlsx · 云溪镇", "看过后确认载入"),
            ("全县.xlsx · 白水镇", "看过后确认载入"),
            ("全县.xlsx · 石门镇", "1 行有错：下载退回表交回改正"),
        ]
        loads = queries.loads_of(receipt)
        assert {load.options["status"] for load in loads} == {"FINAL"}
        assert "其余的各成一批，在同一收件里" in loads[0].notices[0]
        assert not any("没有读；如要读" in notice for load in loads for notice in load.notices)

    def test_each_is_loaded_and_taken_back_alone(self, receipt):
        done = operations.confirm_clean(receipt=receipt, by=CLERK, now=NOW)
        assert [load.sheet for load in done.done] == ["云溪镇", "白水镇"]
        operations.undo(load=done.done[0], by=CLERK, now=NOW + timedelta(hours=1))
        standing = YearlyFacts.objects.known_at(None)
        assert [one.enterprise.credit_code for one in standing] == [YI]

    def test_a_sheet_that_cannot_be_read_says_so_and_the_others_are_read(self):
        empty = a_workbook(self.HEAD, (JIA, "甲公司", 2024, 100), title="云溪镇", 白水镇=(self.HEAD,))
        files = queries.receipt(received(("全县.xlsx", empty))).files
        assert [(file.load.state, file.title) for file in files] == [
            ("STAGED", "全县.xlsx · 云溪镇"),
            ("REFUSED", "全县.xlsx · 白水镇"),
        ]
        assert "下面没有数据行" in files[1].load.refusal

    def test_a_large_one_is_read_in_the_background_sheet_by_sheet(self, monkeypatch):
        monkeypatch.setattr(_steps, "AT_ONCE_BYTES", 10)
        receipt = received(("全县.xlsx", self.book()))
        assert len(queries.loads_of(receipt)) == 1
        let_the_worker_work()
        let_the_worker_work()
        assert [load.state for load in queries.loads_of(receipt)] == ["STAGED"] * 3

    def test_the_same_workbook_again_changes_nothing(self, receipt):
        operations.confirm_clean(receipt=receipt, by=CLERK, now=NOW)
        again = queries.receipt(received(("全县.xlsx", self.book()), now=NOW + timedelta(days=1)))
        assert again.counts["SAME"] == 2

    def test_a_sheet_that_comes_back_mended_is_read_alone(self, receipt):
        wrong = queries.loads_of(receipt)[2]
        book = openpyxl.load_workbook(io.BytesIO(returning.error_workbook(wrong)))
        book["石门镇"]["D2"] = 80
        stream = io.BytesIO()
        book.save(stream)
        (mended,) = queries.loads_of(received(("改好.xlsx", stream.getvalue())))
        assert (mended.sheet, mended.corrects, mended.counts["NEW"]) == ("石门镇", wrong, 1)
        assert mended.options == {"status": "FINAL"}
        assert any("改了 1 格：D2" in notice for notice in mended.notices)

    def test_of_a_sheet_that_was_chosen_the_others_are_left_and_that_is_said(self):
        load = staged("yearly_facts", self.book(), sheet=None)
        assert load.sheet == "云溪镇"
        assert "其余有这种表头的工作表没有读" in load.notices[0]
        assert Load.objects.filter(form="yearly_facts").count() == 1
