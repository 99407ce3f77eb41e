"""Names from elsewhere held against the register: a list goes in, suggestions come out, nothing is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.http.response import HttpResponseBase
from django.urls import path, reverse

from tidu.domain.enterprises import queries
from tidu.domain.enterprises.vocabulary import MatchKind
from tidu.foundation import clock
from tidu.foundation.audit import operations as audit
from tidu.interfaces.kit import exports
from tidu.interfaces.kit.forms import FormPage, PlainForm
from tidu.interfaces.kit.roles import READERS

HEADERS = ("行", "名单上的名称", "结果", "登记名称", "统一社会信用代码", "属地", "依据", "相近程度（%）")
LIGHTS = {
    MatchKind.CURRENT: "green",
    MatchKind.FORMER: "amber",
    MatchKind.CLOSE: "amber",
    MatchKind.NONE: "red",
}


class NamesForm(PlainForm):
    """A list of names, pasted or as a file."""

    names = forms.CharField(
        label="名单",
        required=False,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text="一行一个名称或代码，可从讲话稿、表彰名单粘贴。",
    )
    file = forms.FileField(label="或上传名单", required=False, help_text="Excel 或 CSV，取“企业名称”一列。")

    def clean(self) -> dict[str, Any]:
        """Return the lines of the text and of the file; refuse nothing at all, and too much."""
        values: dict[str, Any] = super().clean() or {}
        lines = values.get("names", "").splitlines()
        if (upload := values.get("file")) is not None:
            try:
                lines += queries.names_in(upload.name, upload.read())
            except queries.UnableToRead as refusal:
                raise forms.ValidationError(str(refusal)) from refusal
        filled = sum(bool(line.strip()) for line in lines)
        if not filled:
            raise forms.ValidationError("名单是空的。请粘贴名称，一行一个，或上传名单。")
        if filled > queries.MOST_NAMES:
            raise forms.ValidationError(
                f"名单有 {filled} 行，一次最多核对 {queries.MOST_NAMES} 行。请分几次核对。"
            )
        return {**values, "lines": lines}


class MatchNames(FormPage):
    """Paste, press, read: current name, former name, something alike with the reason, or nothing."""

    title = "名单核对"
    section = "enterprises"
    roles = READERS
    form_class = NamesForm
    template_name = "workbench/enterprises/names.html"
    button = "核对"

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return where the page stands."""
        return {
            "lead": "只提示，不改动任何登记。范围是您能看到的企业。",
            "trail": [("企业", reverse("enterprises"))],
        }

    def submit(self, values: dict[str, Any], **kwargs: Any) -> HttpResponseBase:
        """Answer with what each line may mean, on the page or as a file."""
        matches = queries.match_names(self.actor, values["lines"], self.as_of)
        form = self.request.POST.get("export", "")
        if form in exports.WRITERS:
            return self._export(form, matches)
        names = "\n".join(line for line in values["lines"] if line.strip())
        counts = [(kind.label, sum(one.kind == kind for one in matches)) for kind in MatchKind]
        context = {
            "form": self.form_class(initial={"names": names}),
            "button": "重新核对",
            "names": names,
            "matches": [(one, LIGHTS[one.kind]) for one in matches],
            "counts": counts,
        }
        return self.show({**self.get_context(), **context})

    def next_address(self, **kwargs: Any) -> str:
        """Return to the list of firms."""
        return reverse("enterprises")

    def _export(self, form: str, matches: Sequence[queries.NameMatch]) -> HttpResponseBase:
        """Return the suggestions as a file and write down who took them out."""
        rows = list(_rows(matches))
        audit.record_export(
            by=self.actor,
            now=clock.now(),
            subject=("list", self.request.path),
            rows=len(rows),
            file_format=form,
            detail={"title": self.title, "as_of": self.as_of.label},
        )
        return exports.response(
            form, name=f"{self.title}-{self.as_of.on.isoformat()}", headers=HEADERS, rows=rows
        )


def _rows(matches: Sequence[queries.NameMatch]) -> Iterator[tuple[Any, ...]]:
    """Yield a row per suggestion, and one for a line without any."""
    for match in matches:
        said = (match.number, match.text, str(match.kind.label))
        if not match.candidates:
            yield (*said, "", "", "", "", "")
        for one in match.candidates:
            yield (*said, one.name, one.credit_code, one.place, one.reason, one.percent)


urlpatterns = [path("names/", MatchNames.as_view(), name="names")]
