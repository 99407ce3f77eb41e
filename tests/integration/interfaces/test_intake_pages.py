"""The pages of intake: several files in one form, questions, moved cells, progress, and the rehearsal of an undo."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django_tasks import TaskResultStatus

from tests.factories.accounts import an_account, an_organisation
from tests.factories.intake import (
    NOW,
    a_code,
    a_csv,
    a_mapping,
    a_register,
    a_workbook,
    loaded,
    received,
    staged,
)
from tests.factories.jobs import let_the_worker_work
from tidu.foundation import clock
from tidu.foundation.actors import OrganisationKind, Role
from tidu.foundation.intake import forms, queries
from tidu.foundation.intake.forms import Answer, Fault
from tidu.foundation.intake.models import Load, Receipt, RememberedMapping
from tidu.foundation.intake.operations import _steps
from tidu.foundation.intake.vocabulary import LoadState, Severity
from tidu.foundation.jobs import progress
from tidu.interfaces.workbench import intake as intake_pages

pytestmark = pytest.mark.django_db

JIA, YI = a_code(1), a_code(2)
DAY_BEFORE = NOW - timedelta(days=1)
"""The pages act on the day itself, at the wall clock's time of day."""
HEADER = ("统一社会信用代码", "企业名称", "年度", "营业收入（万元）")
CLEAN = a_workbook(HEADER, (JIA, "甲公司", 2024, 100))
OTHER = a_workbook(HEADER, (YI, "乙公司", 2024, "许多"))


@pytest.fixture
def clerk(client, monkeypatch):
    """Return the browser of a clerk on the demo's day."""
    monkeypatch.setenv("TIDU_TODAY", "2025-06-10")
    a_register((JIA, "甲公司"), (YI, "乙公司"), now=NOW - timedelta(days=2))
    client.force_login(an_account(Role.SECTION_CLERK))
    return client


def upload(name, content):
    return SimpleUploadedFile(name, content)


def text_of(answer):
    return answer.content.decode()


class TestHandingIn:
    def hand_in(self, clerk, *files, **more):
        return clerk.post("/intake/forms/yearly_facts/", {"workbooks": list(files), **more})

    def test_several_files_lead_to_their_receipt(self, clerk):
        answer = self.hand_in(clerk, upload("甲镇.xlsx", CLEAN), upload("乙镇.xlsx", OTHER))
        receipt = Receipt.objects.get()
        assert answer.url == f"/intake/receipts/{receipt.pk}/"
        page = text_of(clerk.get(answer.url))
        assert "2 个文件，2 行：1 行新增，0 行变更，0 行不变，1 行退回。" in page
        assert "确认载入无误的 1 个文件" in page
        assert "1 行有错：下载退回表交回改正" in page

    def test_one_file_leads_to_its_preview(self, clerk):
        answer = self.hand_in(clerk, upload("甲镇.xlsx", CLEAN))
        assert answer.url == f"/intake/loads/{Receipt.objects.get().loads.get().pk}/"

    def test_a_file_left_out_as_a_repeat_is_named(self, clerk):
        answer = self.hand_in(clerk, upload("甲镇.xlsx", CLEAN), upload("乙镇.xlsx", CLEAN))
        assert "“乙镇.xlsx”与“甲镇.xlsx”内容完全相同，只收了一份" in text_of(clerk.get(answer.url))

    def test_none_is_asked_for_and_a_wrong_one_is_named(self, clerk):
        assert "请填写“工作簿”。" in text_of(self.hand_in(clerk))
        assert "文件已损坏" in text_of(self.hand_in(clerk, upload("甲.xlsx", b"PK")))
        empty = self.hand_in(clerk, upload("甲镇.xlsx", CLEAN), upload("空.xlsx", b""))
        assert (empty.status_code, "“空.xlsx”" in text_of(empty)) == (422, True)

    def test_the_sender_may_be_chosen(self, clerk):
        place = an_organisation(OrganisationKind.TOWNSHIP, name="云溪镇")
        self.hand_in(clerk, upload("甲.xlsx", CLEAN), sender=str(place.pk))
        assert Receipt.objects.get().loads.get().sender == place

    def test_all_clean_ones_are_confirmed_by_one_press(self, clerk):
        receipt = received(("甲镇.xlsx", CLEAN), ("乙镇.xlsx", OTHER))
        answer = clerk.post(f"/intake/receipts/{receipt.pk}/confirm/", follow=True)
        assert "1 个文件已确认" in text_of(answer)
        assert [load.state for load in queries.loads_of(receipt)] == [LoadState.LOADED, LoadState.STAGED]

    def test_one_that_is_refused_is_named(self, clerk):
        again = a_workbook(HEADER, (JIA, "甲公司", 2024, 300))
        receipt = received(("甲镇.xlsx", CLEAN), ("补报.xlsx", again))
        assert "有 1 条记录在几个文件里都要改" in text_of(clerk.get(f"/intake/receipts/{receipt.pk}/"))
        answer = clerk.post(f"/intake/receipts/{receipt.pk}/confirm/", follow=True)
        assert "“补报.xlsx”没有载入：预览之后，有 1 行对应的记录已被改动" in text_of(answer)

    def test_a_receipt_that_is_not_there_is_not_found(self, clerk):
        assert clerk.get("/intake/receipts/99/").status_code == 404


