"""A sentence of minutes or of a document made a task: who does it until when."""

from __future__ import annotations

from typing import Any

from django import forms

from tidu.domain.tasks.vocabulary import OWNING_KINDS
from tidu.foundation import clock
from tidu.foundation.accounts import queries as directory
from tidu.interfaces.kit.forms import FormPage, PlainForm, dress

HELPING = "可以多选。责任单位牵头、单独负责；协办单位看得到任务，反馈自己那部分，不计分。"


def units() -> list[tuple[str, str]]:
    """Return the units that own tasks or help with them, to choose from."""
    found = directory.organisations().filter(kind__in=OWNING_KINDS)
    return [(str(one.pk), one.short_name) for one in found]


def helping(offered: list[tuple[str, str]]) -> forms.TypedMultipleChoiceField:
    """Return the field in which units are chosen that help with a task."""
    return forms.TypedMultipleChoiceField(
        label="协办单位",
        coerce=int,
        required=False,
        choices=offered,
        widget=forms.CheckboxSelectMultiple,
        help_text=HELPING,
    )


class OwnerForm(PlainForm):
    """Who does it until when, and who helps."""

    title = forms.CharField(label="任务", max_length=200, help_text="可以改短；来源仍是这一句。")
    owner = forms.ChoiceField(label="责任单位")
    due_on = forms.DateField(label="期限")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["owner"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared so above
        offered = units()
        field.choices = [("", "请选择"), *offered]
        self.fields["helper_ids"] = helping(offered)
        dress(self)


class OpenFromSentence(FormPage):
    """Make a sentence a task with an owner and helpers; the address says which sentence of what."""

    title = "立为任务"
    form_class = OwnerForm
    button = "立项"

    def said(self, *args: Any, **kwargs: Any) -> Any:
        """Return the sentence, with its number and text."""
        raise NotImplementedError

    def open(self, values: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """Open the task with title, owner, due day and helpers, and return it."""
        raise NotImplementedError

    def get_initial(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Return the sentence as the task's words."""
        return {"title": self.said(*args, **kwargs).text[:200]}

    def get_context(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Return which sentence it is."""
        said = self.said(*args, **kwargs)
        return {**super().get_context(*args, **kwargs), "lead": f"第 {said.number} 句：{said.text}"}

    def submit(self, values: dict[str, Any], *args: Any, **kwargs: Any) -> str:
        """Open the task, and say whose it is."""
        words = {
            "title": values["title"],
            "owner_id": int(values["owner"]),
            "due_on": values["due_on"],
            "helper_ids": values["helper_ids"],
            "by": self.actor,
            "now": clock.now(),
        }
        task = self.open(words, *args, **kwargs)
        return f"已立项 {task.number}，由{task.owner.short_name}办理。"
