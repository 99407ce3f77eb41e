"""Which released documents would read otherwise if a batch were taken back; their own text never changes."""

from __future__ import annotations

from typing import Any

from tidu.foundation.clock import AsOf
from tidu.foundation.intake import consequences
from tidu.foundation.intake.consequences import After, Change, Consequence, consequence
from tidu.foundation.provenance.models import SourceBatch
from tidu.reporting import annex, queries, snapshot
from tidu.reporting.models import Document

CHECKED = 40
"""How many documents are composed again, the newest of those that speak with what is known now."""


def declare() -> None:
    """Register the witness."""
    consequences.register(documents)


def documents(_batch: SourceBatch, _as_of: AsOf) -> After:
    """Compose the newest documents as of now before an undo, and name afterwards every number that differs.

    A document that speaks with the knowledge of its own day does not change: what was known then stays known. Where
    there are more than are looked at, the number of the others is said.
    """
    moving, left = queries.speaking_of_now(CHECKED)
    before = {document.pk: _reading(document) for document in moving}

    def after() -> Consequence | None:
        changes = [
            Change(f"{document.title}（文稿 {document.pk}）：{line['figure']}", line["before"], line["now"])
            for document in moving
            for line in snapshot.changes(before[document.pk], _reading(document))
        ]
        if left:
            unread = Change(f"较早的 {left} 份文稿", "没有核对", "请打开文稿看“数字已变”")
            changes.append(unread)
        return consequence("已成文的数字（原文不动，会标为已变）", changes)

    return after


def _reading(document: Document) -> dict[str, Any]:
    """Return a document as the records fill it at this moment."""
    composed = queries.composed_now(document)
    return snapshot.of(composed, annex.lines(composed))
