"""The register's four forms: their columns, and what sends a row back."""

from datetime import date, timedelta

import pytest

from tests.factories.accounts import an_organisation
from tests.factories.intake import CLERK, NOW, a_code, a_register, a_workbook, loaded, staged
from tidu.domain.enterprises import operations as enterprises_operations
from tidu.domain.enterprises.models import (
    ComplianceCheck,
    Enterprise,
    NameRecord,
    PlaceRecord,
    Profile,
    Recognition,
    YearlyFacts,
)
from tidu.foundation.intake import operations, queries
from tidu.foundation.provenance import operations as provenance_operations

pytestmark = pytest.mark.django_db

JIA, YI = a_code(1), a_code(2)
LATER = NOW + timedelta(hours=1)


def codes(load, severity="fault"):
    return [fault["code"] for fault in queries.faults(load) if fault["severity"] == severity]


class TestRegister:
    HEADER = (
        "统一社会信用代码",
        "企业名称",
        "成立日期",
        "所属乡镇",
        "产业",
        "规模以上",
        "地址",
        "联系电话",
    )

    def test_a_firm_stands_with_name_place_and_profile(self):
        place = an_organisation("TOWNSHIP", name="白鹭镇")
        row = (JIA, "甲（青岚）公司", "2015年3月2日", "白鹭镇", "电子信息", "是", "工业大道1号", 13800000000)
        loaded("enterprise_register", a_workbook(self.HEADER, row))
        profile = Profile.objects.known_at(None).get(enterprise__credit_code=JIA)
        assert (profile.registered_on, profile.industry, profile.above_scale) == (
            date(2015, 3, 2),
            "ELECTRONICS",
            True,
        )
        assert (profile.address, profile.contact_phone) == ("工业大道1号", "13800000000")
        assert NameRecord.objects.known_at(None).get(enterprise=profile.enterprise).name == "甲（青岚）公司"
        assert PlaceRecord.objects.known_at(None).get(enterprise=profile.enterprise).place == place

    def test_the_same_register_again_is_the_same(self):
        an_organisation("TOWNSHIP", name="白鹭镇")
        content = a_workbook(
            self.HEADER, (JIA, "甲公司", "2015-03-02", "白鹭镇", "缺数", "缺数", "缺数", None)
        )
        loaded("enterprise_register", content)
        assert staged("enterprise_register", content, now=LATER).counts["SAME"] == 1

    def test_an_unknown_place_is_sent_back_with_the_places_there_are(self):
        an_organisation("PARK", name="青岚工业园")
        load = staged("enterprise_register", a_workbook(self.HEADER, (JIA, "甲公司", "2015-03-02", "某某镇")))
        [fault] = queries.faults(load)
        assert fault["code"] == "not_a_choice"
        assert "青岚工业园" in fault["suggestion"]

    def test_wrong_check_characters_are_told_with_the_right_ones(self):
        wrong = JIA[:17] + ("0" if JIA[17] != "0" else "1")
        load = staged("enterprise_register", a_workbook(self.HEADER, (wrong, "甲公司", "2015-03-02")))
        [fault] = queries.faults(load)
        assert fault["code"] == "bad_code"
        assert f"校验码应为“{JIA[17]}”" in fault["reason"]

    def test_a_day_to_come_is_sent_back(self):
        assert codes(
            staged("enterprise_register", a_workbook(self.HEADER, (JIA, "甲公司", "2025-06-11")))
        ) == ["in_future"]
        assert (
            codes(staged("enterprise_register", a_workbook(self.HEADER, (JIA, "甲公司", "2025-06-10")))) == []
        )

    NAMES = ("统一社会信用代码", "企业名称", "更名日期")

    def names(self, code=JIA):
        records = NameRecord.objects.known_at(None).filter(enterprise__credit_code=code)
        return list(records.order_by("valid_from_on").values_list("name", "valid_from_on", "valid_until_on"))

    RENAMED = (
        ("甲公司", date(2015, 3, 2), date(2024, 7, 1)),
        ("新甲公司", date(2024, 7, 1), None),
    )

    def test_another_name_with_its_day_is_a_rename(self):
        a_register((JIA, "甲公司"))
        row = (JIA, "新甲公司", "2024-07-01")
        loaded("enterprise_register", a_workbook(self.NAMES, row), now=LATER)
        assert tuple(self.names()) == self.RENAMED

    def test_another_name_without_its_day_is_asked_and_holds_the_load(self):
        a_register((JIA, "甲公司"))
        load = staged("enterprise_register", a_workbook(self.NAMES, (JIA, "新甲公司", None)), now=LATER)
        [fault] = queries.faults(load)
        assert (fault["code"], fault["severity"]) == ("name_differs", "question")
        assert fault["reason"].startswith("更名？")
        assert [(answer["value"], answer["asks_day"]) for answer in fault["answers"]] == [
            ("", True),
            ("keep", False),
        ]
        assert load.counts["ASKED"] == 1
        assert "1 行待答" in queries.sentence(load)
        assert not queries.preview(load).may_confirm
        with pytest.raises(operations.UnableToConfirm, match="1 行要先回答问题"):
            operations.confirm(load=load, by=CLERK, now=LATER)

    def test_a_rename_answered_with_its_day_is_one(self):
        a_register((JIA, "甲公司"))
        load = staged("enterprise_register", a_workbook(self.NAMES, (JIA, "新甲公司", None)), now=LATER)
        again = operations.answer(
            load=load, answers={JIA: {"name_differs": "2024-07-01"}}, by=CLERK, now=LATER
        )
        assert again.counts["CHANGED"] == 1
        operations.confirm(load=again, by=CLERK, now=LATER)
        assert tuple(self.names()) == self.RENAMED

    def test_a_rename_answered_with_no_keeps_the_name(self):
        a_register((JIA, "甲公司"))
        head = (*self.NAMES, "住所")
        load = staged(
            "enterprise_register", a_workbook(head, (JIA, "新甲公司", None, "工业大道1号")), now=LATER
        )
        again = operations.answer(load=load, answers={JIA: {"name_differs": "keep"}}, by=CLERK, now=LATER)
        operations.confirm(load=again, by=CLERK, now=LATER)
        assert self.names() == [("甲公司", date(2015, 3, 2), None)]
        assert Profile.objects.known_at(None).get(enterprise__credit_code=JIA).address == "工业大道1号"

    @pytest.mark.parametrize(
        ("given", "words"),
        [
            ({"name_differs": "也许"}, "不是这个问题的答案"),
            ({"no_such": "keep"}, "已经不在预览里了"),
            ({"same_name": "perhaps"}, "已经不在预览里了"),
        ],
    )
    def test_what_is_no_answer_is_refused_and_the_load_stays(self, given, words):
        a_register((JIA, "甲公司"))
        load = staged("enterprise_register", a_workbook(self.NAMES, (JIA, "新甲公司", None)), now=LATER)
        with pytest.raises(operations.UnableToStage, match=words):
            operations.answer(load=load, answers={JIA: given}, by=CLERK, now=LATER)
        load.refresh_from_db()
        assert load.state == "STAGED"

    def test_a_rename_in_days_to_come_is_sent_back(self):
        a_register((JIA, "甲公司"))
        row = (JIA, "新甲公司", "2025-06-11")
        assert codes(staged("enterprise_register", a_workbook(self.NAMES, row), now=LATER)) == ["in_future"]

    def test_a_move_is_asked_like_a_rename(self):
        for name in ("白鹭镇", "云门镇"):
            an_organisation("TOWNSHIP", name=name)
        head = ("统一社会信用代码", "企业名称", "成立日期", "乡镇")
        loaded("enterprise_register", a_workbook(head, (JIA, "甲公司", "2015-03-02", "白鹭镇")))
        load = staged(
            "enterprise_register", a_workbook(head, (JIA, "甲公司", "2015-03-02", "云门镇")), now=LATER
        )
        [fault] = queries.faults(load)
        assert fault["reason"].startswith("迁移？")
        again = operations.answer(
            load=load, answers={JIA: {"place_differs": "2024-07-01"}}, by=CLERK, now=LATER
        )
        operations.confirm(load=again, by=CLERK, now=LATER)
        places = PlaceRecord.objects.known_at(None).order_by("valid_from_on")
        assert [(place.place.short_name, place.valid_from_on) for place in places] == [
            ("白鹭镇", date(2015, 3, 2)),
            ("云门镇", date(2024, 7, 1)),
        ]

    SAME = (JIA, "甲（青岚）公司", "2015-03-02"), (YI, "甲(青岚)公司", "2015-03-02")
    THREE = ("统一社会信用代码", "企业名称", "成立日期")

    def test_a_name_under_two_codes_is_asked_in_one_file_and_against_the_register(self):
        load = staged("enterprise_register", a_workbook(self.THREE, *self.SAME))
        assert (codes(load), codes(load, "question")) == ([], ["same_name", "same_name"])
        assert load.counts["SUSPECTED"] == 2
        loaded("enterprise_register", a_workbook(self.THREE, self.SAME[0]))
        load = staged("enterprise_register", a_workbook(self.THREE, self.SAME[1]), now=LATER)
        [fault] = queries.faults(load)
        assert (fault["code"], JIA in fault["reason"]) == ("same_name", True)
        with pytest.raises(operations.UnableToConfirm):
            operations.confirm(load=load, by=CLERK, now=LATER)
        assert not Enterprise.objects.filter(credit_code=YI).exists()

    def test_another_firm_of_the_same_name_is_loaded_once_that_is_answered_and_not_asked_again(self):
        loaded("enterprise_register", a_workbook(self.THREE, self.SAME[0]))
        content = a_workbook(self.THREE, self.SAME[1])
        load = staged("enterprise_register", content, now=LATER)
        again = operations.answer(load=load, answers={YI: {"same_name": "another"}}, by=CLERK, now=LATER)
        operations.confirm(load=again, by=CLERK, now=LATER)
        assert Enterprise.objects.filter(credit_code=YI).exists()
        assert staged("enterprise_register", content, now=LATER).counts["SAME"] == 1

    def test_the_same_firm_under_another_code_is_sent_back_once_that_is_answered(self):
        loaded("enterprise_register", a_workbook(self.THREE, self.SAME[0]))
        load = staged("enterprise_register", a_workbook(self.THREE, self.SAME[1]), now=LATER)
        again = operations.answer(load=load, answers={YI: {"same_name": "same"}}, by=CLERK, now=LATER)
        assert codes(again) == ["same_firm"]

    ROUTES = (
        "统一社会信用代码",
        "企业名称",
        "获得过国家级科技奖励（前三名）",
        "最近一次获奖日期",
        "拥有省部级以上研发机构",
        "主导制定过国际、国家或行业标准",
        "最近一项标准发布日期",
        "直通条件填报日期",
    )

    def test_answers_about_the_direct_routes_are_yes_no_or_not_known(self):
        a_register((JIA, "甲公司"))
        row = (JIA, "甲公司", "否", None, None, "是", "2022-05-01", "2025-06-05")
        loaded("enterprise_register", a_workbook(self.ROUTES, row), now=LATER)
        profile = Profile.objects.known_at(None).get(enterprise__credit_code=JIA)
        assert (profile.science_award, profile.science_award_on) == (False, None)
        assert profile.provincial_rd_institution is None
        assert (profile.led_standard, profile.led_standard_on) == (True, date(2022, 5, 1))
        assert profile.routes_answered_on == date(2025, 6, 5)
        assert profile.registered_on == date(2015, 3, 2)

    @pytest.mark.parametrize(
        ("answers", "code"),
        [
            (("是", None, None, None, None, "2025-06-05"), "route_without_day"),
            (("否", "2021-11-03", None, None, None, "2025-06-05"), "day_without_route"),
            ((None, None, None, None, "2022-05-01", "2025-06-05"), "day_without_route"),
            ((None, None, "否", None, None, None), "answer_without_day"),
            (("否", None, "否", "否", None, "2025-06-11"), "in_future"),
        ],
    )
    def test_an_answer_that_does_not_fit_its_day_is_sent_back(self, answers, code):
        a_register((JIA, "甲公司"))
        load = staged("enterprise_register", a_workbook(self.ROUTES, (JIA, "甲公司", *answers)), now=LATER)
        assert codes(load) == [code]

    def test_a_closing_day_must_agree_with_the_state(self):
        head = ("统一社会信用代码", "企业名称", "成立日期", "存续状态", "注销日期")
        rows = [
            (JIA, "甲公司", "2015-03-02", "存续", "2024-01-01"),
            (YI, "乙公司", "2015-03-02", "注销", "2014-01-01"),
        ]
        assert codes(staged("enterprise_register", a_workbook(head, *rows))) == [
            "closed_but_active",
            "closed_before_start",
        ]


