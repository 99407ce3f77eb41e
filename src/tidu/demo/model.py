"""What the generator hands over: a county as plain frozen values, before anything is written.

Money is integer fen, exports are US cents, people are persons; None is 缺数. Days are half-open at the end
(`until_on` is the first day on which something no longer holds).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from tidu.domain.enterprises.vocabulary import CheckKind, GrantKind, Industry, RecognitionKind
from tidu.domain.pool.vocabulary import Stage
from tidu.domain.targets.vocabulary import TargetKind
from tidu.foundation.accounts.vocabulary import OrganisationKind, RepresentativeGroup, Role


class Research(StrEnum):
    """Where a firm stands towards the county's R&D subsidy for 2024 (5 %, cap 30万, floor 20万, no fall)."""

    BELOW_CAP = "full, below the cap"
    AT_CAP = "full, at the cap"
    SHORT_NEARLY = "R&D of 18 to below 20万"
    SHORT = "R&D below 18万"
    FELL_NEARLY = "R&D fell by at most 2 %"
    FELL = "R&D fell by more than 2 %"
    UNKNOWN = "R&D 2024 is missing"
    NONE = "no R&D"
    NO_YEAR = "founded in 2025: no 2024 year"


class Duty(StrEnum):
    """The part a firm plays: its way to the HNTE certificate and through the pool."""

    HNTE_AUGUST_2022 = "certificate of August 2022"
    HNTE_NOVEMBER_2022 = "certificate of November 2022"
    HNTE_NEW_2023 = "first certificate in 2023"
    HNTE_RENEWED_2023 = "certificates of 2020 and 2023"
    HNTE_NEW_2024 = "first certificate in 2024"
    HNTE_AGAIN_2024 = "certificate of 2019, lapsed, another in 2024"
    HNTE_RENEWED_2024 = "certificates of 2021 and 2024"
    HNTE_MOVED_IN = "moved in with its certificate"
    HNTE_MOVED_OUT = "moved out with its certificate"
    REVOKED = "certificate revoked, stage not yet changed"
    LAPSED_2024_WRONG_STAGE = "lapsed in 2024, stage not yet changed"
    LAPSED_2024 = "lapsed in 2024, back in cultivation"
    LAPSED_2023 = "lapsed in 2023, back in cultivation"
    LAPSED_2023_LEFT = "lapsed in 2023, left the pool"
    CULTIVATED_FULL = "cultivated, meets every computable gate"
    CULTIVATED_NEAR_RESEARCH = "cultivated, R&D intensity a little short"
    CULTIVATED_NEAR_INCOME = "cultivated, high-tech income a little short"
    CULTIVATED_NEAR_STAFF = "cultivated, technical staff a little short"
    CULTIVATED_REFUSED = "cultivated, far from the certificate"
    CULTIVATED_UNKNOWN = "cultivated, R&D 2024 missing"
    RESERVE = "in reserve"
    OUTSIDE = "not in the pool"


HOLDERS = frozenset(
    {
        Duty.HNTE_AUGUST_2022,
        Duty.HNTE_NOVEMBER_2022,
        Duty.HNTE_NEW_2023,
        Duty.HNTE_RENEWED_2023,
        Duty.HNTE_NEW_2024,
        Duty.HNTE_AGAIN_2024,
        Duty.HNTE_RENEWED_2024,
        Duty.HNTE_MOVED_IN,
    }
)
"""Duties of the firms that hold a valid certificate in the county on the default as-of day."""

NEARLY = frozenset({Duty.CULTIVATED_NEAR_RESEARCH, Duty.CULTIVATED_NEAR_INCOME, Duty.CULTIVATED_NEAR_STAFF})
LAPSED = frozenset({Duty.LAPSED_2023, Duty.LAPSED_2023_LEFT, Duty.LAPSED_2024, Duty.LAPSED_2024_WRONG_STAGE})
REFUSED = frozenset({Duty.CULTIVATED_REFUSED, Duty.LAPSED_2023, Duty.LAPSED_2024})
"""Duties of the 40 firms in cultivation that are refused."""


@dataclass(frozen=True)
class Organisation:
    """A bureau section, a township, the park, a firm with an account, a university, a newspaper."""

    code: str
    name: str
    short_name: str
    kind: OrganisationKind
    parent_code: str = ""
    position: int = 0


@dataclass(frozen=True)
class Appointment:
    """A dated role; `until_on` is None while it lasts."""

    role: Role
    organisation_code: str
    from_on: date
    until_on: date | None = None
    post_title: str = ""
    group: RepresentativeGroup = RepresentativeGroup.NONE


@dataclass(frozen=True)
class Person:
    """A person with an account. `username` tells the role and a number, never a name."""

    code: str
    name: str
    username: str
    appointments: tuple[Appointment, ...]
    phone: str = ""


