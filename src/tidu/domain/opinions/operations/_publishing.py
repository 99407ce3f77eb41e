"""Make public what was said and done about it, in wording that somebody approved; and keep what an opinion changed."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from tidu.domain.opinions import checks, queries
from tidu.domain.opinions.checks import UnableToMoveOpinion, UnableToPublish
from tidu.domain.opinions.models import Opinion, OpinionAuthor, OpinionEffect, OpinionRound, Publication
from tidu.domain.opinions.operations._story import record
from tidu.domain.opinions.vocabulary import (
    ANSWERED,
    CHANGED,
    OFFICERS,
    PUBLISHED,
    REASON_LENGTH,
    TEXT_LENGTH,
    WITHDRAWN,
    EffectKind,
)
from tidu.foundation.actors import Actor
from tidu.foundation.audit import operations as audit_operations
from tidu.foundation.texts import masking
from tidu.foundation.texts.masking import Kind


def publish(
    *,
    number: str,
    masked_text: str,
    masked_answer: str,
    by: Actor,
    now: datetime,
    keeps_numbers: bool = False,
) -> Publication:
    """Make an answered opinion public in the wording given, which names nobody.

    Another than the writer of the answer publishes. A wording that still has a name or telephone of an author is
    refused, and one with any number that leads to a person unless whoever publishes says that it may stay
    (`keeps_numbers`: an office's telephone). A newer wording takes the place of the one that stands. Raises
    UnableToPublish.
    """
    with transaction.atomic():
        opinion = checks.locked(number)
        one = _answered(opinion, by)
        text, answer = _wording(masked_text), _wording(masked_answer)
        _check_names_nobody(opinion, f"{text}\n{answer}", keeps_numbers=keeps_numbers)
        standing = Publication.objects.filter(opinion=opinion, withdrawn_at__isnull=True)
        standing.update(withdrawn_at=now, withdrawn_by_name=by.name, withdrawn_reason="换为新的公开文字")
        published = Publication.objects.create(
            opinion=opinion,
            round=one,
            text=text,
            answer=answer,
            published_at=now,
            published_by_id=by.user_id,
            published_by_name=by.name,
        )
        record(opinion, PUBLISHED, text, by=by, now=now, keeps_numbers=keeps_numbers)
    return published


def withdraw_publication(*, number: str, reason: str, by: Actor, now: datetime) -> Publication:
    """Take a public wording back, with a reason; it stays on record. Raises UnableToPublish."""
    with transaction.atomic():
        opinion = checks.locked(number)
        _check_officer(by)
        standing = Publication.objects.filter(opinion=opinion, withdrawn_at__isnull=True).first()
        if standing is None:
            raise UnableToPublish(f"{number} 没有公开，不需要撤回。")
        if not reason.strip() or len(reason.strip()) > 300:
            raise UnableToPublish("请写明撤回理由，不超过 300 字。")
        take_back_publication(opinion, reason.strip(), by=by, now=now)
        standing.refresh_from_db()
    return standing


def take_back_publication(opinion: Opinion, reason: str, *, by: Actor, now: datetime) -> None:
    """Take the wording that stands back, where there is one; the opinion is locked by the caller."""
    standing = Publication.objects.filter(opinion=opinion, withdrawn_at__isnull=True)
    told = {"withdrawn_at": now, "withdrawn_by_name": by.name, "withdrawn_reason": reason[:REASON_LENGTH]}
    if standing.update(**told):
        record(opinion, WITHDRAWN, reason, by=by, now=now)


def record_effect(
    *, number: str, kind: str, title: str, on: date, by: Actor, now: datetime, address: str = ""
) -> OpinionEffect:
    """Keep what an opinion changed: a clause, a policy, a task or a budget line, with the page that shows it."""
    checks.check_officer(by)
    with transaction.atomic():
        opinion = checks.locked(number)
        if opinion.state not in ANSWERED:
            raise UnableToMoveOpinion(f"{number} 还没有答复，不能记意见去向。")
        if kind not in EffectKind.values or not title.strip() or len(title.strip()) > 200:
            raise UnableToMoveOpinion("请选择去向类别，并写明改了什么，不超过 200 字。")
        if address and not address.startswith("/"):
            raise UnableToMoveOpinion("出处应是本系统内的地址，以 / 开头。")
        effect = OpinionEffect.objects.create(
            opinion=opinion,
            kind=kind,
            title=title.strip(),
            address=address[:200],
            on=on,
            recorded_at=now,
            recorded_by_name=by.name,
        )
        record(opinion, CHANGED, f"{EffectKind(kind).label}：{title.strip()}", by=by, now=now)
    return effect


def show_authors(*, number: str, by: Actor, now: datetime) -> list[OpinionAuthor]:
    """Return the authors of an opinion with their telephones, and write down who has seen them."""
    checks.check_officer(by)
    with transaction.atomic():
        opinion = checks.locked(number)
        authors = list(OpinionAuthor.objects.filter(queries.said_by(opinion)).order_by("pk"))
        audit_operations.record_personal_seen(
            by=by, now=now, subject=("opinions.Opinion", number), fields=("name", "organisation", "phone")
        )
    return authors


def note_receipt_shown(*, number: str, by: Actor, now: datetime) -> None:
    """Write down that somebody of the bureau saw a receipt: whoever holds it speaks for the proposer."""
    checks.check_officer(by)
    audit_operations.record_personal_seen(
        by=by, now=now, subject=("opinions.Opinion", number), fields=("receipt",)
    )


def _answered(opinion: Opinion, by: Actor) -> OpinionRound:
    """Return the answer that may be made public by this person."""
    _check_officer(by)
    rounds = OpinionRound.objects.filter(opinion=opinion, answered_at__isnull=False)
    one = rounds.order_by("-number").first()
    if one is None or opinion.state not in ANSWERED:
        raise UnableToPublish(f"{opinion.number} 还没有答复，答复后才能公开。")
    if checks.same_person(one.written_by_id, one.written_by_name, by):
        raise UnableToPublish("拟写答复的人不能审定公开文字。请另一位同志公开。")
    return one


def _wording(text: str) -> str:
    words = checks.clean_words(text)
    if not words or len(words) > TEXT_LENGTH:
        raise UnableToPublish(f"公开的意见和答复都要有文字，各不超过 {TEXT_LENGTH} 字。")
    return words


def _check_names_nobody(opinion: Opinion, words: str, *, keeps_numbers: bool) -> None:
    """Refuse a wording in which an author can still be told, or a number that nobody has said may stay."""
    authors = OpinionAuthor.objects.filter(queries.said_by(opinion))
    names = {one.name for one in authors if len(one.name) > 1}
    phones = {found for one in authors if (found := masking.digits_of(one.phone))}
    spans = masking.mask(words, sorted(names)).spans
    named = {"".join(words[one.start : one.end].split()) for one in spans if one.kind == Kind.NAME}
    if named & names or any(phone in masking.digits_of(words) for phone in phones):
        raise UnableToPublish("公开文字里还有意见人的姓名或电话。请遮去后再公开。")
    left = [words[one.start : one.end] for one in spans if one.kind in masking.NUMBERS]
    if left and not keeps_numbers:
        raise UnableToPublish(
            f"公开文字里还有能找到个人的号码：{'、'.join(left)}。请遮去；确是可以公开的单位号码的，勾选“留下的号码可以公开”。"
        )


def _check_officer(actor: Actor) -> None:
    if not (actor.is_system or actor.has_role(*OFFICERS)):
        raise UnableToPublish("只有科技局领导和股室经办可以公开或撤回。请联系科技局。")
