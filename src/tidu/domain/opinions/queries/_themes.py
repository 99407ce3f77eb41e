"""What opinions are about: the tree of themes, and what persons have decided, for suggestions to learn from."""

from __future__ import annotations

from dataclasses import dataclass

from tidu.domain.opinions.models import Opinion, Theme, ThemeDecision


@dataclass(frozen=True)
class ThemeBranch:
    """A theme of the first level with those below it."""

    theme: Theme
    children: tuple[Theme, ...]


def theme_tree() -> list[ThemeBranch]:
    """Return the tree of themes in its order, in one query."""
    every = list(Theme.objects.order_by("position", "pk"))
    return [
        ThemeBranch(one, tuple(each for each in every if each.parent_id == one.pk))
        for one in every
        if one.parent_id is None
    ]


def decided_themes() -> list[tuple[str, str]]:
    """Return text and first-level theme of every opinion a person has decided on, by its latest decision."""
    rows = ThemeDecision.objects.order_by("pk").values_list(
        "opinion_id", "opinion__text", "theme__code", "theme__parent__code"
    )
    return list({opinion: (text, above or code) for opinion, text, code, above in rows}.values())


def decided_categories() -> list[tuple[str, str]]:
    """Return text and category of every opinion whose category a person has decided."""
    return list(Opinion.objects.exclude(category="").order_by("pk").values_list("text", "category"))
