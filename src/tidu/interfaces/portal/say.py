"""Say something: a form for whoever stands in the hall or sits at home, and the receipt that comes back."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import path, reverse

from tidu.domain.opinions import operations, queries
from tidu.domain.opinions.checks import Author, UnableToTakeDown
from tidu.domain.opinions.queries import ReceiptNotFound
from tidu.domain.opinions.vocabulary import TEXT_LENGTH, Channel, ProposerGroup
from tidu.foundation import clock
from tidu.interfaces.kit import qr
from tidu.interfaces.kit.as_of import today
from tidu.interfaces.kit.forms import PlainForm
from tidu.interfaces.kit.pages import go
from tidu.interfaces.kit.request import digest
from tidu.interfaces.portal import devices
from tidu.interfaces.portal.notice import notice
from tidu.interfaces.portal.pages import UNPROCESSABLE, PublicPage


class SayForm(PlainForm):
    """The words, for whom one speaks, and, if one likes, who one is."""

    text = forms.CharField(
        label="您的意见或建议",
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=f"不超过 {TEXT_LENGTH} 字。请不要写身份证号、银行卡号。",
    )
    group = forms.ChoiceField(label="您是", choices=ProposerGroup.choices, widget=forms.RadioSelect)
    name = forms.CharField(label="姓名", max_length=60, required=False, help_text="不填就是匿名。")
    organisation = forms.CharField(label="单位", max_length=120, required=False)
    phone = forms.CharField(
        label="手机号",
        max_length=20,
        required=False,
        help_text="填了，办理人可以打电话和您核对。",
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )
    client_id = forms.CharField(widget=forms.HiddenInput, max_length=64)


class Say(PublicPage):
    """The form, of one occasion by its signed link or of none."""

    title: ClassVar[str] = "提意见"
    template_name: ClassVar[str] = "portal/say.html"

    def get(self, request: HttpRequest, token: str = "") -> HttpResponseBase:
        """Show the form; the number it will be sent under is drawn now, so sending twice keeps one."""
        answer = self._show(token, SayForm(initial={"client_id": uuid.uuid4().hex}))
        devices.know(request, answer)
        return answer

    def post(self, request: HttpRequest, token: str = "") -> HttpResponseBase:
        """Keep what was said, and go to the receipt."""
        form = SayForm(request.POST)
        if not form.is_valid():
            return self._show(token, form, UNPROCESSABLE)
        try:
            taken = self._submit(token, form.cleaned_data)
        except UnableToTakeDown as error:
            form.add_error(None, str(error))
            return self._show(token, form, UNPROCESSABLE)
        return go(reverse("portal-thanks", args=[taken.receipt]))

    def _submit(self, token: str, said: dict[str, Any]) -> operations.Taken:
        """Keep it under its occasion; once that has been reported on, as one from home, which is answered as well."""
        occasion = queries.said_at(token) if token else None
        heard = None if occasion is None or occasion.closed_at else occasion
        return operations.submit(
            client_id=said["client_id"],
            text=said["text"],
            group=said["group"],
            author=Author(
                name=said["name"],
                organisation=said["organisation"],
                phone=said["phone"],
                anonymous=not said["name"].strip() and not said["phone"].strip(),
            ),
            notice_version=notice().version,
            sender=devices.sender_of(self.request, devices.SAYS),
            occasion=heard.code if heard else "",
            link=digest("tidu.portal.link", token) if token else "",
            channel=Channel.SCAN if heard else Channel.WEB,
            now=clock.now(),
        )

    def _show(self, token: str, form: SayForm, status: int = 200) -> HttpResponse:
        occasion = queries.said_at(token) if token else None
        return self.show({"form": form, "occasion": occasion}, status=status)


class Thanks(PublicPage):
    """The receipt, large enough to be photographed."""

    title: ClassVar[str] = "收到了"
    template_name: ClassVar[str] = "portal/thanks.html"
    not_found = (ReceiptNotFound,)

    def get(self, request: HttpRequest, receipt: str) -> HttpResponseBase:
        """Show the receipt of an opinion that stands."""
        seen = queries.by_receipt(receipt, today())
        address = reverse("portal-status", args=[receipt])
        whole = request.build_absolute_uri(f"{address}?way=qr")
        code = qr.svg(whole, "查办理情况的二维码")
        shown = {"receipt": receipt, "number": seen.number, "address": address, "code": code}
        return self.show({**shown, "again": self._again(seen.occasion)})

    @staticmethod
    def _again(occasion: str) -> str:
        """Return where the next one is said: at the same occasion, under whose number it belongs."""
        if not occasion:
            return reverse("portal-say")
        return reverse("portal-say-at", args=[queries.say_link(occasion)])


urlpatterns = [
    path("say/", Say.as_view(), name="portal-say"),
    path("say/<str:token>/", Say.as_view(), name="portal-say-at"),
    path("thanks/<str:receipt>/", Thanks.as_view(), name="portal-thanks"),
]
