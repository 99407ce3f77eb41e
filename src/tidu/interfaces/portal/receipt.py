"""Look an opinion up by its receipt, and say what one has to say of it: the wording, the answer, the promise.

Whoever holds the receipt is taken for the proposer: nothing else is known of either. A browser in which somebody of a
unit is or was signed in says nothing for a proposer, whatever receipt it holds; any other speaks for few, and it is
kept whether it is the one that handed the opinion in.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import path, reverse

from tidu.domain.opinions import operations, queries
from tidu.domain.opinions.checks import Device, UnableToMoveOpinion
from tidu.domain.opinions.queries import ReceiptItem, ReceiptNotFound
from tidu.domain.opinions.vocabulary import RatedWay, Satisfaction, Solved
from tidu.foundation import clock
from tidu.interfaces.kit import unit_browsers
from tidu.interfaces.kit.as_of import today
from tidu.interfaces.kit.forms import PlainForm
from tidu.interfaces.kit.pages import go
from tidu.interfaces.portal import devices
from tidu.interfaces.portal.devices import SAYS
from tidu.interfaces.portal.notice import notice
from tidu.interfaces.portal.pages import UNPROCESSABLE, PublicPage, complain, say_so

BY_CODE = "qr"
RATES = "tidu.portal.rate"
NOT_BY_STAFF = "这个浏览器登录过工作账号，单位不能替意见人确认和评价。请意见人用自己的手机扫码或输入回执号。"


class ReceiptForm(PlainForm):
    """The twelve letters, typed in any way."""

    receipt = forms.CharField(
        label="回执号",
        max_length=40,
        help_text="12 位字母和数字，例如 7QX2-M9AB-31KD；大小写、空格、短横线都不要紧。",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )


class Receipt(PublicPage):
    """The field to type a receipt into."""

    title: ClassVar[str] = "查办理情况"
    template_name: ClassVar[str] = "portal/receipt.html"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """Show the field."""
        return self.show({"form": ReceiptForm()})

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Go to the opinion, or say that there is none, in the same time and words for every wrong one."""
        form = ReceiptForm(request.POST)
        if not form.is_valid():
            return self.show({"form": form}, status=UNPROCESSABLE)
        receipt = queries.plain_receipt(form.cleaned_data["receipt"])
        try:
            queries.by_receipt(receipt, today())
        except ReceiptNotFound as error:
            form.add_error("receipt", str(error))
            return self.show({"form": form}, status=UNPROCESSABLE)
        return go(reverse("portal-status", args=[receipt]))


class Status(PublicPage):
    """Where an opinion stands: words, unit, day, answer; and what the proposer may say of it now."""

    title: ClassVar[str] = "办理情况"
    template_name: ClassVar[str] = "portal/status.html"
    not_found = (ReceiptNotFound,)

    def get(self, request: HttpRequest, receipt: str) -> HttpResponseBase:
        """Show it, without anybody's name."""
        answer = self.show(
            {
                "seen": queries.by_receipt(receipt, today()),
                "receipt": queries.plain_receipt(receipt),
                "way": BY_CODE if request.GET.get("way") == BY_CODE else "",
                "satisfactions": Satisfaction.choices,
                "solved": Solved.choices,
            }
        )
        devices.know(request, answer)
        return answer


class Voice(PublicPage):
    """One thing the proposer says: POST only, an answer in words, and back to where the opinion stands."""

    http_method_names = ["post"]  # noqa: RUF012 - Django declares it per instance
    not_found = (ReceiptNotFound,)

    def post(self, request: HttpRequest, receipt: str, number: str) -> HttpResponse:
        """Keep it; an item that the receipt does not open is not found."""
        seen = queries.by_receipt(receipt, today())
        back = go(reverse("portal-status", args=[queries.plain_receipt(receipt)]))
        if unit_browsers.is_one(request):
            complain(request, NOT_BY_STAFF)
            return back
        item = next((one for one in seen.items if one.number == number and not one.shared), None)
        if item is None:
            raise ReceiptNotFound("这个回执号没有这一条意见。")
        way = RatedWay.QR if request.POST.get("way") == BY_CODE else RatedWay.LINK
        try:
            say_so(request, self.keep(item, way, request.POST))
        except UnableToMoveOpinion as error:
            complain(request, str(error))
        return back

    def keep(self, item: ReceiptItem, way: str, posted: Any) -> str:
        """Do it and return what to say."""
        raise NotImplementedError

    def device(self) -> Device:
        """Return the telephone in hand, as it would have handed an opinion in and as one that rates."""
        return Device(devices.known_as(self.request, SAYS), devices.sender_of(self.request, RATES))


class Confirm(Voice):
    """Agree to the wording as it stands."""

    def keep(self, item: ReceiptItem, way: str, posted: Any) -> str:
        """Keep the agreement."""
        operations.confirm_wording(number=item.number, now=clock.now())
        return "已确认。谢谢您。"


class Rate(Voice):
    """Say what one thinks of the attitude, and apart from it of the result."""

    def keep(self, item: ReceiptItem, way: str, posted: Any) -> str:
        """Keep the rating; 不满意 with the result opens the opinion again."""
        satisfaction = posted.get("satisfaction", "")
        operations.rate(
            number=item.number,
            attitude=posted.get("attitude", ""),
            satisfaction=satisfaction,
            way=way,
            remark=posted.get("remark", ""),
            notice_version=notice().version,
            device=self.device(),
            now=clock.now(),
        )
        if satisfaction == Satisfaction.UNSATISFIED:
            return "已记下：不满意。这条意见重新办理，会再次答复您。"
        return "已记下您的评价。谢谢您。"


class FollowUp(Voice):
    """Say whether what was promised has been done."""

    def keep(self, item: ReceiptItem, way: str, posted: Any) -> str:
        """Keep it; 未解决 opens the opinion again."""
        solved = posted.get("solved", "")
        operations.answer_follow_up(
            number=item.number,
            solved=solved,
            way=way,
            remark=posted.get("remark", ""),
            notice_version=notice().version,
            device=self.device(),
            now=clock.now(),
        )
        if solved == Solved.UNSOLVED:
            return "已记下：未解决。这条意见重新办理，会再次答复您。"
        return "已记下：已解决。谢谢您。"


urlpatterns = [
    path("receipt/", Receipt.as_view(), name="portal-receipt"),
    path("receipt/<str:receipt>/", Status.as_view(), name="portal-status"),
    path("receipt/<str:receipt>/<str:number>/confirm/", Confirm.as_view(), name="portal-confirm"),
    path("receipt/<str:receipt>/<str:number>/rate/", Rate.as_view(), name="portal-rate"),
    path("receipt/<str:receipt>/<str:number>/solved/", FollowUp.as_view(), name="portal-follow-up"),
]
