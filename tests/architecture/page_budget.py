"""What a page may ask of the records: every GET address of the access table, each as its widest and narrowest reader.

A new address is visited as soon as it has its row in the access table; where its parts are not told in
`tests/factories/addresses.py`, the visit fails.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.architecture.access_table import ROLES, TABLE
from tests.factories.accounts import an_account
from tests.factories.addresses import Named, address
from tidu.domain.enterprises import queries
from tidu.foundation.accounts.models import Organisation, User
from tidu.foundation.actors import OrganisationKind, Role
from tidu.foundation.clock import AsOf
from tidu.foundation.figures import registry

BUDGET = 10
"""Statements, session and account included; transaction control and one entry of the audit not counted."""

CONTROL = ("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK", "COMMIT")
AUDIT = 'INSERT INTO "audit_entry"'

ASKED_FOR = {
    "search": ["?q=公司"],
    "enterprises": ["?text=公司&sort=revenue&tier=TECH&page=2"],
    "pool": ["?page=2"],
    "proposals": ["?page=2"],
    "expiries": ["?days=all"],
    "year-end": ["?group=every"],
    "tickets": ["?text=公司&waiting=late"],
    "visits": ["?text=公司"],
    "visit-start": ["?q=公司"],
    "open-day-door": ["?q=公司"],
    "leader-firms": ["?standing=overdue"],
    "stairs": ["?step=&page=2#table"],
    "policy-firms": ["?standing=nearly"],
    "desk-policy": ["?try.rd_deductible.2024=500"],
    "enterprise-try": ["?rule=qinglan.rd_subsidy&try.rd_deductible.2024=500"],
    "lab-rule": ["?p.rate=4&p.cap=25"],
    "lab-firms": ["?p.rate=4&change=lose"],
}
"""Pages that do more when they are asked for something: visited without and with it."""

Visit = tuple[str, str | None]


def visits() -> Iterator[Visit]:
    """Yield every page's name with the first and the last role that it answers; None for a stranger.

    The roles are ordered from the whole county to the own firm; the home, which differs by role, is seen by all.
    """
    rows = {row.name: row for row in reversed(TABLE) if row.method == "get" and "+" in row.answers}
    for name, row in reversed(rows.items()):
        if row.public:
            yield name, None
            continue
        answered = [role for role in ROLES if row.answer_for(role) == "+"]
        wanted = answered if name == "home" else dict.fromkeys((answered[0], answered[-1]))
        yield from ((name, role) for role in wanted)


def widest() -> list[Visit]:
    """Return the homes, and each other page with its first role alone: who sees the most firms asks the most."""
    first = dict(reversed(list(visits())))
    return [(name, role) for name, role in visits() if name == "home" or first[name] == role]


def accounts(credit_code: str, as_of: AsOf) -> dict[str, User]:
    """Open an account for each role: the contact of one firm of the register, the leader of its township."""
    firm = queries.Population(as_of.known_at, queries.in_county(as_of).filter(credit_code=credit_code))
    place = next(iter(firm.firms.values())).place_on(as_of.on)
    assert place is not None
    itself, _ = Organisation.objects.get_or_create(
        code=credit_code, defaults={"name": "本企业", "kind": OrganisationKind.ENTERPRISE}
    )
    homes = {
        Role.TOWNSHIP_LEADER: Organisation.objects.get(pk=place.id),
        Role.ENTERPRISE_CONTACT: itself,
    }
    return {role: an_account(role, organisation=homes.get(Role(role))) for role in ROLES}


def counted(statements: Iterable[str]) -> int:
    """Return how many statements the budget counts."""
    asked = [sql.lstrip() for sql in statements if not sql.lstrip().upper().startswith(CONTROL)]
    return len(asked) - min(1, sum(sql.startswith(AUDIT) for sql in asked))


def asked(user: User | None, where: str) -> int:
    """Return how much of its budget a page needs."""
    client = Client()
    if user is not None:
        client.force_login(user)
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(where)
        assert answer.status_code == 200, (where, answer.status_code)
        assert answer.getvalue()
    return counted(query["sql"] for query in captured.captured_queries)


def over_budget(
    users: Mapping[str, User], named: Named, only: Iterable[Visit] | None = None, *, figures: bool = True
) -> dict[str, int]:
    """Return the visits that ask too much, with how much they ask; without `figures`, of one figure alone."""
    over = {}
    for name, role in visits() if only is None else only:
        for where in addresses(name, role, named, figures=figures):
            needed = asked(users[role] if role else None, where)
            if needed > BUDGET:
                over[f"{where} as {role}"] = needed
    return over


def addresses(name: str, role: str | None, named: Named, *, figures: bool) -> list[str]:
    """Return the address of a page, alone and with what it can be asked for.

    The page of a figure has every figure where `figures` are wanted, for one reader: what a figure reads depends on
    no viewer.
    """
    plain = address(name, named)
    if figures and name == "figure" and role == ROLES[0]:
        codes = [figure.code for figure in registry.everything()]
        return [plain, *(reverse(name, args=[code]) + "?year=2024&base_year=2023" for code in codes)]
    return [plain, *(plain + query for query in ASKED_FOR.get(name, []))]
