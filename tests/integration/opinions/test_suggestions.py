"""What is suggested and decided by a person: the theme, earlier answers to the like, a wording that names nobody."""

from __future__ import annotations

import pytest

from tests.factories.opinions import (
    EXPLAINED,
    OFFICER,
    an_answered,
    an_occasion,
    an_opinion,
    at,
    the_house,
)
from tidu.domain.opinions import operations, queries
from tidu.domain.opinions.operations import Author
from tidu.domain.opinions.vocabulary import SuggestedBy

pytestmark = pytest.mark.django_db

INVENTED = [
    ("高企奖励迟迟没有兑现，研发补助的申报条件也太高", "FUNDING"),
    ("小企业贷款难，希望推出科技贷并给予贴息", "FUNDING"),
    ("厂里招聘不到技术工人，博士更是引不来留不住", "TALENT"),
    ("引进的工程师没有地方住，请建设人才公寓，解决子女入学", "TALENT"),
    ("县里应有公共的检验检测平台，大型仪器可以共享", "PLATFORM"),
    ("高校的科技成果和专利很难在企业落地转化", "PLATFORM"),
    ("政策文件看不懂，能否上门讲解、组织培训会解读", "PUBLICITY"),
    ("多请记者报道创新企业的先进事迹，办好公众号", "PUBLICITY"),
    ("申报材料重复提交，审批流程太长，窗口跑几趟", "OTHER"),
]


@pytest.mark.parametrize(("text", "theme"), INVENTED)
def test_the_words_a_county_begins_with_suggest_the_theme_and_say_that_they_are_words(text, theme):
    the_house()
    found = queries.hints(text).theme
    assert found is not None
    assert (found.code, found.by) == (theme, SuggestedBy.RULES)


def test_a_text_that_speaks_for_no_theme_gets_none():
    the_house()
    assert queries.hints("谢谢").theme is None


def test_a_county_s_own_words_count_from_the_moment_they_are_set():
    the_house()
    assert queries.hints("请修路灯").theme is None
    operations.set_theme(code="OTHER", name="其他", keywords=("路灯",), by=OFFICER, now=at("2025-05-22"))
    found = queries.hints("请修路灯").theme
    assert found is not None
    assert found.code == "OTHER"


def test_from_200_decisions_on_the_county_s_own_people_are_learned_from():
    occasion = an_occasion()
    words = {"FUNDING": "路灯坏了没人修", "TALENT": "医院挂号排队太久"}
    for at_number in range(200):
        theme = ("FUNDING", "TALENT")[at_number % 2]
        one = an_opinion(occasion, text=f"{words[theme]}，第{at_number}次说了")
        operations.set_themes(number=one.number, main=theme, by=OFFICER, now=at("2025-05-22", 11))
    found = queries.hints("路灯又坏了").theme
    assert found is not None
    assert (found.code, found.by) == ("FUNDING", SuggestedBy.MODEL)


WANTED = [
    ("建议在园区增设共享食堂，最好周末也开", "SUGGESTION"),
    ("去年的奖补迟迟没有兑现，影响生产，请协调", "REQUEST"),
    ("请问高企复审什么时候报，需要哪些材料？", "QUESTION"),
    ("窗口态度差，两个股室互相推诿", "CRITICISM"),
]


@pytest.mark.parametrize(("text", "category"), WANTED)
def test_what_the_proposer_wants_is_suggested_from_words_too(text, category):
    found = queries.hints(text).category
    assert found is not None
    assert (found.code, found.by, found.sure) == (category, SuggestedBy.RULES, True)


def test_a_text_that_asks_for_nothing_gets_no_category():
    assert queries.hints("谢谢").category is None


def test_from_200_decided_categories_on_they_are_learned_from():
    occasion = an_occasion()
    words = {"REQUEST": "路灯坏了没人修", "CRITICISM": "医院挂号排队太久"}
    for at_number in range(200):
        category = ("REQUEST", "CRITICISM")[at_number % 2]
        one = an_opinion(occasion, text=f"{words[category]}，第{at_number}次说了")
        how = {"main": "OTHER", "category": category, "by": OFFICER, "now": at("2025-05-22", 11)}
        operations.set_themes(number=one.number, **how)
    found = queries.hints("路灯又坏了").category
    assert found is not None
    assert (found.code, found.by) == ("REQUEST", SuggestedBy.MODEL)


def test_earlier_answers_to_the_like_are_told_and_not_the_opinion_itself():
    occasion = an_occasion()
    first = an_answered(an_opinion(occasion, text="希望把研发补助的申报材料合并成一张表"), reply=EXPLAINED)
    an_answered(an_opinion(occasion, text="人才公寓离园区太远，请开通班车"), reply=EXPLAINED)
    later = an_opinion(occasion, text="研发补助的申报材料太多，能不能合并成一张表")
    assert [one.number for one in queries.alike(later.text, besides=later.number)] == [first.number]
    assert queries.alike(first.text, besides=first.number) == []


def test_items_that_may_say_the_same_are_told_while_one_is_taken_down():
    occasion = an_occasion()
    first = an_opinion(occasion, text="希望把研发补助的申报材料合并成一张表")
    an_opinion(occasion, text="人才公寓离园区太远，请开通班车")
    found = queries.duplicates("建议把研发补助的申报材料合并为一张表", occasion.code)
    assert found == [(first.number, first.text)]


def test_the_wording_proposed_for_everybody_names_neither_the_author_nor_a_telephone():
    said = "我是晴川公司的欧阳晴，电话 139-1234-5678，希望缩短补助时间"
    opinion = an_answered(
        an_opinion(text=said, authors=(Author("欧阳晴", "晴川公司", "13912345678"),)), reply=EXPLAINED
    )
    wording = queries.public_wording(opinion)
    assert "欧阳晴" not in wording.text
    assert "1234" not in wording.text
    assert "希望缩短补助时间" in wording.text
    assert {"欧阳晴", "139-1234-5678"} <= {original for _, original in wording.masked}
    assert wording.answer == EXPLAINED.text
