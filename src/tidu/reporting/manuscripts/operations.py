"""Write manuscripts down: begin, save, sign, comment, and freeze one into a document."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tidu.foundation.actors import Actor
from tidu.foundation.audit import operations as audit
from tidu.foundation.clock import AsOf
from tidu.reporting import operations as reporting
from tidu.reporting import queries as documents
from tidu.reporting import reading, snapshot
from tidu.reporting.composition import Parameters, compose
from tidu.reporting.manuscripts import checks, queries, sheet
from tidu.reporting.manuscripts.checks import UnableToWrite
from tidu.reporting.manuscripts.sheet import Data
from tidu.reporting.models import (
    Document,
    Manuscript,
    ManuscriptComment,
    ManuscriptStep,
    ManuscriptVersion,
)
from tidu.reporting.outline import Outline
from tidu.reporting.tree import tree_of
from tidu.reporting.vocabulary import FREEZE, REWRITES, ManuscriptState

__all__ = ["UnableToWrite", "begin", "comment", "resolve", "save_version", "take_step"]


def begin(
    *,
    outline: Outline,
    parameters: Parameters,
    as_of: AsOf,
    by: Actor,
    now: datetime,
    after: Document | None = None,
) -> Manuscript:
    """Begin a manuscript with the text of an outline, or with that of a document it comes `after`.

    Raises UnableToWrite, and UnableToCompose for parameters that do not fit.
    """
    checks.check_writer(by)
    paper = sheet.filled(compose(outline, parameters, as_of))
    with transaction.atomic():
        manuscript = Manuscript.objects.create(
            title=outline.title,
            outline=outline.code,
            after=after,
            parameters=documents.kept_parameters(parameters),
            as_of_on=as_of.on,
            known_at=as_of.known_at,
            created_at=now,
            drafter_id=by.user_id,
            drafter_name=by.name,
        )
        _keep(manuscript, 1, tree_of(outline), paper, by=by, now=now)
        _note(manuscript, "begin", f"起稿：{outline.name}", by=by, now=now)
    return manuscript


def save_version(
    *, manuscript: int, tree: Data, based_on: int, by: Actor, now: datetime
) -> ManuscriptVersion:
    """Keep a text as the next version; one that neither words nor numbers tell from the last is not kept twice.

    After a signature it takes the manuscript back to the turn of who saves, and later signatures fall. Raises
    UnableToWrite (SavedMeanwhile where somebody else saved a version after `based_on`) and OutlineFault.
    """
    outline = reading.read_tree(tree, sheet.NAME)
    with transaction.atomic():
        case = _locked(manuscript)
        turn = checks.check_writing(by, case, based_on)
        checks.check_text(tree)
        paper = sheet.filled(compose(outline, case.parameters, case.as_of))
        if tree == case.latest.tree and paper == case.latest.snapshot:
            return case.latest
        _turn_back(case, turn, by=by, now=now)
        case.manuscript.title = outline.title
        case.manuscript.save(update_fields=["title", "state"])
        version = _keep(case.manuscript, case.latest.number + 1, tree, paper, by=by, now=now)
        _note(case.manuscript, "save_version", f"保存第 {version.number} 版", by=by, now=now)
    return version


def take_step(
    *, manuscript: int, action: str, seen: int, by: Actor, now: datetime, note: str = ""
) -> Document | None:
    """Sign, return, withdraw or freeze the version that was `seen`; freezing returns the document.

    Raises UnableToWrite: out of turn, by the wrong person, without a reason, or where the text or, on freezing, a
    number has changed meanwhile.
    """
    with transaction.atomic():
        case = _locked(manuscript)
        step = checks.check_step(by, case, action, seen, note.strip())
        document = _frozen(case, by=by, now=now) if action == FREEZE else None
        case.manuscript.document = document
        _move(case, action, ManuscriptState(step.target), note=note.strip(), by=by, now=now)
        case.manuscript.save(update_fields=["state", "document"])
        _note(case.manuscript, action.replace("-", "_"), step.label, by=by, now=now)
    return document


def comment(*, manuscript: int, paragraph: int, words: str, by: Actor, now: datetime) -> ManuscriptComment:
    """Say something to a paragraph of the latest version (counted from 1), which is quoted. Raises UnableToWrite."""
    case = queries.find(manuscript)
    paragraphs = sheet.readings(case.latest.snapshot)
    quote = paragraphs[paragraph - 1] if 0 < paragraph <= len(paragraphs) else ""
    words = words.strip()
    checks.check_comment(words, quote)
    with transaction.atomic():
        said = ManuscriptComment.objects.create(
            version=case.latest, quote=quote, words=words, at=now, by_id=by.user_id, by_name=by.name
        )
        _note(case.manuscript, "comment", "批注", by=by, now=now)
    return said


def resolve(*, manuscript: int, comment: int, by: Actor, now: datetime) -> ManuscriptComment:
    """Mark a comment as dealt with; it is kept, and the first who did so stays on record."""
    with transaction.atomic():
        said = ManuscriptComment.objects.select_for_update().filter(version__manuscript=manuscript)
        found = said.filter(pk=comment).first()
        if found is None:
            raise queries.ManuscriptNotFound(f"稿件 {manuscript} 没有编号为 {comment} 的批注。")
        if found.resolved_at is None:
            found.resolved_at, found.resolved_by_id, found.resolved_by_name = now, by.user_id, by.name
            found.save(update_fields=["resolved_at", "resolved_by", "resolved_by_name"])
            _note(found.version.manuscript, "resolve_comment", "解决批注", by=by, now=now)
    return found


def _locked(manuscript: int) -> queries.Case:
    """Return a manuscript that nobody else changes meanwhile; raise ManuscriptNotFound."""
    Manuscript.objects.select_for_update().filter(pk=manuscript).first()
    return queries.find(manuscript)


def _keep(
    manuscript: Manuscript, number: int, tree: Data, paper: Data, *, by: Actor, now: datetime
) -> ManuscriptVersion:
    as_of = AsOf(on=manuscript.as_of_on, known_at=manuscript.known_at)
    return ManuscriptVersion.objects.create(
        manuscript=manuscript,
        number=number,
        tree=tree,
        snapshot=paper,
        marks=sheet.found_in(paper, as_of),
        state=manuscript.state,
        saved_at=now,
        saved_by_id=by.user_id,
        saved_by_name=by.name,
    )


def _turn_back(case: queries.Case, turn: ManuscriptState, *, by: Actor, now: datetime) -> None:
    """Take a manuscript back to the turn of who rewrites it; in that turn already, nothing falls."""
    if case.manuscript.state != turn:
        _move(case, REWRITES[turn], turn, note="", by=by, now=now)


def _move(
    case: queries.Case, action: str, target: ManuscriptState, *, note: str, by: Actor, now: datetime
) -> None:
    ManuscriptStep.objects.create(
        manuscript=case.manuscript,
        version=case.latest,
        action=action,
        source=case.manuscript.state,
        target=target,
        note=note,
        at=now,
        by_id=by.user_id,
        by_name=by.name,
    )
    case.manuscript.state = target


def _frozen(case: queries.Case, *, by: Actor, now: datetime) -> Document:
    """Return the document that the signed text makes, if its numbers are still those that were signed."""
    composed = compose(case.outline, case.parameters, case.as_of)
    checks.check_numbers_stand(snapshot.changes(case.latest.snapshot, sheet.filled(composed)))
    return reporting.keep_document(composed=composed, parameters=case.parameters, by=by, now=now)


def _note(manuscript: Manuscript, verb: str, summary: str, *, by: Actor, now: datetime) -> None:
    """Write the audit entry."""
    audit.record(
        by=by,
        now=now,
        action=f"reporting.{verb}_manuscript",
        subject=("reporting.manuscript", str(manuscript.pk)),
        summary=f"{summary}：{manuscript.title}",
    )
