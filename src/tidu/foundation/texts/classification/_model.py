"""The model that learns from decisions: features, separating lines, and how far its suggestions may be believed.

How far: every text of the training part is judged once by a model that has not seen it. On these judgements a logistic
curve turns the winner's score and its lead into the probability of being right, and the threshold is put where
those above it were right in 975 of 1,000 cases.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tidu.foundation.texts.classification import _features as features
from tidu.foundation.texts.classification import _linear as linear
from tidu.foundation.texts.classification._features import Floats, Ints, Vocabulary
from tidu.foundation.texts.classification._suggestion import BY_MODEL, Suggestion

FOLDS = 5
ACCURACY_WANTED = 0.975
LEAST_JUDGED = 30  # fewer judgements above the threshold prove no accuracy
NEVER = 2.0  # a threshold no probability reaches
RIDGE = 1e-3
NEWTON_STEPS = 25

Counted = Sequence[tuple[Ints, Floats]]


@dataclass(frozen=True)
class LinearModel:
    """Labels, vocabulary, weights, the curve from score to probability, and the probability from which it is sure."""

    labels: tuple[str, ...]
    vocabulary: Vocabulary
    weights: Floats
    curve: Floats
    threshold: float

    def suggest(self, text: str) -> Suggestion:
        """Return the label with the highest score."""
        score = linear.scores([self.vocabulary.row(*features.grams_of(text))], self.weights)
        confidence = float(_probability(_evidence(score), self.curve)[0])
        label = self.labels[int(score[0].argmax())]
        return Suggestion(label, confidence, confidence >= self.threshold, BY_MODEL)


def learn(texts: Sequence[str], decided: Sequence[str], seed: int) -> LinearModel:
    """Return the model of different texts and their labels, of which there are at least two."""
    names = sorted(set(decided))
    labels = np.array([names.index(label) for label in decided])
    counted = [features.grams_of(text) for text in texts]
    held = _held_out_scores(counted, labels, len(names), seed)
    right = held.argmax(axis=1) == labels
    evidence = _evidence(held)
    curve = _curve(evidence, right)
    threshold = _threshold(_probability(evidence, curve), right)
    vocabulary, weights = _fitted(counted, labels, len(names), seed)
    return LinearModel(tuple(names), vocabulary, weights, curve, threshold)


def _fitted(counted: Counted, labels: Ints, kinds: int, seed: int) -> tuple[Vocabulary, Floats]:
    vocabulary = features.vocabulary_of(counted)
    rows = [vocabulary.row(*pair) for pair in counted]
    return vocabulary, linear.fit(rows, labels, kinds, vocabulary.width, seed)


def _held_out_scores(counted: Counted, labels: Ints, kinds: int, seed: int) -> Floats:
    """Return every text's scores by a model that learnt from the other folds; folds share every label alike."""
    shuffled = np.random.default_rng(seed).permutation(len(labels))
    fold = np.empty(len(labels), dtype=np.int64)
    fold[shuffled[np.argsort(labels[shuffled], kind="stable")]] = np.arange(len(labels)) % FOLDS
    held = np.empty((len(labels), kinds))
    for turn in range(FOLDS):
        seen, unseen = np.flatnonzero(fold != turn).tolist(), np.flatnonzero(fold == turn).tolist()
        vocabulary, weights = _fitted([counted[at] for at in seen], labels[seen], kinds, seed)
        held[unseen] = linear.scores([vocabulary.row(*counted[at]) for at in unseen], weights)
    return held


def _evidence(scores: Floats) -> Floats:
    """Return what speaks for the winner: its lead, its score, and a constant."""
    ordered = np.sort(scores, axis=1)
    return np.column_stack([ordered[:, -1] - ordered[:, -2], ordered[:, -1], np.ones(len(scores))])


def _probability(evidence: Floats, curve: Floats) -> Floats:
    found: Floats = 1 / (1 + np.exp(-np.clip(evidence @ curve, -30, 30)))
    return found


def _curve(evidence: Floats, right: np.ndarray) -> Floats:
    """Return the logistic regression of being right on the evidence, by Newton's steps with a small ridge."""
    curve: Floats = np.zeros(evidence.shape[1])
    for _ in range(NEWTON_STEPS):
        chance = _probability(evidence, curve)
        slope = evidence.T @ (right - chance) - RIDGE * curve
        bend = (evidence * (chance * (1 - chance))[:, None]).T @ evidence + RIDGE * np.eye(len(curve))
        curve = curve + np.linalg.solve(bend, slope)
    return curve


def _threshold(probability: Floats, right: np.ndarray) -> float:
    """Return the lowest probability from which on the wanted share was right; one never reached if there is none."""
    order = np.argsort(-probability, kind="stable")
    share = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    good = np.flatnonzero(share >= ACCURACY_WANTED)
    enough = good[good >= LEAST_JUDGED - 1]
    return float(probability[order[enough[-1]]]) if len(enough) else NEVER
