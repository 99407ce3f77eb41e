"""Questions about documents."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from tidu.foundation.actors import Actor
from tidu.foundation.clock import AsOf
from tidu.foundation.files import queries as stored
from tidu.reporting import reading
from tidu.reporting.composition import Composed, Parameters, compose
from tidu.reporting.models import Document, DocumentTemplate, Manuscript, ManuscriptVersion
from tidu.reporting.outline import Outline
from tidu.reporting.template_reading import read_template


class DocumentNotFound(LookupError):
    """Raised for a number that no document has; the message is Chinese."""


class TemplateNotFound(LookupError):
    """Raised for a number that no template has; the message is Chinese."""


def recent(limit: int = 50) -> list[Document]:
    """Return the newest documents; one query."""
    return list(
        Document.objects.select_related("manuscript").defer("snapshot", "rows").order_by("-pk")[:limit]
    )


def speaking_of_now(limit: int) -> tuple[list[Document], int]:
    """Return the newest documents that speak with what is known now, and how many more there are; two queries."""
    found = Document.objects.filter(known_at__isnull=True)
    newest = found.select_related("manuscript").defer("snapshot", "rows").order_by("-pk")[:limit]
    return list(newest), max(found.count() - limit, 0)


def comparable(document: Document, limit: int = 50) -> list[Document]:
    """Return the other documents of the same outline or template, newest first: what a document is compared with."""
    others = Document.objects.filter(outline=document.outline).exclude(pk=document.pk)
    if document.template is not None:
        others = others.filter(template__name=document.template.name)
    return list(others.defer("snapshot", "rows").order_by("-pk")[:limit])


def find(number: int) -> Document:
    """Return the document with this number; raise DocumentNotFound."""
    found = Document.objects.select_related("file", "template__file", "manuscript").defer("rows")
    document = found.filter(pk=number).first()
    if document is None:
        raise DocumentNotFound(f"没有编号为 {number} 的文稿。")
    return document


def templates() -> list[tuple[DocumentTemplate, list[DocumentTemplate]]]:
    """Return the templates in use by name, each with its earlier versions, newest first; one query."""
    versions: dict[str, list[DocumentTemplate]] = {}
    for one in DocumentTemplate.objects.select_related("file").order_by("name", "-version"):
        versions.setdefault(one.name, []).append(one)
    return [(newest, earlier) for newest, *earlier in versions.values()]


def find_template(number: int) -> DocumentTemplate:
    """Return the version of a template with this number; raise TemplateNotFound."""
    template = DocumentTemplate.objects.select_related("file").filter(pk=number).first()
    if template is None:
        raise TemplateNotFound(f"没有编号为 {number} 的模板。")
    return template


def newest_template(name: str) -> DocumentTemplate | None:
    """Return the version of a name that is in use, None for a name that is not there yet."""
    return DocumentTemplate.objects.filter(name=name).order_by("-version").first()


def names_of(actor: Actor, numbers: Collection[str]) -> dict[str, str]:
    """Return what documents are called, by number as text, for those who may read them: one query."""
    if not actor.sees_whole_county:
        return {}
    found = Document.objects.filter(pk__in=[int(one) for one in numbers if one.isdecimal()])
    return {str(one.pk): _name(one) for one in found.defer("snapshot", "rows", "changes")}


def offered(actor: Actor) -> list[tuple[str, str]]:
    """Return numbers and names of the newest documents, for those who may read them."""
    return [(str(one.pk), _name(one)) for one in recent()] if actor.sees_whole_county else []


def _name(document: Document) -> str:
    return f"{document.title}（第 {document.pk} 号）"


def composed_now(document: Document) -> Composed:
    """Return the document as the records fill it now, for its own day and knowledge."""
    outline = outline_of(document)
    as_of = AsOf(on=document.as_of_on, known_at=document.known_at)
    return compose(outline, parameters_of(document, outline), as_of)


def outline_of(document: Document) -> Outline:
    """Return what a document was composed from: its template, the manuscript it was frozen from, or its outline."""
    if document.template is not None:
        return read_template(stored.read(document.template.file), document.template.name).outline
    frozen = ManuscriptVersion.objects.filter(manuscript__document=document).order_by("number").last()
    return (
        reading.find(document.outline) if frozen is None else reading.read_tree(frozen.tree, document.title)
    )


def parameters_of(text: Document | Manuscript, outline: Outline) -> Parameters:
    """Return the parameters of a document or manuscript as composition takes them."""
    kinds = {parameter.name: parameter.kind for parameter in outline.parameters}
    return {
        name: date.fromisoformat(value) if kinds[name] == "day" else int(value)
        for name, value in text.parameters.items()
    }


def kept_parameters(parameters: Parameters) -> dict[str, int | str]:
    """Return parameters as a record keeps them: days as ISO text."""
    return {
        name: value.isoformat() if isinstance(value, date) else value for name, value in parameters.items()
    }
