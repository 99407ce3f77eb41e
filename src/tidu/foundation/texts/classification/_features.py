"""Texts as numbers: how often each character and each pair of neighbouring characters stands in them.

Chinese needs no word breaker here: single characters and pairs reached the same scores as words in our measurements,
and a word breaker would be one more thing to keep alike over the years.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

LEAST_TEXTS = 2  # a character pair of one text only teaches nothing
PAIR = 1 << 21  # above every code point


@dataclass(frozen=True)
class Row:
    """One text: positions in the vocabulary, ascending, and their weights; the last position is the constant."""

    at: Ints
    weight: Floats


@dataclass(frozen=True)
class Vocabulary:
    """The grams of the texts learnt from, ascending, and how rare each is."""

    grams: Ints
    rarity: Floats

    @property
    def width(self) -> int:
        """Number of positions, the constant's included."""
        return len(self.grams) + 1

    def row(self, grams: Ints, counts: Floats) -> Row:
        """Return counted grams as weights of length one: 1 + ln(count), times rarity; unknown grams are left out."""
        place = np.searchsorted(self.grams, grams)
        known = (place < len(self.grams)) & (self.grams[np.minimum(place, len(self.grams) - 1)] == grams)
        at = place[known]
        weight = (1 + np.log(counts[known])) * self.rarity[at]
        length = float(np.sqrt(weight @ weight))
        return Row(np.append(at, len(self.grams)), np.append(weight / length if length else weight, 1.0))


def grams_of(text: str) -> tuple[Ints, Floats]:
    """Return the grams of a text, ascending, and how often each stands in it; blanks and letter case do not count."""
    dense = "".join(unicodedata.normalize("NFKC", text).lower().split())
    points = np.frombuffer(dense.encode("utf-32-le", "replace"), dtype=np.uint32).astype(np.int64)
    grams, counts = np.unique(np.concatenate([points, points[:-1] * PAIR + points[1:]]), return_counts=True)
    return grams, counts.astype(np.float64)


def vocabulary_of(counted: Sequence[tuple[Ints, Floats]]) -> Vocabulary:
    """Return the grams that at least two texts have; rarity is ln((1 + texts) / (1 + texts with it)) + 1."""
    grams, texts = np.unique(np.concatenate([grams for grams, _ in counted]), return_counts=True)
    kept = texts >= LEAST_TEXTS
    return Vocabulary(grams[kept], np.log((1 + len(counted)) / (1 + texts[kept])) + 1)
