"""“这条不对”: the firm's own values with their sources, a request about one of them, and what became of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import BooleanField, DateField, Field
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import path, reverse

from tidu.domain.corrections import operations, queries
from tidu.domain.corrections.operations import UnableToAnswer, UnableToAsk
from tidu.domain.corrections.queries import CorrectionNotFound
from tidu.domain.corrections.vocabulary import ANSWER_WITHIN, PROOF_KINDS, REASON_LENGTH, CorrectionState
from tidu.domain.enterprises import queries as enterprises
from tidu.domain.enterprises.queries import StandingValue, ValueKey
from tidu.domain.enterprises.vocabulary import RecognitionKind
from tidu.domain.funds import queries as funds
from tidu.foundation import clock
from tidu.foundation.audit import queries as audit
from tidu.foundation.calendar.queries import HolidaysMissing
from tidu.foundation.files.operations import UnableToStore
from tidu.interfaces.desk.firm import FirmPage, OwnFirm
from tidu.interfaces.kit.forms import FormPage, PlainForm, handed
from tidu.interfaces.kit.middleware import send
from tidu.interfaces.kit.pages import Action
from tidu.interfaces.kit.values import PLACE, Words

OUTSIDE = "-"
LOOKS_SHOWN = 8
HUNDREDTHS = ("_fen", "_usd_cents")


class ValuesPage(FirmPage):
    """Everything on record about the firm, each value with its source and the way to say that it is wrong."""

    title = "本企业资料"
    section = "desk-values"
    template_name = "desk/values.html"

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the register entry, the years, the titles, and who looked."""
        dossier = self.dossier
        return {
            "lead": f"{dossier.name}。科技局看到的就是这些；哪一条不对，点它后面的“这条不对”。",
            "words": Words(enterprises.places_named(dossier)),
            "entry": enterprises.stated_entry(dossier),
            "titles": enterprises.stated_titles(dossier),
            "awards": funds.stated_awards(dossier.enterprise, self.as_of),
            "years": enterprises.stated_years(dossier),
            "seen": audit.last_looks(self.actor, self.credit_code, LOOKS_SHOWN),
        }