def test_a_batch_of_long_ago_is_found_by_its_state_and_page(clerk, monkeypatch):
    monkeypatch.setattr(intake_pages, "LOADS_SHOWN", 2)
    old = staged("yearly_facts", CLEAN, name="很久以前.xlsx")
    for number in range(2):
        loaded("enterprise_register", a_workbook(HEADER[:2], (JIA, "甲公司")), name=f"登记{number}.xlsx")
    first, second = (text_of(clerk.get(f"/intake/?page={number}")) for number in (1, 2))
    assert (old.file_name in first, old.file_name in second) == (False, True)
    staged_only = text_of(clerk.get("/intake/?state=STAGED"))
    assert (old.file_name in staged_only, "登记1.xlsx" in staged_only) == (True, False)
    assert "登记1.xlsx" in text_of(clerk.get("/intake/?state=nonsense"))


def test_a_row_shows_the_name_it_is_known_by_and_of_no_record_nothing_before(clerk):
    load = staged("yearly_facts", a_workbook((*HEADER, "职工总数"), (JIA, "甲公司", 2024, 100, "许多")))
    [row] = clerk.get(f"/intake/loads/{load.pk}/").context["sheet"].rows
    assert [(cell.text, cell.state, cell.before) for cell in row.cells] == [
        (JIA, "new", ""),
        ("甲公司", "same", ""),
        ("2024", "new", ""),
        ("100 万元", "new", ""),
        ("许多", "wrong", ""),
    ]


def test_moved_cells_are_shown_and_looking_again_mends_it(clerk):
    load = staged("yearly_facts", a_workbook(HEADER, (JIA, "甲公司", 2024, 300)))
    loaded("yearly_facts", CLEAN, now=DAY_BEFORE)
    answer = clerk.post(f"/intake/loads/{load.pk}/confirm/")
    page = text_of(answer)
    assert answer.status_code == 409
    for said in ("D2", "没有记录", "100 万元", "300 万元", "测试经办", "没有载入任何一行"):
        assert said in page
    clerk.post(f"/intake/loads/{load.pk}/look-again/")
    assert "已整批载入" in text_of(clerk.post(f"/intake/loads/{load.pk}/confirm/", follow=True))


