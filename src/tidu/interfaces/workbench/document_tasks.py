"""From a document to tasks: its sentences, one of them made a task, and the sentence as the owner reads it."""

from __future__ import annotations

from typing import Any

from django.urls import path, reverse

from tidu.domain.tasks.checks import UnableToOpenTask
from tidu.interfaces.kit.pages import Page
from tidu.interfaces.kit.roles import OFFICERS, READERS, STAFF
from tidu.interfaces.workbench.sentence_tasks import OpenFromSentence
from tidu.interfaces.workbench.speech import TITLE
from tidu.reporting import operations, promises, queries
from tidu.reporting.promises import DocumentSentence


class DocumentTasks(Page):
    """Every sentence of a document with the tasks that it led to."""

    title = "句子和任务"
    section = "speech"
    roles = STAFF
    travels = False
    not_found = (queries.DocumentNotFound,)
    template_name = "workbench/speech/tasks.html"

    def get_context(self, document: int, **kwargs: Any) -> dict[str, Any]:
        """Return the sentences."""
        found = queries.find(document)
        return {
            "lead": "说到做到：要落实的句子立为任务，写明谁办、何时办完；任务页连回这一句。",
            "trail": _trail(document),
            "document": found,
            "sentences": promises.sentences(found),
            "officer": self.actor.has_role(*OFFICERS),
        }


class OpenPromise(OpenFromSentence):
    """Make a sentence a task."""

    section = "speech"
    roles = OFFICERS
    travels = False
    refusals = (UnableToOpenTask,)
    not_found = (queries.DocumentNotFound,)

    def said(self, document: int, sentence: int, **kwargs: Any) -> DocumentSentence:
        """Return the sentence."""
        return promises.find(queries.find(document), sentence)

    def open(self, values: dict[str, Any], document: int, sentence: int, **kwargs: Any) -> Any:
        """Open the task."""
        return operations.open_promise(document=queries.find(document), sentence=sentence, **values)

    def get_context(self, document: int, **kwargs: Any) -> dict[str, Any]:
        """Return which sentence it is."""
        trail = [*_trail(document), ("句子和任务", reverse("document-tasks", args=[document]))]
        return {**super().get_context(document=document, **kwargs), "trail": trail}

    def next_address(self, document: int, **kwargs: Any) -> str:
        """Go back to the sentences."""
        return reverse("document-tasks", args=[document])


class PromiseOne(Page):
    """The sentence from which a task came, for its owner too, who does not read the rest of the document."""

    title = "文稿里的这一句"
    section = "speech"
    roles = READERS
    travels = False
    not_found = (queries.DocumentNotFound,)
    template_name = "workbench/speech/promise.html"

    def get_context(self, key: str, **kwargs: Any) -> dict[str, Any]:
        """Return the sentence and its tasks."""
        found = promises.find_for(self.actor, key)
        staff = self.actor.sees_whole_county
        return {
            "lead": f"《{found.document.title}》，{found.document.as_of_on.isoformat()}",
            "trail": _trail(found.document.pk) if staff else [],
            "found": found,
            "staff": staff,
        }


def _trail(document: int) -> list[tuple[str, str]]:
    return [(TITLE, reverse("speech")), (f"第 {document} 号", reverse("document", args=[document]))]


urlpatterns = [
    path("speech/<int:document>/tasks/", DocumentTasks.as_view(), name="document-tasks"),
    path("speech/<int:document>/tasks/<int:sentence>/", OpenPromise.as_view(), name="document-decide"),
    path("speech/sentences/<str:key>/", PromiseOne.as_view(), name="document-promise"),
]
