"""Screens of intake: hand a file in, see what it would do, mend it, load it, take it back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import path, reverse

from tidu.foundation import clock
from tidu.foundation.audit import operations as audit
from tidu.foundation.intake import forms as intake_forms
from tidu.foundation.intake import operations, queries, returning, templates, vetoes
from tidu.foundation.intake.forms import CellKind, FieldSpec, Form
from tidu.foundation.intake.vocabulary import LoadState, RowVerdict
from tidu.interfaces.kit import exports
from tidu.interfaces.kit.forms import FormPage, PlainForm, dress
from tidu.interfaces.kit.middleware import send
from tidu.interfaces.kit.pages import Action, Guarded, Page
from tidu.interfaces.kit.roles import OFFICERS
from tidu.interfaces.workbench.staged_sheet import StagedSheet

REFUSALS = (
    operations.UnableToStage,
    operations.UnableToConfirm,
    operations.UnableToDiscard,
    operations.UnableToUndo,
)
PAGE_SIZE = 100
ALL = "ALL"
XLSX = exports.WRITERS["xlsx"][1]


class Intake(Page):
    """The kinds of workbook the house takes, and the loads so far."""

    title = "数据导入"
    section = "intake"
    roles = OFFICERS
    travels = False
    template_name = "workbench/intake/intake.html"

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the forms and the newest loads."""
        return {
            "lead": "先预览，再确认；整批载入或整批不载入；以后随时可以撤销。",
            "forms": intake_forms.everything(),
            "loads": queries.recent(),
        }


class Template(Guarded):
    """The empty workbook of a form."""

    roles = OFFICERS
    not_found = (intake_forms.UnknownForm,)

    def get(self, request: Any, kind: str) -> HttpResponseBase:
        """Answer with the workbook."""
        chosen = intake_forms.find(kind)
        return _file(templates.template_workbook(chosen), f"{chosen.name}（模板）.xlsx")


