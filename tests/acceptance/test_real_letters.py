"""Real letters with personal data planted into them, and real messages with their subject."""

from __future__ import annotations

import csv
import random
from collections import Counter

import pytest

from tests.factories import letters
from tidu.foundation.texts import classification
from tidu.foundation.texts.masking import mask
from tidu.foundation.texts.similar import DUPLICATE, Index

pytestmark = pytest.mark.skipif(
    not letters.LETTERS.exists(), reason="the real letters are not on this machine"
)

LEAST = {
    "PHONE": 0.995,
    "ID_NUMBER": 0.995,
    "BANK_ACCOUNT": 0.995,
    "NAME": 0.95,
    "ADDRESS": 0.95,
    "STAYS": 0.99,
}


def test_what_is_planted_is_masked_and_what_only_looks_like_it_stays():
    total: Counter[str] = Counter()
    good: Counter[str] = Counter()
    for letter in letters.planted(seed=7301, each=800):
        covered = {at for span in mask(letter.text).spans for at in range(span.start, span.end)}
        for kind, _, offsets in letter.plants:
            total[kind] += 1
            good[kind] += not offsets & covered if kind == "STAYS" else offsets <= covered
    assert {kind: good[kind] / total[kind] >= least for kind, least in LEAST.items()} == dict.fromkeys(
        LEAST, True
    )


def test_credit_codes_of_real_firms_stay():
    with (letters.DATA / "enterprise_register_jian_2018_2019.csv").open(encoding="utf-8-sig") as file:
        codes = [row["统一社会信用代码"] for row in csv.DictReader(file)]
    assert [code for code in codes if mask(f"我公司（{code}）").spans] == []


def test_letters_without_numbers_lose_none():
    kinds = Counter(span.kind.value for row in letters.letters() for span in mask(row["留言详情"]).spans)
    assert (kinds["PHONE"], kinds["ID_NUMBER"], kinds["BANK_ACCOUNT"]) == (0, 0, 0)


def test_a_letter_sent_again_in_part_is_told_as_probably_the_same():
    texts = list(dict.fromkeys(row["留言详情"].strip() for row in letters.letters()))[:600]
    index = Index(enumerate(texts))
    asked = [(key, text[len(text) // 3 :]) for key, text in enumerate(texts[::6]) if len(text) > 60]
    found = [(key * 6, index.nearest(words, 1)[0]) for key, words in asked]
    assert sum(key == near.key and near.score >= DUPLICATE for key, near in found) >= 0.95 * len(found)


def test_with_300_decisions_the_subject_is_mostly_right_and_surer_where_it_says_so():
    with (letters.DATA / "match" / "opinion_classify.tsv").open(encoding="utf-8") as file:
        rows = {
            row["words"]: row["label"] for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        }
    mixed = random.Random(3).sample(sorted(rows.items()), 1300)
    model = classification.train(mixed[:300], seed=7, rules=classification.KeywordRules(()))
    said = [(classification.suggest(words, model), label) for words, label in mixed[300:]]
    right = sum(one.label == label for one, label in said) / len(said)
    sure = [one.label == label for one, label in said if one.sure]
    assert right >= 0.77
    assert not sure or sum(sure) / len(sure) > right
