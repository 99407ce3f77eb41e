"""Files of one opinion: the scan it came on, the proof of a class A answer, and the reply as a letter (函)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse

from tidu.domain.opinions import queries
from tidu.domain.opinions.queries import OpinionNotFound, ReceiptItem, ReceiptPage
from tidu.foundation.files import queries as files
from tidu.foundation.files.models import StoredFile
from tidu.interfaces.kit import exports
from tidu.interfaces.kit.pages import Guarded
from tidu.interfaces.kit.roles import OFFICERS, READERS
from tidu.interfaces.workbench.letters import letter_taken_out
from tidu.reporting import wording
from tidu.reporting.letter import Letter
from tidu.reporting.pdf_fonts import NoChineseFont


class OpinionFile(Guarded):
    """A file of one opinion, for whoever may see the opinion."""

    roles = READERS
    travels = False
    not_found = (OpinionNotFound,)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Answer with the file."""
        stored = self.stored(**kwargs)
        return exports.attached(files.read(stored), stored.name)

    def stored(self, number: str, **kwargs: Any) -> StoredFile:
        """Return the file; raise OpinionNotFound."""
        raise NotImplementedError


class Scan(OpinionFile):
    """The scan of the paper an opinion came on."""

    def stored(self, number: str, **kwargs: Any) -> StoredFile:
        """Return it."""
        scan = queries.plain_opinion(self.actor, number, "scan").scan
        if scan is None:
            raise OpinionNotFound("这条意见没有原件扫描。")
        return scan


class Proof(OpinionFile):
    """What shows that a matter was solved (class A)."""

    def stored(self, number: str, round_number: int = 0, **kwargs: Any) -> StoredFile:
        """Return that of one round."""
        return queries.proof_of(self.actor, number, round_number)


class ReplyLetter(Guarded):
    """The reply as a letter to whoever handed the opinion in; taking it out is written down."""

    roles = OFFICERS
    travels = False
    not_found = (OpinionNotFound, NoChineseFont)

    def get(self, request: HttpRequest, number: str) -> HttpResponseBase:
        """Answer with the file."""
        opinion = queries.plain_opinion(self.actor, number, "occasion")
        seen = queries.by_receipt(opinion.receipt, self.as_of) if opinion.receipt else None
        answered = [item for item in seen.items if item.answered_on] if seen else []
        if seen is None or not answered:
            raise OpinionNotFound("这条意见还没有答复，或由另一条拆出：答复函请从原来那一条取。")
        status = request.build_absolute_uri(reverse("portal-status", args=[opinion.receipt]))
        letter = reply_letter(
            seen,
            answered,
            addressee=queries.named_authors(opinion),
            said_at=opinion.occasion.name if opinion.occasion else opinion.get_source_display(),
            status=status,
        )
        subject = ("opinions.opinion", str(opinion.pk))
        return letter_taken_out(
            letter,
            f"答复函 {number}",
            asked=request.GET,
            subject=subject,
            detail={"number": number},
            by=self.actor,
        )


def reply_letter(
    seen: ReceiptPage, answered: list[ReceiptItem], *, addressee: str, said_at: str, status: str
) -> Letter:
    """Return the letter that answers what was handed in: no more than its proposer may see by the receipt."""
    bureau = f"{settings.TIDU_COUNTY_NAME}科技局"
    return Letter(
        sender=bureau,
        number="",
        title=f"关于{seen.number}号意见建议的答复函",
        addressee=addressee or "意见人",
        paragraphs=[
            f"您于{wording.full_day(seen.taken_on)}通过{said_at}提出的意见收悉：“{seen.original_text}”",
            "经研究，现答复如下：",
            *(line for item in answered for line in _answer(item, several=len(seen.items) > 1)),
            f"您对答复和办理态度是否满意，请在 {status} 评价（不用登录），也可凭回执号向{bureau}查询。"
            "感谢您对科技工作的关心和支持。",
        ],
        on=max(item.answered_on for item in answered if item.answered_on),
    )


def _answer(item: ReceiptItem, *, several: bool) -> Iterator[str]:
    """Yield the paragraphs of one item's answer; an item of several is named by its words."""
    if several and item.text:
        yield f"关于“{item.text}”："
    yield from item.answer.splitlines()
    promised = f"，承诺于{wording.full_day(item.promised_on)}前完成" if item.promised_on else ""
    yield f"以上由{item.unit}办理，办理结论为{item.outcome_label}{promised}。"


urlpatterns: list[URLPattern] = [
    path("opinions/<str:number>/scan/file/", Scan.as_view(), name="opinion-scan"),
    path("opinions/<str:number>/proof/<int:round_number>/", Proof.as_view(), name="opinion-proof"),
    path("opinions/<str:number>/reply/letter.docx", ReplyLetter.as_view(), name="opinion-letter"),
]
