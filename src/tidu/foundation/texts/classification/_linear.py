"""A linear support vector machine for several labels, one against the rest, solved by dual coordinate descent.

Squared hinge loss, L2 penalty (Hsieh et al. 2008, algorithm 1). Every label's dual variable of a text is moved in the
same step, so a step is one small matrix product.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tidu.foundation.texts.classification._features import Floats, Ints, Row

COST = 1.0  # price of a text on the wrong side
ROUNDS = 5  # more changed no score in our measurements
SMALL_STEP = 1e-2  # relative to the largest step of the first round: then it ends


def fit(rows: Sequence[Row], labels: Ints, kinds: int, width: int, seed: int) -> Floats:
    """Return weights, one column per label, for rows with labels 0..kinds-1; rarer labels cost more per text."""
    dice = np.random.default_rng(seed)
    counts = np.maximum(np.bincount(labels, minlength=kinds), 1)
    price = COST * len(rows) / (kinds * counts)  # of a text on the label's own side
    weights = np.zeros((width, kinds))
    duals = np.zeros((len(rows), kinds))
    signs = np.where(np.arange(kinds) == labels[:, None], 1.0, -1.0)
    slack = 1 / (2 * np.where(signs > 0, price, COST))
    squares = np.array([row.weight @ row.weight for row in rows])
    first = 0.0
    for _ in range(ROUNDS):
        largest = 0.0
        for place in dice.permutation(len(rows)):
            row, sign = rows[place], signs[place]
            slope = sign * (row.weight @ weights[row.at]) - 1 + slack[place] * duals[place]
            moved = np.maximum(duals[place] - slope / (squares[place] + slack[place]), 0) - duals[place]
            weights[row.at] += np.outer(row.weight, moved * sign)
            duals[place] += moved
            largest = max(largest, float(np.abs(moved).max()))
        first = first or largest
        if largest <= SMALL_STEP * first:
            break
    return weights


def scores(rows: Sequence[Row], weights: Floats) -> Floats:
    """Return the score of every row for every label."""
    return np.array([row.weight @ weights[row.at] for row in rows])