class TestQuestions:
    @pytest.fixture
    def load(self, clerk, monkeypatch):
        form = forms.find("yearly_facts")
        answers = (Answer("renamed", "更名"), Answer("", "某日起", asks_day=True))

        def survey(rows, setting):
            known = form.survey(rows, setting)

            def check(row):
                said = setting.answer(row.key, "asked")
                question = Fault("name", "asked", "是更名吗", "请核对", Severity.QUESTION, answers)
                return known(row) + ([] if said else [question])

            return check

        monkeypatch.setitem(forms._forms, form.code, replace(form, survey=survey))
        return staged("yearly_facts", CLEAN)

    def address(self, load):
        return f"/intake/loads/{load.pk}/"

    def test_they_stand_on_the_preview_with_their_choices(self, clerk, load):
        page = text_of(clerk.get(self.address(load)))
        assert "有 1 行要先回答问题，答完才能载入" in page
        assert "第 2 行 甲公司：是更名吗" in page
        assert f'name="answer|asked|{JIA}|2024" value="=renamed"' in page
        assert f'name="day|asked|{JIA}|2024"' in page
        assert "问的是同一件事" not in page
        assert "确认载入</button>" not in page

    @pytest.mark.parametrize(
        ("sent", "kept"),
        [({"answer": "=renamed"}, "renamed"), ({"answer": "day", "day": "2024-05-01"}, "2024-05-01")],
    )
    def test_an_answer_is_kept_and_the_row_judged_again(self, clerk, load, sent, kept):
        fields = {f"{kind}|asked|{JIA}|2024": value for kind, value in sent.items()}
        answer = clerk.post(f"{self.address(load)}answers/", fields, follow=True)
        assert "已记下 1 个回答" in text_of(answer)
        assert "确认载入</button>" in text_of(answer)
        load.refresh_from_db()
        assert load.answers == {f"{JIA}|2024": {"asked": kept}}

    def test_what_many_rows_ask_alike_is_answered_at_once_and_a_row_of_its_own_otherwise(self, clerk, load):
        rows = [(code, name, 2024, 100) for code, name in ((JIA, "甲公司"), (YI, "乙公司"))]
        load = staged("yearly_facts", a_workbook(HEADER, *rows))
        assert "第 2-3 行问的是同一件事（2 个）" in text_of(clerk.get(self.address(load)))
        sent = {
            "alike|asked": "=renamed",
            f"answer|asked|{YI}|2024": "day",
            f"day|asked|{YI}|2024": "2024-05-01",
        }
        assert "已记下 2 个回答" in text_of(clerk.post(f"{self.address(load)}answers/", sent, follow=True))
        load.refresh_from_db()
        assert load.answers == {f"{JIA}|2024": {"asked": "renamed"}, f"{YI}|2024": {"asked": "2024-05-01"}}

    def test_the_file_can_go_back_to_its_sender_while_it_asks(self, clerk, load):
        assert f"{self.address(load)}marked.xlsx" in text_of(clerk.get(self.address(load)))

    def test_what_is_no_answer_is_refused(self, clerk, load):
        answer = clerk.post(
            f"{self.address(load)}answers/", {f"answer|asked|{JIA}|2024": "=perhaps"}, follow=True
        )
        assert "“perhaps”不是这个问题的答案" in text_of(answer)


class TestProgress:
    @pytest.fixture
    def load(self, clerk, monkeypatch, settings, tmp_path):
        settings.TIDU_HOME = tmp_path
        monkeypatch.setattr(_steps, "AT_ONCE_BYTES", 10)
        monkeypatch.setattr(_steps, "AT_ONCE_ROWS", 0)
        return received(("年报.csv", a_csv(HEADER, (JIA, "甲公司", 2024, 100)))).loads.get()

    def page(self, clerk, load):
        return text_of(clerk.get(f"/intake/loads/{load.pk}/"))

    def test_what_waits_and_what_runs_say_so_and_the_page_asks_again(self, clerk, load):
        page = self.page(clerk, load)
        assert "排队等候" in page
        assert 'hx-trigger="every 2s"' in page
        assert "刷新进度" in page
        with progress.posted(load.errand_id) as board:
            assert "正在开始" in self.page(clerk, load)
            board.say("逐行判断", 30, 60)
            page = self.page(clerk, load)
            assert "逐行判断：第 30 行，共 60 行" in page
            assert '<progress class="how-far" max="100" value="50"' in page
            assert 'value="50"' in text_of(clerk.get(f"/intake/receipts/{load.receipt_id}/"))

    def test_what_was_cut_off_can_be_continued(self, clerk, load):
        task = load.errand.task
        task.status, task.started_at = TaskResultStatus.RUNNING, clock.wall() - timedelta(minutes=1)
        task.save()
        page = self.page(clerk, load)
        assert "后台工作中断了" in page
        assert "every 2s" not in page
        clerk.post(f"/intake/loads/{load.pk}/resume/")
        let_the_worker_work()
        assert "1 行：1 行新增" in self.page(clerk, load)

    def test_it_can_be_stopped(self, clerk, load):
        clerk.post(f"/intake/loads/{load.pk}/stop/")
        assert Load.objects.get(pk=load.pk).state == LoadState.DISCARDED

    def test_a_large_load_is_confirmed_in_the_background(self, clerk, load):
        let_the_worker_work()
        answer = clerk.post(f"/intake/loads/{load.pk}/confirm/", follow=True)
        assert "正在后台载入" in text_of(answer)
        let_the_worker_work()
        assert "已载入" in self.page(clerk, load)

    def test_a_file_that_cannot_be_read_says_why_and_can_be_discarded(self, clerk, load):
        wrong = received(("乙.csv", a_csv(("甲", "乙"), (1, 2)))).loads.get()
        let_the_worker_work()
        assert "找不到“企业年度数据表”的表头" in self.page(clerk, wrong)
        clerk.post(f"/intake/loads/{wrong.pk}/discard/")
        assert Load.objects.get(pk=wrong.pk).state == LoadState.DISCARDED