class TestYearlyFacts:
    @pytest.fixture(autouse=True)
    def _register(self):
        a_register((JIA, "甲公司"), (YI, "乙公司"), now=NOW - timedelta(days=1))

    def stage(self, headers, *rows, **more):
        return staged(
            "yearly_facts", a_workbook(("统一社会信用代码", "企业名称", "年度", *headers), *rows), **more
        )

    @pytest.mark.parametrize(
        ("headers", "good", "bad", "field"),
        [
            (("职工总数", "研发人员数"), (10, 10), (10, 11), "rd_staff"),
            (("职工总数", "科技人员数"), (10, 10), (10, 11), "tech_staff"),
            (
                ("总收入（元）", "高新技术产品（服务）收入（元）"),
                (100, 100),
                (100, 100.01),
                "hightech_income_fen",
            ),
            (
                ("研究开发费用（高企口径）（元）", "其中：境内研究开发费用（高企口径）（元）"),
                (100, 100),
                (100, 100.01),
                "rd_hnte_domestic_fen",
            ),
        ],
    )
    def test_a_part_may_equal_its_whole_and_not_exceed_it(self, headers, good, bad, field):
        assert codes(self.stage(headers, (JIA, "甲公司", 2024, *good))) == []
        [fault] = queries.faults(self.stage(headers, (JIA, "甲公司", 2024, *bad)))
        assert (fault["code"], fault["field"]) == ("part_above_whole", field)

    def test_a_part_is_compared_with_the_whole_that_stands(self):
        loaded("yearly_facts", a_workbook(("统一社会信用代码", "年度", "职工总数"), (JIA, 2024, 10)))
        [fault] = queries.faults(self.stage(("研发人员数",), (JIA, "甲公司", 2024, 11), now=LATER))
        assert fault["code"] == "part_above_whole"
        assert "“职工总数（全年月平均）” 10 是现有记录，不在本表" in fault["reason"]

    def test_a_loss_is_a_number_and_a_negative_revenue_is_not(self):
        assert codes(self.stage(("净利润（万元）",), (JIA, "甲公司", 2024, -12.5))) == []
        assert codes(self.stage(("营业收入（万元）",), (JIA, "甲公司", 2024, -12.5))) == ["negative"]

    def test_more_rd_than_revenue_is_a_warning(self):
        heads = ("营业收入（元）", "研发费用（账面）（元）")
        assert codes(self.stage(heads, (JIA, "甲公司", 2024, 100, 100)), "warning") == []
        load = self.stage(heads, (JIA, "甲公司", 2024, 100, 100.01))
        assert (codes(load), codes(load, "warning")) == ([], ["rd_above_revenue"])

    def test_a_firm_that_is_not_in_the_register_is_sent_back_with_the_mend(self):
        [fault] = queries.faults(self.stage((), (a_code(9), "丙公司", 2024)))
        assert fault["code"] == "unknown_enterprise"
        assert "先导入" in fault["suggestion"]

    def test_a_wrong_code_beside_a_known_name_is_told_with_the_right_one(self):
        [fault] = queries.faults(self.stage((), (a_code(9), "甲公司", 2024)))
        assert JIA in fault["reason"]

    def test_more_by_a_narrower_count_than_the_books_is_a_warning(self):
        heads = ("研发费用（账面）（元）", "研究开发费用（高企口径）（元）", "研发费用（加计扣除口径）（元）")
        assert codes(self.stage(heads, (JIA, "甲公司", 2024, 100, 100, 100)), "warning") == []
        load = self.stage(heads, (JIA, "甲公司", 2024, 100, 100.01, 100.01))
        assert (codes(load), codes(load, "warning")) == ([], ["rd_above_book", "rd_above_book"])

    def test_another_name_is_a_warning_and_the_name_stays(self):
        load = self.stage(("职工总数",), (JIA, "别的公司", 2024, 5))
        assert (codes(load), codes(load, "warning")) == ([], ["name_differs"])
        operations.confirm(load=load, by=CLERK, now=NOW)
        assert NameRecord.objects.known_at(None).get(enterprise__credit_code=JIA).name == "甲公司"

    def test_a_year_to_come_is_sent_back(self):
        assert codes(self.stage((), (JIA, "甲公司", 2026))) == ["in_future"]

    def test_the_running_year_cannot_be_final(self):
        assert codes(self.stage(("状态",), (JIA, "甲公司", 2025, "终核"))) == ["not_over"]
        assert codes(self.stage(("状态",), (JIA, "甲公司", 2025, "初步"))) == []

    def test_a_year_before_the_firm_was_is_a_warning(self):
        load = self.stage((), (JIA, "甲公司", 2014))
        assert (codes(load), codes(load, "warning")) == ([], ["before_start"])

    @pytest.mark.parametrize("factor", [1_000, 10_000])
    def test_a_slip_of_the_unit_against_the_year_before_is_asked(self, factor):
        past = a_workbook(("统一社会信用代码", "年度", "营业收入（元）"), (JIA, 2023, 12_000_000))
        loaded("yearly_facts", past)
        for now in (12_500_000 * factor, 12_500_000 / factor):
            [fault] = queries.faults(self.stage(("营业收入（元）",), (JIA, "甲公司", 2024, now), now=LATER))
            assert (fault["code"], fault["severity"]) == ("unit_slip", "question")
            assert "疑似单位错误" in fault["reason"]
            assert "1,250 万元" in fault["reason"]

    @pytest.mark.parametrize(
        ("now", "words"),
        [
            (12_500_000_000, "若是把元当成了千元，应为 1,250 万元"),
            (125_000_000_000, "若是把元当成了万元，应为 1,250 万元"),
            (12_500, "若是把千元当成了元，应为 1,250 万元"),
            (1_250, "若是把万元当成了元，应为 1,250 万元"),
        ],
    )
    def test_a_slip_is_told_with_the_value_in_the_other_unit(self, now, words):
        past = a_workbook(("统一社会信用代码", "年度", "营业收入（元）"), (JIA, 2023, 12_000_000))
        loaded("yearly_facts", past)
        [fault] = queries.faults(self.stage(("营业收入（元）",), (JIA, "甲公司", 2024, now), now=LATER))
        assert words in fault["reason"]

    def test_growth_a_firm_can_have_is_no_slip(self):
        loaded(
            "yearly_facts",
            a_workbook(("统一社会信用代码", "年度", "营业收入（元）"), (JIA, 2023, 12_000_000)),
        )
        assert (
            codes(self.stage(("营业收入（元）",), (JIA, "甲公司", 2024, 12_000_000 * 300), now=LATER)) == []
        )

    def test_a_slip_is_seen_between_two_years_of_one_file(self):
        load = self.stage(
            ("营业收入（元）",), (JIA, "甲公司", 2023, 1_200), (JIA, "甲公司", 2024, 12_000_000)
        )
        assert [(fault["row"], fault["code"]) for fault in queries.faults(load)] == [(3, "unit_slip")]

    def test_one_answer_settles_every_jump_of_a_row(self):
        heads = ("营业收入（元）", "总资产（元）")
        rows = (JIA, "甲公司", 2023, 1_200, 9), (JIA, "甲公司", 2024, 12_000_000, 9_000)
        load = self.stage(heads, *rows)
        [question] = queries.questions_of(load)
        assert (question.row_number, question.reason.count("疑似单位错误")) == (3, 2)
        for given, verdict in (("wrong", "REJECTED"), ("right", "NEW")):
            answers = {question.key: {"unit_slip": given}}
            load = operations.answer(load=load, answers=answers, by=CLERK, now=NOW)
            assert [row.verdict for row in queries.rows(load)] == ["NEW", verdict]

    def test_four_rd_figures_stay_apart(self):
        heads = (
            "R&D经费内部支出（统计口径）（元）",
            "研发费用（账面）（元）",
            "研究开发费用（高企口径）（元）",
            "研发费用（加计扣除口径）（元）",
        )
        load = self.stage(heads, (JIA, "甲公司", 2024, 1, 2, "", 4))
        operations.confirm(load=load, by=CLERK, now=NOW)
        facts = YearlyFacts.objects.known_at(None).get(enterprise__credit_code=JIA)
        assert (facts.rd_statistical_fen, facts.rd_book_fen, facts.rd_hnte_fen, facts.rd_deductible_fen) == (
            100,
            200,
            None,
            400,
        )


