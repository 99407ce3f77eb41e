"""Screens of documents: the speech desk, where every number opens its rows."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django import forms
from django.http.response import HttpResponseBase
from django.urls import path, reverse

from tidu.domain.opinions import queries as opinions
from tidu.foundation import clock
from tidu.foundation.clock import AsOf
from tidu.interfaces.kit.forms import FormPage, PlainForm, dress
from tidu.interfaces.kit.middleware import send
from tidu.interfaces.kit.pages import Action, Page
from tidu.interfaces.kit.roles import STAFF
from tidu.reporting import comparison, operations, queries, reading
from tidu.reporting.manuscripts import queries as manuscripts
from tidu.reporting.manuscripts.checks import may_begin
from tidu.reporting.models import Document
from tidu.reporting.outline import Outline

FIRST_YEAR = 2000
TITLE = "文稿"


class Documents(Page):
    """The documents composed so far."""

    title = TITLE
    section = "speech"
    roles = STAFF
    travels = False
    template_name = "workbench/speech/documents.html"

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the newest documents, and the outlines that one can start from."""
        return {
            "lead": "数字由系统填，句子由人把关；填不了的空明白空着。",
            "documents": queries.recent(),
            "manuscripts": manuscripts.under_way(),
            "outlines": reading.library().values(),
        }


class DocumentForm(PlainForm):
    """The parameters an outline asks for."""

    def __init__(self, *args: Any, outline: Outline, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for parameter in outline.parameters:
            if parameter.kind == "day":
                self.fields[parameter.name] = forms.DateField(label=parameter.label)
            else:
                field = forms.IntegerField(label=parameter.label, min_value=FIRST_YEAR)
                words = f"“{parameter.label}”要写成四位数，如 2024。"
                field.error_messages.update(invalid=words, min_value=words)
                self.fields[parameter.name] = field
        dress(self)


def suggested_parameters(as_of: AsOf) -> dict[str, Any]:
    """Return the last closed year, the second before it as the base, and the last two Open Days."""
    last = as_of.on.year - 1
    held = [one.on for one in opinions.occasions() if one.on <= as_of.on]
    days = dict(zip(("event_on", "before_on"), held, strict=False))
    return {"base_year": last - 2, "end_year": last, **days}


class NewDocument(FormPage):
    """Compose a document from one of the outlines, for the day of the as-of bar."""

    section = "speech"
    roles = STAFF
    form_class = DocumentForm
    template_name = "workbench/speech/new.html"
    button = "生成"
    refusals = (operations.UnableToCompose,)
    not_found = (operations.OutlineNotFound,)

    def get_form(self, data: Any = None, files: Any = None, **kwargs: Any) -> DocumentForm:
        """Ask for what the outline asks for."""
        outline = reading.find(kwargs["outline"])
        return DocumentForm(data, files, initial=self.get_initial(**kwargs), outline=outline)

    def get_initial(self, **kwargs: Any) -> dict[str, Any]:
        """Offer what is usual."""
        return suggested_parameters(self.as_of)

    def get_context(self, outline: str, **kwargs: Any) -> dict[str, Any]:
        """Return the way back."""
        return {
            "title": f"起草{reading.find(outline).name}",
            "lead": f"数字按“{self.as_of.label}”取；换一天请用上方的截至日。",
            "trail": [(TITLE, reverse("speech"))],
            "written_at": reverse("manuscript-new", args=[outline]) if may_begin(self.actor) else "",
        }

    def submit(self, values: dict[str, Any], outline: str, **kwargs: Any) -> HttpResponseBase:
        """Compose, keep, and go to the desk."""
        document = operations.create_document(
            outline_code=outline, parameters=values, as_of=self.as_of, by=self.actor, now=clock.now()
        )
        return send(self.request, reverse("document", args=[document.pk]))

    def next_address(self, **kwargs: Any) -> str:
        """Return to the list."""
        return reverse("speech")


class Desk(Page):
    """The paper in the middle, its outline on the left, filled and open blanks on the right."""

    section = "speech"
    roles = STAFF
    travels = False
    not_found = (queries.DocumentNotFound,)
    template_name = "workbench/speech/desk.html"

    def get_context(self, document: int, **kwargs: Any) -> dict[str, Any]:
        """Return the document as it read when it was made, and what the latest check found."""
        found = queries.find(document)
        as_of = AsOf(on=found.as_of_on, known_at=found.known_at)
        return {
            "title": found.title,
            "lead": f"第 {found.pk} 号 · {found.written_by} · 数字{as_of.label}",
            "trail": [(TITLE, reverse("speech"))],
            "document": found,
            "paper": found.snapshot,
            "may_write": may_begin(self.actor),
        }


class CheckNumbers(Action):
    """Compare the numbers of a document with what the records give now."""

    roles = STAFF
    travels = False
    refusals = (operations.UnableToCompose,)
    not_found = (queries.DocumentNotFound,)

    def act(self, document: int, **kwargs: Any) -> str:
        """Check and say what was found."""
        found = queries.find(document)
        operations.check_numbers(document=found, by=self.actor, now=clock.now())
        if found.moved:
            return f"{len(found.moved)} 处数字已变，见下。文稿没有改动。"
        if found.swapped:
            return f"数字都没有变，{len(found.swapped)} 处的明细变了，见下。文稿没有改动。"
        return "已核对，所有数字与现有记录一致。"

    def next_address(self, document: int, **kwargs: Any) -> str:
        """Return to the desk."""
        return reverse("document", args=[document])


class Comparison(Page):
    """A document beside another of the same outline: numbers that moved, sentences that were only dated anew."""

    section = "speech"
    roles = STAFF
    travels = False
    not_found = (queries.DocumentNotFound,)
    template_name = "workbench/speech/comparison.html"

    def get_context(self, document: int, **kwargs: Any) -> dict[str, Any]:
        """Return the two documents sentence by sentence; without a chosen one, what there is to choose from."""
        found = queries.find(document)
        others = queries.comparable(found)
        asked = self.request.GET.get("with", "")
        other = queries.find(int(asked)) if asked.isdecimal() else None
        context = {
            "title": "对照",
            "lead": "逐句对照两份文稿。只改了年份日期的句子，多半是照搬。",
            "trail": [
                (TITLE, reverse("speech")),
                (f"第 {document} 号", reverse("document", args=[document])),
            ],
            "document": found,
            "others": others,
            "other": other,
        }
        return context if other is None else {**context, **_differences(other, found)}


def _differences(other: Document, document: Document) -> dict[str, Any]:
    """Return what differs between two documents, the older one first, whichever was asked for."""
    before, now = sorted((other, document), key=lambda one: one.pk)
    pairs = comparison.compare(before.snapshot, now.snapshot)
    counts = Counter(pair.difference for pair in pairs)
    return {
        "before": before,
        "now": now,
        "before_name": f"第 {before.pk} 号",
        "now_name": f"第 {now.pk} 号",
        "pairs": pairs,
        "numbers": comparison.numbers(before.snapshot, now.snapshot),
        "counts": [(label, counts[one]) for one, label in comparison.LABELS.items() if counts[one]],
    }


urlpatterns = [
    path("speech/", Documents.as_view(), name="speech"),
    path("speech/new/<slug:outline>/", NewDocument.as_view(), name="speech-new"),
    path("speech/<int:document>/", Desk.as_view(), name="document"),
    path("speech/<int:document>/check/", CheckNumbers.as_view(), name="document-check"),
    path("speech/<int:document>/compare/", Comparison.as_view(), name="document-compare"),
]
