"""Masking, likeness and suggested themes on real letters and messages, each figure beside the bar it is held to.

The data are not part of the project: without the folder ../shared/data it says so and measures nothing. No weights
learnt here are kept.

    python bench/opinions_text.py [seed of the planted data]

It ends with an error where a bar of quality is missed; the time a question takes is printed only.
"""

from __future__ import annotations

import csv
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1]))
from _measure import bar

from tests.factories import letters
from tidu.foundation.texts import classification
from tidu.foundation.texts.masking import mask
from tidu.foundation.texts.similar import DUPLICATE, Index

MESSAGES = letters.DATA / "match" / "opinion_classify.tsv"
EACH = 2_000
NONE = classification.KeywordRules(())
LEAST = {"PHONE": 0.995, "ID_NUMBER": 0.995, "BANK_ACCOUNT": 0.995, "NAME": 0.95, "ADDRESS": 0.95}
SAID_OTHERWISE = {
    "请问": "想问一下",
    "领导": "书记",
    "小区": "院子",
    "希望": "盼望",
    "现在": "目前",
    "解决": "处理",
}


def masking(seed: int) -> bool:
    """Print the share of planted data masked, of look-alikes that stay, what is masked unplanted; return if it held."""
    print(f"masking: {EACH:,} of each kind planted into real letters, seed {seed}")
    total: Counter[str] = Counter()
    good: Counter[str] = Counter()
    for letter in letters.planted(seed, EACH):
        covered = {at for span in mask(letter.text).spans for at in range(span.start, span.end)}
        for kind, _, offsets in letter.plants:
            total[kind] += 1
            good[kind] += not offsets & covered if kind == "STAYS" else offsets <= covered
    held = [
        bar(f"recall of {kind}", 100 * good[kind] / total[kind], least=100 * least, unit=" %")
        for kind, least in LEAST.items()
    ]
    print(f"  look-alikes masked by mistake: {total['STAYS'] - good['STAYS']} of {total['STAYS']:,}")
    texts = [row["留言详情"] for row in letters.letters()]
    begun = time.process_time()
    spans = Counter(span.kind.value for text in texts for span in mask(text).spans)
    each = (time.process_time() - begun) / len(texts) * 1000
    print(
        f"  spans in {len(texts):,} unplanted letters (they hold real names): {dict(spans)}; {each:.1f} ms a letter"
    )
    return all(held)


def reworded(dice: random.Random, text: str) -> str:
    """Return a text as somebody else might put it: six sentences in ten, some moved, words changed."""
    parts = [part for part in re.split(r"(?<=[。！？；，])", text) if part]
    kept = [part for part in parts if dice.random() < 0.6] or parts[:1]
    if dice.random() < 0.5:
        dice.shuffle(kept)
    words = "".join(c for c in "".join(kept) if dice.random() > 0.06)
    for said, instead in SAID_OTHERWISE.items():
        if dice.random() < 0.7:
            words = words.replace(said, instead)
    return words


def likeness() -> None:
    """Print how often a reworded letter finds its original, a fresh one raises an alarm, and the time it takes."""
    dice = random.Random(5)
    texts = list(dict.fromkeys(row["留言详情"].strip() for row in letters.letters()))
    known, fresh = texts[:2_200], texts[2_200:]
    index = Index(enumerate(known))
    asked = [(key, reworded(dice, known[key])) for key in dice.sample(range(len(known)), 500)]
    answers = [(key, index.nearest(words, 5)) for key, words in asked]
    print(
        f"near-duplicates: {len(asked)} reworded letters among {len(known):,}, {len(fresh)} letters about other matters"
    )
    for most in (1, 3, 5):
        share = sum(key in [near.key for near in found[:most]] for key, found in answers) / len(answers)
        print(f"  original among the first {most}: {100 * share:.1f} %")
    told = [(key, found[0].key) for key, found in answers if found and found[0].score >= DUPLICATE]
    right = sum(key == first for key, first in told)
    alarms = sum(
        bool(found) and found[0].score >= DUPLICATE for found in (index.nearest(text, 1) for text in fresh)
    )
    print(
        f"  from {DUPLICATE} on: {100 * right / len(asked):.1f} % of the originals told, {len(told) - right} wrong ones"
    )
    print(
        f"  fresh letters that raise an alarm: {alarms} of {len(fresh)} (some are second letters on the same matter)"
    )
    sentences = [part for text in texts for part in re.split(r"(?<=[。！？])", text) if len(part) > 15][
        :10_000
    ]
    large = Index(enumerate(sentences))
    begun = time.perf_counter()
    for sentence in sentences[::100]:
        large.nearest(sentence, 5)
    bar(f"a question among {len(large):,} texts", (time.perf_counter() - begun) * 10, most=100, unit=" ms")


def macro_f1(right: Sequence[str], said: Sequence[str | None]) -> float:
    """Return the mean over labels of the harmonic mean of precision and recall."""
    labels = sorted(set(right))
    hits = Counter(a for a, b in zip(right, said, strict=True) if a == b)
    size, calls = Counter(right), Counter(said)
    return sum(2 * hits[label] / (size[label] + calls[label]) for label in labels) / len(labels)


def themes() -> bool:
    """Print five folds by line number, and ten draws of 300 decisions; return whether every bar was held."""
    with MESSAGES.open(encoding="utf-8") as file:
        lines = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    first = {row["words"]: (at, row["label"]) for at, row in reversed(list(enumerate(lines)))}
    messages = sorted((at, words, label) for words, (at, label) in first.items())
    print(f"themes: {len(messages):,} different messages, five folds by line number")
    scores, sure, hits, seconds = [], 0, 0, 0.0
    for fold in range(5):
        begun = time.process_time()
        model = classification.train(
            [(words, label) for at, words, label in messages if at % 5 != fold],
            seed=7,
            rules=NONE,
        )
        seconds += (time.process_time() - begun) / 5
        held = [(words, label) for at, words, label in messages if at % 5 == fold]
        said = [classification.suggest(words, model) for words, _ in held]
        scores.append(macro_f1([label for _, label in held], [one.label for one in said]))
        sure += sum(one.sure for one in said)
        hits += sum(one.sure and one.label == label for one, (_, label) in zip(said, held, strict=True))
    held = [
        bar("mean macro-F1", sum(scores) / 5, least=0.915),
        bar("accuracy of the routed", 100 * hits / sure, least=97.5, unit=" %"),
    ]
    bar("coverage", 100 * sure / len(messages), least=65, unit=" %")  # an aim
    print(f"  training on four folds, calibration included: {seconds:.1f} s of processor time")
    draws = []
    for draw in range(10):
        mixed = random.Random(draw).sample(messages, len(messages))
        model = classification.train([(words, label) for _, words, label in mixed[:300]], seed=7, rules=NONE)
        said_of = [classification.suggest(words, model).label for _, words, _ in mixed[300:]]
        draws.append(macro_f1([label for *_, label in mixed[300:]], said_of))
    held.append(bar("macro-F1 with 300 decisions, mean of 10 draws", sum(draws) / 10, least=0.77))
    return all(held)


def main() -> None:
    """Measure all three, or say why not."""
    if not letters.LETTERS.exists():
        print("  the real letters are not on this machine: nothing measured")
        return
    masked = masking(int(sys.argv[1]) if len(sys.argv) > 1 else 20261126)
    likeness()
    if not (themes() and masked):
        sys.exit("a bar was missed")


if __name__ == "__main__":
    main()
