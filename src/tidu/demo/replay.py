"""Carry out the acts of the county's history through the operations that people use."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, get_args

from django.contrib.auth.hashers import make_password

from tidu.demo import cultivation, doubts, inquiries, life, money, receipts, schedule, support, workbooks
from tidu.demo.model import Appointment, Organisation, Person
from tidu.demo.schedule import Act
from tidu.domain.enterprises import operations as enterprise_operations
from tidu.domain.enterprises.models import Enterprise
from tidu.domain.funds import operations as fund_operations
from tidu.domain.pool import operations as pool_operations
from tidu.domain.returns import operations as return_operations
from tidu.domain.returns import queries as return_queries
from tidu.domain.targets import operations as target_operations
from tidu.domain.tasks import operations as task_operations
from tidu.foundation.accounts import operations as accounts_operations
from tidu.foundation.accounts import queries as accounts_queries
from tidu.foundation.accounts.models import Organisation as OrganisationRecord
from tidu.foundation.actors import Actor, Role, system
from tidu.foundation.calendar import operations as calendar_operations
from tidu.foundation.clock import AsOf
from tidu.foundation.intake import operations as intake_operations
from tidu.foundation.intake import queries as intake_queries
from tidu.foundation.provenance import operations as provenance_operations
from tidu.foundation.provenance.models import SourceBatch
from tidu.foundation.provenance.vocabulary import SourceKind

PASSWORD = "Qinglan-2025"  # noqa: S105 - the demo prints it; a fictional county keeps no secrets
SYSTEM = system("演示数据生成")

GENERAL_CLERK, HIGHTECH_CLERK, DIRECTOR = "clerk2", "clerk3", "director1"
"""Who loads tables, who keeps titles and pool, who sets targets."""


class Replay:
    """Carries out acts one after the other; keeps what the next act looks up again and again."""

    def __init__(self) -> None:
        self._password_hash = make_password(PASSWORD)
        self._organisations: dict[str, OrganisationRecord] = {}
        self._people: dict[str, Any] = {}
        self._enterprises: dict[str, int] = {}
        self._returns: dict[str, Any] = {}
        self._ways: dict[type, Callable[[Any, datetime], None]] = {
            schedule.Foundation: self._found,
            schedule.Arrival: self._welcome,
            schedule.Succession: self._succeed,
            schedule.Delivery: self._receive,
            schedule.Renaming: self._rename,
            schedule.Departure: self._let_go,
            schedule.Withdrawal: self._revoke,
            schedule.Decisions: self._decide,
            schedule.Setting: self._set,
            money.Budget: self._budget,
            money.Arrangement: self._arrange,
            money.AwardOnRecord: self._award,
            inquiries.Inquiry: self._inquire,
            inquiries.HandingBack: self._hand_back,
            inquiries.Exemption: self._exempt,
            inquiries.Reminding: self._remind,
            inquiries.MonthReported: self._report_month,
            **dict.fromkeys(get_args(life.Happening), self._live),
            **dict.fromkeys(get_args(doubts.Doubting), self._doubt),
            support.Helping: self._help,
        }

    def carry_out(self, act: Act) -> None:
        """Carry out one act at its own moment."""
        self._ways[type(act.what)](act.what, act.at)

    def propose(self, as_of: AsOf, now: datetime) -> None:
        """Compute the pool's proposals, the clerk's list of work on the as-of day."""
        pool_operations.compute_proposals(as_of=as_of, by=self._officer(HIGHTECH_CLERK, now), now=now)

    def decide(self, as_of: AsOf, now: datetime) -> None:
        """Keep some decisions of the as-of day as receipts."""
        receipts.keep(as_of, by=self._officer(HIGHTECH_CLERK, now), now=now)

    def _officer(self, username: str, now: datetime) -> Actor:
        return accounts_queries.actor_for(accounts_queries.account(username), now.date())

    def _found(self, what: schedule.Foundation, now: datetime) -> None:
        for each in what.organisations:
            self._add(each, now)
        calendar_operations.load_shipped_years(by=SYSTEM, now=now)

    def _add(self, each: Organisation, now: datetime) -> None:
        self._organisations[each.code] = accounts_operations.add_organisation(
            code=each.code,
            name=each.name,
            short_name=each.short_name,
            kind=each.kind,
            parent=self._organisations[each.parent_code] if each.parent_code else None,
            position=each.position,
            by=SYSTEM,
            now=now,
        )

    def _welcome(self, what: schedule.Arrival, now: datetime) -> None:
        for firm in what.firms:
            self._add(firm, now)
        for person in what.people:
            self._open_account(person, now)

    def _open_account(self, person: Person, now: datetime) -> None:
        added = accounts_operations.add_person(
            code=person.code, name=person.name, phone=person.phone, by=SYSTEM, now=now
        )
        self._people[person.code] = added
        for appointment in person.appointments:
            self._appoint(added, appointment, now)
        accounts_operations.open_account(
            person=added,
            username=person.username,
            password_hash=self._password_hash,
            must_change_password=False,
            by=SYSTEM,
            now=now,
        )

    def _appoint(self, person: Any, appointment: Appointment, now: datetime) -> None:
        accounts_operations.appoint(
            person=person,
            role=appointment.role,
            organisation=self._organisations[appointment.organisation_code],
            valid_from_on=appointment.from_on,
            post_title=appointment.post_title,
            group=appointment.group,
            by=SYSTEM,
            now=now,
        )

    def _succeed(self, what: schedule.Succession, now: datetime) -> None:
        """End a role that was open so far."""
        held = next(
            role
            for role in accounts_queries.roles_of(self._people[what.person_code])
            if role.organisation_code == what.appointment.organisation_code
        )
        accounts_operations.end_appointment(
            assignment=accounts_queries.assignment(held.assignment_id),
            until_on=what.until_on,
            by=SYSTEM,
            now=now,
        )

    def _receive(self, what: schedule.Delivery, now: datetime) -> None:
        by = self._officer(GENERAL_CLERK, now)
        load = intake_operations.stage(
            form_code=what.form,
            file_name=what.file_name,
            content=workbooks.render(what.sheet),
            options=what.options,
            sender_id=intake_queries.sender_named_in(what.file_name, intake_queries.senders()),
            by=by,
            now=now,
        )
        intake_operations.confirm(load=load, by=by, now=now)

    def _notice(self, title: str, by: Actor, now: datetime, *fields: str) -> SourceBatch:
        return provenance_operations.open_batch(
            kind=SourceKind.NOTICE, title=title, by=by, now=now, column_map={name: {} for name in fields}
        )

    def _rename(self, what: schedule.Renaming, now: datetime) -> None:
        by = self._officer(GENERAL_CLERK, now)
        enterprise_operations.rename(
            enterprise=self._enterprise(what.credit_code),
            name=what.name,
            on=what.on,
            source=self._notice(f"企业名称变更登记（{what.on.isoformat()}）", by, now, "name"),
            by=by,
            now=now,
        )

    def _let_go(self, what: schedule.Departure, now: datetime) -> None:
        by = self._officer(GENERAL_CLERK, now)
        enterprise_operations.move(
            enterprise=self._enterprise(what.credit_code),
            to=None,
            on=what.on,
            source=self._notice(f"企业迁出登记（{what.on.isoformat()}）", by, now, "place"),
            by=by,
            now=now,
        )

    def _revoke(self, what: schedule.Withdrawal, now: datetime) -> None:
        by = self._officer(HIGHTECH_CLERK, now)
        fields = ("valid_until_on", "end_kind", "end_reason")
        enterprise_operations.revoke(
            enterprise=self._enterprise(what.credit_code),
            kind=what.kind,
            effective_on=what.revocation.back_to_on,
            reason=what.revocation.reason,
            source=self._notice("取消高新技术企业资格的公告", by, now, *fields),
            by=by,
            now=now,
        )

    def _decide(self, what: schedule.Decisions, now: datetime) -> None:
        decisions = [
            pool_operations.Decision(
                enterprise_id=self._enterprise_id(credit_code),
                stage=step.stage,
                on=step.on,
                reason=step.reason,
                adviser_id=self._people[step.adviser_code].pk if step.adviser_code else None,
                target_year=step.target_year,
                tier_sought=step.tier_sought,
            )
            for credit_code, step in what.steps
        ]
        title = "培育库开库决定" if now.date() == cultivation.OPENED_ON else "培育库调整决定"
        pool_operations.decide(
            decisions=decisions, by=self._officer(HIGHTECH_CLERK, now), now=now, title=title
        )

    def _set(self, what: schedule.Setting, now: datetime) -> None:
        by = self._officer(DIRECTOR, now)
        for goal in what.goals:
            target_operations.set_target(
                figure_code=goal.figure_code,
                name=goal.name,
                value=goal.value,
                due_on=goal.due_on,
                owner_id=self._organisations[goal.owner_code].pk,
                kind=goal.kind,
                by=by,
                now=now,
            )
            if goal.split:
                parts = {self._organisations[code].pk: value for code, value in goal.split.items()}
                target_operations.set_split(
                    figure_code=goal.figure_code, due_on=goal.due_on, parts=parts, by=by, now=now
                )

    def _budget(self, what: money.Budget, now: datetime) -> None:
        fund_operations.set_budget(
            year=what.year,
            appropriated_fen=what.appropriated,
            carried_in_fen=what.carried_in,
            title=what.title,
            by=self._officer(GENERAL_CLERK, now),
            now=now,
        )

    def _arrange(self, what: money.Arrangement, now: datetime) -> None:
        lines = {str(use): sums for use, sums in what.lines.items()}
        fund_operations.set_lines(year=what.year, lines=lines, by=self._officer(GENERAL_CLERK, now), now=now)

    def _award(self, what: money.AwardOnRecord, now: datetime) -> None:
        enterprise, by = self._enterprise(what.credit_code), self._officer(GENERAL_CLERK, now)
        fund_operations.record_award(enterprise=enterprise, award=what.award, by=by, now=now)

    def _inquire(self, what: inquiries.Inquiry, now: datetime) -> None:
        asked = return_operations.Asked(
            title=what.title,
            basis=what.basis,
            year=what.year,
            fields=what.fields,
            asked_of=what.asked_of,
            due_on=what.due_on,
            titled_only=what.titled_only,
        )
        by = self._officer(GENERAL_CLERK, now)
        self._returns[what.key] = return_operations.issue(asked=asked, by=by, now=now)

    def _hand_back(self, what: inquiries.HandingBack, now: datetime) -> None:
        addressee = self._addressee(what.key, what.place_code)
        content = return_queries.workbook_of(addressee, AsOf(on=now.date()))
        return_operations.hand_in(
            addressee=addressee,
            file_name=f"{addressee.outgoing.title}-{addressee.place.short_name}.xlsx",
            content=inquiries.filled_in(content, what.slip),
            by=self._leader(what.place_code, now),
            now=now,
        )

    def _exempt(self, what: inquiries.Exemption, now: datetime) -> None:
        addressee, by = self._addressee(what.key, what.place_code), self._officer(GENERAL_CLERK, now)
        return_operations.exempt(addressee=addressee, reason=what.reason, by=by, now=now)

    def _remind(self, what: inquiries.Reminding, now: datetime) -> None:
        by = self._officer(GENERAL_CLERK, now)
        return_operations.remind(outgoing=self._returns[what.key], by=by, now=now)

    def _report_month(self, what: inquiries.MonthReported, now: datetime) -> None:
        task_operations.send_monthly(
            place=self._organisations[what.place_code],
            month_on=what.month_on,
            values=what.values,
            by=self._leader(what.place_code, now),
            now=now,
        )

    def _addressee(self, key: str, place_code: str) -> Any:
        place = self._organisations[place_code]
        return return_queries.addressees_of(self._returns[key]).get(place=place)

    def _leader(self, place_code: str, now: datetime) -> Actor:
        """Return who leads a place on the day."""
        place = self._organisations[place_code]
        leader = accounts_queries.holders_on(Role.TOWNSHIP_LEADER, now.date(), place)[0]
        return self._officer(accounts_queries.person(leader.person_code).user.username, now)

    def _live(self, what: life.Happening, now: datetime) -> None:
        life.carry_out(what, self._officer(GENERAL_CLERK, now), now)

    def _doubt(self, what: doubts.Doubting, now: datetime) -> None:
        doubts.carry_out(what, self._officer(GENERAL_CLERK, now), now)

    def _help(self, what: support.Helping, now: datetime) -> None:
        what.do(support.Hands(self._officer, self._enterprise_id, self._people, self._organisations), now)

    def _enterprise(self, credit_code: str) -> Enterprise:
        return Enterprise.objects.get(credit_code=credit_code)

    def _enterprise_id(self, credit_code: str) -> int:
        if credit_code not in self._enterprises:
            self._enterprises |= dict(Enterprise.objects.values_list("credit_code", "pk"))
        return self._enterprises[credit_code]
