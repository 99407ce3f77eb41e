"""Who answers for which firm of the pool, when he was last there, and who is overdue."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, QuerySet, Subquery

from tidu.domain.enterprises import queries as enterprises_queries
from tidu.domain.enterprises.queries import KnownFirm
from tidu.domain.pool import queries as pool_queries
from tidu.domain.pool.models import Membership
from tidu.domain.pool.vocabulary import Stage
from tidu.domain.rulebook import queries as rulebook_queries
from tidu.domain.support.models import ContactLeader, Visit
from tidu.domain.support.vocabulary import LEADERS
from tidu.foundation.accounts.models import Person, RoleAssignment
from tidu.foundation.actors import Actor, Role
from tidu.foundation.clock import AsOf
from tidu.rules import Facts, Ternary

CONTACT_RULE = "pool.contact"

NONE, OVERDUE, IN_TIME = "none", "overdue", "in_time"
STANDINGS = {NONE: "没有联系领导", OVERDUE: "逾期未联系", IN_TIME: "按期"}


@dataclass(frozen=True)
class ContactLine:
    """A firm of the pool with its contact leader and adviser.

    `last_visit_on` is the present leader's own last visit, None before the first; `standing` is one of `STANDINGS`.
    `adviser_visit_on` is the adviser's own last visit; `adviser_late` tells whether more days have passed since, or
    since the adviser was named, than the contact rule gives a leader.
    """

    enterprise_id: int
    credit_code: str
    name: str
    place_id: int | None
    place_code: str
    place: str
    stage: str
    adviser_id: int | None
    adviser: str
    adviser_visit_on: date | None
    adviser_late: bool
    leader_id: int | None
    leader: str
    since: date | None
    last_visit_on: date | None
    standing: str
    record: tuple[str, int, str] | None

    @property
    def stage_label(self) -> str:
        """Return its stage in words."""
        return str(Stage(self.stage).label)

    @property
    def standing_label(self) -> str:
        """Return whether the leader was there in time, in words."""
        return STANDINGS[self.standing]


@dataclass(frozen=True)
class Load:
    """What one leader answers for: firms, the last visit to any of them, and those overdue."""

    person_id: int
    name: str
    post: str
    firms: int
    overdue: int
    never: int
    last_visit_on: date | None


@dataclass(frozen=True)
class ContactFilters:
    """What the list of firms is narrowed to; `leader` and `adviser` are persons' ids, `standing` one of `STANDINGS`."""

    text: str = ""
    place: str = ""
    stage: str = ""
    leader: str = ""
    adviser: str = ""
    standing: str = ""


@dataclass(frozen=True)
class Candidate:
    """Somebody who can be a contact leader on a day, with the post held."""

    person_id: int
    name: str
    post: str
    role: str
    organisation_id: int


def leaders_on(as_of: AsOf) -> QuerySet[ContactLeader]:
    """Return who answers for which firm on a day, as known at the moment of knowledge."""
    found: QuerySet[ContactLeader] = ContactLeader.objects.in_force(as_of).select_related("person")
    return found


def leader_history(enterprise_id: int, as_of: AsOf) -> list[ContactLeader]:
    """Return a firm's contact leaders up to a day, the newest first; replaced ones stay."""
    known = ContactLeader.objects.known_at(as_of.known_at).select_related("person")
    own = known.filter(enterprise_id=enterprise_id, valid_from_on__lte=as_of.on)
    return list(own.order_by("-valid_from_on"))


def candidates(on: date) -> list[Candidate]:
    """Return who can be a contact leader on a day: county and bureau leaders first, then the townships'. One query."""
    order = (Role.COUNTY_LEADER, Role.BUREAU_DIRECTOR, Role.TOWNSHIP_LEADER)
    held = RoleAssignment.objects.in_force_on(on).filter(role__in=LEADERS)
    found = held.select_related("person", "organisation").order_by("organisation__position", "person__code")
    rows = [
        Candidate(
            one.person_id,
            one.person.name,
            f"{one.organisation.short_name}{one.post_title}",
            one.role,
            one.organisation_id,
        )
        for one in found
    ]
    return sorted(rows, key=lambda one: order.index(Role(one.role)))


@rulebook_queries.one_library()
def contact_lines(
    actor: Actor, as_of: AsOf, filters: ContactFilters | None = None
) -> tuple[ContactLine, ...]:
    """Return the firms of the pool in scope with their leaders, those without one and those overdue first.

    Two queries, whatever their number.
    """
    members = _members(as_of)
    firms = enterprises_queries.population_of(actor, as_of).firms
    late = _Late(_overdue(members, _LED, as_of), _overdue(members, _ADVISED, as_of))
    seen = [one for one in members if one.enterprise_id in firms]
    lines = [_contact_line(one, firms[one.enterprise_id], late, as_of) for one in seen]
    order = list(STANDINGS)
    lines.sort(key=lambda line: (order.index(line.standing), line.name, line.credit_code))
    return narrowed(lines, filters or ContactFilters())


def narrowed(lines: Iterable[ContactLine], asked: ContactFilters) -> tuple[ContactLine, ...]:
    """Return those of some firms that the filters ask for, in their order."""
    return tuple(line for line in lines if _wanted(line, asked))


