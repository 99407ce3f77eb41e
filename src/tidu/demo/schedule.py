"""The county's history as a list of acts, each with its moment: what the bureau did when.

Replaying the acts in order through the operations of the house fills both views, as known then and as corrected
since. An act that became known after the as-of day is left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from tidu.demo import (
    benchmarks,
    doubts,
    geography,
    identities,
    inquiries,
    ledgers,
    life,
    meetings,
    money,
    open_days,
    routes,
    support,
    undertakings,
    voices,
    voices_after,
    voices_elsewhere,
    workbooks,
)
from tidu.demo.model import (
    Appointment,
    County,
    Duty,
    Firm,
    Goal,
    Organisation,
    Person,
    PoolStep,
    Revocation,
    YearRow,
)
from tidu.demo.titles import FIRST_LOAD
from tidu.domain.enterprises.vocabulary import RecognitionKind
from tidu.foundation.accounts.vocabulary import OrganisationKind
from tidu.foundation.clock import ZONE

YEARLY_LOADED_ON: Mapping[int, date] = {
    2022: date(2023, 4, 18),
    2023: date(2024, 4, 16),
    2024: date(2025, 4, 15),
    2025: date(2025, 6, 6),
}
ARRIVAL_FACTS_ON = date(2025, 4, 3)


@dataclass(frozen=True)
class Foundation:
    """Set up the directory: organisations and the working-day calendar."""

    organisations: tuple[Organisation, ...]


@dataclass(frozen=True)
class Arrival:
    """People join the directory and get their accounts."""

    people: tuple[Person, ...]
    firms: tuple[Organisation, ...] = ()


@dataclass(frozen=True)
class Succession:
    """A role ends: `until_on` is the first day without it. The record stays."""

    person_code: str
    appointment: Appointment
    until_on: date


@dataclass(frozen=True)
class Delivery:
    """A workbook arrives and is loaded through intake."""

    form: str
    file_name: str
    sheet: workbooks.Sheet
    options: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Renaming:
    """A firm got a new name."""

    credit_code: str
    name: str
    on: date


@dataclass(frozen=True)
class Departure:
    """A firm left the county."""

    credit_code: str
    on: date


@dataclass(frozen=True)
class Withdrawal:
    """A title was revoked."""

    credit_code: str
    kind: RecognitionKind
    revocation: Revocation


@dataclass(frozen=True)
class Decisions:
    """Officers moved firms in the pool."""

    steps: tuple[tuple[str, PoolStep], ...]


@dataclass(frozen=True)
class Setting:
    """Targets were set, and split over the places."""

    goals: tuple[Goal, ...]


What = (
    Foundation
    | Arrival
    | Succession
    | Delivery
    | Renaming
    | Departure
    | Withdrawal
    | Decisions
    | Setting
    | money.Budget
    | money.Arrangement
    | money.AwardOnRecord
    | inquiries.Inquiry
    | inquiries.HandingBack
    | inquiries.Exemption
    | inquiries.Reminding
    | inquiries.MonthReported
    | life.Happening
    | doubts.Doubting
    | support.Helping
)


@dataclass(frozen=True)
class Act:
    """Something the bureau did at a moment."""

    at: datetime
    what: What


def acts(county: County) -> list[Act]:
    """Return everything that was known by the end of the as-of day, in order of its moment."""
    everything = [
        *_directory(county),
        *_registers(county),
        *_recognitions(county),
        *_yearly_facts(county),
        *_checks(county),
        *_routes(county),
        *_events(county),
        *(Act(moment(one.known_on, 15, 40), one) for one in life.happenings(county)),
        *(Act(moment(one.known_on, 23), one) for one in doubts.doubtings()),
        *_decisions(county),
        *_settings(county),
        *_money(county),
        *_inquiries(),
        *(Act(moment(day, hour, minute), what) for day, hour, minute, what in support.acts(county)),
        *(Act(moment(day, hour, minute), what) for day, hour, minute, what in benchmarks.acts()),
        *(Act(moment(day, hour, minute), what) for day, hour, minute, what in voices.acts()),
        *(Act(moment(day, hour, minute), what) for day, hour, minute, what in voices_after.acts(county)),
        *(Act(moment(day, hour, minute), what) for day, hour, minute, what in voices_elsewhere.acts()),
        *(Act(moment(day, hour, minute), what) for day, hour, minute, what in open_days.acts(county)),
        *(Act(moment(day, hour, minute), what) for day, hour, minute, what in undertakings.acts(county)),
        *(Act(moment(day, hour, minute), what) for day, hour, minute, what in meetings.acts()),
    ]
    known = [act for act in everything if act.at.date() <= county.as_of]
    return sorted(known, key=lambda act: act.at)


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    """Return a moment of the county's own time."""
    return datetime.combine(day, time(hour, minute), tzinfo=ZONE)


