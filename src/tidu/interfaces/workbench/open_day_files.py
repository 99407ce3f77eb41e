"""The Word files of an Open Day: a guest's letter with its receipt, and the closing report."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse

from tidu.domain.openday import operations, queries
from tidu.foundation import clock
from tidu.interfaces.kit.middleware import send
from tidu.interfaces.kit.pages import Guarded
from tidu.interfaces.kit.roles import OFFICERS
from tidu.interfaces.workbench.letters import letter_taken_out
from tidu.interfaces.workbench.open_days import NOT_FOUND, REFUSALS, EventAction
from tidu.reporting import operations as reporting
from tidu.reporting import wording
from tidu.reporting.letter import Letter
from tidu.reporting.pdf_fonts import NoChineseFont

OUTLINE = "open_day_report"


class LetterFile(Guarded):
    """A guest's letter and receipt; taking it out is written down."""

    roles = OFFICERS
    travels = False
    not_found = (*NOT_FOUND, NoChineseFont)

    def get(self, request: HttpRequest, code: str, number: int) -> HttpResponseBase:
        """Answer with the file."""
        event = queries.find_event(self.actor, code)
        guest = queries.find_invitation(event, number)
        reply = reverse("portal-guest", args=[queries.guest_code(guest, event, queries.REPLY)])
        return letter_taken_out(
            letter_of(event, guest, request.build_absolute_uri(reply)),
            f"邀请函 席{number}",
            asked=request.GET,
            subject=("openday.Event", code),
            detail={"seat": number},
            by=self.actor,
        )


class MakeReport(EventAction):
    """Make the closing report: a document like the speeches, in which every number is a figure."""

    refusals = (*REFUSALS, reporting.UnableToCompose)

    def act(self, code: str, **kwargs: Any) -> HttpResponseBase:
        """Compose and keep it, and go to its desk."""
        event = queries.find_event(self.actor, code)
        on = event.occasion.on
        if queries.latest_event(self.as_of, event_on=on) != event:
            raise operations.UnableToPlan(
                "总结报告写已经举办的开放日。这一次还没有举办，或同一天登记了另一次。"
            )
        before = queries.event_before(event)
        before_on = before.occasion.on if before else on - timedelta(days=1)  # on which none was held
        about: dict[str, date | int] = {"event_on": on, "before_on": before_on, "end_year": on.year}
        made = reporting.create_document(
            outline_code=OUTLINE, parameters=about, as_of=self.as_of, by=self.actor, now=clock.now()
        )
        return send(self.request, reverse("document", args=[made.pk]))

    def next_address(self, code: str, **kwargs: Any) -> str:
        """Go back to the effect page, which says why there is no report."""
        return reverse("open-day-effect", args=[code])


def letter_of(event: Any, guest: Any, reply: str) -> Letter:
    """Return the letter that invites a guest, with the address of the reply and the receipt to fill in on paper."""
    occasion = event.occasion
    day = wording.full_day(occasion.on)
    paragraphs = [
        f"定于{day}在{event.place}举办{occasion.name}，诚邀您参加，实地了解科技工作和科技型企业，并提出意见建议。"
    ]
    if event.reply_by_on:
        paragraphs.append(
            f"请于{wording.full_day(event.reply_by_on)}前回复能否参加。不能参加的，可以改派一位同志代为参加。"
        )
    paragraphs.append(f"回复网址（不用登录）：{reply} 。也可填写所附回执交回。")
    if event.contact:
        paragraphs.append(f"联系方式：{event.contact}。")
    return Letter(
        sender=f"{settings.TIDU_COUNTY_NAME}科技局",
        number=event.document_number,
        title=f"关于邀请参加{occasion.name}的函",
        addressee=f"{guest.organisation}{guest.name}",
        paragraphs=paragraphs,
        on=clock.day_of(guest.invited_at),
        receipt=(
            ("席号", str(guest.number)),
            ("姓名", guest.name),
            ("界别", guest.get_group_display()),
            ("单位及职务", f"{guest.organisation} {guest.post_title}".strip()),
            ("能否参加（参加 / 不参加 / 改派）", ""),
            ("改派人姓名及职务", ""),
            ("签名及日期", ""),
        ),
    )


urlpatterns: list[URLPattern] = [
    path(
        "open-days/<str:code>/guests/<int:number>/letter.docx", LetterFile.as_view(), name="open-day-letter"
    ),
    path("open-days/<str:code>/report/", MakeReport.as_view(), name="open-day-report"),
]
