"""What firms say at their desks on the as-of day: requests of every state, an account asked for, policies told of."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from tidu.demo.model import County
from tidu.demo.papers import sheet
from tidu.demo.schedule import moment
from tidu.domain.corrections import operations as corrections
from tidu.domain.corrections import queries
from tidu.domain.enterprises import queries as enterprises
from tidu.domain.enterprises.queries import ValueKey
from tidu.domain.rulebook import operations as rulebook
from tidu.domain.rulebook import queries as policies
from tidu.foundation.accounts import operations as accounts
from tidu.foundation.accounts import queries as directory
from tidu.foundation.actors import Actor, system
from tidu.foundation.clock import AsOf
from tidu.foundation.files.handed import Handed

FIRST_DAY = date(2025, 5, 1)
"""Before this day neither the yearly figures of 2024 nor the holiday tables that deadlines need are on record."""

CLERK = "clerk2"
TOLD = ("qinglan.rd_subsidy", "qinglan.hnte_new")
LOOKERS = tuple(f"firm{number}" for number in range(9, 18))
PROOF = Handed("证明材料.pdf", sheet("证明材料"))

REGISTER_FIELD = ValueKey("Profile", (), "address")
"""The one value that an adopted request changes: nothing is counted or judged by it."""


def fill(county: County) -> None:
    """Act for the firms and the officer; nothing that the county's description counts is changed."""
    if county.as_of < FIRST_DAY:
        return
    desks = _Desks(county.as_of)
    for number, act in enumerate(
        (_ask, _receive, _leave_late, _ask_more, _adopt, _decline, _withdraw), start=1
    ):
        act(desks, f"firm{number + 1}")
    now, as_of = moment(county.as_of, 7), AsOf(on=county.as_of)
    for code in TOLD:
        rulebook.tell_firms(rule_code=code, as_of=as_of, by=desks.actor(CLERK), now=now)
    _look(desks, as_of)
    _ask_for_an_account(county)


def _look(desks: _Desks, as_of: AsOf) -> None:
    """Let some of the firms that were told open their desks, fewer look at the subsidy, and fewer still try it."""
    rule, later = policies.benefit_rule(TOLD[0], as_of), moment(as_of.on, 8)
    for place, who in enumerate(LOOKERS):
        by = desks.actor(who)
        (code,) = by.credit_codes
        firm = enterprises.find_in_scope(by, code, as_of)
        rulebook.note_opened(enterprise_id=firm.pk, credit_code=code, by=by, now=later)
        if place % 3 < 2:
            rulebook.note_read(enterprise=firm, rule=rule, by=by, now=later)
        if place % 3 == 0:
            rulebook.note_tried(enterprise=firm, rule=rule, by=by, now=later)


class _Desks:
    """Firms' people and the officer, each as on the as-of day."""

    def __init__(self, as_of: date) -> None:
        self.as_of = as_of

    def actor(self, username: str) -> Actor:
        """Return who a sign-in name acts as."""
        return directory.actor_for(directory.account(username), self.as_of)

    def ask(
        self,
        username: str,
        key: ValueKey,
        change: Callable[[Any], Any],
        *,
        days_ago: int,
        no_proof_because: str = "",
    ) -> int:
        """Let a firm's contact ask for another value, with a proof or why there is none; return the number."""
        by = self.actor(username)
        day = self.as_of - timedelta(days=days_ago)
        (code,) = by.credit_codes
        firm = enterprises.find_in_scope(by, code, AsOf(on=self.as_of))
        standing = enterprises.standing_value(firm, key)
        made = corrections.ask(
            enterprise=firm,
            key=key,
            proposed=change(standing.value),
            reason="与本企业的审计报告不一致，请核对。",
            proof=None if no_proof_because else PROOF,
            no_proof_because=no_proof_because,
            by=by,
            now=moment(day, 10),
        )
        return int(made.pk)

    def receive(self, pk: int) -> int:
        """Let the officer take a request on."""
        corrections.receive(pk=pk, by=self.actor(CLERK), now=moment(self.as_of, 15))
        return pk


def _wan_more(value: int | None) -> int:
    return (value or 0) + 12_000_000


def _year(field: str) -> ValueKey:
    return ValueKey("YearlyFacts", ("2024",), field)


def _ask(desks: _Desks, who: str) -> None:
    desks.ask(who, _year("total_assets_fen"), _wan_more, days_ago=0)


def _receive(desks: _Desks, who: str) -> None:
    why = "审计报告月底才出具；申报数可向主管税务机关核实。"
    desks.receive(desks.ask(who, _year("net_profit_fen"), _wan_more, days_ago=1, no_proof_because=why))


def _leave_late(desks: _Desks, who: str) -> None:
    desks.receive(desks.ask(who, _year("tax_paid_fen"), _wan_more, days_ago=14))


def _ask_more(desks: _Desks, who: str) -> None:
    pk = desks.receive(desks.ask(who, _year("rd_staff"), lambda value: (value or 0) + 2, days_ago=2))
    now = moment(desks.as_of, 16)
    corrections.ask_more(pk=pk, reason="请附 2024 年 12 月的花名册。", by=desks.actor(CLERK), now=now)


def _adopt(desks: _Desks, who: str) -> None:
    pk = desks.receive(
        desks.ask(who, REGISTER_FIELD, lambda value: f"{value or '青岚县'}（二期厂区）", days_ago=3)
    )
    by, now = desks.actor(CLERK), moment(desks.as_of, 19)
    case = queries.find(by, pk, AsOf(on=desks.as_of))
    seen = enterprises.value_in_text(queries.standing_of(case).value)
    corrections.adopt(pk=pk, seen=seen, by=by, now=now)


def _decline(desks: _Desks, who: str) -> None:
    pk = desks.receive(desks.ask(who, _year("revenue_fen"), _wan_more, days_ago=4))
    reason = "与税务部门提供的申报数一致，维持登记的数。"
    corrections.decline(pk=pk, reason=reason, by=desks.actor(CLERK), now=moment(desks.as_of, 17))


def _withdraw(desks: _Desks, who: str) -> None:
    pk = desks.ask(who, _year("exports_usd_cents"), _wan_more, days_ago=2)
    corrections.withdraw(pk=pk, by=desks.actor(who), now=moment(desks.as_of, 11))


def _ask_for_an_account(county: County) -> None:
    """Ask in public for a firm that has no account yet."""
    taken = {appointment.organisation_code for person in county.people for appointment in person.appointments}
    firm = next(firm for firm in county.present() if firm.credit_code not in taken)
    accounts.request_account(
        credit_code=firm.credit_code,
        firm_name=firm.name_on(county.as_of),
        person_name="申请人甲",
        phone="10000009001",
        sender="demo",
        by=system("企业开户申请页"),
        now=moment(county.as_of, 9),
    )
