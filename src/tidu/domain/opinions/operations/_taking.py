"""Take opinions down: by an officer in the room, by a guest's own telephone, and let the guest agree to the wording."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.crypto import salted_hmac

from tidu.domain.opinions import checks
from tidu.domain.opinions.checks import Author, Proof, UnableToMoveOpinion, UnableToTakeDown
from tidu.domain.opinions.models import Occasion, Opinion, OpinionAuthor
from tidu.domain.opinions.operations._story import locked, record
from tidu.domain.opinions.vocabulary import (
    CONFIRMED,
    EDITED,
    GUEST,
    OFFICERS,
    OPEN,
    SERIES,
    TAKEN,
    Channel,
    OpinionSource,
)
from tidu.foundation import clock
from tidu.foundation.actors import Actor
from tidu.foundation.files import operations as files
from tidu.foundation.files.models import StoredFile
from tidu.foundation.numbering import operations as numbering

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Letters of a receipt: none that is read as another one."""


@dataclass(frozen=True)
class Taken:
    """What a guest gets: the number on the wall, and the receipt by which only the guest looks the answer up."""

    number: str
    receipt: str


def submit(
    *,
    client_id: str,
    text: str,
    group: str,
    author: Author,
    notice_version: str,
    sender: str,
    now: datetime,
    occasion: str = "",
    link: str = "",
    channel: str = Channel.SCAN,
    by: Actor = GUEST,
) -> Taken:
    """Keep what a guest sends, once per `client_id` however often it is sent, and return number and receipt.

    `occasion` is the code of the meeting, empty for the public form. `sender` and `link` are keyed digests of device
    and link. One short transaction; who asks at once waits for the number. Raises UnableToTakeDown.
    """
    words = checks.check_words(text, group)
    checks.check_author(author)
    checks.check_client(client_id)
    if not notice_version.strip():
        raise UnableToTakeDown("页面没有带上个人信息告知。请刷新页面后重新提交。")
    source = OpinionSource.OPEN_DAY if occasion else OpinionSource.WEB
    place = _occasion(occasion)
    today = clock.day_of(now)
    with transaction.atomic():
        series = numbering.hold(_series(source, place, today.year))
        before = Opinion.objects.filter(client_id=client_id).values_list("number", "receipt").first()
        if before is not None:
            return Taken(before[0], before[1] or "")
        checks.check_limits(sender, link, today)
        number = f"{series.code}-{numbering.take(series):03d}"
        opinion = Opinion.objects.create(
            number=number,
            occasion=place,
            source=source,
            channel=_channel(channel),
            group=group,
            original_text=words,
            text=words,
            taken_at=now,
            taken_by_name=by.name,
            client_id=client_id,
            receipt=_receipt(number),
            notice_version=notice_version.strip()[:20],
            sender=sender,
            link=link,
        )
        _keep_authors(opinion, [author])
        record(opinion, TAKEN, "意见人自行提交", by=by, now=now, round_number=0)
    return Taken(opinion.number, opinion.receipt or "")


def take_down(
    *,
    text: str,
    group: str,
    channel: str,
    by: Actor,
    now: datetime,
    authors: Sequence[Author] = (),
    source: str = OpinionSource.OPEN_DAY,
    occasion: str = "",
    scan: Proof | None = None,
    client_id: str | None = None,
    notice_version: str = "",
) -> Opinion:
    """Let an officer take an opinion down, in the words and with the scan as they came; return it with its number.

    With `client_id` it is kept once however often it is sent. Raises UnableToTakeDown.
    """
    if not (by.is_system or by.has_role(*OFFICERS)):
        raise UnableToTakeDown("只有科技局领导和股室经办可以登记意见。请联系科技局。")
    words = checks.check_words(text, group)
    for author in authors:
        checks.check_author(author)
    place = _occasion(occasion)
    if source not in OpinionSource.values or (source == OpinionSource.OPEN_DAY) != (place is not None):
        raise UnableToTakeDown("来源为“开放日”的意见须选择场合，其他来源不选场合。")
    kept = files.store(name=scan.name, content=scan.content, now=now) if scan else None
    with transaction.atomic():
        series = numbering.hold(_series(source, place, clock.day_of(now).year))
        before = Opinion.objects.filter(client_id=client_id).first() if client_id else None
        if before is not None:
            return before
        number = f"{series.code}-{numbering.take(series):03d}"
        opinion = Opinion.objects.create(
            number=number,
            occasion=place,
            source=source,
            channel=_channel(channel),
            group=group,
            original_text=words,
            scan=kept,
            text=words,
            taken_at=now,
            taken_by_name=by.name,
            client_id=client_id,
            receipt=_receipt(number),
            notice_version=notice_version[:20],
        )
        _keep_authors(opinion, authors or [Author(anonymous=True)])
        record(opinion, TAKEN, "代为登记", by=by, now=now, round_number=0)
    return opinion


