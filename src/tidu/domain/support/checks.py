"""What must hold before a ticket is opened or moved, a leader is assigned, or a visit is written down."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from tidu.domain.enterprises import queries as enterprises_queries
from tidu.domain.enterprises.models import Enterprise
from tidu.domain.support import queries
from tidu.domain.support.models import ContactLeader, ServiceStandard, Ticket, Visit
from tidu.domain.support.vocabulary import (
    LEADERS,
    OFFICERS,
    STEP_LABELS,
    TICKET_STEPS,
    VISITORS,
    Rating,
    TicketKind,
    TicketSource,
    TicketState,
    VisitPurpose,
)
from tidu.foundation import clock
from tidu.foundation.accounts.models import Organisation, Person, RoleAssignment
from tidu.foundation.actors import Actor, OrganisationKind
from tidu.foundation.clock import AsOf
from tidu.foundation.handling.transitions import IllegalTransition, Transition

TEXT_LENGTH = 1000


class UnableToOpenTicket(ValueError):
    """Raised when a difficulty may not be taken down; the message is Chinese and says the mend."""


class UnableToMoveTicket(ValueError):
    """Raised when a ticket may not take a step; the message is Chinese and says the mend."""


class TicketMovedMeanwhile(UnableToMoveTicket):
    """Raised when somebody has done something with a ticket since one looked at it; nothing is written."""


class UnableToSetStandard(ValueError):
    """Raised when a promise may not be set that way; the message is Chinese and says the mend."""


class UnableToAssignLeader(ValueError):
    """Raised when somebody may not become a contact leader; the message is Chinese and says the mend."""


class UnableToRecordVisit(ValueError):
    """Raised when a visit may not be written down; the message is Chinese and says the mend."""


def check_can_lead(
    *,
    actor: Actor,
    person_id: int,
    on: date,
    today: date,
    outside: Collection[int],
    standing: Iterable[ContactLeader],
) -> Person:
    """Refuse a contact leader who holds no such post, of firms outside the pool, or from a wrong day; return him."""
    if not (actor.is_system or actor.has_role(*OFFICERS)):
        raise UnableToAssignLeader("只有科技局领导和股室经办可以指定联系领导。请联系科技局办理。")
    if on > today:
        raise UnableToAssignLeader(f"起始日 {on} 晚于今天 {today}。请填今天或更早的日期。")
    person = Person.objects.filter(
        pk=person_id, assignments__in=RoleAssignment.objects.in_force_on(on).filter(role__in=LEADERS)
    ).first()
    if person is None:
        raise UnableToAssignLeader(
            "联系领导须是在任的县领导、科技局领导或乡镇（园区）分管领导。请从列表中选择。"
        )
    if outside:
        raise UnableToAssignLeader(
            f"有 {len(outside)} 家企业不在培育库中。联系领导只为在库企业指定，请先入库。"
        )
    late = [one for one in standing if one.valid_from_on > on]
    if late:
        raise UnableToAssignLeader(
            f"起始日 {on} 早于现任联系领导{late[0].person.name}的起始日 {late[0].valid_from_on}。请填较晚的日期。"
        )
    return person


def check_leaders_seen(
    seen: Mapping[int, int], standing: Mapping[int, ContactLeader], person_id: int
) -> None:
    """Refuse to replace a leader whom somebody else has named since one looked; say whom, and who did it."""
    moved = [
        one
        for firm, one in standing.items()
        if seen.get(firm, one.pk) != one.pk and one.person_id != person_id
    ]
    if moved:
        said = "；".join(
            f"{enterprises_queries.name_on(one.enterprise, AsOf(on=one.valid_from_on))}的联系领导现在是"
            f"{one.person.name}（{one.assigned_by_name}指定）"
            for one in moved[:3]
        )
        raise UnableToAssignLeader(
            f"您打开名单之后，有 {len(moved)} 家企业的联系领导被别人改过：{said}。没有指定，请看过现在的名单再决定。"
        )


@dataclass(frozen=True)
class VisitNote:
    """What is written down of a visit. `needs` are kinds of difficulty; `photo` are the bytes as they came."""

    purpose: str
    heard: str
    next_step: str = ""
    needs: Collection[str] = ()
    photo: bytes | None = None


def check_visit(
    *,
    actor: Actor,
    person: Person | None,
    enterprise: Enterprise,
    on: date,
    today: date,
    note: VisitNote,
) -> Person:
    """Refuse a visit by nobody, to a firm out of scope, in the future or without words; return the visitor."""
    if not may_visit(actor, enterprise, on):
        raise UnableToRecordVisit("只能记录对本人职责范围内企业的走访。")
    if actor.user_id is not None:
        person = Person.objects.filter(user=actor.user_id).first()
    if person is None:
        raise UnableToRecordVisit("没有走访人。请用本人账号登录后记录。")
    if on > today:
        raise UnableToRecordVisit(f"走访日期 {on} 晚于今天 {today}。请填今天或更早的日期。")
    if note.purpose not in VisitPurpose.values:
        raise UnableToRecordVisit("请选择走访目的。")
    if not note.heard.strip():
        raise UnableToRecordVisit("请写一句听到了什么：近况、困难或打算。")
    if len(note.heard.strip()) > TEXT_LENGTH:
        raise UnableToRecordVisit(f"“听到什么”超过 {TEXT_LENGTH} 字。请写要点。")
    return person


def check_standard(
    *, actor: Actor, kind: str, section: Organisation | None, days: int, level_days: int
) -> None:
    """Refuse a promise by somebody else, for no kind or no section of the bureau, or of no working day."""
    if not (actor.is_system or actor.has_role(*OFFICERS)):
        raise UnableToSetStandard("只有科技局领导和股室经办可以设定办理标准。请联系科技局办理。")
    if kind not in TicketKind.values:
        raise UnableToSetStandard("难题只分技术研发、人才引进、资金筹措三类。请选一类。")
    if section is None or section.kind not in (OrganisationKind.BUREAU_SECTION, OrganisationKind.BUREAU):
        raise UnableToSetStandard("承办单位应是科技局或其股室。请从列表中选择。")
    if days < 1 or level_days < 1:
        raise UnableToSetStandard("时限至少 1 个工作日。请填 1 或更大的整数。")


def check_can_open(
    *,
    actor: Actor,
    enterprise: Enterprise,
    on: date,
    kind: str,
    text: str,
    source: str,
    visit: Visit | None,
) -> ServiceStandard:
    """Refuse a ticket of a firm out of scope, of no kind, without words or from elsewhere than it says.

    Return the promise that it is due by; without one it is refused, too.
    """
    own = enterprise.credit_code in actor.credit_codes
    if not (own or may_visit(actor, enterprise, on)):
        raise UnableToOpenTicket("只能为本人职责范围内的企业登记难题。请联系科技局办理。")
    if kind not in TicketKind.values:
        raise UnableToOpenTicket("请选择难题类别：技术研发、人才引进或资金筹措。")
    if not text.strip():
        raise UnableToOpenTicket("请写明难题内容：遇到什么困难，希望得到什么帮助。")
    if len(text.strip()) > TEXT_LENGTH:
        raise UnableToOpenTicket(f"难题内容超过 {TEXT_LENGTH} 字。请写要点，材料另附。")
    _check_source(actor, own=own, source=source, visit=visit)
    standard = queries.standard_on(kind, on)
    if standard is None:
        label = TicketKind(kind).label
        raise UnableToOpenTicket(
            f"“{label}”还没有办理标准（承办股室和时限）。请科技局在“办理标准”中设定后再登记。"
        )
    return standard


def may_visit(actor: Actor, enterprise: Enterprise, on: date) -> bool:
    """Return whether an actor goes to firms and this one lies in the own scope."""
    if actor.is_system:
        return True
    scope = enterprises_queries.in_scope(actor, AsOf(on=on))
    return actor.has_role(*VISITORS) and scope.filter(pk=enterprise.pk).exists()


def _check_source(actor: Actor, *, own: bool, source: str, visit: Visit | None) -> None:
    """The firm writes for itself and nobody writes in its name."""
    if source not in TicketSource.values:
        raise UnableToOpenTicket("请选择来源：走访、企业自提或来电。")
    if (source == TicketSource.DESK) != (own and not actor.has_role(*VISITORS)):
        raise UnableToOpenTicket("“企业自提”只用于企业自己填写的难题；代为登记请选“走访”或“来电”。")
    if (source == TicketSource.VISIT) != (visit is not None):
        raise UnableToOpenTicket("来源为“走访”的难题须由走访记录带出。请在走访记录中登记。")


def check_step(ticket: Ticket, target: str, *, actor: Actor, reason: str = "") -> Transition:
    """Refuse a step that the table does not have, that this person may not take, or that lacks its words."""
    try:
        step = TICKET_STEPS.between(ticket.state, target)
    except IllegalTransition as problem:
        raise UnableToMoveTicket(f"{ticket.number}：{problem}") from None
    if step.roles <= OFFICERS:
        check_officer(actor)
    elif not queries.is_own(actor, ticket):
        raise UnableToMoveTicket("评价只能由企业自己填写，科技局和乡镇账号不能代填。")
    if step.needs_reason and not reason.strip():
        raise UnableToMoveTicket(f"请填写内容：“{step.label}”须写明怎样解决、由谁负责。")
    if len(reason.strip()) > TEXT_LENGTH:
        raise UnableToMoveTicket(f"内容超过 {TEXT_LENGTH} 字。请写要点。")
    return step


def check_seen(ticket: Ticket, seen: int | None) -> None:
    """Refuse to go on with a ticket of which one saw the steps up to `seen` only (None: told by nobody)."""
    later = [] if seen is None else queries.acts_after(ticket, seen)
    if not later:
        return
    said = "；".join(
        f"{step.by_name}于 {step.at.astimezone(clock.ZONE):%Y-%m-%d %H:%M} “{STEP_LABELS[step.action]}”"
        + (f"（{step.note[:60]}）" if step.note else "")
        for step in later[-3:]
    )
    raise TicketMovedMeanwhile(
        f"您打开之后，{said}，{ticket.number} 现在是“{TicketState(ticket.state).label}”。没有写入，请看过再决定。"
    )


def check_officer(actor: Actor) -> None:
    """Refuse everybody but the bureau's officers."""
    if not (actor.is_system or actor.has_role(*OFFICERS)):
        raise UnableToMoveTicket("只有科技局领导和股室经办可以办理难题工单。请联系科技局办理。")


