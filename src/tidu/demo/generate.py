"""Put the county together: a pure function of a seed and a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from random import Random

from tidu.demo import (
    books,
    cultivation,
    duties,
    geography,
    identities,
    ledgers,
    people,
    quotas,
    routes,
    titles,
)
from tidu.demo.books import BEFORE_2023, Book
from tidu.demo.draws import WAN, Misdrawn, fen
from tidu.demo.duties import Part
from tidu.demo.identities import Identity
from tidu.demo.model import (
    HOLDERS,
    NEARLY,
    Check,
    County,
    Duty,
    Firm,
    Goal,
    Named,
    Organisation,
    Placed,
    PoolStep,
    Research,
    Title,
)
from tidu.domain.enterprises.vocabulary import CheckKind, Industry, RecognitionKind
from tidu.domain.targets.vocabulary import TargetKind
from tidu.foundation.accounts.vocabulary import OrganisationKind

CHECKED_ON = (date(2024, 3, 12), date(2025, 3, 12))
FIRST_DAY = identities.REGISTER_DAYS[0]
ATTEMPTS = 20


def generate(seed: int = quotas.SEED, as_of: date = quotas.AS_OF) -> County:
    """Return the county of `seed`, holding what was known on `as_of`.

    The history does not depend on `as_of`: an earlier day only hides what became known after it. Every number of
    `quotas` holds on the default day for every seed. Raises ValueError for a day before the records begin.
    """
    if as_of < FIRST_DAY:
        raise ValueError(f"演示数据从 {FIRST_DAY} 开始。请用 --as-of 给出这一天或以后的日期。")
    for attempt in range(ATTEMPTS):
        try:
            return _draw(Random(seed if attempt == 0 else f"{seed}, drawn anew {attempt}"), seed, as_of)
        except Misdrawn:
            continue
    raise Misdrawn(f"no county for seed {seed} in {ATTEMPTS} attempts")


def _draw(rng: Random, seed: int, as_of: date) -> County:
    """Return a county; raise Misdrawn, about once in 500 times, when a part finds no firm to play it."""
    accounts = books.draw_books(rng)
    parts = duties.cast(rng, accounts)
    books.employ_researchers(rng, accounts)
    parts.append(_departed(rng))
    rng.shuffle(parts)
    identified = identities.identify(rng, parts)
    firms = _firms(rng, parts, identified)
    contacts = _contacts(firms)
    names = identities.person_names(rng)
    return County(
        seed=seed,
        as_of=as_of,
        organisations=(*geography.organisations(), *contacts),
        people=people.people(names, contacts),
        firms=firms,
        goals=_goals(firms),
    )


def _departed(rng: Random) -> Part:
    """Return the firm that moved out with its certificate: on the register, no longer in the county."""
    revenue = fen(rng.uniform(4_000, 4_900) * WAN)
    spent = fen(revenue * 0.058)
    book = Book(
        Research.BELOW_CAP,
        BEFORE_2023,
        {2022: fen(revenue * 0.8), 2023: fen(revenue * 0.9), 2024: revenue},
        {2022: fen(spent * 0.8), 2023: fen(spent * 0.9), 2024: spent},
        staff=62,
        rd_staff=9,
    )
    return Part(Duty.HNTE_MOVED_OUT, book, Fraction(72, 100), 12, True, 1, 6)


def _firms(rng: Random, parts: Sequence[Part], identified: Sequence[Identity]) -> tuple[Firm, ...]:
    candidates = [
        titles.Candidate(
            part,
            identity.registered_on,
            identities.ARRIVAL_KNOWN_ON if part.duty is Duty.HNTE_MOVED_IN else None,
        )
        for part, identity in zip(parts, identified, strict=True)
    ]
    awarded = titles.award(rng, candidates)
    listed = titles.list_gazelles(candidates, awarded)
    moved = titles.founding_days(candidates, awarded, listed)
    identified = [
        identities.founded(identity, moved.get(place, identity.registered_on))
        for place, identity in enumerate(identified)
    ]
    exporters = _exporters(rng, parts, identified)
    tables = [
        ledgers.write_up(
            rng,
            part,
            exports=place in exporters,
            falling_exports=part.host and identified[place].industry == Industry.ELECTRONICS,
        )
        for place, part in enumerate(parts)
    ]
    ledgers.leave_gaps(rng, tables)
    _forget_after_departure(parts, tables)
    return tuple(
        _firm(rng, parts[place], identified[place], tables[place], awarded[place], listed=place in listed)
        for place in range(len(parts))
    )


def _forget_after_departure(parts: Sequence[Part], tables: Sequence[ledgers.Cells]) -> None:
    """Leave out 2025 for the firm that moved out: it no longer reports here."""
    for part, cells in zip(parts, tables, strict=True):
        if part.duty is Duty.HNTE_MOVED_OUT:
            del cells[ledgers.CURRENT_YEAR]


def _exporters(rng: Random, parts: Sequence[Part], identified: Sequence[Identity]) -> set[int]:
    """Return the positions of the firms that exported in 2024: the hosts and larger firms, mostly electronics."""
    hosts = {place for place, part in enumerate(parts) if part.host}
    able = [
        place
        for place, part in enumerate(parts)
        if part.book.revenue.get(2024, 0) > 800 * WAN
        and part.duty is not Duty.HNTE_MOVED_OUT
        and place not in hosts
    ]
    weights = {Industry.ELECTRONICS: 4.0, Industry.NEW_MATERIALS: 2.0}
    able.sort(key=lambda place: -rng.random() * weights.get(identified[place].industry, 1.0))
    return hosts | set(able[: quotas.EXPORTERS_2024 - len(hosts)])


def _firm(
    rng: Random, part: Part, identity: Identity, cells: ledgers.Cells, held: Sequence[Title], *, listed: bool
) -> Firm:
    return Firm(
        credit_code=identity.credit_code,
        duty=part.duty,
        research=part.book.research,
        industry=identity.industry,
        registered_on=identity.registered_on,
        names=tuple(Named(name, day) for name, day in identity.names),
        places=_places(part, identity),
        in_hightech_field=part.in_field,
        hightech_field=identity.hightech_field,
        above_scale=part.book.revenue.get(2024, 0) >= 2_000 * WAN,
        address=identity.address,
        contact_name=identity.contact_name,
        contact_phone=identity.contact_phone,
        years=ledgers.bind(cells),
        titles=tuple(sorted(held, key=lambda title: (title.known_on, title.granted_on, title.kind))),
        checks=_checks(part, identity),
        pool=_pool(rng, part, identity, held, listed=listed),
        host=part.host,
        gazelle_list=listed,
        routes=routes.answers(part, identity),
    )


def _places(part: Part, identity: Identity) -> tuple[Placed, ...]:
    if part.duty is Duty.HNTE_MOVED_IN:
        return (Placed(identity.place_code, identities.ARRIVED_ON, identities.ARRIVAL_KNOWN_ON),)
    first = Placed(identity.place_code, identity.registered_on, identity.listed_on)
    if part.duty is Duty.HNTE_MOVED_OUT:
        return (first, Placed(None, identities.DEPARTED_ON, identities.DEPARTURE_KNOWN_ON))
    return (first,)


def _checks(part: Part, identity: Identity) -> tuple[Check, ...]:
    """Return the yearly look at three lists; one cultivated firm has an incident on record."""
    arrived = identities.ARRIVAL_KNOWN_ON if part.duty is Duty.HNTE_MOVED_IN else identity.listed_on
    found = []
    for day in CHECKED_ON:
        if arrived >= day or (part.duty is Duty.HNTE_MOVED_OUT and day > identities.DEPARTED_ON):
            continue
        for kind in CheckKind:
            bad = part.incident and kind == CheckKind.MAJOR_INCIDENT and day.year == 2025
            note = "2024年11月发生严重环境违法行为，已受处罚" if bad else ""
            found.append(Check(kind, day, bad, note))
    return tuple(found)


def _pool(
    rng: Random, part: Part, identity: Identity, held: Sequence[Title], *, listed: bool
) -> tuple[PoolStep, ...]:
    arrived = identities.ARRIVAL_KNOWN_ON if part.duty is Duty.HNTE_MOVED_IN else identity.listed_on
    tier = ""
    if part.host and identity.industry == Industry.ELECTRONICS:
        tier = RecognitionKind.UNICORN
    elif listed:
        tier = RecognitionKind.GAZELLE
    return cultivation.history(rng, part, held, listed_on=arrived, advisers=people.ADVISER_CODES, tier=tier)


def _contacts(firms: Sequence[Firm]) -> tuple[Organisation, ...]:
    """Return the firms whose contacts have accounts: hosts, full, nearly and unknown ones, then holders."""
    interesting = NEARLY | {Duty.CULTIVATED_FULL, Duty.CULTIVATED_UNKNOWN, Duty.REVOKED}
    chosen = [firm for firm in firms if firm.host] + [firm for firm in firms if firm.duty in interesting]
    chosen += [firm for firm in firms if firm.duty in HOLDERS and not firm.host]
    return tuple(
        Organisation(
            firm.credit_code, firm.names[-1].name, firm.names[-1].name[2:6], OrganisationKind.ENTERPRISE
        )
        for firm in chosen[: people.CONTACTS]
    )


def _goals(firms: Sequence[Firm]) -> tuple[Goal, ...]:
    """Return the county's targets for the end of 2025 and 2026; the HNTE parts sum to 69 of 70 on purpose."""
    owner = geography.HIGHTECH_SECTION
    this, following = date(2025, 12, 31), date(2026, 12, 31)
    set_on = date(2025, 1, 20)
    reach, breakthrough = TargetKind.REACH, TargetKind.BREAKTHROUGH
    return (
        Goal("hnte_count", "高新技术企业", reach, 70, this, set_on, owner, _split(firms, 69)),
        Goal("gazelle_count", "瞪羚企业", reach, 5, this, set_on, owner),
        Goal("unicorn_count", "独角兽企业", breakthrough, 1, this, set_on, owner),
        Goal("hnte_count", "高新技术企业", reach, 82, following, set_on, owner),
        Goal("gazelle_count", "瞪羚企业", reach, 7, following, set_on, owner),
    )


def _split(firms: Sequence[Firm], total: int) -> dict[str, int]:
    """Return parts of `total` over the 15 places, in proportion to the certificates held, by largest remainders."""
    held = {
        code: Fraction(1, 2) + sum(f.duty in HOLDERS and f.places[-1].place_code == code for f in firms)
        for code in geography.PLACE_CODES
    }
    whole = sum(held.values())
    exact = {code: total * share / whole for code, share in held.items()}
    parts = {code: int(share) for code, share in exact.items()}
    by_remainder = sorted(exact, key=lambda code: parts[code] - exact[code])
    for code in by_remainder[: total - sum(parts.values())]:
        parts[code] += 1
    return parts
