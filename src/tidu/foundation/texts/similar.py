"""Which texts are like this one: offered while somebody writes, so that the same opinion is not entered twice.

Texts are compared by the pairs of neighbouring characters they share, rare pairs counting more (tf-idf), as the cosine
of the two. The index answers from lists of which texts have a pair, so a question costs what its own pairs cost.
"""

from __future__ import annotations

import heapq
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Generic, TypeVar

DUPLICATE = 0.25
"""The score from which on two texts are probably about the same matter; `bench/opinions_text.py` measures it."""

ASKED = 60  # the rarest pairs of a question that are looked up
FINE = 40  # texts found by them that are compared whole

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Near(Generic[Key]):
    """A text that is like the one asked about, and how much: from 0, nothing shared, to 1, the same."""

    key: Key
    score: float


class Index(Generic[Key]):
    """Texts by key. A key added again takes the new text's place."""

    def __init__(self, items: Iterable[tuple[Key, str]] = ()) -> None:
        """Begin with some texts."""
        self._pairs: dict[Key, dict[str, float]] = {}
        self._holders: dict[str, set[Key]] = {}
        for key, text in items:
            self.add(key, text)

    def __len__(self) -> int:
        """Return how many texts there are."""
        return len(self._pairs)

    def add(self, key: Key, text: str) -> None:
        """Add a text, or put it in the place of the one with this key."""
        self.remove(key)
        pairs = _pairs(text)
        self._pairs[key] = pairs
        for pair in pairs:
            self._holders.setdefault(pair, set()).add(key)

    def remove(self, key: Key) -> None:
        """Take a text out; nothing happens where there is none."""
        for pair in self._pairs.pop(key, {}):
            holders = self._holders[pair]
            holders.discard(key)
            if not holders:
                del self._holders[pair]

    def nearest(self, text: str, limit: int) -> list[Near[Key]]:
        """Return up to `limit` texts that share something with this one, likest first, then in order of adding."""
        asked = self._weighted(_pairs(text))
        rarest = heapq.nlargest(ASKED, asked, key=lambda pair: (asked[pair], pair))
        shared: Counter[Key] = Counter()
        for pair in rarest:
            gain = asked[pair] * asked[pair]
            for key in self._holders.get(pair, ()):
                shared[key] += gain  # type: ignore[assignment]  # a counter of weights
        first = heapq.nlargest(FINE, shared, key=lambda key: shared[key])
        order = {key: place for place, key in enumerate(self._pairs)} if len(first) > 1 else {}
        found = [Near(key, self._likeness(asked, key)) for key in first]
        return heapq.nsmallest(max(0, limit), found, key=lambda near: (-near.score, order.get(near.key, 0)))

    def _weighted(self, pairs: dict[str, float]) -> dict[str, float]:
        """Return the weight of every pair: its number dampened, times how rare it is here."""
        total = 1 + len(self._pairs)
        return {
            pair: number * math.log(1 + total / (1 + len(self._holders.get(pair, ()))))
            for pair, number in pairs.items()
        }

    def _likeness(self, asked: dict[str, float], key: Key) -> float:
        """Return the cosine of a weighted question and a text."""
        text = self._weighted(self._pairs[key])
        product = math.fsum(weight * text[pair] for pair, weight in asked.items() if pair in text)
        lengths = math.hypot(*asked.values()) * math.hypot(*text.values())
        return min(1.0, product / lengths) if lengths else 0.0


def _pairs(text: str) -> dict[str, float]:
    """Return the character pairs of a text, 1 + ln(how often); signs and blanks do not count, a lone character does."""
    dense = re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).lower())
    pairs = Counter(first + second for first, second in pairwise(dense)) or Counter(dense)
    return {pair: 1 + math.log(number) for pair, number in pairs.items()}
