"""Taking a batch back: seen beforehand, exact, and only what money or later records allow."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection

from tests.factories.accounts import an_organisation
from tests.factories.funds import an_award_paid
from tests.factories.intake import CLERK, NOW, a_code, a_register, a_workbook, loaded
from tests.factories.pool import a_member
from tests.factories.reporting import a_document
from tests.factories.support import a_ticket
from tidu.domain.enterprises.models import (
    ComplianceCheck,
    Enterprise,
    NameRecord,
    PlaceRecord,
    Profile,
    Recognition,
    YearlyFacts,
)
from tidu.domain.funds.vocabulary import FundUse
from tidu.domain.indicators.models import CountyIndicator
from tidu.foundation.actors import OrganisationKind
from tidu.foundation.audit.models import Entry
from tidu.foundation.clock import AsOf
from tidu.foundation.intake import consequences, operations
from tidu.foundation.intake.consequences import Change, Consequence
from tidu.foundation.intake.models import Load
from tidu.foundation.intake.vocabulary import LoadState
from tidu.foundation.provenance.models import SourceBatch
from tidu.reporting import consequences as reporting

pytestmark = pytest.mark.django_db

JIA, YI = a_code(1), a_code(2)
YEARLY = ("统一社会信用代码", "企业名称", "年度", "营业收入（万元）", "职工总数")
TITLES = ("统一社会信用代码", "企业名称", "称号", "认定日期", "证书编号", "有效期起", "有效期止")
CHECKS = ("统一社会信用代码", "企业名称", "核查事项", "核查日期", "是否存在问题")
REGISTER = ("统一社会信用代码", "企业名称", "成立日期")
LATER, LATEST = NOW + timedelta(days=3), NOW + timedelta(days=9)
INDICATORS = ("区划代码", "县名", "年度", "指标", "数值", "状态", "来源")
KEPT = (Profile, NameRecord, PlaceRecord, YearlyFacts, Recognition, ComplianceCheck, CountyIndicator)


@pytest.fixture(autouse=True)
def _register():
    a_register((JIA, "甲公司"), (YI, "乙公司"), now=NOW - timedelta(days=30))


def yearly(*rows):
    return a_workbook(YEARLY, *rows)


def a_title(granted="2023-10-16", code=JIA, number="GR202336000001"):
    return a_workbook(TITLES, (code, "甲公司", "高新技术企业", granted, number, granted, "2026-10-15"))


def fingerprint(moment=None):
    """Return every record that stands, or stood at a moment, by its meaning alone."""
    bookkeeping = {"id", "recorded_at", "superseded_at", "source_line_id"}
    return {
        model.__name__: sorted(
            tuple(sorted((name, str(value)) for name, value in row.items() if name not in bookkeeping))
            for row in model.objects.known_at(moment).values()
        )
        for model in KEPT
    }


FORMS = {
    "yearly_facts": (
        yearly((JIA, "甲公司", 2024, 100, 20)),
        yearly((JIA, "甲公司", 2024, 300, "缺数"), (YI, "乙公司", 2024, 5, 5)),
    ),
    "recognitions": (a_title(), a_title(number="GR202336000002")),
    "compliance_checks": (
        a_workbook(CHECKS, (JIA, "甲公司", "重大安全、重大质量事故或严重环境违法", "2024-12-31", "否")),
        a_workbook(CHECKS, (JIA, "甲公司", "重大安全、重大质量事故或严重环境违法", "2024-12-31", "是")),
    ),
    "county_indicators": (
        a_workbook(INDICATORS, ("360899", "青岚县", 2023, "地区生产总值", 245, "初步", "公报")),
        a_workbook(INDICATORS, ("360899", "青岚县", 2023, "地区生产总值", 246.5, "最终", "年鉴")),
    ),
    "enterprise_register": (
        a_workbook(REGISTER, (a_code(3), "丙公司", "2016-01-01")),
        a_workbook(REGISTER, (a_code(3), "丙公司", "2016-02-02"), (a_code(4), "丁公司", "2017-01-01")),
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_record_is_again_what_it_was_and_the_days_between_still_show_what_was_loaded(form):
    first, second = FORMS[form]
    loaded(form, first, now=NOW)
    before = fingerprint()
    load = loaded(form, second, now=LATER)
    between = fingerprint()
    assert between != before
    grown = [model.objects.count() for model in (*KEPT, Entry, SourceBatch, Enterprise)]

    operations.undo(load=load, by=CLERK, now=LATEST)

    assert fingerprint() == before
    assert fingerprint(LATER + timedelta(days=1)) == between
    assert fingerprint(NOW + timedelta(days=1)) == before
    after = [model.objects.count() for model in (*KEPT, Entry, SourceBatch, Enterprise)]
    assert all(now >= then for now, then in zip(after, grown, strict=True))
    assert SourceBatch.objects.get(pk=load.source_id).undone_by_name == "测试经办"


def test_a_batch_of_months_ago_can_be_undone_in_turn_with_those_that_came_after_on_other_records():
    first = loaded("yearly_facts", yearly((JIA, "甲公司", 2024, 100, 20)), now=NOW)
    loaded("yearly_facts", yearly((YI, "乙公司", 2024, 5, 5)), now=LATER)
    operations.undo(load=first, by=CLERK, now=LATEST)
    assert YearlyFacts.objects.known_at(None).get().enterprise.credit_code == YI


class TestRehearsal:
    @pytest.fixture(autouse=True)
    def _planted_witnesses_go_again(self, monkeypatch):
        monkeypatch.setattr(consequences, "_witnesses", [*consequences._witnesses])

    def found(self, load):
        return operations.rehearse_undo(load=load, by=CLERK, now=LATEST)

    def put_in_the_county(self):
        """Let what 甲公司 holds be counted."""
        an_organisation(OrganisationKind.TOWNSHIP, name="云溪镇")
        where = a_workbook((*REGISTER, "所属乡镇（园区）"), (JIA, "甲公司", "2015-03-02", "云溪镇"))
        loaded("enterprise_register", where, now=NOW - timedelta(days=20))

    def test_it_leaves_everything_as_it_is(self):
        load = loaded("yearly_facts", yearly((JIA, "甲公司", 2024, 100, 20)))
        counts = [model.objects.count() for model in (*KEPT, Entry, SourceBatch)]
        before = fingerprint()
        assert self.found(load).refusal == ""
        load.refresh_from_db()
        assert load.state == LoadState.LOADED
        assert fingerprint() == before
        assert [model.objects.count() for model in (*KEPT, Entry, SourceBatch)] == counts

    def test_figures_proposals_and_documents_that_would_change_are_named_with_both_values(self):
        self.put_in_the_county()
        loaded("recognitions", a_title("2022-10-16", YI), now=NOW - timedelta(days=10))
        load = loaded("recognitions", a_title())
        a_document()
        parts = {part.heading: part.changes for part in self.found(load).consequences}
        held = Change("高新技术企业数", "1 家", "0 家", "hnte_count")
        assert held in [replace(change, label=change.label.partition("（")[0]) for change in parts["指标"]]
        [proposal] = parts["培育库调整建议（按规则包重算）"]
        assert (proposal.label, proposal.before, proposal.after) == ("甲公司", "未入库→认定", "不建议调整")
        spoken = parts["已成文的数字（原文不动，会标为已变）"]
        assert any("文稿" in change.label and change.before != change.after for change in spoken)

    def test_an_old_document_is_looked_at_behind_newer_ones_that_speak_of_their_own_day(self, monkeypatch):
        monkeypatch.setattr(reporting, "CHECKED", 1)
        self.put_in_the_county()
        load = loaded("recognitions", a_title())
        old = a_document()
        a_document(AsOf.as_known_then(date(2025, 6, 10)))
        parts = {part.heading: part.changes for part in self.found(load).consequences}
        spoken = parts["已成文的数字（原文不动，会标为已变）"]
        assert {f"（文稿 {old.pk}）" in change.label for change in spoken} == {True}

    def test_documents_too_many_to_look_at_are_counted(self, monkeypatch):
        monkeypatch.setattr(reporting, "CHECKED", 1)
        load = loaded("recognitions", a_title())
        for _ in range(3):
            a_document()
        parts = {part.heading: part.changes for part in self.found(load).consequences}
        spoken = parts["已成文的数字（原文不动，会标为已变）"]
        assert Change("较早的 2 份文稿", "没有核对", "请打开文稿看“数字已变”") in spoken

    def test_a_firm_that_only_the_batch_registered_is_named_with_what_is_going_on_with_it(self):
        head = (*REGISTER, "所属乡镇（园区）")
        an_organisation(OrganisationKind.TOWNSHIP, name="云溪镇")
        new = a_workbook(
            head, (a_code(3), "丙公司", "2016-01-01", "云溪镇"), (a_code(4), "丁公司", "2016-01-01", "云溪镇")
        )
        load = loaded("enterprise_register", new)
        firm = Enterprise.objects.get(credit_code=a_code(3))
        a_member(firm, since=date(2025, 6, 10))
        a_ticket(firm)
        a_ticket(Enterprise.objects.get(credit_code=JIA))
        parts = {part.heading: part.changes for part in self.found(load).consequences}
        gone = "没有登记，企业页打不开；这些记录仍在"
        assert parts["将没有登记的企业"] == (Change("丙公司", "培育库（储备）、难题工单 1 件", gone),)
        assert "将没有登记的企业" not in {
            part.heading for part in self.found(loaded("recognitions", a_title())).consequences
        }

    def test_a_witness_is_asked_before_and_after(self):
        def witness(batch, as_of):
            before = YearlyFacts.objects.known_at(None).count()

            def after():
                now = YearlyFacts.objects.known_at(None).count()
                return Consequence("年度数据", (Change("行数", str(before), str(now)),))

            return after

        consequences.register(witness)
        load = loaded("yearly_facts", yearly((JIA, "甲公司", 2024, 100, 20)))
        assert Consequence("年度数据", (Change("行数", "1", "0"),)) in self.found(load).consequences
        assert YearlyFacts.objects.known_at(None).count() == 1

    def test_nobody_is_kept_from_writing_while_witnesses_look_at_what_stands(self):
        depths = []

        def witness(_batch, _as_of):
            depths.append(len(connection.savepoint_ids))
            return lambda: depths.append(len(connection.savepoint_ids))

        consequences.register(witness)
        load = loaded("yearly_facts", yearly((JIA, "甲公司", 2024, 100, 20)))
        outside = len(connection.savepoint_ids)
        self.found(load)
        assert depths == [outside, outside + 1]

    def test_later_records_that_stand_on_it_are_the_answer(self):
        first = loaded("yearly_facts", yearly((JIA, "甲公司", 2024, 100, 20)))
        loaded("yearly_facts", yearly((JIA, "甲公司", 2024, 200, 20)), now=LATER)
        second = Load.objects.latest("pk")
        assert self.found(first).refusal == (
            "这个批次不能撤销：其中 1 条记录后来又改过："
            f"来源批次 {second.source_id}“{second.source.title}”（{second.source.get_kind_display()}，测试经办 "
            f"{LATER:%Y-%m-%d}）改了 1 条。请先撤销后来的批次，再撤销这一批；"
            "网页修改、更正申请和企业事项写入的，请按现在的记录逐条更正。"
        )


class TestMoneyPaid:
    HNTE = date(2023, 10, 16)

    def test_an_award_paid_for_its_title_keeps_the_batch(self):
        load = loaded("recognitions", a_title())
        an_award_paid(
            Enterprise.objects.get(credit_code=JIA),
            FundUse.HNTE_NEW,
            granted_on=self.HNTE,
            paid_on=date(2024, 6, 18),
        )
        with pytest.raises(
            operations.UnableToUndo, match="据此已向甲公司拨付高新技术企业首次认定奖励 15 万元（2024-06-18"
        ):
            operations.undo(load=load, by=CLERK, now=LATEST)
        assert Recognition.objects.known_at(None).count() == 1
        assert "据此已向甲公司拨付" in operations.rehearse_undo(load=load, by=CLERK, now=LATEST).refusal

    def test_a_batch_that_only_corrected_the_title_is_not_kept(self):
        loaded("recognitions", a_title())
        an_award_paid(
            Enterprise.objects.get(credit_code=JIA),
            FundUse.HNTE_NEW,
            granted_on=self.HNTE,
            paid_on=date(2024, 6, 18),
        )
        correction = loaded("recognitions", a_title(number="GR202336000002"), now=LATER)
        operations.undo(load=correction, by=CLERK, now=LATEST)
        assert Recognition.objects.known_at(None).get().certificate_number == "GR202336000001"

    def test_an_award_for_another_day_s_title_or_another_use_does_not_keep_it(self):
        load = loaded("recognitions", a_title())
        firm = Enterprise.objects.get(credit_code=JIA)
        an_award_paid(firm, FundUse.HNTE_NEW, granted_on=date(2020, 9, 14), paid_on=date(2021, 6, 18))
        an_award_paid(firm, FundUse.GAZELLE, granted_on=self.HNTE, paid_on=date(2024, 6, 18))
        operations.undo(load=load, by=CLERK, now=LATEST)
        assert not Recognition.objects.known_at(None).exists()