class ProvedForm(PlainForm):
    """A request with its proof, or with the reason why the firm has none."""

    proof = forms.FileField(
        label="证明材料",
        required=False,
        help_text="手机照片也可以；PDF、图片、Excel 或 Word，10 MB 以内。",
        widget=forms.FileInput(attrs={"accept": ",".join(f".{kind}" for kind in PROOF_KINDS)}),
    )
    no_proof_because = forms.CharField(
        label="没有材料的原因",
        required=False,
        max_length=REASON_LENGTH,
        help_text="写明为什么没有、可以向谁核实，由科技局核定。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["proof"].instead = "没有的，写明原因"  # type: ignore[attr-defined]
        self.fields["no_proof_because"].instead = "附了材料的不填"  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for one of the two."""
        cleaned = super().clean() or {}
        if not (cleaned.get("proof") or cleaned.get("no_proof_because") or "proof" in self.errors):
            self.add_error(
                "proof", "请附证明材料，例如审计报告、申报表或证书的照片；确实没有的，在下面写明原因。"
            )
        return cleaned


class CorrectForm(ProvedForm):
    """What the value should be, why, and a proof."""

    value = forms.CharField(label="应为")
    unknown = forms.BooleanField(label="这个数现在没有，应为缺数", required=False)
    reason = forms.CharField(
        label="理由",
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="例如：以 2024 年度审计报告附注为准。",
    )
    field_order = ("value", "unknown", "reason", "proof", "no_proof_because")

    @classmethod
    def about(cls, key: ValueKey, words: Words) -> type[CorrectForm]:
        """Return the form whose value is of the kind that the field of a key takes."""
        stored = key.stored
        own: dict[str, Any] = {"value": _field(stored, words)}
        if key.nothing:
            own["unknown"] = forms.BooleanField(label=f"{key.nothing}，应从台账中去掉", required=False)
        elif not stored.null or stored.attname == PLACE:
            own["unknown"] = None  # what always has a value cannot be said to be unknown
        return type("CorrectForm", (cls,), own)

    def clean(self) -> dict[str, Any]:
        """Let a value that is said to be unknown stay empty."""
        cleaned = super().clean() or {}
        if cleaned.get("unknown"):
            self.errors.pop("value", None)
            cleaned["value"] = None
        return cleaned


def _field(stored: Field[Any, Any], words: Words) -> forms.Field:
    """Return the field in which a value of this kind is typed."""
    if stored.attname == PLACE:
        choices = [(str(pk), name) for pk, name in words.places.items()]
        return forms.ChoiceField(label="应为", choices=[("", "请选择"), *choices, (OUTSIDE, "县外")])
    if stored.choices:
        return forms.ChoiceField(label="应为", choices=[("", "请选择"), *stored.choices])
    if isinstance(stored, BooleanField):
        return forms.ChoiceField(label="应为", choices=[("", "请选择"), ("True", "是"), ("False", "否")])
    if isinstance(stored, DateField):
        last = "（最后有效日）" if stored.attname == "valid_until_on" else ""
        return forms.DateField(label=f"应为{last}")
    if stored.attname.endswith(HUNDREDTHS):
        unit = "元" if stored.attname.endswith("_fen") else "美元"
        return forms.DecimalField(
            label=f"应为（{unit}）",
            decimal_places=2,
            max_digits=16,
            error_messages={"invalid": f"请填以{unit}计的数，最多两位小数，例如 250000.00。"},
        )
    if stored.get_internal_type() in ("IntegerField", "BigIntegerField"):
        return forms.IntegerField(label="应为", min_value=0, error_messages={"invalid": "请填整数。"})
    return forms.CharField(label="应为", max_length=REASON_LENGTH)


def _stored(key: ValueKey, typed: Any) -> Any:
    """Return what was typed as it is stored: fen, an exclusive end, an id."""
    if typed is None:
        return None
    if key.field.endswith(HUNDREDTHS):
        return int(typed * 100)
    if key.field == "valid_until_on":
        return typed + timedelta(days=1)
    if key.field == PLACE:
        return None if typed == OUTSIDE else int(typed)
    return {"True": True, "False": False}.get(typed, typed)


class Ask(OwnFirm, FormPage):
    """Ask for a correction of one value of the firm's own."""

    section = "desk-corrections"
    travels = False
    not_found = (enterprises.EnterpriseNotFound,)
    button = "提出更正"
    refusals = (UnableToAsk, UnableToStore, HolidaysMissing)

    def ask(self, key: ValueKey, typed: Any, values: dict[str, Any]) -> HttpResponseBase:
        """Hand the request in, with its reason and proof, and go to it."""
        made = operations.ask(
            enterprise=self.enterprise,
            key=key,
            proposed=_stored(key, typed),
            reason=values["reason"],
            proof=handed(values["proof"]),
            no_proof_because=values["no_proof_because"],
            by=self.actor,
            now=clock.now(),
        )
        return _handed_in(self.request, made)

    def next_address(self, **kwargs: Any) -> str:
        """Go back to the values."""
        return reverse("desk-values")


class Correct(Ask):
    """Say that one value is wrong, what it should be and why."""

    template_name = "desk/correct.html"

    def get_form(self, data: Any = None, files: Any = None, **kwargs: Any) -> PlainForm:
        """Return the form for a value of this kind."""
        return CorrectForm.about(self.standing.key, Words())(data, files)

    @property
    def standing(self) -> StandingValue:
        """What stands now."""
        return enterprises.standing_value(self.enterprise, ValueKey.parse(self.kwargs["target"]))

    def get_context(self, target: str, **kwargs: Any) -> dict[str, Any]:
        """Return what stands, with its source."""
        standing = self.standing
        return {
            "title": "这条不对" if standing.version else "补填数据",
            "lead": f"{standing.key.label}。提出后，科技局在 {ANSWER_WITHIN} 个工作日内答复；采纳前登记的值不变。",
            "trail": [("本企业资料", reverse("desk-values"))],
            "standing": standing,
            "words": Words().of(standing.key, standing.value),
        }

    def submit(self, values: dict[str, Any], target: str, **kwargs: Any) -> HttpResponseBase:
        """Hand the request in and go to it."""
        return self.ask(ValueKey.parse(target), values["value"], values)


class TitleForm(ProvedForm):
    """The certificate that the register does not have."""

    granted_on = forms.DateField(label="认定日期", help_text="证书上的发证日期。")
    last_day = forms.DateField(label="有效期截止", help_text="证书上的最后一天。")
    reason = CorrectForm.base_fields["reason"]
    field_order = ("granted_on", "last_day", "reason", "proof", "no_proof_because")

    def clean(self) -> dict[str, Any]:
        """Refuse a certificate that ends before it begins."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("granted_on"), cleaned.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", "“有效期截止”早于认定日期。请核对证书上的两个日期。")
        return cleaned


class MissingTitle(Ask):
    """Say that the firm holds a title that the register does not have."""

    title = "这条不对"
    form_class = TitleForm

    def get_context(self, kind: str, **kwargs: Any) -> dict[str, Any]:
        """Return which title is meant."""
        _ = ValueKey.of_title(kind, clock.today())  # a kind that is none is not found
        label = RecognitionKind(kind).label
        return {
            "trail": [("本企业资料", reverse("desk-values"))],
            "lead": f"登记里没有本企业的{label}。有证书的，照证书填写并附上扫描件；"
            f"科技局核实后补登，{ANSWER_WITHIN} 个工作日内答复。",
        }

    def submit(self, values: dict[str, Any], kind: str, **kwargs: Any) -> HttpResponseBase:
        """Hand the request in and go to it."""
        return self.ask(ValueKey.of_title(kind, values["granted_on"]), values["last_day"], values)


class CorrectionsAtDesk(FirmPage):
    """The firm's requests, open ones first."""

    title = "更正申请"
    section = "desk-corrections"
    travels = False
    template_name = "desk/corrections.html"

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the requests in words."""
        words = Words()
        listed = queries.cases(self.actor, self.as_of, credit_code=self.credit_code)
        return {
            "lead": "点数据后面的“这条不对”提出；每一步和期限都在这里。",
            "lines": [
                (case, words.of(case.key, case.before), words.of(case.key, case.proposed)) for case in listed
            ],
        }


class SupplementForm(PlainForm):
    """What the bureau asked for."""

    note = forms.CharField(
        label="补充说明", max_length=REASON_LENGTH, widget=forms.Textarea(attrs={"rows": 3})
    )
    proof = ProvedForm.base_fields["proof"]


class CorrectionAtDesk(OwnFirm, FormPage):
    """One request: where it stands, and the supplement that the bureau asked for."""

    section = "desk-corrections"
    travels = False
    not_found = (enterprises.EnterpriseNotFound, CorrectionNotFound)
    template_name = "desk/correction.html"
    form_class = SupplementForm
    button = "提交补充"
    refusals = (UnableToAnswer, UnableToStore, HolidaysMissing)

    def get_context(self, pk: int, **kwargs: Any) -> dict[str, Any]:
        """Return the request in words, and which steps are the firm's."""
        case, words = queries.find(self.actor, pk, self.as_of), Words()
        steps = {step.action for step in queries.next_steps(self.actor, case.correction)}
        return {
            "title": f"第 {pk} 号更正申请",
            "trail": [("更正申请", reverse("desk-corrections"))],
            "case": case,
            "before": words.of(case.key, case.before),
            "proposed": words.of(case.key, case.proposed),
            "supplements": case.correction.state == CorrectionState.NEEDS_MORE,
            "withdraws": "withdraw" in steps,
        }

    def submit(self, values: dict[str, Any], pk: int, **kwargs: Any) -> str:
        """Hand the supplement in."""
        proof = handed(values["proof"])
        operations.supplement(pk=pk, note=values["note"], proof=proof, by=self.actor, now=clock.now())
        return "已补充，期限重新计算。"

    def next_address(self, pk: int, **kwargs: Any) -> str:
        """Stay at the request."""
        return reverse("desk-correction", args=[pk])


class Withdraw(OwnFirm, Action):
    """Take a request back."""

    not_found = (CorrectionNotFound,)
    refusals = (UnableToAnswer,)

    def act(self, pk: int, **kwargs: Any) -> str:
        """Withdraw it."""
        operations.withdraw(pk=pk, by=self.actor, now=clock.now())
        return "已撤回。"

    def next_address(self, pk: int, **kwargs: Any) -> str:
        """Go back to the request."""
        return reverse("desk-correction", args=[pk])


def _handed_in(request: HttpRequest, made: Any) -> HttpResponseBase:
    """Say the number and the day of a new request, and go to it."""
    messages.success(request, f"已提出，编号 {made.pk}。{made.due_on:%Y-%m-%d} 前答复。")
    return send(request, reverse("desk-correction", args=[made.pk]))


urlpatterns = [
    path("values/", ValuesPage.as_view(), name="desk-values"),
    path("correct/<str:target>/", Correct.as_view(), name="desk-correct"),
    path("missing-title/<str:kind>/", MissingTitle.as_view(), name="desk-title"),
    path("corrections/", CorrectionsAtDesk.as_view(), name="desk-corrections"),
    path("corrections/<int:pk>/", CorrectionAtDesk.as_view(), name="desk-correction"),
    path("corrections/<int:pk>/withdraw/", Withdraw.as_view(), name="desk-withdraw"),
]
