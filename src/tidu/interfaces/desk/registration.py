"""Ask for a firm's account, without one: four fields, and the same answer whatever the bureau knows."""

from __future__ import annotations

import re

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.generic import FormView

from tidu.domain.enterprises import credit_code
from tidu.foundation import clock
from tidu.foundation.accounts import operations
from tidu.foundation.accounts.operations import UnableToRequest
from tidu.foundation.actors import system
from tidu.interfaces.kit.forms import PlainForm
from tidu.interfaces.kit.request import sender

TOO_MANY = 429
MOBILE = re.compile(r"1[0-9]{10}")


class RegistrationForm(PlainForm):
    """Which firm, who, and how to call back."""

    credit_code = forms.CharField(
        label="统一社会信用代码", max_length=40, help_text="营业执照上的 18 位代码。"
    )
    firm_name = forms.CharField(label="企业名称", max_length=120)
    person_name = forms.CharField(label="联系人姓名", max_length=60)
    phone = forms.CharField(
        label="手机号",
        max_length=20,
        help_text="科技局核实时打这个电话，不作他用。",
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )

    def clean_credit_code(self) -> str:
        """Refuse a code whose check digits are wrong; whether a firm has it is not said."""
        code = self.cleaned_data["credit_code"].replace(" ", "").upper()
        if faults := credit_code.faults(code):
            raise forms.ValidationError(f"统一社会信用代码不对：{faults[0]}")
        return str(code)

    def clean_phone(self) -> str:
        """Refuse what is no mobile number."""
        phone = re.sub(r"[\s-]", "", self.cleaned_data["phone"])
        if not MOBILE.fullmatch(phone):
            raise forms.ValidationError("手机号是 11 位数字，以 1 开头。")
        return phone


class Registration(FormView):
    """The public form."""

    public = True
    template_name = "desk/registration.html"
    form_class = RegistrationForm

    def form_valid(self, form: forms.Form) -> HttpResponse:
        """Take the request; a known firm, an unknown one and one with enough requests are answered alike."""
        try:
            operations.request_account(
                **form.cleaned_data,
                sender=sender(self.request, "tidu.registration"),
                by=system("企业开户申请页"),
                now=clock.now(),
            )
        except UnableToRequest as error:
            form.add_error(None, str(error))
            return self._again(form, TOO_MANY)
        return render(self.request, "desk/registered.html")

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        """Show what is wrong with everything typed still there."""
        return self._again(form, 422)

    def _again(self, form: forms.Form, status: int) -> HttpResponse:
        return render(self.request, self.template_name, self.get_context_data(form=form), status=status)


urlpatterns = [path("register/", Registration.as_view(), name="desk-register")]
