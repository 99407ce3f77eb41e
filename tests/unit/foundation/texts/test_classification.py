"""Keywords suggest until people have decided enough; then what they decided does."""

from __future__ import annotations

import random

import pytest

from tidu.foundation.texts import classification
from tidu.foundation.texts.classification import BY_MODEL, KeywordRules, LinearModel, Theme

NONE = KeywordRules(())
"""Rules that speak for nothing: the decisions alone are asked."""

WORDS = {"灯": "路灯坏了没人修", "医": "医院挂号排队太久", "学": "学校的食堂太贵"}


def decided(number: int, seed: int = 1) -> list[tuple[str, str]]:
    dice = random.Random(seed)
    labels = list(WORDS)
    return [
        ("".join(dice.sample(WORDS[label := labels[at % 3]], 6)) + f"第{at}次", label) for at in range(number)
    ]


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


def test_with_199_decisions_keywords_suggest_and_with_200_the_model():
    assert isinstance(classification.train(decided(199), seed=1, rules=NONE), KeywordRules)
    model = classification.train(decided(200), seed=1, rules=NONE)
    assert isinstance(model, LinearModel)
    assert classification.suggest("路灯坏了", model).by == BY_MODEL


def test_equal_texts_are_one_decision_and_the_latest_counts():
    assert isinstance(classification.train(decided(100) * 3, seed=1, rules=NONE), KeywordRules)


def test_one_label_alone_teaches_nothing():
    rules = KeywordRules((Theme("甲", "", ("红",)),))
    assert classification.train([(text, "灯") for text, _ in decided(300)], seed=1, rules=rules) is rules


def test_the_model_learns_the_labels_and_is_sure_of_what_is_clear():
    model = classification.train(decided(240), seed=1, rules=NONE)
    for text, label in decided(30, seed=2):
        found = classification.suggest(text, model)
        assert (found.label, found.sure) == (label, True)


def test_labels_that_follow_nothing_are_left_to_a_person():
    dice = random.Random(3)
    noise = [(text, dice.choice("甲乙丙")) for text, _ in decided(240)]
    model = classification.train(noise, seed=1, rules=NONE)
    assert not any(classification.suggest(text, model).sure for text, _ in decided(30, seed=4))


def test_the_same_decisions_and_seed_give_the_same_model():
    one, two = (classification.train(decided(210), seed=5, rules=NONE) for _ in range(2))
    assert isinstance(one, LinearModel)
    assert isinstance(two, LinearModel)
    assert (one.weights == two.weights).all()
    assert one.threshold == two.threshold


def test_a_text_of_unknown_characters_is_answered_and_not_sure():
    found = classification.suggest("ABC", classification.train(decided(210), seed=1, rules=NONE))
    assert 0 <= found.confidence <= 1
    assert classification.suggest("", classification.train(decided(210), seed=1, rules=NONE)).label in WORDS