def _directory(county: County) -> Iterator[Act]:
    own = tuple(each for each in county.organisations if each.kind != OrganisationKind.ENTERPRISE)
    firms = {each.code: each for each in county.organisations if each.kind == OrganisationKind.ENTERPRISE}
    joined: dict[date, list[Person]] = defaultdict(list)
    for person in county.people:
        joined[person.appointments[0].from_on].append(person)
    yield Act(moment(min(joined), 8), Foundation(own))
    for day, people in joined.items():
        codes = [appointment.organisation_code for person in people for appointment in person.appointments]
        new = tuple(firms[code] for code in codes if code in firms)
        yield Act(moment(day, 8, 30), Arrival(tuple(people), new))
    for person in county.people:
        for appointment in person.appointments:
            if appointment.until_on:
                yield Act(
                    moment(appointment.until_on, 8, 20),
                    Succession(person.code, appointment, appointment.until_on),
                )


def _registers(county: County) -> Iterator[Act]:
    place_names = geography.short_names()
    listed: dict[date, list[Firm]] = defaultdict(list)
    for firm in county.firms:
        listed[firm.places[0].known_on].append(firm)
    for day, firms in listed.items():
        moved_in = day == identities.ARRIVAL_KNOWN_ON
        what = "存量企业" if day == FIRST_LOAD else "迁入企业" if moved_in else "新增企业"
        title = f"青岚县{what}登记信息（{day.isoformat()}）"
        sheet = workbooks.register_sheet(firms, place_names, title=title, moved_in=moved_in)
        yield Act(moment(day, 9), Delivery("enterprise_register", f"{title}.xlsx", sheet))


def _recognitions(county: County) -> Iterator[Act]:
    notices: dict[tuple[date, RecognitionKind], list[tuple[Firm, object]]] = defaultdict(list)
    for firm in county.firms:
        for held in firm.titles:
            notices[held.known_on, held.kind].append((firm, held))
    for place, ((day, kind), rows) in enumerate(sorted(notices.items(), key=lambda item: item[0])):
        title = f"{kind.label}名单（{day.isoformat()}）"
        sheet = workbooks.recognition_sheet(rows, title=title, on=day)  # type: ignore[arg-type]
        yield Act(moment(day, 11, place % 60), Delivery("recognitions", f"{title}.xlsx", sheet))


def _yearly_facts(county: County) -> Iterator[Act]:
    """One workbook per place and year, and one with the earlier years of the firm that moved in."""
    for year, day in YEARLY_LOADED_ON.items():
        by_place: dict[str, list[tuple[Firm, YearRow]]] = defaultdict(list)
        for firm in county.firms:
            row = firm.year(year)
            place = firm.place_on(date(year, 12, 31)) or firm.place_on(day)
            if row and place and (firm.place_on(date(year, 12, 31)) or year == 2024):
                by_place[place].append((firm, row))
        for index, code in enumerate(geography.PLACE_CODES):
            if code in by_place:
                at = moment(day, 10, index)
                yield Act(at, _yearly_delivery(county, year, code, by_place[code], day))
    earlier = [
        (firm, row)
        for firm in county.firms
        if firm.places[0].known_on == identities.ARRIVAL_KNOWN_ON
        for row in firm.years
        if row.year < 2024
    ]
    sheet = workbooks.yearly_sheet(
        unit="工业园区",
        period="迁入企业历年",
        status="终核",
        rows=earlier,
        on=ARRIVAL_FACTS_ON,
        filled_by=_filled_by(county, geography.PARK_CODE, ARRIVAL_FACTS_ON),
        with_year=True,
    )
    delivery = Delivery("yearly_facts", "迁入企业2022-2023年度数据.xlsx", sheet, {"status": "终核"})
    yield Act(moment(ARRIVAL_FACTS_ON, 10), delivery)


