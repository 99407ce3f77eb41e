"""The one library in use: the packs that ship with the programme, and what the county has published over them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path

from tidu import policies, rules
from tidu.domain.rulebook.models import PolicyDraft
from tidu.domain.rulebook.vocabulary import DraftState
from tidu.rules import Library
from tidu.rules.language.succession import with_version

_standing: ContextVar[list[Library] | None] = ContextVar("_standing", default=None)


def library() -> Library:
    """Return every rule in force or once in force: shipped packs, then what was published, in the order of publishing.

    One question tells what is published; within `one_library` it is asked once.
    """
    standing = _standing.get()
    if standing:
        return standing[0]
    found = _built(policies.FOLDER, _published())
    if standing is not None:
        standing.append(found)
    return found


@contextmanager
def one_library() -> Iterator[None]:
    """Let the library stand still inside, as one answer needs it; what is published there is seen all the same."""
    if _standing.get() is not None:
        yield
        return
    token = _standing.set([])
    try:
        yield
    finally:
        _standing.reset(token)


def look_again() -> None:
    """Have the next reader ask what is published."""
    standing = _standing.get()
    if standing is not None:
        standing.clear()


def _published() -> tuple[str, ...]:
    found = PolicyDraft.objects.filter(state=DraftState.PUBLISHED).order_by("published_at", "pk")
    return tuple(found.values_list("fingerprint", flat=True))


@lru_cache(maxsize=8)
def _built(folder: Path, published: tuple[str, ...]) -> Library:
    """Return the library of a folder with published versions over it; words once published never change.

    Raises PolicyError where a newer pack of the programme contradicts what was published: somebody has to decide.
    """
    if not published:
        return rules.load_library(folder)
    below = _built(folder, published[:-1])
    draft = PolicyDraft.objects.filter(fingerprint=published[-1], state=DraftState.PUBLISHED).latest("pk")
    return with_version(below, draft.text, f"已发布的“{draft.name}”")[0]
