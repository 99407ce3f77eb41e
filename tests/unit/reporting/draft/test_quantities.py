"""Numbers in Chinese text: value, unit, kind, how firmly said, and where."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tidu.reporting.draft.numerals import of_chinese
from tidu.reporting.draft.quantities import quantities
from tidu.reporting.draft.quantity import Hedge, Kind


def only(text):
    (found,) = quantities(text)
    assert text[found.start : found.end] == found.text
    return found


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("高新技术企业58家。", 58, "家"),
        ("高新技术企业５８家。", 58, "家"),
        ("研发投入1.54亿元。", 154_000_000, "元"),
        ("研发投入1，540万元。", 15_400_000, "元"),
        ("研发投入15,400万元。", 154_000_000, "元"),
        ("出口12.5万美元。", 125_000, "美元"),
        ("装机10.5亿千瓦。", 1_050_000_000, "千瓦"),
        ("新建5千米。", 5, "千米"),
        ("占比46.4%。", Fraction("46.4"), "%"),
        ("占比４６．４％。", Fraction("46.4"), "%"),
        ("占百分之五点五。", Fraction("5.5"), "%"),
        ("占百分之12.5。", Fraction("12.5"), "%"),
        ("占三分之一。", Fraction(100, 3), "%"),
        ("占四成七。", 47, "%"),
        ("占六成半以上。", 65, "%"),
        ("GDP260亿元。", 26_000_000_000, "元"),
        ("下降超过五成。", 50, "%"),
        ("提高4个百分点。", 4, "百分点"),
        ("是上年的3倍。", 3, "倍"),
        ("十年翻两番。", 4, "倍"),
        ("共收集意见四十一条。", 41, "条"),
        ("企业一百二十一家。", 121, "家"),
        ("净增一家。", 1, "家"),
        ("压缩到一个月以内。", 1, "月"),
        ("规模超过万亿元。", 10**12, "元"),
        ("惠及2900多万家庭。", 29_000_000, ""),
        ("58人工作在一线。", 58, "人"),
    ],
)
def test_a_quantity_has_its_exact_value_and_unit(text, value, unit):
    *_, found = quantities(text)
    assert (found.low, found.unit) == (value, unit)


@pytest.mark.parametrize(
    ("text", "hedge"),
    [
        ("企业约120家", Hedge.ABOUT),
        ("企业120家左右", Hedge.ABOUT),
        ("企业近130家", Hedge.NEARLY),
        ("企业不足130家", Hedge.NEARLY),
        ("企业超过120家", Hedge.OVER),
        ("企业120余家", Hedge.OVER),
        ("企业1200多万家", Hedge.OVER),
        ("企业120家以上", Hedge.AT_LEAST),
        ("企业不少于120家", Hedge.AT_LEAST),
        ("最高不超过30万元", Hedge.AT_MOST),
        ("企业120家", Hedge.EXACT),
        ("近3年", Hedge.EXACT),
    ],
)
def test_how_firmly_a_number_is_said_is_read_from_the_words_around_it(text, hedge):
    assert only(text).hedge is hedge


@pytest.mark.parametrize(
    "text",
    [
        "一是抓企业，二是抓项目。",
        "（三）抓落实",
        "2.抓落实",
        "第三次会议",
        "“十四五”规划和十五五规划",
        "开展“三个一”活动",
        "国科发火〔2016〕32号",
        "国科发政[2017]115号",
        "联系电话：0796-8520001",
        "手机13807960001",
        "拨打12345热线",
        "统一社会信用代码91360899MA35ABCD12",
        "十三届全国人大五次会议",
        "党的二十大精神",
        "推进一批项目，形成一系列成果",
        "上亿群众、千家万户",
        "上午9时30分开会，14:30散会",
        "5G和PM2.5",
        "三年行动",
        "十分重视",
    ],
)
def test_what_counts_nothing_is_passed_over(text):
    assert quantities(text) == []


def test_years_days_and_months_keep_their_kind():
    found = quantities("2022—2024年，2025年5月22日，1—5月，二〇二三年末，2023、2024年，6月3日。")
    assert [(one.kind, one.low, one.high, one.year) for one in found] == [
        (Kind.YEAR, 2022, 2024, None),
        (Kind.DAY, 522, 522, 2025),
        (Kind.MONTH, 1, 5, None),
        (Kind.YEAR, 2023, 2023, None),
        (Kind.YEAR, 2023, 2023, None),
        (Kind.YEAR, 2024, 2024, None),
        (Kind.DAY, 603, 603, None),
    ]


def test_a_range_has_two_ends_and_a_series_shares_the_unit_that_closes_it():
    assert [
        (one.low, one.high, one.unit) for one in quantities("增长6%－6.5%，需10至20万元，12、15和18家")
    ] == [
        (6, Fraction("6.5"), "%"),
        (100_000, 200_000, "元"),
        (12, 12, "家"),
        (15, 15, "家"),
        (18, 18, "家"),
    ]
    assert [one.low for one in quantities("分别为1.2、3.4亿元")] == [120_000_000, 340_000_000]
    assert [one.low for one in quantities("3家至5万元")] == [3, 50_000]
    assert [one.unit for one in quantities("分别为12、15%")] == ["%", "%"]


def test_a_number_knows_the_place_of_its_last_digit_and_the_place_it_is_round_to():
    told = only("1.50亿元")
    assert (told.step, told.round_to) == (1_000_000, 10_000_000)
    assert only("增长53.2%").step == Fraction(1, 10)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("十五", 15),
        ("二百零三", 203),
        ("三百五", 350),
        ("一万五", 15_000),
        ("二十五", 25),
        ("三千七百万", 37_000_000),
        ("一万亿", 10**12),
        ("三亿二千万", 320_000_000),
        ("二〇二五", 2025),
        ("零点五", Fraction(1, 2)),
    ],
)
def test_chinese_numerals_are_read_as_they_are_spoken(text, value):
    assert of_chinese(text) == value


def test_a_breakthrough_from_nought_is_a_quantity_of_its_own_kind():
    assert [one.kind for one in quantities("独角兽企业零突破，瞪羚实现零的突破")] == [Kind.ZERO, Kind.ZERO]
