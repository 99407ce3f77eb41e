"""Which label a text should get: suggested, with how sure the suggestion is, and left to a person where it is not.

Until people have decided 200 texts, keyword rules (data) suggest. From then on a linear model learns from what this
county's people decided and from nothing else; no weights are shipped.
"""

from __future__ import annotations

from collections.abc import Sequence

from tidu.foundation.texts.classification._keywords import KeywordRules, Theme
from tidu.foundation.texts.classification._model import ACCURACY_WANTED, LinearModel, learn
from tidu.foundation.texts.classification._suggestion import BY_KEYWORDS, BY_MODEL, Suggestion

__all__ = [
    "ACCURACY_WANTED",
    "BY_KEYWORDS",
    "BY_MODEL",
    "DECISIONS_NEEDED",
    "KeywordRules",
    "LinearModel",
    "Model",
    "Suggestion",
    "Theme",
    "suggest",
    "train",
]

DECISIONS_NEEDED = 200
"""Decided texts (equal ones counted once) from which on the model suggests."""

Model = KeywordRules | LinearModel


def train(decided: Sequence[tuple[str, str]], seed: int, rules: KeywordRules) -> Model:
    """Return what suggests from now on, given texts with the label a person decided, oldest first.

    Of equal texts the latest decision counts. With fewer than 200 texts, or one label only, it is the keyword `rules`.
    The same decisions and seed give the same model. Seconds for thousands.
    """
    latest = {" ".join(text.split()): label for text, label in decided}
    if len(latest) < DECISIONS_NEEDED or len(set(latest.values())) < 2:
        return rules
    return learn(list(latest), list(latest.values()), seed)


def suggest(text: str, model: Model) -> Suggestion:
    """Return the label suggested for a text."""
    return model.suggest(text)