def check_rating(ticket: Ticket, rating: str, remark: str) -> None:
    """Refuse a word that is none of the three, and 不满意 without saying what is missing."""
    if rating not in Rating.values:
        raise UnableToMoveTicket("请选择评价：满意、基本满意或不满意。")
    if rating == Rating.UNSATISFIED and not remark.strip():
        raise UnableToMoveTicket("请写明哪里还没有解决，承办股室据此重办。")
    if ticket.state != TicketState.ANSWERED:
        raise UnableToMoveTicket(
            f"{ticket.number} 现在是“{TicketState(ticket.state).label}”，还没有等待评价的答复。"
        )


def check_can_assign(ticket: Ticket, section: Organisation | None, *, actor: Actor, reason: str) -> None:
    """Refuse to pass on a ticket that nobody works on any more, to no section, or without saying why."""
    check_officer(actor)
    if ticket.state in (TicketState.ANSWERED, TicketState.CLOSED):
        raise UnableToMoveTicket(f"{ticket.number} 已答复，不能转办。不满意时由企业评价后重办。")
    if section is None or section.kind not in (OrganisationKind.BUREAU_SECTION, OrganisationKind.BUREAU):
        raise UnableToMoveTicket("只能转给科技局或其股室。请从列表中选择。")
    if section.pk == ticket.section_id:
        raise UnableToMoveTicket(f"{ticket.number} 已由{section.short_name}承办。请选另一个股室。")
    if not reason.strip():
        raise UnableToMoveTicket("请写明转办理由。")
