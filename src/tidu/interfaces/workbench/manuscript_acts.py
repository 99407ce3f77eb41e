"""What is done to a manuscript: written, moved about, signed, returned, commented; and what is offered while typing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, JsonResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path, reverse

from tidu.foundation import clock
from tidu.interfaces.kit.forms import number_in
from tidu.interfaces.kit.middleware import send
from tidu.interfaces.kit.pages import Action, Guarded
from tidu.interfaces.kit.roles import OFFICERS, STAFF
from tidu.interfaces.workbench.manuscripts import NOT_FOUND, Sheet
from tidu.reporting.manuscripts import operations, queries, sheet
from tidu.reporting.manuscripts.blocks import (
    Act,
    Block,
    Blocks,
    Head,
    Kind,
    arranged,
    tidied,
    to_tree,
)
from tidu.reporting.manuscripts.checks import SavedMeanwhile, UnableToWrite
from tidu.reporting.manuscripts.suggesting import suggestions
from tidu.reporting.outline import VARIANTS
from tidu.reporting.reading import OutlineFault

CHOICE_PARTS = ("about", *VARIANTS)
"""The fields of sentences that the data choose."""


def head_posted(data: QueryDict) -> Head:
    """Return what stands above the text of a form."""
    lines = tuple(line.strip() for line in data.get("title_lines", "").splitlines() if line.strip())
    return Head(lines, data.get("speaker", "").strip(), data.get("salutation", "").strip())


def blocks_posted(data: QueryDict) -> Blocks:
    """Return the text of a form, tidied; raise OutlineFault for one that no form of ours has sent."""
    rows = zip(data.getlist("kind"), data.getlist("lead"), data.getlist("text"), strict=False)
    choices = zip(*(data.getlist(name) for name in CHOICE_PARTS), strict=False)
    try:
        return tidied([_block(kind, lead, text, choices) for kind, lead, text in rows])
    except ValueError:
        raise OutlineFault("这份表单的内容不完整。请刷新页面再改。") from None


def _block(kind: str, lead: str, text: str, choices: Iterator[tuple[str, ...]]) -> Block:
    """Return a block of a form; of `choices`, the sentences of every choice in order, the next one is taken."""
    name, _, level = kind.partition("-")
    if name == Kind.CHOICE:
        sentences = [" ".join(words.split()) for words in next(choices, ())]
        return Block(Kind.CHOICE, text, variants=tuple(zip(CHOICE_PARTS, sentences, strict=True)))
    if name == Kind.HEADING:
        return Block(Kind.HEADING, text, int(level))
    return Block(Kind(name), text, lead=lead if name == Kind.PARAGRAPH else "")


def read_as_typed(case: queries.Case, blocks: Blocks) -> tuple[list[sheet.Shown], str]:
    """Return blocks as the records fill them; the words as typed, and why, where a mark cannot be read."""
    try:
        paper = sheet.read_paragraphs(case.latest.tree, blocks, case.parameters, case.as_of)
        return sheet.shown(blocks, paper, sheet.found_in(paper, case.as_of)), ""
    except OutlineFault as fault:
        return sheet.unread(blocks), str(fault)


class Written(Sheet):
    """A sheet that is sent back: kept, or moved about and shown again. Nothing that was typed is lost."""

    roles = OFFICERS
    http_method_names = ["post"]  # noqa: RUF012 - Django declares it per instance

    def post(self, request: HttpRequest, manuscript: int, **kwargs: Any) -> HttpResponseBase:
        """Take the sheet."""
        case = queries.find(manuscript)
        try:
            return self.take(case, head_posted(request.POST), blocks_posted(request.POST))
        except OutlineFault as fault:
            messages.error(request, str(fault))
            return send(request, reverse("manuscript", args=[manuscript]))

    def take(self, case: queries.Case, head: Head, blocks: Blocks) -> HttpResponseBase:
        """Answer with what becomes of it."""
        raise NotImplementedError

    def again(
        self, case: queries.Case, head: Head, blocks: Blocks, *, status: int, **more: Any
    ) -> HttpResponseBase:
        """Show the sheet as it was sent, filled as far as its marks can be read."""
        shown, problem = read_as_typed(case, blocks)
        if problem:
            more = {"problem": problem, **more}
        based_on = more.pop("based_on", self.based_on)
        context = self.written(case, head, shown, based_on=based_on, unsaved=True, **more)
        return self.show(context, status=status)

    @property
    def based_on(self) -> int:
        """Return the version that was being written on."""
        return number_in(self.request.POST, "based_on")


class Save(Written):
    """Keep the sheet as the next version."""

    def take(self, case: queries.Case, head: Head, blocks: Blocks) -> HttpResponseBase:
        """Save, or say why not, with everything typed still there."""
        try:
            tree = to_tree(case.latest.tree, head, blocks)
            saved = operations.save_version(
                manuscript=case.manuscript.pk,
                tree=tree,
                based_on=self.based_on,
                by=self.actor,
                now=clock.now(),
            )
        except SavedMeanwhile as refusal:
            written_on = queries.version(case.manuscript.pk, max(1, self.based_on))
            return self.again(
                case,
                head,
                blocks,
                status=409,
                problem=str(refusal),
                based_on=refusal.latest.number,
                theirs=queries.differences(written_on, refusal.latest),
            )
        except (UnableToWrite, OutlineFault) as refusal:
            return self.again(case, head, blocks, status=422, problem=str(refusal))
        messages.success(self.request, f"已保存：第 {saved.number} 版。")
        return send(self.request, reverse("manuscript", args=[case.manuscript.pk]))


class Arrange(Written):
    """Move, add or remove a block, and show the sheet again; nothing is kept."""

    def take(self, case: queries.Case, head: Head, blocks: Blocks) -> HttpResponseBase:
        """Do what the pressed button says: up:3, or before:3:7 for what was dragged."""
        name, *places = self.request.POST.get("act", "").split(":")
        try:
            blocks, moved = arranged(blocks, Act(name), *(int(place) for place in places))
        except (ValueError, TypeError):
            raise OutlineFault("没有这个按钮。请刷新页面再改。") from None
        return self.again(case, head, blocks, status=200, focus=f"{name}:{moved}")


class Read(Guarded):
    """One paragraph as it reads, while it is being typed."""

    roles = OFFICERS
    travels = False
    not_found = NOT_FOUND
    http_method_names = ["post"]  # noqa: RUF012 - Django declares it per instance

    def post(self, request: HttpRequest, manuscript: int) -> HttpResponseBase:
        """Answer with its words and chips; with the words as typed where a mark cannot be read."""
        case = queries.find(manuscript)
        blocks = (Block(Kind.PARAGRAPH, " ".join(request.POST.get("text", "").split())),)
        (one,), problem = read_as_typed(case, blocks)
        return render(request, "workbench/manuscripts/_words.html", {"one": one, "problem": problem})


class Figures(Guarded):
    """The figures that what was just typed may name."""

    roles = OFFICERS
    travels = False
    not_found = NOT_FOUND

    def get(self, request: HttpRequest, manuscript: int) -> HttpResponseBase:
        """Answer with what to choose from, as data."""
        offers = suggestions(request.GET.get("typed", ""), queries.find(manuscript).outline.parameters)
        return JsonResponse(
            [
                {
                    "mark": one.mark,
                    "name": one.figure.name,
                    "when": one.when,
                    "unit": one.figure.unit,
                    "definition": one.figure.definition,
                }
                for one in offers
            ],
            safe=False,
        )


class OfManuscript(Action):
    """An act on one manuscript."""

    travels = False
    refusals = (UnableToWrite,)
    not_found = NOT_FOUND

    def next_address(self, manuscript: int, **kwargs: Any) -> str:
        """Return to the sheet."""
        return reverse("manuscript", args=[manuscript])


class Step(OfManuscript):
    """Sign, return, withdraw or freeze."""

    roles = OFFICERS

    def act(self, manuscript: int, action: str, **kwargs: Any) -> str | HttpResponseBase:
        """Take the step; a frozen manuscript leads to its document."""
        document = operations.take_step(
            manuscript=manuscript,
            action=action,
            seen=number_in(self.request.POST, "seen"),
            note=self.request.POST.get("note", ""),
            by=self.actor,
            now=clock.now(),
        )
        if document is None:
            return "已办理，记入经过。"
        messages.success(self.request, f"已定稿：第 {document.pk} 号文稿，字句和数字从此不变。")
        return send(self.request, reverse("document", args=[document.pk]))


class Comment(OfManuscript):
    """Say something to a paragraph."""

    roles = STAFF

    def act(self, manuscript: int, **kwargs: Any) -> str:
        """Keep it."""
        operations.comment(
            manuscript=manuscript,
            paragraph=number_in(self.request.POST, "paragraph"),
            words=self.request.POST.get("words", ""),
            by=self.actor,
            now=clock.now(),
        )
        return "已记下批注。"


class Resolve(OfManuscript):
    """Mark a comment as dealt with."""

    roles = OFFICERS

    def act(self, manuscript: int, comment: int, **kwargs: Any) -> str:
        """Resolve it."""
        operations.resolve(manuscript=manuscript, comment=comment, by=self.actor, now=clock.now())
        return "批注已解决，仍留在稿件上。"


urlpatterns = [
    path("speech/manuscripts/<int:manuscript>/save/", Save.as_view(), name="manuscript-save"),
    path("speech/manuscripts/<int:manuscript>/arrange/", Arrange.as_view(), name="manuscript-arrange"),
    path("speech/manuscripts/<int:manuscript>/read/", Read.as_view(), name="manuscript-read"),
    path("speech/manuscripts/<int:manuscript>/figures/", Figures.as_view(), name="manuscript-figures"),
    path("speech/manuscripts/<int:manuscript>/comment/", Comment.as_view(), name="manuscript-comment"),
    path(
        "speech/manuscripts/<int:manuscript>/comment/<int:comment>/",
        Resolve.as_view(),
        name="manuscript-resolve",
    ),
    path("speech/manuscripts/<int:manuscript>/<slug:action>/", Step.as_view(), name="manuscript-step"),
]
