"""What is done with files on the stage: confirm, answer, stop, discard, take back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.urls import path, reverse

from tidu.foundation import clock
from tidu.foundation.intake import forms as intake_forms
from tidu.foundation.intake import operations, queries, vetoes
from tidu.foundation.intake.models import Load
from tidu.foundation.intake.vocabulary import LoadState
from tidu.interfaces.kit.forms import FormPage, PlainForm
from tidu.interfaces.kit.pages import Action, Page
from tidu.interfaces.kit.roles import OFFICERS

REFUSALS = (
    operations.UnableToStage,
    operations.UnableToConfirm,
    operations.UnableToDiscard,
    operations.UnableToUndo,
)
NOT_FOUND = (
    intake_forms.UnknownForm,
    queries.LoadNotFound,
    queries.ReceiptNotFound,
    queries.MappingNotFound,
)
SHOWN_CELLS = 200
ANSWER, DAY, ALIKE = "answer|", "day|", "alike|"
"""How the fields of the questions begin; the code of the question and, but for `ALIKE`, the key of the row follow."""


def trail(load: Load | None = None) -> list[tuple[str, str]]:
    """Return the way back up from a load, through its receipt where several files came together."""
    ways = [("数据导入", reverse("intake"))]
    if load is not None:
        ways.append((load.file_name, reverse("load", args=[load.pk])))
    return ways


class IntakeAction(Action):
    """An act on the stage."""

    roles = OFFICERS
    travels = False
    refusals = REFUSALS
    not_found = NOT_FOUND


class LoadAction(IntakeAction):
    """An act on one load."""

    def next_address(self, load: int, **kwargs: Any) -> str:
        """Return to the load."""
        return reverse("load", args=[load])


class Confirm(LoadAction, Page):
    """Load every row, all or nothing; where records moved since the preview, show which cells, and load nothing."""

    section = "intake"
    template_name = "workbench/intake/moved.html"

    def act(self, load: int, **kwargs: Any) -> str | HttpResponseBase:
        """Confirm and give the receipt."""
        try:
            done = operations.start(load=queries.find(load), by=self.actor, now=clock.now())
        except operations.RecordsMoved as moved:
            return self._show_moved(queries.find(load), moved)
        if done.state == LoadState.LOADING:
            return "文件较大，正在后台载入；载入完成前没有任何一行生效，随时可以停止。"
        if done.source_id is None:
            return "文件里的数据与现有记录完全相同，没有改动任何记录。"
        return f"已整批载入，来源批次 {done.source_id}。需要时可在本页撤销。"

    def _show_moved(self, load: Load, moved: operations.RecordsMoved) -> HttpResponseBase:
        context = {
            "title": "预览之后记录已变",
            "lead": "没有载入任何一行。下面是预览时与现在不同的格。",
            "trail": trail(load),
            "load": load,
            "cells": moved.cells[:SHOWN_CELLS],
            "total": len(moved.cells),
        }
        return self.show(context, status=409)


class ConfirmClean(IntakeAction):
    """Load every file of a receipt in which nothing is wrong or open; each is a batch of its own."""

    def act(self, receipt: int, **kwargs: Any) -> str:
        """Confirm them, say what became of each refused one."""
        done = operations.confirm_clean(receipt=queries.find_receipt(receipt), by=self.actor, now=clock.now())
        for load, reason in done.refused:
            messages.error(self.request, f"“{load.file_name}”没有载入：{reason}")
        return f"{len(done.done)} 个文件已确认，各成一个批次，可以分别撤销。" if done.done else ""

    def next_address(self, receipt: int, **kwargs: Any) -> str:
        """Return to the receipt."""
        return reverse("intake-receipt", args=[receipt])


class Discard(LoadAction):
    """Take a load off the stage."""

    def act(self, load: int, **kwargs: Any) -> str:
        """Discard and say so."""
        operations.discard(load=queries.find(load), by=self.actor, now=clock.now())
        return "已放弃这次导入。没有任何记录被改动，原文件仍保存着。"


class Stop(LoadAction):
    """Stop what is under way in the background, before it keeps anything."""

    def act(self, load: int, **kwargs: Any) -> str:
        """Stop and say so."""
        operations.stop(load=queries.find(load), by=self.actor, now=clock.now())
        return "已要求停止。没有任何一行会生效。"


class Resume(LoadAction):
    """Take up again what a process that died left undone."""

    def act(self, load: int, **kwargs: Any) -> str:
        """Take it up and say so."""
        operations.resume(load=queries.find(load), by=self.actor, now=clock.now())
        return "已重新排队，从头做起；上次中断时没有任何一行生效。"


class LookAgain(LoadAction):
    """Compare with what stands now."""

    def act(self, load: int, **kwargs: Any) -> str:
        """Judge the file again and say so."""
        operations.look_again(load=queries.find(load), by=self.actor, now=clock.now())
        return "已按现在的记录重新比对。请看过再确认。"


class Answer(LoadAction):
    """Answer the questions that rows ask."""

    def act(self, load: int, **kwargs: Any) -> str:
        """Take the answers given, row by row and at once for what many ask alike, and judge the file again."""
        found = queries.find(load)
        answers = self._alike(found)
        for name, value in self.request.POST.items():
            if name.startswith(ANSWER) and value:
                code, _, key = name.removeprefix(ANSWER).partition("|")
                day = self.request.POST.get(f"{DAY}{code}|{key}", "")
                answers.setdefault(key, {})[code] = day if value == "day" else str(value).removeprefix("=")
        operations.answer(load=found, answers=answers, by=self.actor, now=clock.now())
        return f"已记下 {sum(map(len, answers.values()))} 个回答，并重新判断。"

    def _alike(self, load: Load) -> dict[str, dict[str, str]]:
        """Return the answers given once for every row that asks alike."""
        given = {
            name.removeprefix(ALIKE): str(value).removeprefix("=")
            for name, value in self.request.POST.items()
            if name.startswith(ALIKE) and value
        }
        answers: dict[str, dict[str, str]] = {}
        for question in queries.questions_of(load) if given else ():
            if question.code in given:
                answers.setdefault(question.key, {})[question.code] = given[question.code]
        return answers


class Forget(IntakeAction):
    """Forget how a sender's table was mapped."""

    def act(self, mapping: int, **kwargs: Any) -> str:
        """Forget it and say so."""
        found = queries.find_mapping(mapping)
        operations.forget(mapping=found, by=self.actor, now=clock.now())
        return f"已忘记。{found.sender.short_name}下次报来这种表，只按表头认列。"

    def next_address(self, **kwargs: Any) -> str:
        """Return to those that are remembered."""
        return reverse("intake-mappings")


