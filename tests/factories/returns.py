"""Outgoing returns and monthly reports for tests, made through the room's own operations."""

from __future__ import annotations

from datetime import date, datetime

from tests.factories.accounts import an_organisation
from tests.factories.calendar import the_shipped_years
from tidu.domain.enterprises.models import Enterprise
from tidu.domain.returns import operations, queries
from tidu.domain.returns.models import Addressee, AskedFirm, Handing, MonthlyReport, OutgoingReturn, Reminder
from tidu.domain.returns.vocabulary import AskedOf
from tidu.foundation.accounts.models import Organisation
from tidu.foundation.actors import Actor, OrganisationKind, system
from tidu.foundation.clock import ZONE, AsOf

ISSUED_AT = datetime(2025, 6, 10, 9, 0, tzinfo=ZONE)
DUE_ON = date(2025, 6, 24)
KEEPER = system("测试经办")
FIELDS = ("rd_book_fen", "staff_average")


def a_return(
    asked_of: AskedOf = AskedOf.PLACES,
    *,
    title: str = "2024 年研发补报",
    year: int = 2024,
    fields: tuple[str, ...] = FIELDS,
    due_on: date = DUE_ON,
    titled_only: bool = False,
    again_because: str = "",
    by: Actor = KEEPER,
    now: datetime = ISSUED_AT,
) -> OutgoingReturn:
    """Return a return that went out on 2025-06-10 about what every firm lacks of 2024."""
    the_shipped_years()
    asked = operations.Asked(
        title=title,
        basis="年度统计补报",
        year=year,
        fields=fields,
        asked_of=asked_of,
        due_on=due_on,
        titled_only=titled_only,
        again_because=again_because,
    )
    return operations.issue(asked=asked, by=by, now=now)


def an_addressee(outgoing: OutgoingReturn, of: Organisation | Enterprise) -> Addressee:
    """Return the addressee of a return that is this place or firm."""
    own = {"place": of} if isinstance(of, Organisation) else {"enterprise": of}
    return Addressee.objects.select_related("outgoing", "place", "enterprise").get(outgoing=outgoing, **own)


def an_asked_firm(outgoing: OutgoingReturn) -> AskedFirm:
    """Return the first firm that a return asks about."""
    return AskedFirm.objects.filter(addressee__outgoing=outgoing).earliest("pk")


def a_handing(addressee: Addressee, *, by: Actor = KEEPER, now: datetime = ISSUED_AT) -> Handing:
    """Return what an addressee handed in: its workbook as it was sent, nothing filled in."""
    content = queries.workbook_of(addressee, AsOf(on=now.date()))
    return operations.hand_in(addressee=addressee, file_name="交回.xlsx", content=content, by=by, now=now)


def a_reminder(outgoing: OutgoingReturn, *, now: datetime = ISSUED_AT) -> Reminder:
    """Return the first reminder of a return whose addressees owe an answer."""
    operations.remind(outgoing=outgoing, by=KEEPER, now=now)
    return Reminder.objects.filter(addressee__outgoing=outgoing).earliest("pk")


def a_monthly_report(
    place: Organisation | None = None,
    *,
    month_on: date = date(2025, 5, 1),
    progress: str = "走访了三家企业。",
    by: Actor = KEEPER,
    now: datetime = ISSUED_AT,
) -> MonthlyReport:
    """Return a township's report of May 2025."""
    the_shipped_years()
    place = place or an_organisation(OrganisationKind.TOWNSHIP)
    return operations.send_monthly(
        place=place, month_on=month_on, values={"progress": progress}, by=by, now=now
    )
