"""How a verdict is told to people: one sentence, and a card of gaps with what helps.

Lives here: words. Must not live here: judging (`engines`) or the meaning of clauses (`model`).
"""

from tidu.rules.explain.differences import Difference, differences
from tidu.rules.explain.gaps import GapRow, gap_card
from tidu.rules.explain.sentences import clause_in_words, sentence

__all__ = ["Difference", "GapRow", "clause_in_words", "differences", "gap_card", "sentence"]