class Undo(FormPage):
    """Take a loaded batch back: first what it is, then what that would change, then the act."""

    title = "撤销批次"
    section = "intake"
    roles = OFFICERS
    travels = False
    form_class = PlainForm
    button = "撤销这个批次"
    refusals = REFUSALS
    not_found = NOT_FOUND
    template_name = "workbench/intake/undo.html"

    def get_context(self, load: int, **kwargs: Any) -> dict[str, Any]:
        """Return the load, the rows it would take back and whatever speaks against it."""
        found = queries.find(load)
        return {
            "trail": trail(found),
            "preview": queries.preview(found),
            "against": vetoes.reasons_against(found.source) if found.source else [],
        }

    def submit(self, values: dict[str, Any], load: int, **kwargs: Any) -> str:
        """Undo and say so."""
        operations.undo(load=queries.find(load), by=self.actor, now=clock.now())
        return "已撤销。各项数据恢复为载入前的值；批次、审计和“当时所知”都保留。"

    def next_address(self, load: int, **kwargs: Any) -> str:
        """Return to the load."""
        return reverse("load", args=[load])


class UndoRehearsal(IntakeAction, Page):
    """Carry an undo out, show what it changes, and leave everything as it was."""

    section = "intake"
    template_name = "workbench/intake/rehearsal.html"

    def act(self, load: int, **kwargs: Any) -> HttpResponseBase:
        """Show what would change, and the button that does it."""
        found = queries.find(load)
        rehearsal = operations.rehearse_undo(load=found, by=self.actor, now=clock.now())
        context = {
            "title": "撤销会改变什么",
            "lead": "已在内部试做一遍再退回，什么都没有改。确认后才真的撤销。",
            "trail": [*trail(found), ("撤销批次", reverse("load-undo", args=[load]))],
            "preview": queries.preview(found),
            "rehearsal": rehearsal,
        }
        return self.show(context, status=409 if rehearsal.refusal else 200)


urlpatterns = [
    path("intake/receipts/<int:receipt>/confirm/", ConfirmClean.as_view(), name="intake-receipt-confirm"),
    path("intake/mappings/<int:mapping>/forget/", Forget.as_view(), name="intake-mapping-forget"),
    path("intake/loads/<int:load>/confirm/", Confirm.as_view(), name="load-confirm"),
    path("intake/loads/<int:load>/discard/", Discard.as_view(), name="load-discard"),
    path("intake/loads/<int:load>/stop/", Stop.as_view(), name="load-stop"),
    path("intake/loads/<int:load>/resume/", Resume.as_view(), name="load-resume"),
    path("intake/loads/<int:load>/look-again/", LookAgain.as_view(), name="load-look-again"),
    path("intake/loads/<int:load>/answers/", Answer.as_view(), name="load-answer"),
    path("intake/loads/<int:load>/undo/", Undo.as_view(), name="load-undo"),
    path("intake/loads/<int:load>/undo/rehearsal/", UndoRehearsal.as_view(), name="load-undo-rehearsal"),
]
