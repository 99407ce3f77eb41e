"""Plain forms over the vocabulary, and the page that shows one."""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase

from tidu.foundation.clock import FIRST_DAY, LAST_DAY
from tidu.foundation.files.handed import Handed
from tidu.interfaces.kit import once
from tidu.interfaces.kit.middleware import send
from tidu.interfaces.kit.pages import Errors, Page

REQUIRED = "请填写“{label}”。"
NOT_A_DATE = "“{label}”不是日期。请写成 2025-06-10 的样子。"
NO_SUCH_DAY = (
    f"“{{label}}”的年份不合情理。请填 {FIRST_DAY.isoformat()} 到 {LAST_DAY.isoformat()} 之间的日期。"
)
NOT_A_NUMBER = "“{label}”不是数字。请只填数字，如 12 或 12.5。"
NOT_WHOLE = "“{label}”不是整数。请只填整数，如 12。"
NOT_A_YEAR = "“{label}”不是年份。请写成四位数，如 2024。"
FIRST_YEAR = 1900
TOO_LONG = "“{label}”最多 %(limit_value)d 个字，现在是 %(show_value)d 个字。请改短。"
NOT_A_CHOICE = "“{label}”没有这个选项。请从列表中选一项。"
OF_ANY_FIELD = {
    "min_value": "“{label}”最小是 %(limit_value)s，现在是 %(show_value)s。请改大。",
    "max_value": "“{label}”最大是 %(limit_value)s，现在是 %(show_value)s。请改小。",
    "min_length": "“{label}”至少 %(limit_value)d 个字，现在是 %(show_value)d 个字。请补充。",
    "max_length": TOO_LONG,
    "max_digits": "“{label}”最多 %(max)s 位数字。请核对是不是多打了位数。",
    "max_decimal_places": "“{label}”最多 %(max)s 位小数。请改短。",
    "max_whole_digits": "“{label}”小数点前最多 %(max)s 位。请核对是不是多打了位数。",
    "null_characters_not_allowed": "“{label}”里有看不见的控制字符。请删去重新输入，不要从别处粘贴。",
}
"""What validators refuse, by their code, with their parameters."""

TOO_HEAVY = "“{label}”选的文件“{name}”有 {size} MB，最大 {most} MB。请压缩、去掉图片或分成几个文件后再选。"
OF_A_KIND = (
    (forms.DecimalField, "invalid", NOT_A_NUMBER),
    (forms.IntegerField, "invalid", NOT_WHOLE),
    (forms.TimeField, "invalid", "“{label}”不是时刻。请写成 09:30 的样子。"),
    (forms.EmailField, "invalid", "“{label}”不是邮箱地址。请写成 name@example.cn 的样子。"),
    (forms.URLField, "invalid", "“{label}”不是网址。请写成 https://www.example.cn 的样子。"),
    (forms.MultipleChoiceField, "invalid_list", "“{label}”没有选对。请从列表中重新选。"),
    (forms.FileField, "empty", "“{label}”是空文件（0 字节）。请检查后重新选择。"),
    (forms.FileField, "invalid", "“{label}”没有收到文件。请重新选文件再提交。"),
    (forms.FileField, "missing", "“{label}”没有收到文件。请重新选文件再提交。"),
)
MEGABYTE = 1024 * 1024
MOST_FILE_MB = 40
"""What one file may weigh on any form; some forms take less and say so themselves."""


class DayInput(forms.DateInput):
    """A date field that the browser's calendar understands."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class PlainForm(forms.Form):
    """A form whose errors say where and how to mend, in Chinese, and whose widgets carry our classes."""

    required_css_class = "required"
    error_css_class = "wrong"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        dress(self)


def dress(form: forms.Form) -> None:
    """Give every field of a form our classes and our words; for forms that are not ours, too."""
    for field in form.fields.values():
        _dress(field)
        _word(field)


def _dress(field: forms.Field) -> None:
    """Give the widget the class of its kind; a day gets the browser's calendar."""
    if isinstance(field, forms.DateField) and not isinstance(field.widget, forms.HiddenInput):
        field.widget = DayInput(attrs=field.widget.attrs)
        field.widget.is_required = field.required
    kind = "form-control"
    if isinstance(field.widget, forms.CheckboxSelectMultiple | forms.RadioSelect):
        kind = "choice"  # the class stands on the list and on each of its boxes
    elif isinstance(field.widget, forms.CheckboxInput):
        kind = "form-check-input"
    elif isinstance(field.widget, forms.Select):
        kind = "form-select"
    field.widget.attrs["class"] = f"{field.widget.attrs.get('class', '')} {kind}".strip()


