"""Keywords suggest until people have decided enough; then what they decided does."""

from __future__ import annotations

import random

import pytest

from tidu.foundation.texts import classification
from tidu.foundation.texts.classification import BY_KEYWORDS, BY_MODEL, KeywordRules, LinearModel, Theme

INVENTED = [
    ("高企奖励迟迟没有兑现，研发补助的申报条件也太高", "资金", "政策扶持"),
    ("小企业贷款难，希望推出科技贷并给予贴息", "资金", "科技金融"),
    ("厂里招聘不到技术工人，博士更是引不来留不住", "人才", "人才引进"),
    ("引进的工程师没有地方住，请建设人才公寓，解决子女入学", "人才", "住房"),
    ("县里应有公共的检验检测平台，大型仪器可以共享", "平台", "平台建设"),
    ("高校的科技成果和专利很难在企业落地转化", "平台", "成果转化"),
    ("政策文件看不懂，能否上门讲解、组织培训会解读", "宣传", "政策宣讲"),
    ("多请记者报道创新企业的先进事迹，办好公众号", "宣传", "新闻报道"),
    ("申报材料重复提交，审批流程太长，窗口跑几趟", "其他", "流程服务"),
]
WORDS = {"灯": "路灯坏了没人修", "医": "医院挂号排队太久", "学": "学校的食堂太贵"}


def decided(number: int, seed: int = 1) -> list[tuple[str, str]]:
    dice = random.Random(seed)
    labels = list(WORDS)
    return [
        ("".join(dice.sample(WORDS[label := labels[at % 3]], 6)) + f"第{at}次", label) for at in range(number)
    ]


@pytest.mark.parametrize(("text", "main", "theme"), INVENTED)
def test_the_shipped_rules_suggest_the_theme_of_an_invented_opinion(text, main, theme):
    rules = classification.keyword_rules()
    assert classification.suggest(text, rules).label == theme
    assert rules.parents[theme] == main
    assert classification.suggest(text, rules.of_main_themes()).label == main


def test_a_suggestion_by_keywords_says_so():
    assert (
        classification.suggest(INVENTED[0][0], classification.keyword_rules()).by == BY_KEYWORDS == "关键词"
    )


def test_keywords_are_sure_only_with_two_words_and_twice_the_runner_up():
    rules = KeywordRules((Theme("甲", "", ("红", "黄", "蓝")), Theme("乙", "", ("圆", "方"))))
    seen = {text: rules.suggest(text) for text in ("红", "红黄", "红黄圆", "红黄圆方", "无")}
    assert {text: found.sure for text, found in seen.items()} == {
        "红": False, "红黄": True, "红黄圆": True, "红黄圆方": False, "无": False,
    }  # fmt: skip
    assert (seen["红黄圆"].label, seen["红黄圆"].confidence) == ("甲", pytest.approx(2 / 3))
    assert (seen["无"].label, seen["无"].confidence) == (None, 0.0)


def test_a_word_inside_a_longer_one_is_not_counted():
    rules = KeywordRules((Theme("人才", "", ("人才",)), Theme("住房", "", ("人才公寓",))))
    assert rules.suggest("建人才公寓").label == "住房"
    assert rules.suggest("建人才公寓").confidence == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- {words: [钱]}", "没有名称"),
        ("- {label: 资金}", "没有关键词"),
        ("- {label: 资金, words: 钱}", "应是一列文字"),
        ("- {label: 资金, words: [钱]}\n- {label: 资金, words: [款]}", "写了两次"),
        ("- 资金", "没有名称"),
        ("- {words: [款], children: [{label: 贷款, words: [贷]}]}", "没有名称"),
    ],
)
def test_rules_that_are_wrong_are_refused_in_chinese(text, message):
    with pytest.raises(ValueError, match=message):
        classification.read_keyword_rules(text)


def test_with_199_decisions_keywords_suggest_and_with_200_the_model():
    assert isinstance(classification.train(decided(199), seed=1), KeywordRules)
    model = classification.train(decided(200), seed=1)
    assert isinstance(model, LinearModel)
    assert classification.suggest("路灯坏了", model).by == BY_MODEL


def test_equal_texts_are_one_decision_and_the_latest_counts():
    assert isinstance(classification.train(decided(100) * 3, seed=1), KeywordRules)


def test_one_label_alone_teaches_nothing():
    rules = KeywordRules((Theme("甲", "", ("红",)),))
    assert classification.train([(text, "灯") for text, _ in decided(300)], seed=1, rules=rules) is rules


def test_the_model_learns_the_labels_and_is_sure_of_what_is_clear():
    model = classification.train(decided(240), seed=1)
    for text, label in decided(30, seed=2):
        found = classification.suggest(text, model)
        assert (found.label, found.sure) == (label, True)


def test_labels_that_follow_nothing_are_left_to_a_person():
    dice = random.Random(3)
    noise = [(text, dice.choice("甲乙丙")) for text, _ in decided(240)]
    model = classification.train(noise, seed=1)
    assert not any(classification.suggest(text, model).sure for text, _ in decided(30, seed=4))


def test_the_same_decisions_and_seed_give_the_same_model():
    one, two = (classification.train(decided(210), seed=5) for _ in range(2))
    assert isinstance(one, LinearModel)
    assert isinstance(two, LinearModel)
    assert (one.weights == two.weights).all()
    assert one.threshold == two.threshold


def test_a_text_of_unknown_characters_is_answered_and_not_sure():
    found = classification.suggest("ABC", classification.train(decided(210), seed=1))
    assert 0 <= found.confidence <= 1
    assert classification.suggest("", classification.train(decided(210), seed=1)).label in WORDS
