"""Take opinions down: by an officer in the room, by a guest's own telephone, and let the guest agree to the wording."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.crypto import salted_hmac

from tidu.domain.opinions import checks
from tidu.domain.opinions.checks import Author, UnableToMoveOpinion, UnableToTakeDown
from tidu.domain.opinions.models import Occasion, Opinion, OpinionAuthor
from tidu.domain.opinions.operations._story import record
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
from tidu.foundation.files.handed import Handed
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
    checks.check_client(client_id, notice_version)
    source = OpinionSource.OPEN_DAY if occasion else OpinionSource.WEB
    place = _occasion(occasion)
    opinion = _keep_once(
        [author],
        "意见人自行提交",
        by=by,
        now=now,
        occasion=place,
        source=source,
        channel=_channel(channel),
        group=group,
        original_text=words,
        client_id=client_id,
        notice_version=notice_version.strip()[:20],
        sender=sender,
        link=link,
    )
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
    scan: Handed | None = None,
    client_id: str | None = None,
    notice_version: str = "",
) -> Opinion:
    """Let an officer take an opinion down, once per `client_id` if one is given, in the words and scan as they came."""
    if not (by.is_system or by.has_role(*OFFICERS)):
        raise UnableToTakeDown("只有科技局领导和股室经办可以登记意见。请联系科技局。")
    words = checks.check_words(text, group)
    for author in authors:
        checks.check_author(author)
    place = _occasion(occasion)
    if source not in OpinionSource.values or (source == OpinionSource.OPEN_DAY) != (place is not None):
        raise UnableToTakeDown("来源为“开放日”的意见须选择场合，其他来源不选场合。")
    return _keep_once(
        authors or [Author(anonymous=True)],
        "代为登记",
        by=by,
        now=now,
        occasion=place,
        source=source,
        channel=_channel(channel),
        group=group,
        original_text=words,
        scan=files.store(name=scan.name, content=scan.content, now=now) if scan else None,
        client_id=client_id,
        notice_version=notice_version[:20],
    )


def add_scan(*, number: str, scan: Handed, by: Actor, now: datetime) -> StoredFile:
    """Keep the scan of an opinion that was taken down without one; a scan that is there is never replaced."""
    checks.check_officer(by)
    with transaction.atomic():
        opinion = checks.locked(number)
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
        opinion = checks.locked(number)
        if opinion.confirmed_at is None:
            opinion.confirmed_at = now
            opinion.save(update_fields=["confirmed_at"])
            record(opinion, CONFIRMED, opinion.text, by=by, now=now)
    return opinion


def edit_text(*, number: str, text: str, by: Actor, now: datetime) -> Opinion:
    """Change the wording that is worked on; the original stays, and the proposer has to agree anew."""
    checks.check_officer(by)
    with transaction.atomic():
        opinion = checks.locked(number)
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


def _keep_once(authors: Sequence[Author], told: str, *, by: Actor, now: datetime, **fields: Any) -> Opinion:
    """Keep an opinion under the next number of its series, or return the one that came with its `client_id` before."""
    day = clock.day_of(now)
    series = _series(fields["source"], fields["occasion"], day.year)
    with transaction.atomic():
        held = numbering.hold(series)
        sent = Opinion.objects.filter(client_id=fields["client_id"], client_id__isnull=False).first()
        if sent is not None:
            return sent
        checks.check_still_heard(fields["occasion"])
        if fields.get("sender") or fields.get("link"):
            checks.check_limits(fields["sender"], fields["link"], day)
        number = f"{series}-{numbering.take(held):03d}"
        opinion = Opinion.objects.create(
            number=number,
            receipt=_receipt(number),
            text=fields["original_text"],
            taken_at=now,
            taken_by_name=by.name,
            **fields,
        )
        _keep_authors(opinion, authors)
        record(opinion, TAKEN, told, by=by, now=now, round_number=0)
    return opinion


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
