"""What each adviser answers for: the firms taken on, when the adviser was last there, and difficulties in hand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tidu.domain.support.queries._contacts import ContactLine
from tidu.domain.support.queries._tickets import OPEN, TicketFilters, TicketLine, lines_of, tickets
from tidu.foundation.actors import Actor
from tidu.foundation.clock import AsOf


@dataclass(frozen=True)
class AdviserLoad:
    """One adviser: firms, those not visited in time and never, the last visit, difficulties in hand and late ones."""

    person_id: int
    name: str
    firms: int
    overdue: int
    never: int
    last_visit_on: date | None
    tickets: int
    late_tickets: int


def adviser_loads(actor: Actor, lines: Iterable[ContactLine], as_of: AsOf) -> tuple[AdviserLoad, ...]:
    """Return what each adviser of some firms answers for, the most overdue first; two queries more."""
    own: dict[int, list[ContactLine]] = defaultdict(list)
    for line in lines:
        if line.adviser_id is not None:
            own[line.adviser_id].append(line)
    in_hand: dict[int, list[TicketLine]] = defaultdict(list)
    for ticket in lines_of(tickets(actor, as_of, TicketFilters(waiting=OPEN)), as_of):
        if ticket.ticket.handler_id in own:
            in_hand[ticket.ticket.handler_id].append(ticket)
    found = [_load(person_id, firms, in_hand[person_id]) for person_id, firms in own.items()]
    return tuple(sorted(found, key=lambda load: (-load.overdue, -load.firms, load.name)))


def _load(person_id: int, firms: list[ContactLine], in_hand: list[TicketLine]) -> AdviserLoad:
    visits = [line.adviser_visit_on for line in firms if line.adviser_visit_on]
    return AdviserLoad(
        person_id=person_id,
        name=firms[0].adviser,
        firms=len(firms),
        overdue=sum(line.adviser_late for line in firms),
        never=sum(line.adviser_visit_on is None for line in firms),
        last_visit_on=max(visits, default=None),
        tickets=len(in_hand),
        late_tickets=sum(ticket.late for ticket in in_hand),
    )
