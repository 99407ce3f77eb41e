"""Sentences of released documents that led to tasks: a released text never changes, so they keep their numbers."""

from __future__ import annotations

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
    texts = list(enumerate(comparison.sentences(document.snapshot), start=1))
    found = tasks.tasks_of(TASK_SOURCE, [key_of(document, number) for number, _ in texts])
    return [
        DocumentSentence(document, number, text, tuple(found.get(key_of(document, number), ())))
        for number, text in texts
    ]


def find(document: Document, number: int) -> DocumentSentence:
    """Return one sentence; raise DocumentNotFound."""
    for one in sentences(document):
        if one.number == number:
            return one
    raise DocumentNotFound(f"第 {document.pk} 号文稿没有第 {number} 句。请刷新页面。")


def find_for(actor: Actor, key: str) -> DocumentSentence:
    """Return the sentence that a task names, with the tasks in scope; who sees neither the county nor one is refused.

    Raises DocumentNotFound.
    """
    document, _, number = key.partition("-")
    own = tasks.in_scope(actor).filter(source_kind=TASK_SOURCE, source_key=key)
    found = tuple(own.select_related("owner").order_by("number"))
    if not (document.isdecimal() and number.isdecimal() and (found or actor.sees_whole_county)):
        raise DocumentNotFound(f"没有找到“{key}”这句话。")
    sentence = find(queries.find(int(document)), int(number))
    return DocumentSentence(sentence.document, sentence.number, sentence.text, found)
