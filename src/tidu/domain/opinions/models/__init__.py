"""Records of opinions: where they are gathered, the words, the handling, and what is made public of it."""

from tidu.domain.opinions.models._gathering import DeadlineRule, Occasion, Theme
from tidu.domain.opinions.models._handling import Assist, Extension, OpinionRound, OpinionStep
from tidu.domain.opinions.models._opinions import Opinion, OpinionAuthor
from tidu.domain.opinions.models._outcome import OpinionEffect, Publication, ThemeDecision

__all__ = [
    "Assist",
    "DeadlineRule",
    "Extension",
    "Occasion",
    "Opinion",
    "OpinionAuthor",
    "OpinionEffect",
    "OpinionRound",
    "OpinionStep",
    "Publication",
    "Theme",
    "ThemeDecision",
]
