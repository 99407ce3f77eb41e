"""Screens of manuscripts: begun from an outline or a released document, written on a sheet, laid beside each other."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.http.response import HttpResponseBase
from django.urls import path, reverse

from tidu.foundation import clock
from tidu.foundation.figures import registry
from tidu.interfaces.kit.forms import FormPage, number_in
from tidu.interfaces.kit.middleware import send
from tidu.interfaces.kit.pages import Page
from tidu.interfaces.kit.roles import OFFICERS, STAFF
from tidu.interfaces.workbench.speech import TITLE, DocumentForm, suggested_parameters
from tidu.reporting import comparison, reading
from tidu.reporting import queries as documents
from tidu.reporting.composition import UnableToCompose
from tidu.reporting.manuscripts import checks, operations, queries, sheet
from tidu.reporting.manuscripts.blocks import Head, head_of, of_tree
from tidu.reporting.manuscripts.suggesting import tables
from tidu.reporting.models import Document
from tidu.reporting.outline import Outline

NOT_FOUND = (queries.ManuscriptNotFound, documents.DocumentNotFound, reading.OutlineNotFound)
EXCERPT = 24

_MOVES = (("up", "↑", "上移", "Alt+↑"), ("down", "↓", "下移", "Alt+↓"))
_ADDS = (
    ("add-paragraph", "＋段", "在后面加一段", "Alt+Enter"),
    ("add-heading", "＋题", "在后面加一个标题", ""),
    ("add-table", "＋表", "在后面加一张表", ""),
    ("add-choice", "＋选", "在后面加一段随数据换的话", ""),
)
_REMOVE = ("remove", "×", "删去", "Alt+Delete")
BUTTONS = {
    "heading_acts": (
        *_MOVES,
        ("out", "←", "升一级", "Alt+←"),
        ("in", "→", "降一级", "Alt+→"),
        *_ADDS,
        _REMOVE,
    ),
    "paragraph_acts": (
        *_MOVES,
        ("out", "←", "去掉段首", "Alt+←"),
        ("in", "→", "加“一是”段首", "Alt+→"),
        *_ADDS,
        _REMOVE,
    ),
    "table_acts": (*_MOVES, *_ADDS, _REMOVE),
    "choice_acts": (*_MOVES, ("plain", "定", "定为现在这种写法", ""), *_ADDS, _REMOVE),
    "closing_acts": _ADDS,
}
"""What can be done at each kind of block: act, sign on the button, words, keys."""


class Begin(FormPage):
    """Choose the parameters once, and begin to write."""

    section = "speech"
    roles = OFFICERS
    form_class = DocumentForm
    button = "开始写"
    refusals = (UnableToCompose, operations.UnableToWrite)
    not_found = NOT_FOUND

    def beginning(self, *args: Any, **kwargs: Any) -> tuple[Outline, Document | None]:
        """Return the text to begin with, and the document it is taken from."""
        raise NotImplementedError

    def get_form(self, data: Any = None, files: Any = None, **kwargs: Any) -> DocumentForm:
        """Ask for what the text asks for."""
        outline, _ = self.beginning(**kwargs)
        return DocumentForm(data, files, initial=suggested_parameters(self.as_of), outline=outline)

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Say what is begun with."""
        outline, document = self.beginning(**kwargs)
        origin = "提纲" if document is None else f"第 {document.pk} 号文稿的字句"
        return {
            "title": f"写{outline.name}",
            "lead": f"从{origin}写起，年份和日期在这里定一次。数字按“{self.as_of.label}”取；换一天请用上方的截至日。",
            "trail": [(TITLE, reverse("speech"))],
        }

    def submit(self, values: dict[str, Any], **kwargs: Any) -> HttpResponseBase:
        """Begin, and go to the sheet."""
        outline, document = self.beginning(**kwargs)
        begun = operations.begin(
            outline=outline,
            after=document,
            parameters=values,
            as_of=self.as_of,
            by=self.actor,
            now=clock.now(),
        )
        return send(self.request, reverse("manuscript", args=[begun.pk]))

    def next_address(self, **kwargs: Any) -> str:
        """Return to the list."""
        return reverse("speech")


class BeginFromOutline(Begin):
    """Begin with the text of an outline."""

    def beginning(self, outline: str, **kwargs: Any) -> tuple[Outline, Document | None]:
        """Return the outline."""
        return reading.find(outline), None


class BeginFromDocument(Begin):
    """Begin with the words of a released document, such as last year's."""

    def beginning(self, document: int, **kwargs: Any) -> tuple[Outline, Document | None]:
        """Return what the document was composed from; the words of a filled template stand in its Word file only."""
        found = documents.find(document)
        if found.template is not None:
            raise documents.DocumentNotFound("这份文稿的字句在 Word 模板里。请改模板，存为新版再填。")
        return documents.outline_of(found), found


