"""The minutes of a meeting: written as text, read as sentences, each of which may become a task."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, path, reverse

from tidu.domain.meetings import operations, queries
from tidu.domain.meetings.vocabulary import TOOK_PLACE, MeetingState
from tidu.foundation import clock
from tidu.interfaces.kit.forms import PlainForm, words
from tidu.interfaces.kit.pages import Page
from tidu.interfaces.kit.roles import READERS
from tidu.interfaces.workbench.meetings import NOT_FOUND, MeetingForm, MeetingPage, span
from tidu.interfaces.workbench.sentence_tasks import OpenFromSentence


class Minutes(MeetingPage):
    """The sentences, paragraph by paragraph, each with the tasks that it led to."""

    tab = "minutes"
    template_name = "workbench/meetings/minutes.html"

    def shown(self, meeting: Any) -> dict[str, Any]:
        """Return the sentences."""
        return {
            "paragraphs": queries.paragraphs(queries.minutes(meeting)),
            "took_place": meeting.state in TOOK_PLACE,
            "writing": meeting.state == MeetingState.HELD,
        }


class WriteForm(PlainForm):
    """The minutes as text."""

    text = words(
        "纪要",
        rows=20,
        limit=50_000,
        help_text="一行一段；按句号分句。已立任务的句子须原样保留，其他可以改。",
    )


class WriteMinutes(MeetingForm):
    """Write the minutes, or mend them."""

    title = "写纪要"
    form_class = WriteForm
    back_to = "meeting-minutes"

    def get_initial(self, number: str, **kwargs: Any) -> dict[str, Any]:
        """Return what stands."""
        return {"text": queries.minutes_text(queries.find_meeting(self.actor, number))}

    def submit(self, values: dict[str, Any], number: str, **kwargs: Any) -> str:
        """Keep them."""
        meeting = queries.find_meeting(self.actor, number)
        rows = operations.write_minutes(meeting=meeting, **values, by=self.actor, now=clock.now())
        return f"纪要已保存，共 {len(rows)} 句。要落实的句子点“立为任务”。"


class Decide(OpenFromSentence, MeetingForm):
    """Make a sentence a task."""

    back_to = "meeting-minutes"

    def said(self, number: str, sentence: int, **kwargs: Any) -> Any:
        """Return the sentence."""
        return queries.find_sentence(queries.find_meeting(self.actor, number), sentence)

    def open(self, values: dict[str, Any], number: str, sentence: int, **kwargs: Any) -> Any:
        """Open the task."""
        meeting = queries.find_meeting(self.actor, number)
        return operations.open_decision(meeting=meeting, sentence=sentence, **values)


class DecisionOne(Page):
    """The sentence from which a task came, for its owner too, who does not read the rest of the minutes."""

    title = "会议议定"
    section = "meetings"
    roles = READERS
    travels = False
    not_found = NOT_FOUND
    template_name = "workbench/meetings/decision.html"

    def get_context(self, key: str, **kwargs: Any) -> dict[str, Any]:
        """Return the sentence and its tasks."""
        found = queries.find_decision(self.actor, key)
        return {
            "lead": f"{found.meeting.title} · {span(found.meeting)} · {found.meeting.chair}主持",
            "trail": [("会议", reverse("meetings"))],
            "found": found,
            "staff": self.actor.sees_whole_county,
        }


urlpatterns: list[URLPattern] = [
    path("meetings/decisions/<str:key>/", DecisionOne.as_view(), name="meeting-decision"),
    path("meetings/<str:number>/minutes/", Minutes.as_view(), name="meeting-minutes"),
    path("meetings/<str:number>/minutes/write/", WriteMinutes.as_view(), name="meeting-minutes-write"),
    path("meetings/<str:number>/minutes/<int:sentence>/task/", Decide.as_view(), name="meeting-decide"),
]
