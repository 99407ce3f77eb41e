"""The Word file of an Open Day: a guest's letter with its receipt."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse

from tidu.domain.openday import queries
from tidu.foundation import clock
from tidu.foundation.audit import operations as audit
from tidu.interfaces.kit import exports
from tidu.interfaces.kit.pages import Guarded
from tidu.interfaces.kit.roles import OFFICERS
from tidu.interfaces.workbench.open_days import NOT_FOUND
from tidu.interfaces.workbench.speech import DOCX
from tidu.reporting import wording
from tidu.reporting.letter import Letter, letter_file


class LetterFile(Guarded):
    """A guest's letter and receipt; taking it out is written down."""

    roles = OFFICERS
    travels = False
    not_found = NOT_FOUND

    def get(self, request: HttpRequest, code: str, number: int) -> HttpResponseBase:
        """Answer with the file."""
        event = queries.find_event(self.actor, code)
        guest = queries.find_invitation(event, number)
        audit.record_export(
            by=self.actor,
            now=clock.now(),
            subject=("openday.Event", code),
            rows=1,
            file_format="docx",
            detail={"seat": number},
        )
        reply = reverse("portal-guest", args=[queries.guest_code(guest, event, queries.REPLY)])
        letter = letter_of(event, guest, request.build_absolute_uri(reply))
        answer = HttpResponse(letter_file(letter), content_type=DOCX)
        answer["Content-Disposition"] = exports.attachment(f"邀请函 席{number}.docx")
        return answer


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
]