class Sheet(Page):
    """One manuscript: the outline, the sheet that is written on, and what the cursor touches."""

    section = "speech"
    roles = STAFF
    travels = False
    not_found = NOT_FOUND
    template_name = "workbench/manuscripts/manuscript.html"

    def get_context(self, manuscript: int, **kwargs: Any) -> dict[str, Any]:
        """Return the latest version as it was saved, or an earlier one to read."""
        case = queries.find(manuscript)
        asked = self.request.GET.get("version", "")
        if asked.isdecimal() and int(asked) != case.latest.number:
            return self.read_only(case, queries.version(manuscript, int(asked)))
        if checks.turn_after_writing(self.actor, case) is None:
            return self.read_only(case, case.latest)
        text = case.latest
        blocks = of_tree(text.tree)
        return self.written(
            case, head_of(text.tree), sheet.shown(blocks, text.snapshot, text.marks), based_on=text.number
        )

    def written(
        self, case: queries.Case, head: Head, shown: list[sheet.Shown], *, based_on: int, **more: Any
    ) -> dict[str, Any]:
        """Return a sheet to write on, saved or not; `based_on` is the version it was made from."""
        writing = {
            "head": head,
            "shown": shown,
            "based_on": based_on,
            "parameters": case.outline.parameters,
            "tables": tables(case.outline.parameters),
            "figures": registry.everything(),
        }
        return {**self.frame(case), "writing": writing, **BUTTONS, **more}

    def read_only(self, case: queries.Case, text: Any) -> dict[str, Any]:
        """Return a version to read."""
        return {**self.frame(case), "text": text, "paper": text.snapshot}

    def frame(self, case: queries.Case) -> dict[str, Any]:
        """Return what stands around the sheet: the way, what is open to this person, and what others say."""
        manuscript = case.manuscript
        before = case.seen_before(self.actor)
        return {
            "title": manuscript.title,
            "lead": f"稿件 {manuscript.pk} · {manuscript.drafter_name}起草 · {manuscript.get_state_display()}"
            f" · 第 {case.latest.number} 版 · 数字{case.as_of.label}",
            "trail": [(TITLE, reverse("speech"))],
            "case": case,
            "manuscript": manuscript,
            "signatures": case.signatures(),
            "steps": checks.steps_open_to(self.actor, case),
            "comments": queries.comments(manuscript.pk),
            "paragraphs": _excerpts(case),
            "can_resolve": checks.may_begin(self.actor),
            "before": before
            and queries.differences(queries.version(manuscript.pk, before.number), case.latest),
        }


def _excerpts(case: queries.Case) -> list[tuple[int, str]]:
    """Return the number and the first words of each paragraph that a comment may be about."""
    return [
        (number, words[:EXCERPT])
        for number, words in enumerate(sheet.readings(case.latest.snapshot), start=1)
    ]


class Comparison(Page):
    """Two versions beside each other, sentence by sentence and figure by figure."""

    section = "speech"
    roles = STAFF
    travels = False
    not_found = NOT_FOUND
    template_name = "workbench/manuscripts/comparison.html"

    def get_context(self, manuscript: int, **kwargs: Any) -> dict[str, Any]:
        """Return the differences of the versions asked for, else of the last two."""
        case = queries.find(manuscript)
        latest = case.latest.number
        earlier, later = sorted(
            (number_in(self.request.GET, "from", latest - 1), number_in(self.request.GET, "to", latest))
        )
        found = queries.differences(
            queries.version(manuscript, max(1, earlier)), queries.version(manuscript, later)
        )
        counts = Counter(pair.difference for pair in found.pairs)
        return {
            "title": "版本对照",
            "lead": "逐句对照两版。每一版都按保存时的样子留着。",
            "trail": [
                (TITLE, reverse("speech")),
                (case.manuscript.title, reverse("manuscript", args=[manuscript])),
            ],
            "versions": case.versions,
            "asked": [("from", "前一版", found.before.number), ("to", "后一版", found.now.number)],
            "before_name": str(found.before),
            "now_name": str(found.now),
            "pairs": found.pairs,
            "numbers": found.numbers,
            "counts": [(label, counts[one]) for one, label in comparison.LABELS.items() if counts[one]],
        }


urlpatterns = [
    path("speech/new/<slug:outline>/manuscript/", BeginFromOutline.as_view(), name="manuscript-new"),
    path("speech/<int:document>/manuscript/", BeginFromDocument.as_view(), name="manuscript-after"),
    path("speech/manuscripts/<int:manuscript>/", Sheet.as_view(), name="manuscript"),
    path("speech/manuscripts/<int:manuscript>/compare/", Comparison.as_view(), name="manuscript-compare"),
]