class FileForm(PlainForm):
    """The file, and the parameters the form asks once per load."""

    file = forms.FileField(
        label="工作簿",
        help_text="xlsx 或 csv；一次一个文件。原件会原样保存。",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )

    def __init__(self, form: Form, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for spec in form.options:
            self.fields[spec.name] = _option_field(spec)
        dress(self)


class HandIn(FormPage):
    """Hand a file in for one form."""

    section = "intake"
    roles = OFFICERS
    travels = False
    button = "读取并预览"
    refusals = REFUSALS
    not_found = (intake_forms.UnknownForm,)
    template_name = "workbench/intake/hand_in.html"

    def get_form(self, data: Any = None, files: Any = None, **kwargs: Any) -> PlainForm:
        """Return the form with the options of this kind of workbook."""
        return FileForm(intake_forms.find(kwargs["kind"]), data, files)

    def get_context(self, kind: str, **kwargs: Any) -> dict[str, Any]:
        """Return what the workbook is and which columns it knows."""
        chosen = intake_forms.find(kind)
        return {
            "title": f"导入：{chosen.name}",
            "lead": chosen.description,
            "trail": [("数据导入", reverse("intake"))],
            "kind": chosen,
        }

    def submit(self, values: dict[str, Any], kind: str, **kwargs: Any) -> HttpResponseBase:
        """Stage the file and go on to its preview."""
        chosen = intake_forms.find(kind)
        options = {
            spec.name: values[spec.name] for spec in chosen.options if values.get(spec.name) not in (None, "")
        }
        load = operations.stage(
            form_code=kind,
            file_name=values["file"].name,
            content=values["file"].read(),
            options=options,
            by=self.actor,
            now=clock.now(),
        )
        return send(self.request, reverse("load", args=[load.pk]))

    def next_address(self, **kwargs: Any) -> str:
        """Return to the start."""
        return reverse("intake")


class LoadPage(Page):
    """What a load would do, or did: the sender's sheet with every cell judged."""

    section = "intake"
    roles = OFFICERS
    travels = False
    not_found = (queries.LoadNotFound,)
    template_name = "workbench/intake/load.html"

    def get_context(self, load: int, **kwargs: Any) -> dict[str, Any]:
        """Return the preview, the rows of the verdict asked for, and what may be done now."""
        found = queries.find(load)
        preview = queries.preview(found)
        verdict = _verdict(self.request.GET.get("verdict", ""), preview)
        total = preview.counts.get(verdict, 0) if verdict else preview.counts.get("rows", 0)
        page = Paginator(range(total), PAGE_SIZE).get_page(self.request.GET.get("page", "1"))
        rows = queries.rows(found, verdict, max(page.start_index() - 1, 0), PAGE_SIZE)
        return {
            "title": preview.file_name,
            "lead": f"{preview.form_name} · {preview.state_label}",
            "trail": [("数据导入", reverse("intake"))],
            "preview": preview,
            "sheet": StagedSheet.of(preview, rows),
            "verdict": verdict,
            "verdicts": [
                (kind, RowVerdict(kind).label, preview.counts.get(kind, 0)) for kind in RowVerdict.values
            ],
            "page": page,
            "staged": preview.state == LoadState.STAGED,
            "loaded": preview.state == LoadState.LOADED,
            "rejected": preview.counts.get(RowVerdict.REJECTED, 0),
            "has_faults": preview.counts.get(RowVerdict.REJECTED, 0) or preview.counts.get("warned", 0),
        }


class LoadAction(Action):
    """An act on one load."""

    roles = OFFICERS
    travels = False
    refusals = REFUSALS
    not_found = (queries.LoadNotFound,)

    def next_address(self, load: int, **kwargs: Any) -> str:
        """Return to the load."""
        return reverse("load", args=[load])


class Confirm(LoadAction):
    """Load every row, all or nothing."""

    def act(self, load: int, **kwargs: Any) -> str:
        """Confirm and give the receipt."""
        done = operations.confirm(load=queries.find(load), by=self.actor, now=clock.now())
        if done.source_id is None:
            return "文件里的数据与现有记录完全相同，没有改动任何记录。"
        return f"已整批载入，来源批次 {done.source_id}。需要时可在本页撤销。"


class Discard(LoadAction):
    """Take a load off the stage."""

    def act(self, load: int, **kwargs: Any) -> str:
        """Discard and say so."""
        operations.discard(load=queries.find(load), by=self.actor, now=clock.now())
        return "已放弃这次导入。没有任何记录被改动，原文件仍保存着。"


class Undo(FormPage):
    """Take a loaded batch back, after seeing what that means."""

    title = "撤销批次"
    section = "intake"
    roles = OFFICERS
    travels = False
    form_class = PlainForm
    button = "撤销这个批次"
    refusals = REFUSALS
    not_found = (queries.LoadNotFound,)
    template_name = "workbench/intake/undo.html"

    def get_context(self, load: int, **kwargs: Any) -> dict[str, Any]:
        """Return the load, the rows it would take back and whatever speaks against it."""
        found = queries.find(load)
        return {
            "trail": [("数据导入", reverse("intake")), (found.file_name, reverse("load", args=[load]))],
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


class MappingForm(PlainForm):
    """Which field each column fills."""

    def __init__(self, preview: queries.Preview, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(spec.name, spec.label) for spec in intake_forms.find(preview.form_code).fields]
        for column in preview.columns:
            self.fields[column.letter] = forms.ChoiceField(
                label=f"{column.letter} 列：{column.header}",
                required=False,
                choices=[("", "不读这一列"), *known],
                initial=column.field,
            )
        dress(self)


class Mapping(FormPage):
    """Say for each column what it is; the file is then read again."""

    title = "列对应"
    section = "intake"
    roles = OFFICERS
    travels = False
    button = "按此重新读取"
    refusals = REFUSALS
    not_found = (queries.LoadNotFound,)

    def get_form(self, data: Any = None, files: Any = None, **kwargs: Any) -> PlainForm:
        """Return one select per column."""
        return MappingForm(queries.preview(queries.find(kwargs["load"])), data)

    def get_context(self, load: int, **kwargs: Any) -> dict[str, Any]:
        """Return the way back."""
        found = queries.find(load)
        return {
            "lead": "不读的列不会载入。改后会按新的对应重新预览，原来的预览作废。",
            "trail": [("数据导入", reverse("intake")), (found.file_name, reverse("load", args=[load]))],
        }

    def submit(self, values: dict[str, Any], load: int, **kwargs: Any) -> HttpResponseBase:
        """Stage the file again under the mapping, and go on to the new preview."""
        again = operations.restage(load=queries.find(load), mapping=values, by=self.actor, now=clock.now())
        return send(self.request, reverse("load", args=[again.pk]))

    def next_address(self, load: int, **kwargs: Any) -> str:
        """Return to the load."""
        return reverse("load", args=[load])


class Marked(Guarded):
    """The sender's own file with the wrong cells coloured and the reasons as comments."""

    roles = OFFICERS
    not_found = (queries.LoadNotFound,)

    def get(self, request: Any, load: int) -> HttpResponseBase:
        """Answer with the file; handing it out is written down."""
        found = queries.find(load)
        audit.record_export(
            by=self.actor,
            now=clock.now(),
            subject=("intake.load", str(found.pk)),
            rows=found.counts.get("rows", 0),
            file_format="xlsx",
            detail={"title": f"退回表：{found.file_name}"},
        )
        return _file(returning.error_workbook(found), returning.error_workbook_name(found))


def _verdict(asked: str, preview: queries.Preview) -> str:
    """Return the verdict to show: the one asked for, else rows sent back while there are any, else all rows."""
    if asked == ALL or asked in RowVerdict.values:
        return "" if asked == ALL else asked
    return RowVerdict.REJECTED if preview.counts.get(RowVerdict.REJECTED, 0) else ""


def _option_field(spec: FieldSpec) -> forms.Field:
    """Return the field that asks for one parameter of a load.

    None is required here: a sheet with a column for it needs no parameter, and the reading says so where it does.
    """
    words = "整张表相同时填写；表里有这一列时不用填。"
    if spec.choices:
        choices = [("", "请选择"), *((word, word) for word in spec.choices)]
        return forms.ChoiceField(label=spec.label, required=False, choices=choices, help_text=words)
    if spec.kind is CellKind.YEAR:
        return forms.IntegerField(
            label=spec.label, required=False, min_value=1990, max_value=2100, help_text=words
        )
    return forms.CharField(label=spec.label, required=False, help_text=spec.hint)


def _file(content: bytes, name: str) -> HttpResponse:
    """Return a workbook as a download."""
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = exports.attachment(name)
    return response


urlpatterns = [
    path("intake/", Intake.as_view(), name="intake"),
    path("intake/forms/<str:kind>/", HandIn.as_view(), name="intake-hand-in"),
    path("intake/forms/<str:kind>/template.xlsx", Template.as_view(), name="intake-template"),
    path("intake/loads/<int:load>/", LoadPage.as_view(), name="load"),
    path("intake/loads/<int:load>/confirm/", Confirm.as_view(), name="load-confirm"),
    path("intake/loads/<int:load>/discard/", Discard.as_view(), name="load-discard"),
    path("intake/loads/<int:load>/undo/", Undo.as_view(), name="load-undo"),
    path("intake/loads/<int:load>/mapping/", Mapping.as_view(), name="load-mapping"),
    path("intake/loads/<int:load>/marked.xlsx", Marked.as_view(), name="load-marked"),
]
