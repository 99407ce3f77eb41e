"""Sentences of released documents that led to tasks: a released text never changes, so they keep their numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from tidu.domain.tasks import queries as tasks
from tidu.foundation.actors import Actor
from tidu.reporting import comparison, queries
from tidu.reporting.models import Document
from tidu.reporting.queries import DocumentNotFound

TASK_SOURCE: Final = "document"
"""The source kind of a task that a sentence of a document led to; its key is `key_of`."""


@dataclass(frozen=True)
class DocumentSentence:
    """A sentence of a document, counted from 1 in the order of reading, and the tasks that it led to."""

    document: Document
    number: int
    text: str
    tasks: tuple[Any, ...]


def key_of(document: Document, number: int) -> str:
    """Return the key of a sentence, e.g. 12-4."""
    return f"{document.pk}-{number}"


def sentences(document: Document) -> list[DocumentSentence]:
    """Return the sentences of a document with their tasks; one query."""
    return _with_tasks(document, list(enumerate(comparison.sentences(document.snapshot), start=1)))


def find(document: Document, number: int) -> DocumentSentence:
    """Return one sentence with its tasks; raise DocumentNotFound."""
    [found] = _with_tasks(document, [(number, _text(document, number))])
    return found


def find_for(actor: Actor, key: str) -> DocumentSentence:
    """Return the sentence that a task names, with the tasks in scope; who sees neither the county nor one is refused.

    Raises DocumentNotFound.
    """
    pk, _, place = key.partition("-")
    found = tasks.tasks_seen(actor, TASK_SOURCE, key)
    if not (pk.isdecimal() and place.isdecimal() and (found or actor.sees_whole_county)):
        raise DocumentNotFound(f"没有找到“{key}”这句话。")
    document, number = queries.find(int(pk)), int(place)
    return DocumentSentence(document, number, _text(document, number), found)


def _text(document: Document, number: int) -> str:
    texts = comparison.sentences(document.snapshot)
    if not 1 <= number <= len(texts):
        raise DocumentNotFound(f"第 {document.pk} 号文稿没有第 {number} 句。请刷新页面。")
    return texts[number - 1]


def _with_tasks(document: Document, texts: Sequence[tuple[int, str]]) -> list[DocumentSentence]:
    found = tasks.tasks_of(TASK_SOURCE, [key_of(document, number) for number, _ in texts])
    return [
        DocumentSentence(document, number, text, tuple(found.get(key_of(document, number), ())))
        for number, text in texts
    ]
