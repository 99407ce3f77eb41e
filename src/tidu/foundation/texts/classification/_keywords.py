"""Keyword rules: themes and the words that speak for them, as data."""

from __future__ import annotations

from dataclasses import dataclass

from tidu.foundation.texts.classification._suggestion import BY_KEYWORDS, Suggestion

LEAST_FOR_SURE = 2  # different words found
LEAD_FOR_SURE = 2  # times the runner-up's


@dataclass(frozen=True)
class Theme:
    """A theme, the one above it ("" for a main theme), and the words that speak for it."""

    label: str
    parent: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class KeywordRules:
    """Themes in the order in which the earlier one wins a tie."""

    themes: tuple[Theme, ...]

    @property
    def parents(self) -> dict[str, str]:
        """The main theme of every theme; a main theme is its own."""
        return {theme.label: theme.parent or theme.label for theme in self.themes}

    def of_main_themes(self) -> KeywordRules:
        """Return rules that suggest main themes only: the words of a theme below speak for the one above."""
        words: dict[str, list[str]] = {}
        for theme in self.themes:
            words.setdefault(theme.parent or theme.label, []).extend(theme.words)
        return KeywordRules(tuple(Theme(label, "", tuple(found)) for label, found in words.items()))

    def suggest(self, text: str) -> Suggestion:
        """Return the theme most of whose words stand in the text; a word inside a longer one found is not counted."""
        dense = "".join(text.split())
        found = _longest({word for theme in self.themes for word in theme.words if word in dense}, dense)
        scores = [len(found.intersection(theme.words)) for theme in self.themes]
        total, best = sum(scores), max(scores, default=0)
        if not best:
            return Suggestion(None, 0.0, sure=False, by=BY_KEYWORDS)
        second = sorted(scores)[-2] if len(scores) > 1 else 0
        sure = best >= LEAST_FOR_SURE and best >= LEAD_FOR_SURE * second
        return Suggestion(self.themes[scores.index(best)].label, best / total, sure, BY_KEYWORDS)


def _longest(words: set[str], text: str) -> set[str]:
    """Return the words that still stand in the text once longer ones are taken out."""
    found = set()
    for word in sorted(words, key=lambda word: (-len(word), word)):
        if word in text:
            found.add(word)
            text = text.replace(word, "\n")
    return found
