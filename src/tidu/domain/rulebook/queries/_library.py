"""The one library in use: the packs that ship with the programme, and what the county has published over them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from tidu import policies, rules
from tidu.domain.rulebook.models import PolicyDraft
from tidu.domain.rulebook.vocabulary import DraftState
from tidu.rules import Library
from tidu.rules.language.succession import with_version


@dataclass
class _Standing:
    """The library of one answer, and the moment of knowledge it is asked from; None stands for now."""

    library: Library | None = None
    known_at: datetime | None = None


_standing: ContextVar[_Standing | None] = ContextVar("_standing", default=None)


def library() -> Library:
    """Return every rule in force or once in force: shipped packs, then what was published, in the order of publishing.

    Of the packs those of the whole country and of the county's own regions.

    One question tells what is published; within `one_library` it is asked once.
    """
    standing = _standing.get() or _Standing()
    if standing.library is None:
        published = _published(standing.known_at)
        standing.library = _built(policies.FOLDER, settings.TIDU_REGIONS, published)
    return standing.library


@contextmanager
def one_library() -> Iterator[None]:
    """Let the library stand still inside, as one answer needs it; what is published there is seen all the same."""
    if _standing.get() is not None:
        yield
        return
    token = _standing.set(_Standing())
    try:
        yield
    finally:
        _standing.reset(token)


def look_again() -> None:
    """Have the next reader ask what is published."""
    standing = _standing.get()
    if standing is not None:
        standing.library = None


def look_back(known_at: datetime | None) -> None:
    """Have the readers of this answer see what had been published before a moment; None stands for now.

    Packs that ship with the programme are known at every moment: nobody records when a county installed them.
    """
    standing = _standing.get()
    if standing is not None:
        standing.library, standing.known_at = None, known_at


def _published(known_at: datetime | None) -> tuple[str, ...]:
    found = PolicyDraft.objects.filter(state=DraftState.PUBLISHED).order_by("published_at", "pk")
    if known_at is not None:
        found = found.filter(published_at__lt=known_at)
    return tuple(found.values_list("fingerprint", flat=True))


@lru_cache(maxsize=8)
def _built(folder: Path, regions: tuple[str, ...], published: tuple[str, ...]) -> Library:
    """Return a place's library of a folder with published versions over it; words once published never change.

    Raises PolicyError where a newer pack of the programme contradicts what was published: somebody has to decide.
    """
    if not published:
        return rules.load_library(folder).in_region(*regions)
    below = _built(folder, regions, published[:-1])
    draft = PolicyDraft.objects.filter(fingerprint=published[-1], state=DraftState.PUBLISHED).latest("pk")
    return with_version(below, draft.text, f"已发布的“{draft.name}”")[0]