def _yearly_delivery(
    county: County, year: int, place_code: str, rows: Sequence[tuple[Firm, YearRow]], day: date
) -> Delivery:
    unit = geography.short_names()[place_code]
    whole = year < ledgers.CURRENT_YEAR
    period = f"{year}年度" if whole else f"{year}年1-{ledgers.THROUGH_MONTH}月"
    status = "终核" if whole else "初步"
    options: dict[str, object] = {"year": year, "status": status}
    if not whole:
        options["through_month"] = ledgers.THROUGH_MONTH
    sheet = workbooks.yearly_sheet(
        unit=unit,
        period=period,
        status=status,
        rows=rows,
        fields=tuple(workbooks.YEARLY_COLUMNS) if whole else workbooks.MONTHLY_COLUMNS,
        on=day,
        filled_by=_filled_by(county, place_code, day),
    )
    return Delivery("yearly_facts", f"{period}企业数据（{unit}）.xlsx", sheet, options)


def _filled_by(county: County, place_code: str, day: date) -> str:
    """Return who led a place on a day."""
    return next(
        person.name
        for person in county.people
        for appointment in person.appointments
        if appointment.organisation_code == place_code
        and appointment.from_on <= day
        and (appointment.until_on is None or day < appointment.until_on)
    )


def _checks(county: County) -> Iterator[Act]:
    by_day: dict[date, list[tuple[Firm, object]]] = defaultdict(list)
    for firm in county.firms:
        for check in firm.checks:
            by_day[check.checked_on].append((firm, check))
    for day, rows in by_day.items():
        title = f"青岚县{day.year}年度企业合规核查结果"
        sheet = workbooks.check_sheet(rows, title=title, on=day)  # type: ignore[arg-type]
        yield Act(moment(day, 14), Delivery("compliance_checks", f"{title}.xlsx", sheet))


def _routes(county: County) -> Iterator[Act]:
    """The bureau asks every firm in the county once about the direct routes."""
    asked = [firm for firm in county.firms if firm.place_on(routes.ASKED_ON)]
    title = f"青岚县{routes.ASKED_ON.year}年科技型中小企业直通条件摸底表"
    sheet = workbooks.routes_sheet(asked, title=title, on=routes.ASKED_ON)
    yield Act(moment(routes.ASKED_ON, 14), Delivery("enterprise_register", f"{title}.xlsx", sheet))


def _events(county: County) -> Iterator[Act]:
    for firm in county.firms:
        for named in firm.names[1:]:
            known_on = named.from_on + timedelta(days=4)
            yield Act(moment(known_on, 15), Renaming(firm.credit_code, named.name, named.from_on))
        for placed in firm.places[1:]:
            yield Act(moment(placed.known_on, 15, 10), Departure(firm.credit_code, placed.from_on))
        for held in firm.titles:
            if held.revocation:
                at = moment(held.revocation.known_on, 15, 20)
                yield Act(at, Withdrawal(firm.credit_code, held.kind, held.revocation))


def _decisions(county: County) -> Iterator[Act]:
    by_day: dict[date, list[tuple[str, PoolStep]]] = defaultdict(list)
    for firm in county.firms:
        for step in firm.pool:
            by_day[step.on].append((firm.credit_code, step))
    for day, steps in by_day.items():
        yield Act(moment(day, 16), Decisions(tuple(steps)))


def _settings(county: County) -> Iterator[Act]:
    for day in _unlike(goal.set_on for goal in county.goals):
        yield Act(moment(day, 17), Setting(tuple(goal for goal in county.goals if goal.set_on == day)))


def _money(county: County) -> Iterator[Act]:
    for firm in county.firms:
        if firm.duty is Duty.HNTE_AGAIN_2024:
            first = min(held.granted_on for held in firm.titles if held.kind == RecognitionKind.HNTE)
            paid = money.award_for_2019(firm.credit_code, first)
            yield Act(moment(money.AWARDS_LOADED_ON, 15), paid)
    for budget in money.BUDGETS:
        yield Act(moment(budget.on, 9, 30), budget)
    for arrangement in money.ARRANGEMENTS:
        yield Act(moment(arrangement.on, 16, 30), arrangement)


def _inquiries() -> Iterator[Act]:
    for day, hour, what in inquiries.HISTORY:
        yield Act(moment(day, hour), what)
    for place, (day, report) in enumerate(inquiries.months()):
        yield Act(moment(day, 17, place % 60), report)


def _unlike(days: Iterable[date]) -> list[date]:
    return sorted(set(days))
