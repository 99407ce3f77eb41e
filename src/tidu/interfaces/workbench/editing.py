"""Change what is on record of a firm: its register entry, or a year's facts, in the boxes of their intake form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404
from django.http.response import HttpResponseBase
from django.urls import path, reverse

from tidu.domain.enterprises import queries as enterprises
from tidu.foundation import clock
from tidu.foundation.intake import forms as intake_forms
from tidu.foundation.intake import operations
from tidu.foundation.intake.cells import typed
from tidu.foundation.intake.forms import CellKind, FieldSpec
from tidu.interfaces.kit.forms import FormPage, PlainForm, dress
from tidu.interfaces.kit.roles import OFFICERS

SEEN, ANSWER = "seen-", "answer-"
REASON = "reason"
EVENTS = frozenset({"name", "place", "life_state", "closed_on", "name_since_on", "place_since_on"})
"""What changes by an event with its own day, never by typing over it."""

PERSONAL = frozenset({"contact_name", "contact_phone"})
"""Shown and changed only where seeing them is written down."""

YEAR_KEYS, REGISTER_KEYS = ("credit_code", "year"), ("credit_code", "name")
_LONG = 200


class RecordForm(PlainForm):
    """A box for each field, each with what was seen in a hidden one beside it, and the reason."""

    def __init__(self, specs: list[FieldSpec], stands: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for spec in specs:
            text = typed(spec, stands.get(spec.name))
            self.fields[spec.name] = _box(spec, text)
            self.fields[SEEN + spec.name] = forms.CharField(
                required=False, initial=text, widget=forms.HiddenInput
            )
        self.fields[REASON] = forms.CharField(
            label="依据", max_length=120, help_text="谁提供的、哪份材料。会记在出处里。"
        )
        dress(self)


class Edit(FormPage):
    """Change a record of a firm; a value that a colleague changed meanwhile is named, and nothing is lost."""

    section = "enterprises"
    roles = OFFICERS
    travels = False
    not_found = (enterprises.EnterpriseNotFound,)
    button = "保存"
    template_name = "workbench/enterprises/edit.html"

    def get_form(self, data: Any = None, files: Any = None, **kwargs: Any) -> PlainForm:
        """Return the boxes with what stands."""
        form, stands, _ = self._record(**kwargs)
        return RecordForm(_editable(form), stands, data)

    def get_context(self, credit_code: str, **kwargs: Any) -> dict[str, Any]:
        """Return whose record it is."""
        _, _, key = self._record(credit_code=credit_code, **kwargs)
        year = f"{key['year']} 年数据" if "year" in key else "登记信息"
        firm = reverse("enterprise", args=[credit_code])
        return {
            "title": f"修改{year}",
            "lead": "清空一格即记为缺数。改名、迁移、注销请在企业页办理。",
            "trail": [("企业", reverse("enterprises")), (self._name, firm)],
            "moved": getattr(self, "_moved", ()),
            "asked": getattr(self, "_asked", ()),
        }

    def submit(self, values: dict[str, Any], **kwargs: Any) -> str | HttpResponseBase:
        """Write what was changed, or show what stands in the way with everything typed still there."""
        form, _, key = self._record(**kwargs)
        names = [spec.name for spec in _editable(form)]
        amendment = operations.Amendment(
            form_code=form.code,
            key=key,
            seen={name: values[SEEN + name] for name in names},
            left={name: values[name] for name in names},
            reason=values[REASON],
            answers={
                name.removeprefix(ANSWER): str(value)
                for name, value in self.request.POST.items()
                if name.startswith(ANSWER)
            },
        )
        try:
            changed = operations.amend(amendment=amendment, by=self.actor, now=clock.now())
        except operations.UnableToAmend as refusal:
            return self._refuse(refusal, **kwargs)
        return f"已保存：{'、'.join(changed)}。"

    def next_address(self, credit_code: str, **kwargs: Any) -> str:
        """Back to the firm."""
        return reverse("enterprise", args=[credit_code])

    def _refuse(self, refusal: operations.UnableToAmend, **kwargs: Any) -> HttpResponseBase:
        """Show the form again: errors at their boxes, and what stands now as what was seen."""
        self._moved, self._asked = refusal.moved, refusal.asked
        data = self.request.POST.copy()
        for cell in refusal.moved:
            data[SEEN + cell.field] = "" if cell.now == "缺数" else cell.now
        form = self.get_form(data, **kwargs)
        form.is_valid()
        for wrong in refusal.wrong:
            words = f"{wrong.reason}。{wrong.suggestion}。" if wrong.suggestion else f"{wrong.reason}。"
            form.add_error(wrong.field if wrong.field in form.fields else None, words)
        if not refusal.wrong:
            form.add_error(None, str(refusal))
        return self._show_form(form, 422, **kwargs)

    def _record(
        self, credit_code: str, year: int | None = None
    ) -> tuple[intake_forms.Form, Any, dict[str, str]]:
        """Return the form, what stands under the key, and the key as it is typed."""
        if not hasattr(self, "_read"):
            enterprise = enterprises.find_in_scope(self.actor, credit_code, self.as_of)
            population = enterprises.Population(
                None, enterprises.registered(self.as_of).filter(pk=enterprise.pk)
            )
            self._name = population.firms[enterprise.pk].name_on(self.as_of.on)
            code = "enterprise_register" if year is None else "yearly_facts"
            form = intake_forms.find(code).with_choices()
            key = {"credit_code": credit_code}
            if year is None:
                key["name"] = self._name
                stands = form.standing([credit_code]).get(credit_code)
            else:
                key["year"] = str(year)
                stands = form.standing([f"{credit_code}|{year}"]).get(f"{credit_code}|{year}")
            if stands is None:
                raise Http404("没有这条记录。")
            self._read = form, stands, key
        return self._read


def _editable(form: intake_forms.Form) -> list[FieldSpec]:
    """Return the fields that may be typed over."""
    keys = {*YEAR_KEYS, *REGISTER_KEYS}
    return [spec for spec in form.fields if spec.name not in keys | EVENTS | PERSONAL]


def _box(spec: FieldSpec, text: str) -> forms.Field:
    """Return the box of a field: a list where the form has one, else text as it is typed into a sheet."""
    unit = f"（{spec.unit}）" if spec.unit else ""
    common: dict[str, Any] = {"label": f"{spec.label}{unit}", "required": False, "initial": text}
    if spec.words:
        choices = [("", "缺数"), *((word, word) for word in spec.words)]
        return forms.ChoiceField(**common, choices=choices)
    if spec.max_length > _LONG:
        return forms.CharField(**common, max_length=spec.max_length, widget=forms.Textarea(attrs={"rows": 3}))
    mode = "decimal" if spec.kind in CellKind.numbers() else "text"
    return forms.CharField(
        **common, max_length=spec.max_length, widget=forms.TextInput(attrs={"inputmode": mode})
    )


urlpatterns = [
    path("enterprises/<str:credit_code>/edit/", Edit.as_view(), name="enterprise-edit"),
    path("enterprises/<str:credit_code>/edit/<int:year>/", Edit.as_view(), name="enterprise-edit-year"),
]