def _word(field: forms.Field) -> None:
    """Replace the framework's general errors by ours, which name the field."""
    label = str(field.label or "")
    field.error_messages["required"] = REQUIRED.format(label=label)
    if isinstance(field, forms.DateField):
        field.error_messages["invalid"] = NOT_A_DATE.format(label=label)
        ends = ((MinValueValidator, FIRST_DAY), (MaxValueValidator, LAST_DAY))
        bounds = [kind(day, NO_SUCH_DAY.format(label=label)) for kind, day in ends]
        field.validators += [one for one in bounds if one not in field.validators]  # dressed twice, perhaps
    if (
        isinstance(field, forms.IntegerField)
        and isinstance(field.min_value, int)
        and field.min_value >= FIRST_YEAR
    ):
        field.error_messages["invalid"] = NOT_A_YEAR.format(label=label)
    for kind, code, words in OF_A_KIND:
        if isinstance(field, kind) and field.error_messages.get(code) == kind.default_error_messages.get(
            code
        ):
            field.error_messages[code] = words.format(label=label)  # a field's own words stay
    for code, words in OF_ANY_FIELD.items():
        field.error_messages.setdefault(code, words.format(label=label.replace("%", "%%")))
    if isinstance(field, forms.ChoiceField):
        field.error_messages["invalid_choice"] = NOT_A_CHOICE.format(label=label)
    if isinstance(field, forms.FileField):
        others = [one for one in field.validators if getattr(one, "func", None) is not _weigh]
        field.validators = [*others, partial(_weigh, label)]  # a form may be dressed twice


def _weigh(label: str, file: UploadedFile) -> None:
    """Refuse a file that is too heavy for any form, before it is read."""
    if file.size and file.size > MOST_FILE_MB * MEGABYTE:
        size = f"{file.size / MEGABYTE:.1f}"
        told = TOO_HEAVY.format(label=label, name=file.name, size=size, most=MOST_FILE_MB)
        raise forms.ValidationError(told)


def number_in(data: QueryDict, name: str, otherwise: int = 0) -> int:
    """Return the whole number that was sent under a name, `otherwise` where there is none."""
    sent = data.get(name, "")
    return int(sent) if sent.isdecimal() else otherwise


def hour(label: str, help_text: str = "") -> forms.TimeField:
    """Return a field for an hour of the day."""
    return forms.TimeField(
        label=label,
        help_text=help_text,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )


def words(label: str, *, rows: int = 4, limit: int = 1000, required: bool = True, help_text: str = "") -> Any:
    """Return a field of several lines, of at most `limit` characters."""
    return forms.CharField(
        label=label,
        max_length=limit,
        required=required,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def yuan(label: str, **more: Any) -> forms.DecimalField:
    """Return a field for an amount in yuan, to the fen."""
    refusal = {"invalid": "请填以元计的数，最多两位小数，例如 150000.00。"}
    return forms.DecimalField(label=label, decimal_places=2, max_digits=16, error_messages=refusal, **more)


def handed(file: UploadedFile | None) -> Handed | None:
    """Return a file as it was handed in."""
    return Handed(file.name or "", file.read()) if file else None


class FormPage(Page):
    """A page with one form: fill, press, be told.

    `submit` calls one operation; a refusal of it (`refusals`) is shown above the form with everything typed
    still there.
    """

    form_class: ClassVar[type[PlainForm]]
    template_name = "kit/form.html"
    button: ClassVar[str] = "保存"
    refusals: ClassVar[Errors] = ()

    def get_form(self, data: Any = None, files: Any = None, **kwargs: Any) -> PlainForm:
        """Return the form, bound when there is data."""
        return self.form_class(data, files, initial=self.get_initial(**kwargs))

    def get_initial(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Return what is filled in already."""
        return {}

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Show the form."""
        return self._show_form(self.get_form(**kwargs), 200, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Take the form, or show what is wrong with it; the very same form is carried out once."""
        if address := once.sent_before(request):
            messages.warning(request, once.ALREADY)
            return send(request, address)
        form = self.get_form(request.POST, request.FILES, **kwargs)
        if not form.is_valid():
            return self._show_form(form, 422, **kwargs)
        try:
            done = self.submit(form.cleaned_data, **kwargs)
        except self.refusals as error:
            form.add_error(None, str(error))
            return self._show_form(form, 422, **kwargs)
        if isinstance(done, HttpResponseBase):
            once.remember(request, done.headers.get("Location", ""))
            return done
        if done:
            messages.success(request, done)
        address = self.next_address(**kwargs)
        once.remember(request, address)
        return send(request, address)

    def submit(self, values: dict[str, Any], *args: Any, **kwargs: Any) -> str | HttpResponseBase:
        """Carry the form out and return what to say, or a response of its own."""
        raise NotImplementedError

    def next_address(self, *args: Any, **kwargs: Any) -> str:
        """Return where to go afterwards."""
        raise NotImplementedError

    def _show_form(self, form: PlainForm, status: int, **kwargs: Any) -> HttpResponseBase:
        """Return the page with the form in it."""
        context = {"form": form, "button": self.button, "back": self.next_address(**kwargs)}
        context["form_key"] = once.key_of(self.request)
        return self.show({**context, **self.get_context(**kwargs)}, status=status)
