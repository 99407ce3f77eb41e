"""What is personal goes, whatever way it is written; what only looks like it stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidu.foundation.texts.masking import Kind, mask
from tidu.foundation.texts.masking._page import Page


def test_a_find_that_touches_an_earlier_one_is_left_on_either_side_and_within():
    page = Page("零一二三四五六七八九")
    for start, end in ((3, 6), (5, 8), (2, 4), (4, 5), (1, 9), (6, 8), (3, 3)):
        page.take(start, end, Kind.NAME)
    assert [(span.start, span.end) for span in page.found] == [(3, 6), (6, 8)]


def found(text: str, names: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    return [(text[span.start : span.end], span.kind.value) for span in mask(text, names).spans]


@pytest.mark.parametrize(
    "written",
    [
        "13800138000",
        "138 0013 8000",
        "138-0013-8000",
        "138－0013－8000",
        "138·0013·8000",
        "１３８００１３８０００",
        "𝟏𝟑𝟖𝟎𝟎𝟏𝟑𝟖𝟎𝟎𝟎",
        "1️⃣3️⃣8️⃣0️⃣0️⃣1️⃣3️⃣8️⃣0️⃣0️⃣0",
        "①③⑧⓪⓪①③⑧⓪⓪⓪",
        "136O0138000",
        "138oO13800O",
        "138OOI38OO0",
        "138，0013，8000",
        "一三八、零零一三、八零零零",
        "138/0013/8000",
        "138_0013_8000",
        "一三八零零一三八零零零",
        "一三八〇〇一三八〇〇〇",
        "1380\n0138000",
        "1 3 8 0 0 1 3 8 0 0 0",
        "+86 13800138000",
        "(0731)88886666",
        "0796-8234567",
        "0731-88886666-801",
    ],
)
def test_a_phone_is_found_in_every_way_of_writing_it(written):
    assert found(f"请回电话{written}，谢谢") == [(written, "PHONE")]


@pytest.mark.parametrize(
    "written",
    [
        "11010519491231002X",
        "110105 19491231 002x",
        "１１０１０５１９４９１２３１００２Ｘ",
        "110105194912\n31002X",
    ],
)
def test_the_id_number_of_the_standards_own_example_is_found(written):
    assert found(f"，{written}。") == [(written, "ID_NUMBER")]


@pytest.mark.parametrize(
    ("before", "written"),
    [
        ("卡号", "6222 0212 3456 7890 128"),
        ("", "6222021234567890128"),
        ("账号：", "150520100910"),
        ("开户行建行，账号", "1505-2010-0910"),
    ],
)
def test_a_bank_account_is_found_by_its_word_or_by_its_shape(before, written):
    assert found(f"请打到{before}{written}。") == [(written, "BANK_ACCOUNT")]


@pytest.mark.parametrize(
    "text",
    [
        "共投入13800138000元",
        "收入13912345678.50元",
        "￥13800138000，",
        "青政办发〔2024〕12号文件",
        "（湘）2019第13800138号证",
        "双氧水H2O2，三氧化二铁Fe2O3，5G、2O2O",
        "要求：①②③④⑤⑥都办到",
        "产值138,001,380元",
        "统一社会信用代码91360805MA35F1234X",
        "统一社会信用代码913608251234567890",
        "项目代码2019-360811-60-72-585460",
        "受理编号：20240522123456789",
        "从2024.01.01-2025.06.30止",
        "2024-05-22 2025-05-22",
        "请拨打热线12345或400-810-1234",
        "执行标准GB50096-2011",
        "王先生、陈女士来访",
        "市委书记、党支部书记和项目经理都来了",
        "3栋楼下夜里施工，解放路到建设路一段没有路灯",
        "请到中山路12号政务服务中心办理",
    ],
)
def test_what_only_looks_personal_stays(text):
    assert mask(text).text == text


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("您好，我叫王小明，想反映", "王小明"),
        ("联系人：欧阳震华", "欧阳震华"),
        ("签名：李 建 国", "李 建 国"),
        ("姓名 张\n伟", "张\n伟"),
        ("村民张伟国反映", "张伟国"),
        ("向王伟书记反映过", "王伟"),
        ("感谢杨志强书记", "杨志强"),
        ("陈丽华女士来电", "陈丽华"),
        ("此致\n敬礼！\n赵志刚\n2025年5月22日", "赵志刚"),
        ("刘芳，女，45岁", "刘芳"),
        ("户主阿卜杜拉·买买提，", "阿卜杜拉·买买提"),
    ],
)
def test_a_name_is_found_by_the_words_around_it(text, name):
    assert (name, "NAME") in found(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("我公司财务刘芳，请与她联系", "刘芳"),
        ("孩子赵子轩在实验小学读书", "赵子轩"),
        ("村支书杨国建的儿媳张花道", "杨国建"),
        ("村支书杨国建的儿媳张花道系外地户口", "张花道"),
        ("经办：陈明；审核：孙俪", "孙俪"),
        ("负责人 吴京", "吴京"),
    ],
)
def test_a_name_is_found_behind_what_somebody_is_at_work_at_home_or_under_a_form(text, name):
    assert (name, "NAME") in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "开发商或销售商存在虚假宣传",
        "无办理任何手续即销售车用品",
        "不会出小孩子车费",
        "审核通过后公示",
        "财务管理制度",
        "我是城关小学老师",
    ],
)
def test_words_behind_a_trade_or_a_child_are_no_names(text):
    assert found(text) == []


def test_a_bracket_around_a_phone_stays_and_one_within_it_goes():
    assert mask("请联系（139-1234-5678）。").text == "请联系（[电话]）。"
    assert mask("传真(0794)3456780。").text == "传真[电话]。"


def test_a_plate_with_a_dot_and_a_paper_with_its_characters_are_found():
    assert found("赣F·12345的司机") == [("赣F·12345", "PLATE")]
    assert found("军官证字第1234567号") == [("1234567", "ID_NUMBER")]


def test_a_name_found_once_is_masked_wherever_it_stands():
    assert mask("我叫王小明。昨天王小明去了").text == "我叫[姓名]。昨天[姓名]去了"


def test_names_in_a_row_are_found_together():
    assert [words for words, _ in found("联系人：王小明、李红、张建国。")] == ["王小明", "李红", "张建国"]
    assert [words for words, _ in found("村民陈志远、周敏两位来过")] == ["陈志远", "周敏"]


def test_a_known_name_is_masked_without_any_context():
    assert mask("这路是区柏年修的", names=("区柏年",)).text == "这路是[姓名]修的"
    assert mask("这路是区 柏\n年修的", names=("区柏年",)).text == "这路是[姓名]修的"


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("家住青岚县城关镇解放路12号3栋2单元501室，", "家住青岚县城关镇[住址]，"),
        ("家住青岚县石塘村三组，", "家住青岚县[住址]，"),
        ("青岚县石塘村５组十二号", "青岚县[住址]"),
        ("幸福小区3栋\n501室漏水", "[住址]漏水"),
    ],
)
def test_an_address_is_masked_from_behind_its_town(text, rest):
    assert mask(text).text == rest


def test_mail_plate_and_online_accounts_are_found():
    text = "邮箱a.b@163.com，车牌赣D12345，QQ：12345678，护照号E12345678"
    assert [kind for _, kind in found(text)] == ["MAIL", "PLATE", "ONLINE_ACCOUNT", "ID_NUMBER"]


def test_every_kind_has_its_own_chinese_word():
    assert len({kind.label for kind in Kind}) == len(Kind)


PIECES = st.sampled_from(
    [
        "我叫王小明",
        "，",
        "13800138000",
        "\n",
        "家住解放路12号",
        "A3区",
        " ",
        "元",
        "身份证",
        "一二三",
        "😀",
        "·",
        "(",
        "6222",
    ]
)


@given(st.lists(PIECES, max_size=12).map("".join) | st.text(max_size=60))
def test_spans_are_in_order_never_overlap_and_rebuild_the_text(text):
    masked = mask(text)
    rebuilt, at = "", 0
    for span in masked.spans:
        assert at <= span.start < span.end <= len(text)
        rebuilt += text[at : span.start] + span.replacement
        at = span.end
    assert rebuilt + text[at:] == masked.text


@given(st.lists(PIECES, max_size=10).map("".join))
def test_a_mobile_between_signs_never_survives(text):
    assert "13900139000" not in mask(f"{text}。13900139000。").text
