"""Set a year's budget and what its money is for, record awards paid; every change is a version with its source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import datetime

from django.db import transaction

from tidu.domain.enterprises.kept_elsewhere import NewValue
from tidu.domain.enterprises.models import Enterprise
from tidu.domain.enterprises.operations import UnableToRecord
from tidu.domain.funds import checks, queries
from tidu.domain.funds.checks import Award, UnableToBudget, UnableToRecordAward, UnableToReserve
from tidu.domain.funds.models import AwardPaid, FundLine, FundYear
from tidu.domain.funds.queries import Account, Payment
from tidu.domain.funds.vocabulary import NEVER_PAID, FundUse
from tidu.foundation import clock
from tidu.foundation.actors import Actor
from tidu.foundation.audit import operations as audit_operations
from tidu.foundation.clock import AsOf
from tidu.foundation.provenance import operations as provenance_operations
from tidu.foundation.provenance.vocabulary import SourceKind

__all__ = [
    "Award",
    "UnableToBudget",
    "UnableToRecordAward",
    "UnableToReserve",
    "correct_award",
    "record_award",
    "set_budget",
    "set_lines",
]


def set_budget(
    *, year: int, appropriated_fen: int, carried_in_fen: int, by: Actor, now: datetime, title: str = ""
) -> Account:
    """Set what a year has and return its account; `title` names the document that says so. Raises UnableToBudget."""
    today = AsOf(on=clock.day_of(now))
    with transaction.atomic():
        checks.check_budget(
            actor=by,
            year=year,
            appropriated=appropriated_fen,
            carried_in=carried_in_fen,
            standing=queries.account(year, today),
            before=queries.account(year - 1, today),
        )
        row = {"year": year, "appropriated_fen": appropriated_fen, "carried_in_fen": carried_in_fen}
        batch = provenance_operations.open_batch(
            kind=SourceKind.NOTICE,
            title=title or f"{year} 年科技专项资金预算",
            by=by,
            now=now,
            column_map={"appropriated_fen": {}, "carried_in_fen": {}},
        )
        (line,) = provenance_operations.add_lines(batch=batch, row_numbers=[0])
        provenance_operations.append_versions(model=FundYear, rows=[(line, row)], now=now)
        audit_operations.record(
            by=by,
            now=now,
            action="funds.set_budget",
            subject=(FundYear._meta.label, str(year)),
            summary=f"{year} 年预算 {queries.wan(appropriated_fen)} 万元，结转 {queries.wan(carried_in_fen)} 万元",
            detail=row,
        )
    return _standing(year, today)


def set_lines(*, year: int, lines: Mapping[str, tuple[int, int]], by: Actor, now: datetime) -> Account:
    """Set what some uses hold and have been paid (use to reserved and paid fen), and return the year's account.

    Uses not named stay as they are. Raises UnableToReserve where all together exceed what the year has.
    """
    today = AsOf(on=clock.day_of(now))
    with transaction.atomic():
        FundYear.objects.select_for_update().filter(year=year, superseded_at=None).first()
        account = queries.account(year, today)
        kept = {line.use: (line.reserved, line.paid) for line in account.lines} if account else {}
        stated = {FundUse(use): sums for use, sums in lines.items()}
        checks.check_lines(actor=by, account=account, year=year, sums=(kept | stated).values())
        batch = provenance_operations.open_batch(
            kind=SourceKind.DECISION,
            title=f"{year} 年科技专项资金使用安排",
            by=by,
            now=now,
            column_map={"reserved_fen": {}, "paid_fen": {}},
        )
        rows = [
            {"year": year, "use": use, "reserved_fen": reserved, "paid_fen": paid}
            for use, (reserved, paid) in stated.items()
        ]
        written = provenance_operations.add_lines(batch=batch, row_numbers=[0] * len(rows))
        provenance_operations.append_versions(
            model=FundLine, rows=list(zip(written, rows, strict=True)), now=now
        )
        audit_operations.record(
            by=by,
            now=now,
            action="funds.set_lines",
            subject=(FundYear._meta.label, str(year)),
            summary=f"{year} 年 {len(rows)} 项用途的占用和拨付",
            detail={str(use): list(sums) for use, sums in stated.items()},
        )
    return _standing(year, today)


def record_award(*, enterprise: Enterprise, award: Award, by: Actor, now: datetime) -> Payment:
    """Record that a firm was paid a one-off award, and return the payment.

    The same title again corrects its payment. Raises UnableToRecordAward, for a second award naming the first.
    """
    today = AsOf(on=clock.day_of(now))
    with transaction.atomic():
        Enterprise.objects.select_for_update().get(pk=enterprise.pk)
        before = _paid(enterprise, award.use, today)
        checks.check_award(actor=by, award=award, today=today.on, paid_before=before)
        batch = provenance_operations.open_batch(
            kind=SourceKind.DECISION,
            title=f"奖励拨付：{award.document}",
            by=by,
            now=now,
            column_map={"paid_on": {}, "amount_fen": {}, "document": {}},
        )
        (line,) = provenance_operations.add_lines(batch=batch, row_numbers=[0])
        row = {"enterprise_id": enterprise.pk, **asdict(award)}
        provenance_operations.append_versions(model=AwardPaid, rows=[(line, row)], now=now)
        found = _paid(enterprise, award.use, today)
        assert found is not None  # noqa: S101  # it was just written
        audit_operations.record(
            by=by,
            now=now,
            action="funds.record_award",
            subject=(Enterprise._meta.label, enterprise.credit_code),
            summary=f"{found.use.label}：{found.in_words}",
            detail={"use": found.use, "granted_on": str(found.granted_on), "amount_fen": found.amount},
        )
    return found


def correct_award(asked: NewValue, /, *, by: Actor, now: datetime) -> None:
    """Write one value of a payment on record, because the firm said it is wrong; without a sum it stands no longer.

    The key is the use and the day of the title. Raises UnableToRecord for a payment that is not on record, a value
    that cannot be, and one that stands already.
    """
    with transaction.atomic():
        Enterprise.objects.select_for_update().get(pk=asked.enterprise.pk)
        standing = AwardPaid.objects.known_at(None).filter(enterprise=asked.enterprise, **asked.key).first()
        try:
            paid = checks.check_can_correct_award(standing, asked.field, asked.value)
            _rewrite(paid, asked, by=by, now=now)
        except UnableToRecordAward as refusal:
            raise UnableToRecord(str(refusal)) from refusal
        what = NEVER_PAID if asked.value is None else "更正拨付记录"
        audit_operations.record(
            by=by,
            now=now,
            action="funds.correct_award",
            subject=(Enterprise._meta.label, asked.enterprise.credit_code),
            organisation_code=asked.enterprise.credit_code,
            summary=f"{paid.get_use_display()}（{paid.granted_on} 认定）：{what}",
            detail={"use": paid.use, "granted_on": str(paid.granted_on), "batch": asked.line.batch_id},
        )


def _rewrite(paid: AwardPaid, asked: NewValue, *, by: Actor, now: datetime) -> None:
    """Let a payment stand with another value, or no longer."""
    if asked.value is None:
        provenance_operations.retire(versions=[paid], now=now)
        return
    stands = {one.name: getattr(paid, one.name) for one in fields(Award)}
    award = Award(**stands | {asked.field: asked.value})
    today = AsOf(on=clock.day_of(now))
    before = _paid(asked.enterprise, award.use, today)
    checks.check_award(actor=by, award=award, today=today.on, paid_before=before)
    row = {"enterprise_id": paid.enterprise_id, **asdict(award)}
    provenance_operations.append_versions(model=AwardPaid, rows=[(asked.line, row)], now=now)


def _paid(enterprise: Enterprise, use: str, as_of: AsOf) -> Payment | None:
    paid = queries.payments_to(enterprise.pk, as_of)
    return next((one for one in paid if one.use == use), None)


def _standing(year: int, as_of: AsOf) -> Account:
    account = queries.account(year, as_of)
    assert account is not None  # noqa: S101  # it was just written, or stood before
    return account
