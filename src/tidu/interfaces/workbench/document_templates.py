"""Screens of the office's own Word files with marks: the list, a new version, its wrong marks, and filling one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import path, reverse

from tidu.foundation import clock
from tidu.foundation.figures import registry
from tidu.foundation.files import queries as files
from tidu.interfaces.kit import exports
from tidu.interfaces.kit.forms import FormPage, PlainForm
from tidu.interfaces.kit.middleware import send
from tidu.interfaces.kit.pages import Guarded, Page
from tidu.interfaces.kit.roles import OFFICERS, STAFF
from tidu.interfaces.workbench.speech import TITLE as DOCUMENTS
from tidu.interfaces.workbench.speech import DocumentForm, suggested_parameters
from tidu.reporting import operations, queries
from tidu.reporting.template_reading import PARAMETERS, TemplateFaults, outline_of
from tidu.reporting.word_upload import UnableToOpen

TITLE = "文稿模板"


def ready_marks() -> Iterator[tuple[str, str, str]]:
    """Yield each figure's name, unit and mark as it is copied into a Word file."""
    arguments = {
        "year": "year=末期年份",
        "base_year": "base_year=基期年份",
        "event_on": "event_on=开放日日期",
    }
    for figure in registry.everything():
        # A figure of an Open Day is asked by its day or by its year; the day says it exactly.
        asked = [one for one in figure.parameters if one in arguments]
        if "event_on" in asked:
            asked = ["event_on"]
        words = " ".join([figure.name, *(arguments[one] for one in asked)])
        yield figure.name, figure.unit, f"[[{words}]]"


class Templates(Page):
    """The templates in use, with their earlier versions."""

    title = TITLE
    section = "speech"
    roles = STAFF
    travels = False
    template_name = "workbench/speech/templates.html"

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return every template."""
        return {
            "lead": "本单位自己的 Word 格式，写上标记，数字由系统填。格式不变，每个数带批注和出处。",
            "trail": [(DOCUMENTS, reverse("speech"))],
            "templates": queries.templates(),
            "may_keep": self.actor.has_role(*OFFICERS),
        }


class TemplateForm(PlainForm):
    """A template and what it is called."""

    name = forms.CharField(
        label="模板名称", max_length=80, help_text="与已有模板同名，就存为它的下一版；旧版仍在。"
    )
    file = forms.FileField(
        label="Word 文件",
        help_text="docx，最大 20 MB。",
        widget=forms.FileInput(attrs={"accept": ".docx"}),
    )


class NewTemplate(FormPage):
    """Hand a Word file with marks in; wrong marks are listed by paragraph, and then nothing is kept."""

    title = "存入模板"
    section = "speech"
    roles = OFFICERS
    travels = False
    form_class = TemplateForm
    button = "检查并存入"
    refusals = (UnableToOpen, operations.UnableToKeep)
    template_name = "workbench/speech/template_new.html"

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return which marks there are."""
        return {
            "lead": "在要填数的地方写标记，正文、表格、页眉、页脚里都行；标记是什么字体，填进去就是什么字体。",
            "trail": [(DOCUMENTS, reverse("speech")), (TITLE, reverse("templates"))],
            "marks": list(ready_marks()),
            "parameters": [one.label for one in PARAMETERS],
        }

    def get_initial(self, **kwargs: Any) -> dict[str, Any]:
        """Take over the name of the template that gets a next version."""
        return {"name": self.request.GET.get("name", "")}

    def submit(self, values: dict[str, Any], **kwargs: Any) -> str | HttpResponseBase:
        """Keep it, or show every wrong mark."""
        name, content = values["name"], values["file"].read()
        try:
            kept = operations.keep_template(name=name, content=content, by=self.actor, now=clock.now())
        except TemplateFaults as faults:
            form = TemplateForm(initial={"name": name})
            context = {"form": form, "button": self.button, "back": self.next_address(), "faults": faults}
            return self.show({**self.get_context(), **context}, status=422)
        return f"{kept}已存入，认出 {kept.mark_count} 处标记。"

    def next_address(self, **kwargs: Any) -> str:
        """Go to the list."""
        return reverse("templates")


class FillTemplate(FormPage):
    """Choose the years and days a template asks for; the filled Word file is kept as a document."""

    section = "speech"
    roles = STAFF
    form_class = DocumentForm
    button = "填数并存为文稿"
    refusals = (operations.UnableToCompose, TemplateFaults)
    not_found = (queries.TemplateNotFound,)
    template_name = "workbench/speech/template_fill.html"

    def get_form(self, data: Any = None, files: Any = None, **kwargs: Any) -> DocumentForm:
        """Ask for what the template's marks ask for."""
        kept = queries.find_template(kwargs["template"])
        outline = outline_of(kept.name, kept.parameters)
        return DocumentForm(data, files, initial=suggested_parameters(self.as_of), outline=outline)

    def get_context(self, template: int, **kwargs: Any) -> dict[str, Any]:
        """Return which version it is."""
        kept = queries.find_template(template)
        return {
            "title": f"填《{kept.name}》",
            "lead": f"第 {kept.version} 版，{kept.mark_count} 处标记。"
            f"数字按“{self.as_of.label}”取；换一天请用上方的截至日。",
            "trail": [(DOCUMENTS, reverse("speech")), (TITLE, reverse("templates"))],
        }

    def submit(self, values: dict[str, Any], template: int, **kwargs: Any) -> HttpResponseBase:
        """Fill and keep it, and go to the document."""
        document = operations.fill_template(
            template=queries.find_template(template),
            parameters=values,
            as_of=self.as_of,
            by=self.actor,
            now=clock.now(),
        )
        return send(self.request, reverse("document", args=[document.pk]))

    def next_address(self, **kwargs: Any) -> str:
        """Go back to the list."""
        return reverse("templates")


class TemplateFile(Guarded):
    """A version of a template as it was handed in, to change it in Word."""

    roles = STAFF
    travels = False
    not_found = (queries.TemplateNotFound,)

    def get(self, request: HttpRequest, template: int) -> HttpResponseBase:
        """Answer with the file."""
        kept = queries.find_template(template)
        return exports.download(files.read(kept.file), f"{kept.name} 第{kept.version}版.docx", exports.DOCX)


urlpatterns = [
    path("speech/templates/", Templates.as_view(), name="templates"),
    path("speech/templates/new/", NewTemplate.as_view(), name="template-new"),
    path("speech/templates/<int:template>/", FillTemplate.as_view(), name="template"),
    path("speech/templates/<int:template>/file.docx", TemplateFile.as_view(), name="template-file"),
]