def add_scan(*, number: str, scan: Proof, by: Actor, now: datetime) -> StoredFile:
    """Keep the scan of an opinion that was taken down without one; a scan that is there is never replaced."""
    checks.check_officer(by)
    with transaction.atomic():
        opinion = locked(number)
        if opinion.scan_id is not None:
            raise UnableToMoveOpinion(f"{number} 已有原件扫描，不能替换。")
        kept = files.store(name=scan.name, content=scan.content, now=now)
        opinion.scan = kept
        opinion.save(update_fields=["scan"])
        record(opinion, EDITED, f"补录原件扫描：{kept.name}", by=by, now=now)
    return kept


def confirm_wording(*, number: str, by: Actor = GUEST, now: datetime) -> Opinion:
    """Keep that the proposer agrees to the wording as it stands; whoever calls has proved to be the proposer."""
    with transaction.atomic():
        opinion = locked(number)
        if opinion.confirmed_at is None:
            opinion.confirmed_at = now
            opinion.save(update_fields=["confirmed_at"])
            record(opinion, CONFIRMED, opinion.text, by=by, now=now)
    return opinion


def edit_text(*, number: str, text: str, by: Actor, now: datetime) -> Opinion:
    """Change the wording that is worked on; the original stays, and the proposer has to agree anew."""
    checks.check_officer(by)
    with transaction.atomic():
        opinion = locked(number)
        words = checks.check_words(text, opinion.group)
        if opinion.state not in OPEN:
            raise UnableToMoveOpinion(f"{number} 现在不在办理中，文字不再改动。")
        if words != opinion.text:
            opinion.text, opinion.confirmed_at = words, None
            opinion.save(update_fields=["text", "confirmed_at"])
            record(opinion, EDITED, words, by=by, now=now)
    return opinion


def _occasion(code: str) -> Occasion | None:
    if not code:
        return None
    found = Occasion.objects.filter(code=code).first()
    if found is None:
        raise UnableToTakeDown("没有找到这次活动。请重新扫描现场的二维码。")
    return found


def _series(source: str, occasion: Occasion | None, year: int) -> str:
    return occasion.code if occasion else f"{year}-{SERIES[source]}"


def _channel(channel: str) -> str:
    if channel not in Channel.values:
        raise UnableToTakeDown("请选择渠道：纸条、扫码、口头、电话或网上。")
    return channel


def _keep_authors(opinion: Opinion, authors: Sequence[Author]) -> None:
    OpinionAuthor.objects.bulk_create(
        OpinionAuthor(
            opinion=opinion,
            name=one.name.strip(),
            organisation=one.organisation.strip(),
            phone=one.phone.strip(),
            anonymous=one.anonymous,
        )
        for one in authors
    )


def _receipt(number: str) -> str:
    """Return twelve letters that only the holder of the house's key can tell from the number."""
    digest = salted_hmac("tidu.opinions.receipt", number, algorithm="sha256").digest()
    letters = "".join(ALPHABET[byte & 31] for byte in digest[:12])
    return f"{letters[:4]}-{letters[4:8]}-{letters[8:]}"
