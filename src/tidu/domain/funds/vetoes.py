"""Money that was paid for a title keeps the batch that recorded the title."""

from __future__ import annotations

from tidu.domain.enterprises.models import NameRecord, Recognition
from tidu.domain.enterprises.vocabulary import RecognitionKind
from tidu.domain.funds.models import AwardPaid
from tidu.domain.funds.queries import wan
from tidu.domain.funds.vocabulary import FundUse
from tidu.foundation.intake import vetoes
from tidu.foundation.provenance import queries as provenance
from tidu.foundation.provenance.models import SourceBatch

AWARDED_FOR = {
    RecognitionKind.HNTE: (FundUse.HNTE_NEW, FundUse.HNTE_AGAIN),
    RecognitionKind.GAZELLE: (FundUse.GAZELLE,),
}
"""Title -> the one-off awards that are paid for it."""


def declare() -> None:
    """Register the veto."""
    vetoes.register(awards_paid)


def awards_paid(batch: SourceBatch) -> list[str]:
    """Return a sentence for each award on record that was paid for a title which this batch alone recorded."""
    written = provenance.versions_of_batch(Recognition, batch)
    own = {provenance.key_of(title): title for title in written if title.kind in AWARDED_FOR}
    histories = provenance.histories_of(Recognition, own)
    alone = [title for key, title in own.items() if histories[key][0].source_line.batch_id == batch.pk]
    awards = AwardPaid.objects.known_at(None).filter(enterprise__in={title.enterprise_id for title in alone})
    paid = {(award.enterprise_id, award.use, award.granted_on): award for award in awards}
    found = [
        paid[title.enterprise_id, use, title.granted_on]
        for title in alone
        for use in AWARDED_FOR[RecognitionKind(title.kind)]
        if (title.enterprise_id, use, title.granted_on) in paid
    ]
    names = _names({award.enterprise_id for award in found})
    return [
        f"据此已向{names[award.enterprise_id]}拨付{FundUse(award.use).label} {wan(award.amount_fen)} 万元"
        f"（{award.paid_on}，{award.document}），请先收回或更正这笔拨付"
        for award in found
    ]


def _names(firms: set[int]) -> dict[int, str]:
    """Return the names that firms bear now."""
    standing = NameRecord.objects.known_at(None).filter(enterprise__in=firms, valid_until_on__isnull=True)
    return {firm: str(firm) for firm in firms} | dict(standing.values_list("enterprise_id", "name"))
