"""The screen that reads a Word file's layout: handed in, measured, told; nothing is kept."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http.response import HttpResponseBase
from django.urls import path, reverse

from tidu.interfaces.kit.forms import FormPage, PlainForm
from tidu.interfaces.kit.roles import STAFF
from tidu.reporting.layout_report import departures
from tidu.reporting.word_upload import UnableToOpen, opened


class FileForm(PlainForm):
    """The Word file to look at."""

    file = forms.FileField(label="Word 文件", help_text="docx，最大 20 MB。只在此检查，不保存。")


class LayoutReport(FormPage):
    """Hand a Word file in and read where it departs from the layout of official documents."""

    title = "版式检查"
    section = "speech"
    roles = STAFF
    travels = False
    form_class = FileForm
    button = "检查"
    refusals = (UnableToOpen,)
    template_name = "workbench/speech/layout_report.html"

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return where the page stands."""
        return {
            "lead": "按 GB/T 9704-2012 逐项核对纸张、边距、行距、字体字号、标题层次和页码。",
            "trail": [("文稿", reverse("speech"))],
        }

    def submit(self, values: dict[str, Any], **kwargs: Any) -> HttpResponseBase:
        """Measure the file and tell what departs, beside a form for the next one."""
        found = departures(opened(values["file"].read()))
        context = {
            "form": FileForm(),
            "button": "再检查一个",
            "file": values["file"].name,
            "departures": found,
        }
        return self.show({**self.get_context(), **context})

    def next_address(self, **kwargs: Any) -> str:
        """Return to the documents."""
        return reverse("speech")


urlpatterns = [path("speech/layout/", LayoutReport.as_view(), name="layout-report")]