def _members(as_of: AsOf) -> list[Membership]:
    """Return the pool's members, each with its leader, and the own last visits of leader and adviser."""
    held = leaders_on(as_of).filter(enterprise=OuterRef("enterprise"))
    visits = Visit.objects.filter(enterprise=OuterRef("enterprise"), visited_on__lte=as_of.on)
    if as_of.known_at is not None:
        visits = visits.filter(recorded_at__lt=as_of.known_at)
    last = visits.order_by("-visited_on").values("visited_on")
    found = pool_queries.members_on(as_of).select_related("adviser")
    found = found.annotate(
        leader_pk=Subquery(held.values("pk")[:1]),
        leader_person_id=Subquery(held.values("person_id")[:1]),
        leader_name=Subquery(held.values("person__name")[:1]),
        leader_since=Subquery(held.values("valid_from_on")[:1]),
    )
    return list(
        found.annotate(
            last_visit_on=Subquery(last.filter(visitor=OuterRef("leader_person_id"))[:1]),
            adviser_visit_on=Subquery(last.filter(visitor=OuterRef("adviser"))[:1]),
        )
    )


@dataclass(frozen=True)
class _Late:
    """The firms whose leader, and whose adviser, was not there in time."""

    led: set[int]
    advised: set[int]


def _contact_line(member: Membership, firm: KnownFirm, late: _Late, as_of: AsOf) -> ContactLine:
    place = firm.place_on(as_of.on) or enterprises_queries.OUTSIDE
    row = vars(member)
    led = row["leader_pk"] is not None
    return ContactLine(
        enterprise_id=member.enterprise_id,
        credit_code=firm.credit_code,
        name=firm.name_on(as_of.on),
        place_id=place.id,
        place_code=place.code,
        place=place.short_name,
        stage=member.stage,
        adviser_id=member.adviser_id,
        adviser=member.adviser.name if member.adviser else "",
        adviser_visit_on=row["adviser_visit_on"],
        adviser_late=member.enterprise_id in late.advised,
        leader_id=row["leader_person_id"],
        leader=row["leader_name"] or "",
        since=row["leader_since"],
        last_visit_on=row["last_visit_on"],
        standing=NONE if not led else OVERDUE if member.enterprise_id in late.led else IN_TIME,
        record=("support.ContactLeader", row["leader_pk"], "person") if led else None,
    )


def loads_within(actor: Actor, lines: Iterable[ContactLine], on: date) -> tuple[Load, ...]:
    """Return the loads for some firms in the actor's scope, as `loads`; one query.

    Who sees only some places is told of the leaders of these places and of those who answer for firms there: of
    anybody else the count would read 0 while others see his firms.
    """
    people = candidates(on)
    near = {
        one.person_id for one in people if actor.sees_whole_county or one.organisation_id in actor.place_ids
    }
    return tuple(load for load in loads(lines, people) if load.firms or load.person_id in near)


def loads(lines: Iterable[ContactLine], people: Iterable[Candidate]) -> tuple[Load, ...]:
    """Return what each leader answers for, the most overdue first; who answers for nobody is listed last."""
    own: dict[int, list[ContactLine]] = defaultdict(list)
    names: dict[int, tuple[str, str]] = {}
    for one in people:
        names.setdefault(one.person_id, (one.name, one.post))
        own[one.person_id]
    for line in lines:
        if line.leader_id is not None:
            own[line.leader_id].append(line)
            names.setdefault(line.leader_id, (line.leader, "已不任职"))
    found = [_load(person_id, *names[person_id], firms) for person_id, firms in own.items()]
    return tuple(sorted(found, key=lambda load: (-load.overdue, -load.firms, load.name)))


def _load(person_id: int, name: str, post: str, firms: list[ContactLine]) -> Load:
    visits = [line.last_visit_on for line in firms if line.last_visit_on]
    return Load(
        person_id=person_id,
        name=name,
        post=post,
        firms=len(firms),
        overdue=sum(line.standing == OVERDUE for line in firms),
        never=sum(line.last_visit_on is None for line in firms),
        last_visit_on=max(visits, default=None),
    )


_LED = ("leader_since", "last_visit_on")
_ADVISED = ("valid_from_on", "adviser_visit_on")
"""Where a member says since when somebody answers for it, and when this person was last there."""


def _overdue(members: Iterable[Membership], told: tuple[str, str], as_of: AsOf) -> set[int]:
    """Return the firms at which somebody is overdue by the contact rule in force on the day."""
    since_of, visited_of = told
    facts = {}
    for one in members:
        row = vars(one)
        since = None if told is _ADVISED and one.adviser_id is None else row[since_of]
        if since is not None:
            last = max(row[visited_of] or since, since)
            facts[one.enterprise_id] = Facts({"last_contact_on": last})
    judged = rulebook_queries.verdicts(CONTACT_RULE, facts, as_of)
    return {firm for firm, (verdict, _) in judged.items() if verdict is Ternary.NO}


def _wanted(line: ContactLine, asked: ContactFilters) -> bool:
    return (
        asked.text in line.name + line.credit_code
        and asked.place in ("", line.place_code)
        and asked.stage in ("", line.stage)
        and asked.standing in ("", line.standing)
        and asked.leader in ("", str(line.leader_id))
        and asked.adviser in ("", str(line.adviser_id))
    )


def firms_led_by(actor: Actor, lines: Iterable[ContactLine]) -> tuple[ContactLine, ...]:
    """Return those of some firms that a signed-in person answers for, in their order."""
    person = Person.objects.filter(user=actor.user_id).first()
    return tuple(line for line in lines if person is not None and line.leader_id == person.pk)


def contact_rule_in_words(as_of: AsOf) -> str:
    """Return the sentence of the contact rule in force on a day, with its document."""
    verdict = rulebook_queries.judge_facts(CONTACT_RULE, Facts({"last_contact_on": as_of.on}), as_of)
    (found,) = verdict.clauses
    return f"{found.says}（{verdict.rule.cite(verdict.rule.clause(found.id))}）。"