class TestRecognitions:
    HEADER = (
        "统一社会信用代码",
        "企业名称",
        "称号",
        "认定日期",
        "证书编号",
        "有效期起",
        "有效期止（最后一天）",
        "取得方式",
    )
    ROW = (JIA, "甲公司", "高企", "2022-11-15", "GR202236000001", "2022-11-15", "2025-11-14", "首次认定")

    @pytest.fixture(autouse=True)
    def _register(self):
        a_register((JIA, "甲公司"), now=NOW - timedelta(days=1))

    def test_the_last_day_of_the_sheet_becomes_an_exclusive_end(self):
        loaded("recognitions", a_workbook(self.HEADER, self.ROW))
        recognition = Recognition.objects.known_at(None).get()
        assert (recognition.kind, recognition.grant_kind) == ("HNTE", "NEW")
        assert (recognition.valid_from_on, recognition.valid_until_on) == (
            date(2022, 11, 15),
            date(2025, 11, 15),
        )
        assert staged("recognitions", a_workbook(self.HEADER, self.ROW), now=LATER).counts["SAME"] == 1

    def test_a_notice_of_one_title_gives_it_once(self):
        head = ("统一社会信用代码", "企业名称", "有效期起", "有效期止")
        content = a_workbook(head, (JIA, "甲公司", "2024-05-01", "2024-12-31"))
        loaded("recognitions", content, options={"kind": "科技型中小企业", "granted_on": "2024-05-01"})
        assert Recognition.objects.known_at(None).get().kind == "SME_NUMBER"

    def test_an_end_before_its_beginning_is_sent_back(self):
        row = (*self.ROW[:5], "2022-11-15", "2022-11-14", "首次认定")
        assert codes(staged("recognitions", a_workbook(self.HEADER, row))) == ["ends_before_start"]

    def test_a_title_older_than_its_firm_is_sent_back(self):
        row = (JIA, "甲公司", "高企", "2014-11-15", "", "2014-11-15", "2017-11-14", "首次认定")
        assert codes(staged("recognitions", a_workbook(self.HEADER, row))) == ["granted_before_start"]

    def test_the_old_list_cannot_give_back_a_title_that_was_revoked(self):
        loaded("recognitions", a_workbook(self.HEADER, self.ROW))
        batch = provenance_operations.open_batch(
            kind="NOTICE", title="撤销公告", by=CLERK, now=LATER, column_map={}
        )
        enterprises_operations.revoke(
            enterprise=Enterprise.objects.get(credit_code=JIA),
            kind="HNTE",
            effective_on=date(2024, 1, 1),
            reason="研发费用不实",
            source=batch,
            by=CLERK,
            now=LATER,
        )
        load = staged("recognitions", a_workbook(self.HEADER, self.ROW), now=LATER)
        [fault] = queries.faults(load)
        assert fault["code"] == "already_ended"
        assert "2023-12-31" in fault["reason"]


class TestComplianceChecks:
    def test_a_check_is_recorded_for_its_day(self):
        a_register((JIA, "甲公司"), now=NOW - timedelta(days=1))
        head = ("统一社会信用代码", "核查事项", "核查日期", "是否存在问题", "备注")
        row = (JIA, "经营异常名录或严重违法失信名单", "2025-05-30", "否", None)
        loaded("compliance_checks", a_workbook(head, row))
        check = ComplianceCheck.objects.known_at(None).get()
        assert (check.kind, check.checked_on, check.found) == (
            "ABNORMAL_OR_DISHONEST",
            date(2025, 5, 30),
            False,
        )
        assert staged("compliance_checks", a_workbook(head, row), now=LATER).counts["SAME"] == 1
