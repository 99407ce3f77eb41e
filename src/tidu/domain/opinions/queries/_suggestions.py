"""What the house suggests and a person decides: theme, category, earlier answers to the like, a wording without names.

What is learned or indexed is kept in the process and made anew when enough has changed: themes and categories are
learned from the county's own decisions at every fiftieth, an index at every opinion.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import Count, Max

from tidu.domain.opinions import shipped
from tidu.domain.opinions.models import Opinion, OpinionAuthor, OpinionRound, ThemeDecision
from tidu.domain.opinions.queries._opinion import said_by
from tidu.domain.opinions.queries._public import EarlierAnswer, answered_texts, earlier_answers, item_texts
from tidu.domain.opinions.queries._themes import decided_categories, decided_themes, theme_tree
from tidu.domain.opinions.vocabulary import ANSWERED, Category, SuggestedBy
from tidu.foundation.texts import classification, masking, similar
from tidu.foundation.texts.classification import KeywordRules, Theme

SEED = 20250522
RELEARN = 50
SHOWN = 3
ALIKE = 0.1
"""Likeness from which an earlier opinion is worth showing; from `similar.DUPLICATE` on it may be the same."""

_BY = {classification.BY_KEYWORDS: SuggestedBy.RULES, classification.BY_MODEL: SuggestedBy.MODEL}


@dataclass(frozen=True)
class Hint:
    """A first-level theme or a category (code and name), how sure (per mille), whether sure enough, and by what."""

    code: str
    name: str
    sure_per_mille: int
    sure: bool
    by: str

    @property
    def by_label(self) -> str:
        """Return what suggested it, in words."""
        return str(SuggestedBy(self.by).label)


@dataclass(frozen=True)
class Hints:
    """What is suggested for a text; None where nothing speaks for any."""

    theme: Hint | None
    category: Hint | None


def hints(text: str) -> Hints:
    """Return the theme a text seems to be about and what its proposer seems to want, in two queries."""
    learned = ThemeDecision.objects.aggregate(number=Count("opinion", distinct=True))["number"] // RELEARN
    names = {branch.theme.code: branch.theme for branch in theme_tree()}
    words = tuple(Theme(code, "", tuple(one.keywords)) for code, one in names.items() if one.keywords)
    about = classification.suggest(text, _theme_model(learned, KeywordRules(words)))
    wanted = classification.suggest(text, _category_model(learned))
    return Hints(
        theme=_hint(about, lambda code: names[code].name),
        category=_hint(wanted, lambda code: str(Category(code).label)),
    )


def _hint(found: classification.Suggestion, name: Callable[[str], str]) -> Hint | None:
    if found.label is None:
        return None
    return Hint(found.label, name(found.label), round(found.confidence * 1000), found.sure, _BY[found.by])


@lru_cache(maxsize=1)
def _theme_model(_state: int, rules: KeywordRules) -> classification.Model:
    return classification.train(decided_themes(), SEED, rules)


@lru_cache(maxsize=1)
def _category_model(_state: int) -> classification.Model:
    rules = KeywordRules(
        tuple(Theme(row["code"], "", tuple(row["keywords"])) for row in shipped.categories())
    )
    return classification.train(decided_categories(), SEED, rules)


def alike(text: str, besides: str = "") -> list[EarlierAnswer]:
    """Return earlier opinions like a text that have an answer, the likest first."""
    state = Opinion.objects.filter(state__in=ANSWERED).aggregate(number=Count("pk"), last=Max("pk"))
    near = _answered_index(state["number"], state["last"] or 0).nearest(text, SHOWN + 1)
    return earlier_answers([one.key for one in near if one.score >= ALIKE and one.key != besides][:SHOWN])


@lru_cache(maxsize=1)
def _answered_index(_number: int, _last: int) -> similar.Index[str]:
    return similar.Index(answered_texts())


def duplicates(text: str, occasion: str, besides: str = "") -> list[tuple[str, str]]:
    """Return number and text of items of an occasion that may say the same, the likest first."""
    items = [(number, words) for number, words in item_texts(occasion) if number != besides]
    texts = dict(items)
    near = similar.Index(items).nearest(text, SHOWN)
    return [(one.key, texts[one.key]) for one in near if one.score >= similar.DUPLICATE]


@dataclass(frozen=True)
class PublicWording:
    """An opinion and its answer with personal data masked, and what was masked in them, for a person to read again."""

    text: str
    answer: str
    masked: tuple[tuple[str, str], ...]


def public_wording(opinion: Opinion) -> PublicWording:
    """Return the wording that may be proposed for everybody; the authors' own names are masked wherever they stand."""
    names = [one.name for one in OpinionAuthor.objects.filter(said_by(opinion)) if one.name]
    last = OpinionRound.objects.filter(opinion=opinion, answered_at__isnull=False).order_by("-number").first()
    said = (opinion.text, last.answer if last else "")
    text, answer = (masking.mask(words, names) for words in said)
    spans = ((span, words) for words, one in zip(said, (text, answer), strict=True) for span in one.spans)
    masked = tuple((span.kind.label, words[span.start : span.end]) for span, words in spans)
    return PublicWording(text.text, answer.text, masked)


def wall_words(items: Sequence[Opinion]) -> dict[int, str]:
    """Return what a hall may read of opinions, by their key, in one query: nobody has looked at the words before.

    Masked as for the public page, with the names that the authors gave of themselves; a part's are those of its whole.
    """
    wholes = {one.pk: one.split_from_id or one.pk for one in items}
    named: dict[int, list[str]] = {}
    authors = OpinionAuthor.objects.filter(opinion__in=wholes.values()).exclude(name="")
    for opinion_id, name in authors.order_by("pk").values_list("opinion_id", "name"):
        named.setdefault(opinion_id, []).append(name)
    return {one.pk: _masked(one.text, tuple(named.get(wholes[one.pk], ()))) for one in items}


@lru_cache(maxsize=1024)
def _masked(text: str, names: tuple[str, ...]) -> str:
    return masking.mask(text, names).text
