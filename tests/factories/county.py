"""A small county with an account for every role and one of everything that an address can name."""

from __future__ import annotations

from dataclasses import replace

from tests.architecture.access_table import FAR, NEIGHBOUR, OWN, ROLES, Access
from tests.factories.accounts import an_account, an_organisation
from tests.factories.addresses import a_correction_of, a_stop_of, address, one_of_everything
from tests.factories.calendar import the_shipped_years
from tests.factories.enterprises import an_enterprise, yearly_facts
from tests.factories.photographs import JPEG_WITH_NOTES
from tests.factories.pool import AS_OF, NOW, OFFICER
from tests.factories.quality import an_issue
from tests.factories.support import a_ticket, a_visit
from tidu.domain.enterprises.models import Enterprise
from tidu.domain.pool import operations as pool
from tidu.foundation.accounts.models import Organisation, User
from tidu.foundation.actors import OrganisationKind, Role


class County:
    """Two townships, three firms, an account for every role, and one of everything that an address can name."""

    def __init__(self) -> None:
        self.here = an_organisation(OrganisationKind.TOWNSHIP, code="T01", name="近镇")
        far = an_organisation(OrganisationKind.TOWNSHIP, code="T02", name="远乡")
        self.firms: dict[str, Enterprise] = {
            OWN: an_enterprise("甲公司", place=self.here),
            NEIGHBOUR: an_enterprise("乙公司", place=self.here),
            FAR: an_enterprise("丙公司", place=far),
        }
        self.facts = {
            who: yearly_facts(firm, 2024, rd_book_fen=1_000_000) for who, firm in self.firms.items()
        }
        self.tickets = {who: a_ticket(firm).number for who, firm in self.firms.items()}
        self.visits = {who: a_visit(firm, photo=JPEG_WITH_NOTES).pk for who, firm in self.firms.items()}
        pool.compute_proposals(as_of=AS_OF, by=OFFICER, now=NOW)
        the_shipped_years()
        self.named = one_of_everything([(self.firms[FAR].credit_code, "丙公司")])
        self.issues = {who: an_issue(firm, key=who) for who, firm in self.firms.items()}
        self.corrections = {
            who: self.named.correction if who == FAR else a_correction_of(firm.credit_code).pk
            for who, firm in self.firms.items()
        }
        self.stops = {
            who: self.named.stop if who == FAR else a_stop_of(firm.credit_code, self.named.open_day).pk
            for who, firm in self.firms.items()
        }
        self.users = {role: self._account(role) for role in ROLES}

    def _account(self, role: str) -> User:
        """Open an account for a role, at the near township or the own firm where the role wants one."""
        homes: dict[str, Organisation] = {Role.TOWNSHIP_LEADER: self.here}
        if role == Role.ENTERPRISE_CONTACT:
            homes[role] = an_organisation(OrganisationKind.ENTERPRISE, code=self.firms[OWN].credit_code)
        return an_account(role, organisation=homes.get(role))

    def address(self, row: Access) -> str:
        """Return the address that a row speaks of."""
        who = row.subject or OWN
        own = replace(
            self.named,
            credit_code=self.firms[who].credit_code,
            facts=self.facts[who].pk,
            correction=self.corrections[who],
            issue=self.issues[who].pk,
            ticket=self.tickets[who],
            visit=self.visits[who],
            stop=self.stops[who],
        )
        return address(row.name, own)
