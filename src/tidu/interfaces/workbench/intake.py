"""Screens of intake: hand files in, see what each would do, mend them, and how a sender's columns are mapped."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http.response import HttpResponseBase
from django.urls import path, reverse

from tidu.foundation import clock
from tidu.foundation.audit import operations as audit
from tidu.foundation.intake import forms as intake_forms
from tidu.foundation.intake import operations, queries, returning, templates
from tidu.foundation.intake.forms import CellKind, FieldSpec, Form
from tidu.foundation.intake.models import Load
from tidu.foundation.intake.readers import MAX_BYTES
from tidu.foundation.intake.vocabulary import WAITING, LoadState, RowVerdict
from tidu.foundation.jobs.queries import ErrandState
from tidu.interfaces.kit import exports
from tidu.interfaces.kit.forms import FormPage, PlainForm, dress
from tidu.interfaces.kit.lists import Slice
from tidu.interfaces.kit.middleware import send
from tidu.interfaces.kit.pages import Guarded, Page
from tidu.interfaces.kit.roles import OFFICERS
from tidu.interfaces.workbench import intake_acts
from tidu.interfaces.workbench.intake_acts import NOT_FOUND, REFUSALS, trail
from tidu.interfaces.workbench.staged_sheet import StagedSheet

PAGE_SIZE = 100
LOADS_SHOWN = 50
SHOWN_QUESTIONS = 50
ALL = "ALL"


class Intake(Page):
    """The kinds of workbook the house takes, and the loads so far."""

    title = "数据导入"
    section = "intake"
    roles = OFFICERS
    travels = False
    template_name = "workbench/intake/intake.html"

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the forms, and the loads in the state asked for, page by page: a batch of long ago is there too."""
        asked = self.request.GET.get("state", "")
        counts = queries.count_by_state()
        state = asked if asked in counts else ""
        loads = queries.loads([state] if state else ())
        return {
            "lead": "先预览，再确认；整批载入或整批不载入；以后随时可以撤销。暂存的文件，同事都可以接着办。",
            "forms": intake_forms.everything(),
            "page": Slice.cut(loads, self.request.GET.get("page", "1"), LOADS_SHOWN),
            "state": state,
            "states": [(each.value, each.label, count) for each, count in counts.items() if count],
            "total": sum(counts.values()),
        }


class Template(Guarded):
    """The empty workbook of a form."""

    roles = OFFICERS
    not_found = NOT_FOUND

    def get(self, request: Any, kind: str) -> HttpResponseBase:
        """Answer with the workbook."""
        chosen = intake_forms.find(kind)
        return exports.workbook(templates.template_workbook(chosen), f"{chosen.name}（模板）.xlsx")


class FilesInput(forms.ClearableFileInput):
    """A file field that takes several; files dropped on it are taken by every browser."""

    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class FilesField(forms.FileField):
    """Several files; the cleaned value is the list of them."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Return every file; at least one is needed, and an empty one is named by what receives it."""
        found = [each for each in data or [] if each]
        if not found:
            raise forms.ValidationError(self.error_messages["required"])
        for each in found:
            self.run_validators(each)
        return found


