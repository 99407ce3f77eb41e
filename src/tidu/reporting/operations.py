"""Write documents down, so that a clerk finds a speech again, and check whether their numbers still hold."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from tidu.domain.tasks import operations as tasks
from tidu.domain.tasks.vocabulary import TaskKind
from tidu.foundation.actors import Actor
from tidu.foundation.audit import operations as audit
from tidu.foundation.clock import AsOf
from tidu.foundation.files import operations as files
from tidu.foundation.files import queries as stored
from tidu.reporting import annex, promises, queries, reading, snapshot
from tidu.reporting.composition import Composed, Parameters, UnableToCompose, compose
from tidu.reporting.models import Document, DocumentTemplate
from tidu.reporting.reading import OutlineNotFound
from tidu.reporting.template_filling import fill
from tidu.reporting.template_reading import read_template
from tidu.reporting.word_file import word_file

__all__ = [
    "OutlineNotFound",
    "UnableToCompose",
    "UnableToKeep",
    "check_numbers",
    "create_document",
    "fill_template",
    "keep_document",
    "keep_template",
    "open_promise",
    "task_ended",
]


class UnableToKeep(ValueError):
    """Raised for a template that brings nothing new; the message is Chinese."""


def create_document(
    *, outline_code: str, parameters: Parameters, as_of: AsOf, by: Actor, now: datetime
) -> Document:
    """Compose an outline and keep it as it reads; raise UnableToCompose or OutlineNotFound."""
    composed = compose(reading.find(outline_code), parameters, as_of)
    return keep_document(composed=composed, parameters=parameters, by=by, now=now)


def keep_document(*, composed: Composed, parameters: Parameters, by: Actor, now: datetime) -> Document:
    """Keep a composed text as it reads, with its Word file; `parameters` are those that were asked for."""
    content = word_file(composed, annex.lines(composed))
    return _kept(composed, content, parameters, by=by, now=now)


def fill_template(
    *, template: DocumentTemplate, parameters: Parameters, as_of: AsOf, by: Actor, now: datetime
) -> Document:
    """Fill an office's own Word file, and keep it as a document; raise UnableToCompose or TemplateFaults."""
    filled = fill(read_template(stored.read(template.file), template.name), parameters, as_of)
    return _kept(filled.composed, filled.content, parameters, by=by, now=now, template=template)


def _kept(
    composed: Composed,
    content: bytes,
    parameters: Parameters,
    *,
    by: Actor,
    now: datetime,
    template: DocumentTemplate | None = None,
) -> Document:
    """Keep a text, its Word file, and what every number of it rests on."""
    outline, as_of = composed.outline, composed.as_of
    with transaction.atomic():
        document = Document.objects.create(
            outline=outline.code,
            template=template,
            title=outline.title,
            parameters=queries.kept_parameters(parameters),
            as_of_on=as_of.on,
            known_at=as_of.known_at,
            snapshot=snapshot.of(composed, annex.lines(composed)),
            rows=snapshot.rows_of(composed),
            file=files.store(name=f"{outline.title}.docx", content=content, now=now),
            created_at=now,
            created_by_id=by.user_id,
            created_by_name=by.name,
        )
        summary = f"{outline.name}：填 {len(composed.filled)} 处，空 {len(composed.unfilled)} 处"
        _note(document, "create_document", summary, by=by, now=now)
    return document


def check_numbers(*, document: Document, by: Actor, now: datetime) -> list[dict[str, str]]:
    """Compare a document's numbers and their rows with what the records give now, and keep what differs with why.

    The text stays as it is.
    """
    composed = queries.composed_now(document)
    today = snapshot.of(composed, annex.lines(composed))
    rows = (document.rows, snapshot.rows_of(composed))
    with transaction.atomic():
        document.changes = snapshot.changes(document.snapshot, today, rows)
        document.checked_at = now
        document.save(update_fields=["changes", "checked_at"])
        _note(document, "check_numbers", f"核对：{len(document.moved)} 处数字已变", by=by, now=now)
    return list(document.changes)


def keep_template(*, name: str, content: bytes, by: Actor, now: datetime) -> DocumentTemplate:
    """Keep an office's own Word file as the next version of a template.

    Raise UnableToOpen or TemplateFaults for what cannot be filled, UnableToKeep for the file that is in use already.
    """
    template = read_template(content, name)
    with transaction.atomic():
        before = queries.newest_template(name)
        stored = files.store(name=f"{name}.docx", content=content, now=now)
        if before is not None and before.file_id == stored.pk:
            raise UnableToKeep(f"和“{name}”现行的第 {before.version} 版是同一个文件，没有另存。")
        kept = DocumentTemplate.objects.create(
            name=name,
            version=before.version + 1 if before else 1,
            file=stored,
            mark_count=template.mark_count,
            parameters=[one.name for one in template.outline.parameters],
            kept_at=now,
            kept_by_id=by.user_id,
            kept_by_name=by.name,
        )
        audit.record(
            by=by,
            now=now,
            action="reporting.keep_template",
            subject=("reporting.documenttemplate", str(kept.pk)),
            summary=f"{kept}：{kept.mark_count} 处标记",
        )
    return kept


def open_promise(
    *,
    document: Document,
    sentence: int,
    owner_id: int,
    due_on: date,
    by: Actor,
    now: datetime,
    title: str = "",
    helper_ids: Sequence[int] = (),
) -> Any:
    """Make a sentence of a document a task of a unit, with units that help; without a title the sentence is it.

    Raises DocumentNotFound, UnableToOpenTask.
    """
    said = promises.find(document, sentence)
    with transaction.atomic():
        task = tasks.open_task(
            title=title or said.text,
            owner_id=owner_id,
            due_on=due_on,
            kind=TaskKind.DECISION,
            source=(promises.TASK_SOURCE, promises.key_of(document, sentence)),
            helper_ids=helper_ids,
            by=by,
            now=now,
        )
        _note(document, "open_promise", f"第 {sentence} 句立为任务 {task.number}", by=by, now=now)
    return task


def task_ended(*, key: str, task_number: str, kept: bool, by: Actor, now: datetime) -> None:
    """Note at the document that a task of one of its sentences is closed or withdrawn."""
    number, _, sentence = key.partition("-")
    ended = "已销号" if kept else "已撤销"
    document = queries.find(int(number))
    _note(document, "end_promise", f"第 {sentence} 句的任务 {task_number} {ended}", by=by, now=now)


def _note(document: Document, verb: str, summary: str, *, by: Actor, now: datetime) -> None:
    """Write the audit entry."""
    audit.record(
        by=by,
        now=now,
        action=f"reporting.{verb}",
        subject=("reporting.document", str(document.pk)),
        summary=summary,
    )
