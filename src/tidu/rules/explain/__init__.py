"""How a verdict is told to people: one sentence, and a card of gaps with what helps.

Lives here: words. Must not live here: judging (`engines`) or the meaning of clauses (`model`).
"""

from tidu.rules.explain.differences import Difference, differences
from tidu.rules.explain.gaps import GapRow, change_in_words, gap_card
from tidu.rules.explain.sentences import clause_in_words, sentence, shrinking_in_words

__all__ = [
    "Difference",
    "GapRow",
    "change_in_words",
    "clause_in_words",
    "differences",
    "gap_card",
    "sentence",
    "shrinking_in_words",
]