class FileForm(PlainForm):
    """The files, who sent them, and the parameters the form asks once per load."""

    workbooks = FilesField(
        label="工作簿",
        help_text="xlsx、xls 或 csv；可一次选多个，也可把文件拖到这里。原件会原样保存。",
        widget=FilesInput(attrs={"accept": ".xlsx,.xls,.csv", "data-drop": ""}),
    )
    sender = forms.ChoiceField(
        label="报送单位",
        required=False,
        help_text="不选时看文件名里写的是哪个乡镇（园区），认不出的算本股室。列对应按报送单位记住。",
    )

    def __init__(self, form: Form, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        senders = [(str(each.pk), each.short_name) for each in queries.senders()]
        self.fields["sender"] = _choices(self.fields["sender"], [("", "按文件名认"), *senders])
        for spec in form.options:
            self.fields[spec.name] = _option_field(spec)
        dress(self)


class HandIn(FormPage):
    """Hand files in for one form."""

    section = "intake"
    roles = OFFICERS
    travels = False
    button = "读取并预览"
    refusals = REFUSALS
    not_found = NOT_FOUND
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
            "trail": trail(),
            "kind": chosen,
        }

    def submit(self, values: dict[str, Any], kind: str, **kwargs: Any) -> HttpResponseBase:
        """Receive the files and go on: to the preview of the only one, or to the receipt of several, or of repeats."""
        chosen = intake_forms.find(kind)
        options = {
            spec.name: values[spec.name] for spec in chosen.options if values.get(spec.name) not in (None, "")
        }
        receipt = operations.receive(
            form_code=kind,
            files=[operations.Received(each.name, each.read(MAX_BYTES + 1)) for each in values["workbooks"]],
            options=options,
            sender_id=int(values["sender"]) if values["sender"] else None,
            by=self.actor,
            now=clock.now(),
        )
        loads = queries.loads_of(receipt)
        only = reverse("load", args=[loads[0].pk]) if len(loads) == 1 and not receipt.repeats else ""
        return send(self.request, only or reverse("intake-receipt", args=[receipt.pk]))

    def next_address(self, **kwargs: Any) -> str:
        """Return to the start."""
        return reverse("intake")


class ReceiptPage(Page):
    """Files that came together: what each would do, and what has to be done next."""

    section = "intake"
    roles = OFFICERS
    travels = False
    not_found = NOT_FOUND
    template_name = "workbench/intake/receipt.html"

    def get_context(self, receipt: int, **kwargs: Any) -> dict[str, Any]:
        """Return the receipt with its files."""
        seen = queries.receipt(queries.find_receipt(receipt))
        return {
            "title": f"{seen.form_name}：收件 {seen.number}",
            "trail": trail(),
            "receipt": seen,
            "verdicts": [(kind, RowVerdict(kind).label) for kind in RowVerdict.values],
        }


class LoadPage(Page):
    """What a load would do, or did: the sender's sheet with every cell judged."""

    section = "intake"
    roles = OFFICERS
    travels = False
    not_found = NOT_FOUND
    template_name = "workbench/intake/load.html"

    def get_context(self, load: int, **kwargs: Any) -> dict[str, Any]:
        """Return the preview, the rows of the verdict asked for, and what may be done now."""
        found = queries.find(load)
        preview = queries.preview(found)
        verdict = _verdict(self.request.GET.get("verdict", ""), preview)
        total = preview.counts.get(verdict, 0) if verdict else preview.counts.get("rows", 0)
        page = Paginator(range(total), PAGE_SIZE).get_page(self.request.GET.get("page", "1"))
        reading = preview.state == LoadState.READING
        rows = [] if reading else queries.rows(found, verdict, max(page.start_index() - 1, 0), PAGE_SIZE)
        waiting = sum(preview.counts.get(kind, 0) for kind in WAITING)
        staged = preview.state == LoadState.STAGED
        errand = queries.errand_of(found)
        return {
            "title": preview.file_name,
            "lead": " · ".join(filter(None, (preview.form_name, preview.sender, preview.state_label))),
            "trail": _trail_to(preview),
            "preview": preview,
            "sheet": StagedSheet.of(preview, rows),
            "verdict": verdict,
            "verdicts": [
                (kind, RowVerdict(kind).label, preview.counts.get(kind, 0))
                for kind in RowVerdict.values
                if kind not in WAITING or preview.counts.get(kind, 0)
            ],
            "page": page,
            "staged": staged,
            "loaded": preview.state == LoadState.LOADED,
            "under_way": preview.state in (LoadState.READING, LoadState.LOADING),
            "errand": errand,
            "cut_off": errand is None or errand.state in (ErrandState.LOST, ErrandState.OVER),
            "rejected": preview.counts.get(RowVerdict.REJECTED, 0),
            "waiting": waiting,
            **_questions(found),
            "answered": sum(map(len, found.answers.values())),
            "has_faults": any(
                preview.counts.get(kind, 0) for kind in (RowVerdict.REJECTED, *WAITING, "warned")
            ),
        }