@dataclass(frozen=True)
class Named:
    """A name of a firm from a day on."""

    name: str
    from_on: date


@dataclass(frozen=True)
class Placed:
    """A firm's place from a day on; `place_code` is None for outside the county."""

    place_code: str | None
    from_on: date
    known_on: date


@dataclass(frozen=True)
class YearRow:
    """A fiscal year's facts by field name of the yearly facts; `through_month` 12 is a whole, final year."""

    year: int
    through_month: int
    values: Mapping[str, int | None]

    def __getitem__(self, name: str) -> int | None:
        return self.values.get(name)


@dataclass(frozen=True)
class Revocation:
    """When a title was taken away, back to which day, when that became known, and why."""

    back_to_on: date
    known_on: date
    reason: str


@dataclass(frozen=True)
class Title:
    """A recognition as the notice granted it, known to the bureau from `known_on`."""

    kind: RecognitionKind
    grant_kind: GrantKind
    granted_on: date
    until_on: date
    number: str
    known_on: date
    revocation: Revocation | None = None

    def held_on(self, day: date) -> bool:
        """Return whether the title is in force on `day`, as corrected by all that became known."""
        end = self.revocation.back_to_on if self.revocation else self.until_on
        return self.granted_on <= day < end

    def held_as_known_on(self, day: date) -> bool:
        """Return whether the title was in force on `day` with the knowledge of that same day."""
        revoked = self.revocation is not None and self.revocation.known_on <= day
        if self.known_on > day:
            return False
        return self.held_on(day) if revoked else self.granted_on <= day < self.until_on


@dataclass(frozen=True)
class Check:
    """A look whether something bad is on record."""

    kind: CheckKind
    checked_on: date
    found: bool
    note: str = ""


@dataclass(frozen=True)
class Routes:
    """A firm's answers about the direct routes; `led_standard` None was left blank, no `award_on` means no award."""

    award_on: date | None
    institution: bool
    led_standard: bool | None
    standard_on: date | None


@dataclass(frozen=True)
class PoolStep:
    """An officer's decision to put a firm into a stage from a day on."""

    on: date
    stage: Stage
    reason: str
    tier_sought: str = ""
    target_year: int | None = None
    adviser_code: str = ""


@dataclass(frozen=True)
class Firm:
    """A legal entity with everything the bureau knows of it."""

    credit_code: str
    duty: Duty
    research: Research
    industry: Industry
    registered_on: date
    names: tuple[Named, ...]
    places: tuple[Placed, ...]
    in_hightech_field: bool
    hightech_field: str
    above_scale: bool
    address: str
    contact_name: str
    contact_phone: str
    years: tuple[YearRow, ...]
    titles: tuple[Title, ...]
    checks: tuple[Check, ...]
    pool: tuple[PoolStep, ...]
    host: bool = False
    gazelle_list: bool = False
    routes: Routes | None = None

    def year(self, year: int) -> YearRow | None:
        """Return the facts of a fiscal year, or None when the firm has none."""
        return next((row for row in self.years if row.year == year), None)

    def name_on(self, day: date) -> str:
        """Return the name in use on `day`."""
        return [named.name for named in self.names if named.from_on <= day][-1]

    def place_on(self, day: date) -> str | None:
        """Return the code of the place on `day`, None outside the county."""
        places = [placed.place_code for placed in self.places if placed.from_on <= day]
        return places[-1] if places else None

    def stage_on(self, day: date) -> Stage:
        """Return the stage in the pool on `day`."""
        stages = [step.stage for step in self.pool if step.on <= day]
        return stages[-1] if stages else Stage.OUT

    def holds(self, kind: RecognitionKind, day: date) -> bool:
        """Return whether a title of `kind` is in force on `day`, as corrected since."""
        return any(title.kind == kind and title.held_on(day) for title in self.titles)


@dataclass(frozen=True)
class Goal:
    """A target of the county for a figure on a day, with its parts by place code."""

    figure_code: str
    name: str
    kind: TargetKind
    value: int
    due_on: date
    set_on: date
    owner_code: str
    split: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class County:
    """The whole fictional county. `firms` is the register: those in the county, and the one that moved out."""

    seed: int
    as_of: date
    organisations: tuple[Organisation, ...]
    people: tuple[Person, ...]
    firms: tuple[Firm, ...]
    goals: tuple[Goal, ...]

    def present(self) -> list[Firm]:
        """Return the firms that are in the county on the as-of day and that the bureau knows of by then."""
        return [
            firm
            for firm in self.firms
            if firm.places[0].known_on <= self.as_of and firm.place_on(self.as_of) is not None
        ]