def test_a_table_of_unknown_columns_is_named_on_screen_and_read(clerk):
    content = a_workbook(("云溪镇",), ("编码", "企业名称", "年度", "卖了（万元）"), (JIA, "甲公司", 2024, 12))
    sent = SimpleUploadedFile("云溪镇.xlsx", content)
    page = clerk.post("/intake/forms/yearly_facts/", {"workbooks": sent}, follow=True)
    load = Load.objects.latest("pk")
    address = f"/intake/loads/{load.pk}/mapping/"
    assert address in page.content.decode()
    assert "缺少必须的列：“统一社会信用代码”" in text_of(page)
    form = clerk.get(address)
    assert "第 2 行当作表头，不会载入" in text_of(form)
    assert form.context["form"]["C"].value() == "year"
    wrong = clerk.post(address, {"A": "", "B": "name", "C": "year", "D": "revenue_fen"})
    assert (wrong.status_code, "缺少必须的列" in text_of(wrong)) == (422, True)
    done = clerk.post(
        address, {"A": "credit_code", "B": "name", "C": "year", "D": "revenue_fen"}, follow=True
    )
    assert "1 行：1 行新增" in text_of(done)


def test_a_remembered_mapping_is_listed_and_forgotten(clerk):
    kept = a_mapping()
    page = text_of(clerk.get("/intake/mappings/"))
    assert kept.sender.short_name in page
    assert "成立日期 → 成立日期" in page
    answer = clerk.post(f"/intake/mappings/{kept.pk}/forget/", follow=True)
    assert "已忘记" in text_of(answer)
    assert "还没有记住任何列对应" in text_of(answer)
    assert not RememberedMapping.objects.exists()
    assert clerk.post(f"/intake/mappings/{kept.pk}/forget/").status_code == 404


class TestUndoing:
    def test_the_page_leads_to_the_rehearsal_and_that_to_the_act(self, clerk):
        load = loaded("yearly_facts", CLEAN, now=DAY_BEFORE)
        page = text_of(clerk.get(f"/intake/loads/{load.pk}/undo/"))
        assert "看撤销会改变什么" in page
        shown = text_of(clerk.post(f"/intake/loads/{load.pk}/undo/rehearsal/"))
        assert "恢复 1 行新增、0 行变更" in shown
        assert Load.objects.get(pk=load.pk).state == LoadState.LOADED
        assert "已撤销" in text_of(clerk.post(f"/intake/loads/{load.pk}/undo/", follow=True))

    def test_what_speaks_against_it_is_the_answer(self, clerk):
        first = loaded("yearly_facts", CLEAN, now=DAY_BEFORE)
        loaded(
            "yearly_facts",
            a_workbook(HEADER, (JIA, "甲公司", 2024, 200)),
            now=DAY_BEFORE + timedelta(hours=1),
        )
        answer = clerk.post(f"/intake/loads/{first.pk}/undo/rehearsal/")
        assert (answer.status_code, "请先撤销后来的批次" in text_of(answer)) == (409, True)

    def test_what_is_not_loaded_has_nothing_to_undo(self, clerk):
        load = staged("yearly_facts", CLEAN)
        assert "没有可以撤销的" in text_of(clerk.get(f"/intake/loads/{load.pk}/undo/"))
