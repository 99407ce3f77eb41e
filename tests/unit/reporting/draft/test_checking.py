"""Drafts judged against a small table of answers, written by hand: no records, every judgement with its reasoning."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tidu.foundation.clock import AsOf
from tidu.foundation.figures.model import Answer, Figure, Row
from tidu.foundation.figures.vocabulary import DAY, FigureKind
from tidu.reporting.draft.asking import Asker
from tidu.reporting.draft.checking import check
from tidu.reporting.draft.claims import Truth
from tidu.reporting.draft.judging import Judgement

TODAY = date(2025, 6, 10)
PARK, TOWN = "P1", "T1"
PLACES = {"工业园区": PARK, "岚城镇": TOWN}
NOW, THEN = None, "then"

VALUES = {
    "hnte_count": {
        2022: 38,
        2023: 47,
        2024: 57,
        2025: 60,
        NOW: 57,
        (2024, THEN): 58,
        (NOW, PARK): 36,
        (date(2025, 5, 22)): 55,
    },
    "hnte_new_count": {2023: 12, 2024: 13},
    "tech_enterprise_count": {2022: 79, 2023: 98, 2024: 120, NOW: 94},
    "gazelle_count": {2022: 1, 2023: 2, 2024: 3, NOW: 3},
    "unicorn_count": {2022: 0, 2023: 0, 2024: 0, NOW: 0},
    "target_hnte": {2025: 70},
    "rd_expense_total": {2022: Decimal("57636.32"), 2023: Decimal("67632.74"), 2024: Decimal("74289.03")},
    "rd_subsidy_cap": {2024: 30, NOW: 30},
    "award_hnte_new": {2024: 20, NOW: 20},
    "opinion_count": {2025: 41, NOW: 41},
    "opinion_raw_count": {2025: 46, NOW: 46},
    "hnte_count_rank": {2022: 3, 2023: 3, 2024: 3, NOW: 3},
    "gazelle_count_rank": {2023: 2, NOW: 1},
    "patent_density_rank": {NOW: 2},
    "answered_on_spot": {2025: 26, NOW: 26},
    "opinion_open_count": {2025: 4, NOW: 4},
    "opinion_late_count": {2025: 0, NOW: 0},
    "open_day_date": {2025: 20250522, NOW: 20250522},
    "export_share": {2022: Decimal("24.5"), 2023: Decimal("23.1"), 2024: Decimal("26.3")},
    "sme_number_count": {},
    "pool_total": {NOW: 195},
    "visit_count": {},
}
UNITS = {
    "rd_expense_total": "万元",
    "rd_subsidy_cap": "万元",
    "award_hnte_new": "万元",
    "opinion_count": "条",
    "opinion_raw_count": "条",
    "hnte_count_rank": "位",
    "gazelle_count_rank": "位",
    "patent_density_rank": "位",
    "answered_on_spot": "条",
    "opinion_open_count": "条",
    "opinion_late_count": "条",
    "open_day_date": DAY,
    "export_share": "%",
    "visit_count": "次",
}
NAMES = {
    "hnte_count": "高新技术企业数",
    "export_share": "出口占比数",
    "rd_subsidy_cap": "研发费用补助每户上限",
    "award_hnte_new": "新认定高新技术企业奖励",
    "rd_expense_total": "企业研发投入",
}
FLOWS = {"hnte_new_count", "rd_expense_total", "opinion_count", "answered_on_spot", "open_day_date"}
WITHOUT_PLACE = {"target_hnte", "open_day_date", "opinion_count"}
MISSING = {"rd_expense_total": 2, "hnte_count_rank": 1}
PEERS = [Row("360899", "本县")] * 6


def answer(figure, question):
    if figure.code == "visit_count":
        raise LookupError("没有走访登记。")
    known = VALUES[figure.code]
    year = question.year if question.as_of.on == TODAY or question.year else question.as_of.on
    key = (year, question.place) if question.place else (year, THEN) if question.as_of.known_at else year
    value = known.get(key)
    return Answer(
        figure,
        question,
        value=value,
        rows=PEERS if figure.code.endswith("_rank") else (),
        missing=MISSING.get(figure.code, 0),
        reason="" if value is not None else f"{year} 年没有登记。",
        on_label=f"{year or '截至今天'}",
    )


def figure(code):
    parameters = () if code == "pool_total" else ("year",) if code in WITHOUT_PLACE else ("year", "place")
    return Figure(
        code=code,
        name=NAMES.get(code, code),
        unit=UNITS.get(code, "家"),
        kind=FigureKind.PERIOD if code in FLOWS else FigureKind.POINT,
        definition="口径",
        source="来源",
        answer=answer,
        parameters=parameters,
    )


def checked(text, codes=VALUES):
    asker = Asker(AsOf(on=TODAY), [figure(code) for code in codes])
    return check(text, asker, PLACES)


def judgements(text):
    return [(one.quantity.text, one.judgement, one.mend) for one in checked(text).numbers]


def only(text):
    (finding,) = checked(text).numbers
    assert finding.reasons
    return finding


@pytest.mark.parametrize(
    "text",
    [
        "2024年末全县高新技术企业57家。",
        "截至2024年底，全县共有57家高新技术企业。",
        "目前，全县有效高企57户。",
        "2024年新认定高新技术企业13家。",
        "2024年新增高企13家。",
        "到2025年底，高新技术企业达到70家。",
        "工业园区有高新技术企业36家。",
        "截至2025年5月22日，高新技术企业55家。",
        "单家研发费用补助最高不超过30万元。",
        "2025年5月22日举办开放日。",
        "开放日于5月22日举办。",
        "2024年出口占比为26.3%。",
        "培育库在库企业195家。",
        "高新技术企业47家（2023年末）。",
        "2024年2月30日高新技术企业57家。",
    ],
)
def test_a_number_that_its_figure_gives_agrees(text):
    assert only(text).judgement is Judgement.AGREES


@pytest.mark.parametrize(
    ("text", "mend"),
    [
        ("2024年末全县高新技术企业59家。", "57家"),
        ("2023年末全县高新技术企业57家。", "47家"),
        ("2024年新认定高新技术企业57家。", "13家"),
        ("到2025年底，高新技术企业达到82家。", "70家"),
        ("工业园区有高新技术企业57家。", "36家"),
        ("2024年末高新技术企业57人。", "57家"),
        ("单家研发费用补助最高不超过50万元。", "30万元"),
        ("单家研发费用补助最高不超过30亿元。", "0亿元"),
        ("2025年5月23日举办开放日。", "2025年5月22日"),
        ("2024年末全县高新技术企业近70家。", "57家"),
        ("2024年末全县高新技术企业约50家。", "57家"),
        ("2024年末全县高新技术企业60余家。", ""),
        ("2024年末全县高新技术企业60至70家。", ""),
        ("2024年末全县高新技术企业六十家。", "57家"),
        ("2024年末，高新技术企业占科技型企业的50%。", "48%"),
    ],
)
def test_a_number_that_its_figure_refutes_differs_and_is_mended(text, mend):
    finding = only(text)
    assert finding.judgement is Judgement.DIFFERS
    assert finding.figure is not None
    assert finding.question is not None
    assert mend in finding.mend or not mend


@pytest.mark.parametrize(
    "text",
    [
        "2024年末全县高新技术企业近60家。",
        "2024年末全县高新技术企业50余家。",
        "2024年末全县高新技术企业超过50家。",
        "2024年末全县高新技术企业约58家。",
        "2022年研发投入5.76亿元。",
        "2022年研发投入约6亿元。",
        "2024年末，高新技术企业占科技型企业的48%。",
    ],
)
def test_a_number_within_its_rounding_or_its_hedge_rounds(text):
    assert only(text).judgement is Judgement.ROUNDS


def test_rounding_is_half_up_at_the_place_that_is_written():
    said = "科技型企业从2022年末的79家增长到2024年末的120家，增长{}。"  # 120 ÷ 79 − 1 = 51.8987 %
    assert [judgements(said.format(each))[-1][1:] for each in ("51.9%", "52%", "51.8%", "51%")] == [
        (Judgement.ROUNDS, ""),
        (Judgement.ROUNDS, ""),
        (Judgement.DIFFERS, "51.9%"),
        (Judgement.DIFFERS, "52%"),
    ]


def test_a_clause_takes_its_subject_and_its_year_from_the_one_before():
    assert judgements(
        "2022年末，全县有科技型企业79家，2024年末为121家，净增41家；高新技术企业由38家增至57家。"
    )[:3] == [
        ("79家", Judgement.AGREES, ""),
        ("121家", Judgement.DIFFERS, "120家"),
        ("41家", Judgement.AGREES, ""),
    ]


def test_a_series_hands_out_its_years_and_its_subjects():
    text = "2022—2024年，高新技术企业分别为38家、48家和57家。2024年高新技术企业、瞪羚企业分别达到57家、4家。"
    assert [one[1] for one in judgements(text)] == [
        *(Judgement.AGREES, Judgement.DIFFERS, Judgement.AGREES),
        *(Judgement.AGREES, Judgement.DIFFERS),
    ]


def test_a_change_names_what_it_is_compared_with_or_is_not_called_wrong():
    assert judgements("2024年高新技术企业比上年增加10家，比2022年增加20家。") == [
        ("10家", Judgement.AGREES, ""),
        ("20家", Judgement.DIFFERS, "19家"),
    ]
    assert judgements("2024年高新技术企业净增11家。") == [("11家", Judgement.DIFFERS, "10家")]
    assert judgements("2024年高新技术企业增加11家。") == [("11家", Judgement.UNCLEAR, "")]
    assert judgements("高新技术企业增长21%。") == [("21%", Judgement.UNCLEAR, "")]
    assert judgements("2024年末高新技术企业是2022年末的1.5倍。") == [("1.5倍", Judgement.AGREES, "")]
    assert judgements("2024年末瞪羚企业较2022年增长3倍。") == [("3倍", Judgement.DIFFERS, "2倍")]
    assert judgements("2024年末高新技术企业同比增长21.3个百分点。") == [
        ("21.3个百分点", Judgement.DIFFERS, "21.3%")
    ]


def test_a_share_rises_by_points_and_per_cent_of_as_many_is_a_slip():
    assert judgements("出口占比2024年为26.3%，比上年提高3.2个百分点。")[1:] == [
        ("3.2个百分点", Judgement.AGREES, "")
    ]
    assert judgements("出口占比2024年为26.3%，比上年提高3.2%。")[1:] == [
        ("3.2%", Judgement.DIFFERS, "3.2个百分点")
    ]
    assert judgements("出口占比2024年为26.3%，比上年提高13.9%。")[1:] == [("13.9%", Judgement.UNCLEAR, "")]


def test_an_award_is_paid_to_each_and_what_several_got_or_another_award_is_not_called_wrong():
    assert judgements("对新认定的高新技术企业，一次性奖励20万元；重新认定的，奖励10万元。") == [
        ("20万元", Judgement.AGREES, ""),
        ("10万元", Judgement.UNCLEAR, ""),
    ]
    assert judgements("对新认定的高新技术企业奖励15万元。") == [("15万元", Judgement.DIFFERS, "20万元")]
    assert judgements("2024年对13家新认定的高新技术企业奖励260万元。") == [
        ("13家", Judgement.AGREES, ""),
        ("260万元", Judgement.UNCLEAR, ""),
    ]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2024年科技型企业120家，比2022年的79家增加41家。", ["一致", "一致", "一致"]),
        ("2024年科技型企业120家，较2022年末79家增加41家。", ["一致", "一致", "一致"]),
        ("2024年科技型企业120家，比2022年的80家增加41家。", ["一致", "不一致", "一致"]),
        ("2024年高新技术企业57家，比上年的47家增加10家。", ["一致", "一致", "一致"]),
        ("高新技术企业57家，比上年的57家没有增加。", ["一致", "一致"]),
    ],
)
def test_a_number_right_behind_the_year_compared_with_is_that_year_s_own(text, wanted):
    assert [str(one.judgement) for one in checked(text).numbers] == wanted


@pytest.mark.parametrize(
    ("text", "truth"),
    [
        ("高新技术企业57家，财政科技投入不断加大。", Truth.NO_DATA),  # another thing of another clause
        ("高新技术企业57家，数量逐年增长。", Truth.TRUE),
        ("2022年至2025年高新技术企业逐年增长。", Truth.NO_DATA),  # 2025 is not over
        ("2022年至2025年出口占比逐年增长。", Truth.FALSE),  # 2023 broke it already
        ("2024年至2025年高新技术企业显著增长。", Truth.NO_DATA),
    ],
)
def test_a_claim_is_held_against_whole_years_of_what_it_speaks_of(text, truth):
    [claim] = checked(text).claims
    assert (claim.truth, bool(claim.reasons)) == (truth, True)


@pytest.mark.parametrize(
    "text",
    [
        "规上工业增加值80亿元。",
        "全省高新技术企业7500家。",
        "全县工作推进顺利，石桥镇有高新技术企业5家。",
        "2025年1—5月高新技术企业57家。",
        "高新技术企业研发平台12家。",
        "到2025年底，岚城镇高新技术企业达到9家。",
        "到2025年底，瞪羚企业达到5家。",
        "2024年末高新技术企业60人。",
        "当场在办意见30条。",
        "2024年走访企业30次。",
    ],
)
def test_a_number_whose_meaning_is_not_said_is_unclear_and_says_why(text):
    assert only(text).judgement is Judgement.UNCLEAR


def test_an_unknown_value_is_no_data_and_never_wrong():
    assert judgements("2024年科技型中小企业104家，2021年高新技术企业20家。") == [
        ("104家", Judgement.NO_DATA, ""),
        ("20家", Judgement.NO_DATA, ""),
    ]
    assert only("2024年独角兽企业比2022年增长50%。").judgement is Judgement.NO_DATA
    yearly = only("2024年独角兽企业比2022年年均增长50%。")
    assert yearly.judgement is Judgement.NO_DATA
    assert any("基数为零，不能算年均增长率" in one for one in yearly.reasons)
    assert only("高新技术企业占独角兽企业的50%。").judgement is Judgement.NO_DATA


def test_a_known_sum_with_missing_rows_refutes_only_what_is_below_it():
    assert judgements("2024年研发投入8亿元。") == [("8亿元", Judgement.NO_DATA, "")]
    assert judgements("2024年研发投入7亿元。") == [("7亿元", Judgement.ROUNDS, "")]
    assert judgements("2024年研发投入6.9亿元。") == [("6.9亿元", Judgement.DIFFERS, "7.4亿元")]
    assert judgements("2024年研发投入比上年增长9.8%。") == [("9.8%", Judgement.NO_DATA, "")]


def test_a_number_that_was_right_before_a_correction_says_so():
    finding = only("2024年末全县高新技术企业58家。")
    assert finding.judgement is Judgement.DIFFERS
    assert any("当时所知" in reason for reason in finding.reasons)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("到去年底，高新技术企业由2023年的47家跃升至57家。", ["一致", "一致"]),
        ("到去年底，高新技术企业由2023年的48家跃升至58家。", ["不一致", "不一致"]),
        ("2022—2024年，高新技术企业由38家增至57家。", ["一致", "一致"]),
        ("高新技术企业由38家增至57家。", ["口径不明", "一致"]),
        ("高新技术企业先后为38家、47家和57家。", ["口径不明", "口径不明", "一致"]),
        ("自2022年开展培育以来，高新技术企业达到57家。", ["一致"]),
        ("2022—2024年，累计新认定高新技术企业25家。", ["无数据"]),  # of 2022 nothing is known
        ("2023—2024年，累计新认定高新技术企业25家。", ["一致"]),  # 12 + 13
        ("2023—2024年，累计新认定高新技术企业13家。", ["不一致"]),
        ("近两年，新认定高新技术企业25家。", ["口径不明"]),
        ("高新技术企业57家、科技型企业120家（均为2024年末数）。", ["一致", "一致"]),
        ("2025年高新技术企业目标70家，目前57家，还差13家。", ["一致", "一致", "一致"]),
        ("2025年高新技术企业目标70家，目前57家，还差15家。", ["一致", "一致", "不一致"]),
        ("2025年高新技术企业目标70家，完成目标的81.4%。", ["一致", "舍入一致"]),  # 57 / 70
        ("2025年高新技术企业目标70家，完成目标的91.4%。", ["一致", "不一致"]),
        ("还差13家。", ["口径不明"]),
        ("2024年很好。高新技术企业由38家增至57家。", ["口径不明", "一致"]),
        (
            "工业园区工作总结\n全园区高新技术企业36家，占全县的63.2%；高新技术企业40家。",
            ["一致", "舍入一致", "不一致"],
        ),
        ("2023年，高新技术企业由38家增至47家；2024年再增10家。", ["一致", "一致", "一致"]),
        ("2023年，高新技术企业由39家增至47家；2024年再增20家。", ["口径不明", "一致", "不一致"]),
        ("2024年高新技术企业57家（2023年47家）。", ["一致", "一致"]),
        ("高新技术企业占科技型企业近五成（2024年末为47.5%）。", ["舍入一致", "一致"]),
        ("工业园区、岚城镇高新技术企业共36家。", ["口径不明"]),
        ("截至2025年5月22日，高新技术企业55家里，新认定13家（2024年）。", ["一致", "一致"]),
        ("意见建议41条，当场解答的占一半。", ["一致", "不一致"]),
        ("高新技术企业57家，其中工业园区36家，占63.2%。", ["一致", "一致", "舍入一致"]),  # 36 / 57
        ("高新技术企业57家，其中工业园区36家，占73.2%。", ["一致", "一致", "不一致"]),
        ("工业园区有高新技术企业36家，占全县的63.2%。", ["一致", "舍入一致"]),
        ("57家高新技术企业中有36家在工业园区。", ["一致", "一致"]),
        ("全省有高新技术企业7500家，占全国的2%。", ["口径不明", "口径不明"]),
        ("工业园区是主阵地。高新技术企业36家，科技型企业94家。", ["一致", "一致"]),
        ("工业园区是主阵地。高新技术企业40家。", ["不一致"]),
        ("每10家科技型企业中有近5家高新技术企业。", ["口径不明", "口径不明"]),
        ("受邀58人、临时来宾3人，合计62人。", ["口径不明", "口径不明", "不一致"]),
        ("受邀58人、临时来宾3人，合计61人。", ["口径不明", "口径不明", "口径不明"]),
        ("七成以上的意见建议当场得到解答。", ["不一致"]),  # 26 / 41
        ("六成以上的意见建议当场得到解答。", ["舍入一致"]),
        ("高新技术企业占科技型企业的比重由2022年末的48.1%变为2024年末的47.5%。", ["舍入一致", "一致"]),
        ("2024年末，高新技术企业占科技型企业的47.5%，比2022年末下降0.6个百分点。", ["一致", "舍入一致"]),
        ("2024年末，高新技术企业占科技型企业的47.5%，比2022年末下降1.6个百分点。", ["一致", "不一致"]),
    ],
)
def test_a_number_is_held_against_the_time_place_and_whole_that_its_words_mean(text, wanted):
    found = checked(text).numbers
    assert [str(one.judgement) for one in found] == wanted
    assert all(any(one.reasons) for one in found)


def test_a_number_without_a_time_is_of_the_year_in_the_title_or_of_today():
    title = "关于2023年度科技工作的汇报"
    assert [one[1] for one in judgements(f"{title}\n新认定高新技术企业12家，总数47家。")] == [
        Judgement.AGREES,
        Judgement.AGREES,
    ]
    assert judgements(f"{title}\n高新技术企业57家。")[0][1] is Judgement.AGREES
    assert judgements(f"{title}\n高新技术企业50家。")[0][1:] == (Judgement.DIFFERS, "47家")


# ---------------------------------------------------------------- arithmetic inside the text


def test_growth_is_checked_from_its_own_ends_also_where_no_figure_is_known():
    assert judgements("工业产值从100亿元增长到120亿元，增长25%。") == [
        ("100亿元", Judgement.UNCLEAR, ""),
        ("120亿元", Judgement.UNCLEAR, ""),
        ("25%", Judgement.DIFFERS, "20%"),
    ]
    assert {one[1] for one in judgements("工业产值从100亿元增长到120亿元，增长20%。")} == {Judgement.UNCLEAR}
    assert judgements("工业产值从120亿元下降到90亿元，下降25%，减少35亿元。")[2:] == [
        ("25%", Judgement.UNCLEAR, ""),
        ("35亿元", Judgement.DIFFERS, "30亿元"),
    ]
    apart = judgements("从100亿元增长到120万吨，增长25%。")
    assert {one[1] for one in apart} == {Judgement.UNCLEAR}


def test_parts_must_make_up_their_whole():
    wrong = "共走访企业办公楼41处，其中园区13处、县城19处、其他10处。"
    assert judgements(wrong)[0] == ("41处", Judgement.DIFFERS, "")
    assert {one[1] for one in judgements(wrong.replace("10处", "9处"))} == {Judgement.UNCLEAR}
    assert {one[1] for one in judgements("共走访办公楼41处，其中园区13处；其他楼30处。")} == {
        Judgement.UNCLEAR
    }
    assert judgements("共有展品20件，其中专利展品25件。")[1][1] is Judgement.DIFFERS
    assert {one[1] for one in judgements("共有展品20件，其中获奖15件、兼有专利的18件。")} == {
        Judgement.UNCLEAR
    }


def test_a_share_of_what_was_just_told_is_one_of_the_total_of_its_sentence():
    right = "意见建议41条，其中当场解答26条，占六成多。"
    assert [one[1] for one in judgements(right)] == [Judgement.AGREES, Judgement.AGREES, Judgement.ROUNDS]
    wrong = judgements(right.replace("六成多", "73.4%"))[-1]
    assert wrong == ("73.4%", Judgement.DIFFERS, "63.4%")  # 26 / 41 = 63.41 %
    assert judgements(right.replace("六成多", "63.4%"))[-1][1] is Judgement.ROUNDS
    assert judgements(right.replace("41条", "18条"))[-1][1] is Judgement.ROUNDS
    assert judgements("当场解答26条，在办意见建议4条，占9.8%。")[-1][1] is Judgement.ROUNDS  # 4 / 41
    unclear = checked("高新技术企业57家，占六成多。").numbers[-1]
    assert (unclear.judgement, unclear.reasons[0]) == (Judgement.UNCLEAR, "没有说占什么的比重。")


@pytest.mark.parametrize(
    ("said", "judged"),
    [
        # 120 / 79 = 1.5190, its square root 1.23247; 41 / 2 = 20.5
        ("年均增长23.2%", ("23.2%", Judgement.ROUNDS, "")),
        ("年均增长25.9%", ("25.9%", Judgement.DIFFERS, "23.2%")),
        ("年均增长51.9%", ("51.9%", Judgement.DIFFERS, "23.2%")),
        ("平均每年增加20.5家", ("20.5家", Judgement.AGREES, "")),
        ("年均净增41家", ("41家", Judgement.DIFFERS, "21家")),
        ("增长51.9%", ("51.9%", Judgement.ROUNDS, "")),
    ],
)
def test_a_change_of_each_year_on_the_average_is_a_root_or_an_equal_part(said, judged):
    text = f"科技型企业由2022年底的79家增加到2024年底的120家，{said}。"
    assert judgements(text)[-1] == judged
    assert judgements(f"科技型企业2024年底比2022年底{said}。")[-1] == judged


def test_growth_and_yearly_growth_are_two_things_and_without_a_span_of_years_nothing_is_said():
    both = "科技型企业由2022年底的79家增加到2024年底的120家，增长51.9%，年均增长23.2%。"
    assert [one[1] for one in judgements(both)][2:] == [Judgement.ROUNDS, Judgement.ROUNDS]
    for text in ("科技型企业年均增长23.2%。", "2022年至2024年科技型企业年均增长1.2倍。"):
        assert judgements(text)[-1][1] is Judgement.UNCLEAR
    unknown = "从2020年的10处增加到2022年的40处，年均增长"
    assert judgements(f"便民驿站{unknown}100%。")[-1][1] is not Judgement.DIFFERS
    assert judgements(f"便民驿站{unknown}300%。")[-1][1] is not Judgement.AGREES


def test_shares_must_not_exceed_the_whole():
    wrong = "三次产业占比分别占20%、50%、40%。"
    assert {one[1] for one in judgements(wrong)} == {Judgement.DIFFERS}
    assert {one[1] for one in judgements(wrong.replace("40%", "30%"))} == {Judgement.UNCLEAR}


def test_the_same_thing_said_twice_with_two_values_is_told():
    found = checked("2024年末高新技术企业57家。回头看，2024年末高新技术企业59家。").numbers
    assert [one.judgement for one in found] == [Judgement.AGREES, Judgement.DIFFERS]
    assert any("两个值" in reason for reason in found[1].reasons)
    again = checked("2024年末高新技术企业58家。2024年末高新技术企业57家。2024年末高新技术企业57家。").numbers[
        0
    ]
    assert sum("两个值" in reason for reason in again.reasons) == 1
    rates = "制造业现行16%的税率降至13%，建筑业现行10%的税率降至9%。"  # two things that end in the same words
    assert {one[1] for one in judgements(rates)} == {Judgement.UNCLEAR}
    unknown = "实现工业总产值80亿元。会上又说，实现工业总产值82亿元。"
    assert {one[1] for one in judgements(unknown)} == {Judgement.DIFFERS}


# ---------------------------------------------------------------- claims


@pytest.mark.parametrize(
    ("text", "truth", "said"),
    [
        ("高新技术企业逐年增长。", Truth.TRUE, "2022—2024"),
        ("出口占比逐年增长。", Truth.FALSE, "2023 年比上一年没有增长"),
        ("2023—2024年出口占比持续提高。", Truth.TRUE, "2023—2024"),
        ("出口占比逐年下降。", Truth.FALSE, "2024 年比上一年没有下降"),
        ("不断加大研发投入。", Truth.TRUE, "已知合计"),
        ("科技型中小企业不断壮大。", Truth.NO_DATA, "缺数"),
        ("群众文化不断提升。", Truth.NO_DATA, "认不出"),
        ("科技型企业显著增长。", Truth.TRUE, "22.4%"),
        ("研发投入大幅增加。", Truth.FALSE, "本系统自定"),
        ("科技型中小企业显著增加。", Truth.NO_DATA, "缺数"),
        ("独角兽企业实现零突破。", Truth.FALSE, "0家"),
        ("力争独角兽企业零突破。", Truth.NO_DATA, "目标"),
        ("瞪羚企业实现零突破。", Truth.FALSE, "不是从零开始"),
        ("各项工作实现零突破。", Truth.NO_DATA, "认不出"),
        ("2024年瞪羚企业比2022年翻了一番。", Truth.TRUE, "末 ÷ 初"),
        ("2024年高新技术企业比2022年翻一番。", Truth.FALSE, "1.5"),
        ("高新技术企业数位居全市前列。", Truth.NO_DATA, "其他县市"),
        ("高新技术企业数位居第3位。", Truth.NO_DATA, "第 3—4 位（1 县缺数）"),
        ("高新技术企业数名列对标县第四。", Truth.NO_DATA, "不能证明"),
        ("高新技术企业数位居对标县第五。", Truth.FALSE, "第 3—4 位"),
        ("高新技术企业数排名第一。", Truth.FALSE, "6 个县"),
        ("高新技术企业数位居同类县前4名。", Truth.TRUE, "第 3—4 位"),
        ("高新技术企业数位居前三。", Truth.NO_DATA, "可能排在前面"),
        ("高新技术企业数名列前茅。", Truth.FALSE, "前 3 分之一"),
        ("瞪羚企业位居对标县首位。", Truth.TRUE, "第 1 位"),
        ("2023年瞪羚企业位居首位。", Truth.FALSE, "第 2 位"),
        ("2022年瞪羚企业位居首位。", Truth.NO_DATA, "没有登记"),
        ("瞪羚企业数位居前列。", Truth.TRUE, "本系统自定"),
        ("瞪羚企业数位居各县之间。", Truth.NO_DATA, "没有写第几"),
        ("每万人口发明专利拥有量位居第二。", Truth.TRUE, "第 2 位"),
        ("培育库在库企业位居第二。", Truth.NO_DATA, "认不出"),
        ("意见建议全部当场解答。", Truth.FALSE, "26"),
        ("代表们的意见当场答复。", Truth.TRUE, "26"),
        ("意见建议全部办结。", Truth.FALSE, "4"),
        ("意见建议全部按期答复。", Truth.TRUE, "0"),
        ("资金全部拨付。", Truth.NO_DATA, "清单"),
        ("科技型中小企业实现零突破。", Truth.NO_DATA, "缺数"),
        ("群众文化显著提升。", Truth.NO_DATA, "认不出"),
        ("科技型企业多，不断加大群众文化投入。", Truth.NO_DATA, "认不出"),
        ("科技型企业多，不断扩大高新技术企业规模。", Truth.TRUE, "高新技术企业数"),
        ("产学研合作取得了显著成效。", Truth.NO_DATA, "没有说哪个指标"),
        ("梯度培育成效十分显著。", Truth.NO_DATA, "没有说哪个指标"),
        ("走访企业逐年增加。", Truth.NO_DATA, "缺数"),
    ],
)
def test_a_claim_is_held_against_the_series_and_says_why(text, truth, said):
    (claim,) = checked(text).claims
    assert claim.truth is truth
    assert said in "".join(claim.reasons)
    assert text[claim.start : claim.end] == claim.text


def test_claims_about_opinions_are_open_where_no_app_counts_them():
    claims = checked("意见全部当场答复。意见全部办结。", ["hnte_count"]).claims
    assert [claim.truth for claim in claims] == [Truth.NO_DATA, Truth.NO_DATA]


def test_a_claim_with_a_number_beside_it_is_judged_by_the_number():
    result = checked("开放日当场解答意见27条。")
    assert result.claims == []
    assert [one.judgement for one in result.numbers] == [Judgement.DIFFERS]


def test_a_number_that_the_same_words_may_mean_is_not_called_wrong():
    raw = only("开放日上代表们共提出意见46条。")
    assert (raw.judgement, raw.mend) == (Judgement.UNCLEAR, "")
    assert "等于“opinion_raw_count”" in raw.reasons[-1]
    assert only("开放日上代表们共提出意见41条。").judgement is Judgement.AGREES
    neither = only("开放日上代表们共提出意见47条。")
    assert (neither.judgement, neither.mend) == (Judgement.DIFFERS, "41条")
    (alone,) = checked("共提出意见46条。", [code for code in VALUES if code != "opinion_raw_count"]).numbers
    assert alone.judgement is Judgement.DIFFERS


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("今年新招5名工人，完成率81.4%。", ["口径不明", "口径不明"]),
        ("2024年末高新技术企业占科技型企业的比重合理，园区满意率提高到47.5%。", ["口径不明"]),
        ("2024年末高新技术企业占纳税大户的47.5%。", ["口径不明"]),
        ("工业园区当场解答的占意见建议的63.4%。", ["口径不明"]),
        ("目前，高新技术企业由47家增至57家。", ["口径不明", "一致"]),
        ("工业园区高新技术企业占高新技术企业的63.2%。", ["舍入一致"]),
        ("工业园区高新技术企业占高新技术企业的73.2%。", ["不一致"]),
        (
            "2024年末，高新技术企业占科技型企业的47.5%，比2022年末下降0.6个百分点（2024年末为47.5%）。",
            ["一致", "舍入一致", "口径不明"],
        ),
    ],
)
def test_what_the_words_leave_open_is_left_open(text, wanted):
    assert [str(one.judgement) for one in checked(text).numbers] == wanted


def test_the_same_day_a_year_before_the_29th_of_february_is_the_28th():
    asker = Asker(AsOf(on=date(2024, 2, 29)), [figure(code) for code in VALUES])
    _, change = check("今年高新技术企业57家，同比增加10家。", asker, PLACES).numbers
    assert "与上年同期（2023-02-28）比。" in change.reasons