def _questions(load: Load) -> dict[str, Any]:
    """Return what the rows of a load on the stage ask: one by one, and what many ask alike."""
    open_ones = queries.questions_of(load) if load.state == LoadState.STAGED else []
    return {
        "questions": open_ones[:SHOWN_QUESTIONS],
        "asked": len(open_ones),
        "alike": queries.asked_alike(open_ones),
    }


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
    """Say for each column what it is; the file is then read again, and its sender's next one likewise."""

    title = "列对应"
    section = "intake"
    roles = OFFICERS
    travels = False
    button = "按此重新读取"
    refusals = REFUSALS
    not_found = NOT_FOUND

    def get_form(self, data: Any = None, files: Any = None, **kwargs: Any) -> PlainForm:
        """Return one select per column."""
        return MappingForm(queries.preview(queries.find(kwargs["load"])), data)

    def get_context(self, load: int, **kwargs: Any) -> dict[str, Any]:
        """Return the way back."""
        found = queries.find(load)
        row = f"第 {found.header_row} 行当作表头，不会载入。" if queries.may_be_mapped(found) else ""
        return {
            "lead": f"{row}不读的列不会载入。改后会按新的对应重新预览；同一报送单位下次报来同样表头的表，自动沿用。",
            "trail": trail(found),
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
    not_found = NOT_FOUND

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
        return exports.workbook(returning.error_workbook(found), returning.error_workbook_name(found))


class Mappings(Page):
    """Which mappings are remembered, of whom, and who settled them."""

    title = "记住的列对应"
    section = "intake"
    roles = OFFICERS
    travels = False
    template_name = "workbench/intake/mappings.html"

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return them with the fields in words."""
        return {
            "lead": "同一报送单位再报来同样表头的表，列对应自动沿用并注明。不对的可以忘记。",
            "trail": trail(),
            "mappings": [(each, _mapped_in_words(each)) for each in queries.mappings()],
        }


def _mapped_in_words(remembered: Any) -> list[tuple[str, str, str]]:
    """Return letter, header and field label of each column; "" for one left unread."""
    labels = {spec.name: spec.label for spec in intake_forms.find(remembered.form).fields}
    return [
        (letter, header, labels.get(remembered.mapping.get(letter, ""), ""))
        for letter, header in remembered.headers.items()
    ]


def _trail_to(preview: queries.Preview) -> list[tuple[str, str]]:
    """Return the way up from a load: through its receipt, where there is one."""
    if preview.receipt_id is None:
        return trail()
    return [*trail(), (f"收件 {preview.receipt_id}", reverse("intake-receipt", args=[preview.receipt_id]))]


def _choices(field: forms.Field, choices: list[tuple[str, str]]) -> forms.ChoiceField:
    """Return a choice field with what is to choose from today."""
    return forms.ChoiceField(
        label=field.label, required=field.required, help_text=field.help_text, choices=choices
    )


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


urlpatterns = [
    path("intake/", Intake.as_view(), name="intake"),
    path("intake/mappings/", Mappings.as_view(), name="intake-mappings"),
    path("intake/forms/<str:kind>/", HandIn.as_view(), name="intake-hand-in"),
    path("intake/forms/<str:kind>/template.xlsx", Template.as_view(), name="intake-template"),
    path("intake/receipts/<int:receipt>/", ReceiptPage.as_view(), name="intake-receipt"),
    path("intake/loads/<int:load>/", LoadPage.as_view(), name="load"),
    path("intake/loads/<int:load>/mapping/", Mapping.as_view(), name="load-mapping"),
    path("intake/loads/<int:load>/marked.xlsx", Marked.as_view(), name="load-marked"),
    *intake_acts.urlpatterns,
]
