"""Check a draft written elsewhere: text or file goes in and comes back with every number judged; nothing is kept."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http.response import HttpResponseBase
from django.urls import path, reverse

from tidu.interfaces.kit.forms import FormPage, PlainForm
from tidu.interfaces.kit.roles import STAFF
from tidu.reporting import draft_check
from tidu.reporting.draft import manuscript
from tidu.reporting.draft.claims import HOUSE_RULE
from tidu.reporting.draft.tolerance import RULES


class DraftForm(PlainForm):
    """A draft, pasted or as a file."""

    text = forms.CharField(
        label="稿子正文",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=f"从 Word、WPS 里复制粘贴，最多 {manuscript.MOST_CHARACTERS} 字。",
    )
    file = forms.FileField(
        label="或上传文件",
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".docx,.txt"}),
        help_text="docx 或 txt。只读正文，不存入系统。",
    )

    def clean(self) -> dict[str, Any]:
        """Return the draft's text; refuse nothing at all, two drafts at once, and what cannot be read."""
        values: dict[str, Any] = super().clean() or {}
        pasted, upload = values.get("text", ""), values.get("file")
        if pasted.strip() and upload is not None:
            raise forms.ValidationError("正文和文件只能给一个。请清空正文，或不选文件。")
        try:
            if upload is not None:
                return {"draft": manuscript.text_of(upload.name, upload.read())}
            return {"draft": manuscript.checked_text(pasted)}
        except manuscript.UnableToReadDraft as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


class CheckDraft(FormPage):
    """Paste, press, read: every number and claim underlined and numbered, with judgement, reasoning, mend and rows."""

    title = "核稿"
    section = "speech"
    roles = STAFF
    form_class = DraftForm
    template_name = "workbench/speech/check.html"
    button = "核稿"

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return where the page stands, and the rules that a judgement rests on."""
        return {
            "lead": f"别处写来的稿子，逐个数和本县的指标核对。数字按“{self.as_of.label}”取；稿子不存入系统。",
            "trail": [("文稿", reverse("speech"))],
            "rules": [*RULES.values(), HOUSE_RULE],
        }

    def submit(self, values: dict[str, Any], **kwargs: Any) -> HttpResponseBase:
        """Answer with the draft as it was judged."""
        text = values["draft"]
        checked = draft_check.check_draft(text, self.as_of)
        marks = draft_check.marks(checked)
        counts = draft_check.as_data(checked, marks)["counts"]
        context = {
            "form": self.form_class(initial={"text": text}),
            "button": "重新核稿",
            "back": self.next_address(),
            "judged": True,
            "marks": marks,
            "paragraphs": draft_check.paragraphs(text, marks),
            "counts": counts.items(),
            "wrong": sum(mark.is_wrong for mark in marks),
        }
        return self.show({**self.get_context(), **context})

    def next_address(self, **kwargs: Any) -> str:
        """Return to the list of documents."""
        return reverse("speech")


urlpatterns = [path("speech/check/", CheckDraft.as_view(), name="speech-check")]
