"""How a verdict is told to people: one sentence, a card of gaps with what helps, a letter that refuses.

Lives here: words. Must not live here: judging (`engines`) or the meaning of clauses (`model`).
"""

from tidu.rules.explain.differences import Difference, differences
from tidu.rules.explain.gaps import GapRow, change_in_words, gap_card
from tidu.rules.explain.letters import Evidence, Letter, Reason, refusal
from tidu.rules.explain.sentences import clause_in_words, gaps_in_words, sentence, shrinking_in_words
from tidu.rules.explain.windows import WindowNote, window_in_words, window_note, window_source

__all__ = [
    "Difference",
    "Evidence",
    "GapRow",
    "Letter",
    "Reason",
    "WindowNote",
    "change_in_words",
    "clause_in_words",
    "differences",
    "gap_card",
    "gaps_in_words",
    "refusal",
    "sentence",
    "shrinking_in_words",
    "window_in_words",
    "window_note",
    "window_source",
]
