"""One of everything that an address can name: beside the records of a county, so that every page can be opened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from tests.factories.accounts import a_person, a_role, an_account, an_account_request, an_organisation
from tests.factories.corrections import a_correction
from tests.factories.drafts import a_draft
from tests.factories.enterprises import a_life_event
from tests.factories.intake import NOW, a_mapping, a_workbook, loaded, received
from tests.factories.meetings import PAPER, a_meeting_of_everything
from tests.factories.openday import (
    a_device,
    a_guest,
    a_highlight,
    a_leg,
    a_released_briefing,
    a_sign_up,
    a_stop,
    a_tour_group,
    an_event,
)
from tests.factories.opinions import FILE, an_answered, an_occasion, an_opinion
from tests.factories.photographs import JPEG_WITH_NOTES
from tests.factories.platforms import a_platform
from tests.factories.pool import AS_OF, OFFICER
from tests.factories.quality import an_issue
from tests.factories.reporting import a_comment, a_template
from tests.factories.returns import a_handing, a_return, an_addressee
from tests.factories.rulebook import RULE, a_receipt, a_scenario
from tests.factories.support import a_ticket, a_visit
from tests.factories.targets import a_problem, a_target
from tests.factories.tasks import PHOTO, a_monthly_request, a_score_appeal, a_task_feedback, a_task_report
from tidu.domain.corrections.models import Correction
from tidu.domain.enterprises.models import Enterprise, PlaceRecord, YearlyFacts
from tidu.domain.enterprises.queries import ValueKey
from tidu.domain.openday import queries as open_days
from tidu.domain.openday.models import Event, Stop
from tidu.domain.opinions import operations as opinions
from tidu.domain.opinions import queries as opinion_queries
from tidu.domain.pool.models import Proposal
from tidu.domain.pool.vocabulary import ProposalState
from tidu.domain.returns.models import Addressee
from tidu.domain.returns.vocabulary import AskedOf
from tidu.domain.targets.queries import find_target
from tidu.foundation.actors import Role
from tidu.foundation.files.handed import Handed
from tidu.foundation.files.queries import fingerprint
from tidu.reporting import operations as reporting

RETURN_ACTS = ("remind", "close", "reopen", "withdraw")
ANSWERS = ("return-answer", "return-fill", "return-workbook")
DRAFT_ACTS = ("save", "check", "review", "submit", "publish", "return", "withdraw")
UNHEARD_OPEN_DAY = "2010-KF"
UNTOLD_YEAR = 2010
"""A year of which no firm has told anything."""

OPEN_DAY_PARTS = (
    "item-new",
    "stop",
    "group",
    "leg",
    "share-out",
    "card-draft",
    "highlight-new",
    "move",
    "change",
    "guests",
    "invite",
    "guest-new",
    "remind",
    "reminders",
    "reminder-list",
    "coming-list",
    "handbook-file",
    "tablet-new",
    "programme",
    "cards",
    "handbook",
    "still-open",
    "door",
    "report",
    "walk-in",
    "take-out",
    "device-new",
    "feedback",
    "effect",
    "effect-opinions",
)
OPINION_PARTS = (
    *("opinion", "opinion-scan", "opinion-alike", "opinion-letter", "opinion-slip"),
    *("opinion-notice-give", "opinion-authors"),
)
MEETING_PARTS = (
    "change",
    "move",
    "link",
    "unlink",
    "pack",
    "item-new",
    "people",
    "invite",
    "person-new",
    "arrivals",
    "own",
    "reports",
    "ask",
    "remind",
    "spoken",
    "minutes",
    "minutes-write",
)
MEETING_ITEM_PARTS = ("item", "item-move", "item-remove", "reply", "decide")
REPORT_PARTS = ("report", "hand-in", "report-approve", "report-back", "report-comment", "speaker", "speaking")
MANUSCRIPT_PARTS = ("", "-compare", "-figures", "-save", "-arrange", "-read", "-comment")
LOAD_ACTS = ("confirm", "discard", "stop", "resume", "look-again", "answer", "mapping", "marked")
IP_2024 = ValueKey("YearlyFacts", ("2024",), "ip_class1")
PROOF = Handed("证明.pdf", b"%PDF-1.4")
TASK_ACTS = (
    *("sign", "divide", "feed-back", "report", "close", "send-back", "withdraw"),
    *("urge", "reply", "stocktake", "help", "helpers"),
)
MONTH_REQUEST_PARTS = (
    "month-request",
    *(f"month-request-{act}" for act in ("decide", "open", "settle")),
)
DOCUMENT_PARTS = ("check", "compare", "file", "pdf", "pdf-file", "tasks")
TICKET_ACTS = ("accept", "work", "answer", "assign", "rate")
HEADER = ("统一社会信用代码", "企业名称", "年度", "Ⅰ类知识产权数")


@dataclass(frozen=True)
class Named:
    """What the addresses of the access table name; a firm and its facts may be exchanged for another's."""

    credit_code: str
    facts: int
    source: int
    loaded: int
    staged: int
    receipt: int
    mapping: int
    proposal: int
    document: int
    template: int
    manuscript: int
    manuscript_comment: int
    account: str
    person: str
    person_without_account: str
    appointment: int
    organisation: str
    scenario: int
    draft: int
    outgoing: int
    addressees: Mapping[str, int]
    handed: int
    place: str
    decision: int
    event: int
    issue: int
    correction: int
    account_request: int
    ticket: str
    visit: int
    occasion: str
    opinion: str
    opinion_receipt: str
    task: str
    appeal: int
    asking_task: str
    month_request: str
    asking: int
    open_day: str
    guest_code: str
    sign_up_code: str
    feedback_code: str
    place_code: str
    door_device: int
    briefing: int
    highlight: int
    stop: int
    leg: tuple[int, int]
    meeting: str
    reporting_unit: str
    platform: str
    problem: int


def one_of_everything(firms: Sequence[tuple[str, str]]) -> Named:
    """Return names to put into addresses, after making what is not there; there has to be an open proposal.

    `firms` are credit codes and names of the register; all of them stand in the workbooks that are handed in.
    """
    code = firms[0][0]
    known = YearlyFacts.objects.known_at(None).filter(enterprise__credit_code=code)
    rows = [[(*firm, year, 1) for firm in firms] for year in (2021, 2020)]
    taken = loaded("yearly_facts", a_workbook(HEADER, *rows[0]))
    receipt = received(("年报.xlsx", a_workbook(HEADER, *rows[1])))
    waiting = receipt.loads.get()
    document = reporting.create_document(
        outline_code="open_day_speech",
        parameters={"base_year": 2022, "end_year": 2024, "event_on": date(2025, 5, 22)},
        as_of=AS_OF,
        by=OFFICER,
        now=NOW,
    )
    said = a_comment()
    outgoing = a_return(AskedOf.FIRMS, year=UNTOLD_YEAR)
    firm = Enterprise.objects.get(credit_code=code)
    occasion = an_occasion()
    opinion = an_answered(an_opinion(occasion))
    opinions.add_scan(number=opinion.number, scan=FILE, by=OFFICER, now=NOW)
    handed = an_addressee(outgoing, firm)
    a_handing(handed)
    asked = Addressee.objects.filter(outgoing=outgoing).values_list("enterprise__credit_code", "pk")
    somebody = an_account(Role.SECTION_CLERK)
    if find_target("hnte_count", date(2025, 12, 31)) is None:
        a_target("hnte_count")
    event = an_event(UNHEARD_OPEN_DAY)
    guest = a_guest(event)
    stop = a_stop_of(code, event.occasion.code)
    leg = a_leg(a_tour_group(event), stop)
    meeting = a_meeting_of_everything()
    asking = a_task_feedback()
    return Named(
        credit_code=code,
        facts=known.latest("year").pk,
        source=taken.source_id,
        loaded=taken.pk,
        staged=waiting.pk,
        receipt=receipt.pk,
        mapping=a_mapping().pk,
        proposal=Proposal.objects.filter(state=ProposalState.OPEN).earliest("pk").pk,
        document=document.pk,
        template=a_template().pk,
        manuscript=said.version.manuscript_id,
        manuscript_comment=said.pk,
        account=somebody.username,
        person=somebody.person.code,
        person_without_account=a_person().code,
        appointment=a_role(Role.SECTION_CLERK).pk,
        organisation=an_organisation().code,
        scenario=a_scenario().pk,
        draft=a_draft().pk,
        outgoing=outgoing.pk,
        addressees=dict(asked),
        handed=handed.pk,
        place=PlaceRecord.objects.known_at(None)
        .filter(enterprise=handed.enterprise)
        .latest("valid_from_on")
        .place.code,
        decision=a_receipt(firm).pk,
        event=a_life_event(firm).pk,
        issue=an_issue(firm).pk,
        ticket=a_ticket(firm).number,
        visit=a_visit(firm, photo=JPEG_WITH_NOTES).pk,
        occasion=occasion.code,
        opinion=opinion.number,
        opinion_receipt=str(opinion.receipt),
        task=a_task_report().task.number,
        appeal=a_score_appeal().pk,
        asking_task=asking.task.number,
        asking=asking.pk,
        month_request=a_monthly_request().key,
        correction=a_correction_of(code).pk,
        account_request=an_account_request().pk,
        open_day=event.occasion.code,
        guest_code=open_days.guest_code(guest, event, open_days.REPLY),
        sign_up_code=open_days.event_link(event, open_days.SIGN_UP),
        feedback_code=open_days.event_link(event, open_days.FEEDBACK),
        place_code=open_days.place_code(a_sign_up(event)),
        door_device=a_device(event).pk,
        briefing=a_released_briefing(event).position,
        stop=stop.pk,
        leg=(leg.group_id, leg.stop_id),
        highlight=a_highlight(stop).pk,
        meeting=meeting.number,
        reporting_unit=meeting.reports.get().unit.code,
        platform=a_platform().number,
        problem=a_problem().number,
    )


def a_correction_of(credit_code: str) -> Correction:
    """Return a request of a firm with the proof that every request here has."""
    firm = Enterprise.objects.get(credit_code=credit_code)
    return a_correction(firm, IP_2024, 3, by=OFFICER, now=NOW, proof=PROOF)


def a_stop_of(credit_code: str, open_day: str) -> Stop:
    """Return a stop of an Open Day at a firm of the register."""
    event = Event.objects.get(occasion__code=open_day)
    return a_stop(event, host=Enterprise.objects.get(credit_code=credit_code))


def address(name: str, named: Named) -> str:
    """Return the address of this name; one whose parts are not told here cannot be built, and its test fails."""
    account, person, scenario, rule = [named.account], [named.person], [named.scenario], [RULE]
    correction = [named.correction]
    parts: dict[str, list[object]] = {
        "enterprise": [named.credit_code],
        "enterprise-contact": [named.credit_code],
        "enterprise-ways": [named.credit_code],
        "enterprise-try": [named.credit_code],
        "enterprise-edit": [named.credit_code],
        "enterprise-edit-year": [named.credit_code, 2024],
        "enterprise-life": [named.credit_code],
        "enterprise-award": [named.credit_code],
        "enterprise-event": [named.credit_code, "split"],
        "event-reverse": [named.event],
        "issue": [named.issue],
        "enterprise-policies": [named.credit_code],
        **dict.fromkeys(
            (
                "policy",
                "policy-firms",
                "lab-rule",
                "lab-firms",
                "lab-shares",
                "lab-grid",
                "lab-keep",
                "draft-open",
            ),
            rule,
        ),
        **dict.fromkeys(("scenario", "scenario-file", "scenario-firms", "scenario-replay"), scenario),
        **{name: [named.draft] for name in ("draft", *(f"draft-{act}" for act in DRAFT_ACTS))},
        **{name: [named.outgoing] for name in ("return", *(f"return-{act}" for act in RETURN_ACTS))},
        **{name: [named.addressees.get(named.credit_code)] for name in ANSWERS},
        **{name: [named.handed] for name in ("return-marked", "return-exempt")},
        "monthly-report": [named.place, "2025-05"],
        **{key: [named.decision] for key in ("receipt", "receipt-replay")},
        "receipt-keep": [named.credit_code, RULE],
        **dict.fromkeys(("correction", "desk-correction", "desk-withdraw"), correction),
        "correction-proof": [named.correction, fingerprint(PROOF.content)],
        "account-request": [named.account_request],
        "account-request-phone": [named.account_request],
        "desk-correct": [IP_2024.text],
        "desk-title": ["HNTE"],
        "desk-award": ["HNTE_NEW"],
        **dict.fromkeys(("desk-policy", "desk-ways", "policy-notices", "policy-tell"), rule),
        "pool-decide": [named.credit_code],
        **{name: [named.credit_code] for name in ("enterprise-support", "visit-new", "visit-sheet")},
        "visit-photo": [named.visit],
        **{f"open-day{part}": [named.open_day] for part in ("", *(f"-{part}" for part in OPEN_DAY_PARTS))},
        **{f"open-day-{part}": [named.open_day, "MEDIA"] for part in ("quota", "invite-some")},
        "open-day-tablet-revoke": [named.open_day, 1],
        "open-day-reply": [named.open_day, 1],
        **{f"open-day-{part}": [named.open_day, 1] for part in ("letter", "let-in", "notice-give")},
        **{name: [named.open_day, 1] for name in ("open-day-item", "open-day-item-remove")},
        "open-day-guest-place": [named.open_day, 1],
        "open-day-leg-remove": [named.open_day, *named.leg],
        "open-day-stop-remove": [named.open_day, named.stop],
        "open-day-group-remove": [named.open_day, named.leg[0]],
        **{f"open-day-{part}": [named.open_day, named.briefing] for part in ("slides", "slides-release")},
        "open-day-evidence": [named.open_day, named.highlight],
        "portal-slides": [named.guest_code, named.briefing],
        **{key: [named.stop] for key in ("desk-card-write", "desk-card-release")},
        "open-day-device-revoke": [named.open_day, named.door_device],
        **{name: [named.ticket] for name in ("ticket", *(f"ticket-{act}" for act in TICKET_ACTS))},
        "opinion-act": [named.opinion, "themes"],
        "opinion-rule": ["PHONE"],
        "opinion-theme": ["FUNDING"],
        **{name: [named.opinion] for name in OPINION_PARTS},
        "opinion-proof": [named.opinion, 1],
        **{name: [named.occasion] for name in ("occasion-summary", "wall")},
        **{name: [named.task] for name in ("task", *(f"task-{act}" for act in TASK_ACTS))},
        "task-scores": [2025],
        **{name: [named.asking_task, named.asking] for name in ("task-decide", "task-settle")},
        **{name: [named.month_request] for name in MONTH_REQUEST_PARTS},
        "score-appeal": [2025],
        "score-answer": [2025, named.appeal],
        "task-evidence": [named.task, fingerprint(PHOTO.content)],
        **{f"meeting{part}": [named.meeting] for part in ("", *(f"-{part}" for part in MEETING_PARTS))},
        **{f"meeting-{part}": [named.meeting, 1] for part in MEETING_ITEM_PARTS},
        **{f"meeting-{part}": [named.meeting, named.reporting_unit] for part in REPORT_PARTS},
        "meeting-report-file": [named.meeting, named.reporting_unit, fingerprint(PAPER.content)],
        "meeting-decision": [f"{named.meeting}-1"],
        "portal-guest": [named.guest_code],
        "portal-sign-up": [named.sign_up_code],
        "portal-feedback": [named.feedback_code],
        "portal-place": [named.place_code],
        "portal-say-at": [opinion_queries.say_link(named.occasion)],
        **{f"portal-{page}": [named.opinion_receipt] for page in ("thanks", "status")},
        **{
            f"portal-{act}": [named.opinion_receipt, named.opinion]
            for act in ("confirm", "rate", "follow-up")
        },
        "value": ["enterprises.YearlyFacts", named.facts, "rd_book_fen"],
        "source-file": [named.source],
        "proposal-accept": [named.proposal],
        "proposal-decline": [named.proposal],
        "year-end-of": ["GAZELLE"],
        **{name: [2025] for name in ("plan-of", "plan-file", "plan-shares", "plan-action-new")},
        "plan-action": [2025, 1],
        "plan-months": [2025, "hnte_count"],
        "target-remark": ["hnte_count", "2025-12-31"],
        "target-split": ["hnte_count", "2025-12-31"],
        "problem-change": [named.problem],
        **{name: [named.platform] for name in ("platform", "platform-change", "platform-stage")},
        "stairs-day": ["2024-12-31"],
        "figure": ["hnte_count"],
        "figure-file": ["hnte_count", "csv"],
        "intake-hand-in": ["yearly_facts"],
        "intake-template": ["yearly_facts"],
        "load": [named.staged],
        **{f"load-{act}": [named.staged] for act in LOAD_ACTS},
        "load-undo": [named.loaded],
        "load-undo-rehearsal": [named.loaded],
        "intake-receipt": [named.receipt],
        "intake-receipt-confirm": [named.receipt],
        "intake-mapping-forget": [named.mapping],
        "speech-new": ["open_day_speech"],
        "document": [named.document],
        **{f"document-{part}": [named.document] for part in DOCUMENT_PARTS},
        "document-decide": [named.document, 1],
        "document-promise": [f"{named.document}-1"],
        **{name: [named.template] for name in ("template", "template-file")},
        "manuscript-new": ["open_day_speech"],
        "manuscript-after": [named.document],
        **{f"manuscript{part}": [named.manuscript] for part in MANUSCRIPT_PARTS},
        "manuscript-step": [named.manuscript, "submit"],
        "manuscript-resolve": [named.manuscript, named.manuscript_comment],
        **dict.fromkeys(("account-disable", "account-enable", "account-unlock", "account-reset"), account),
        "access-preview": [named.account],
        **dict.fromkeys(("person", "person-appoint", "person-contact", "opinion-reminder-give"), person),
        "person-account": [named.person_without_account],
        "appointment-end": [named.appointment],
        "organisation-rename": [named.organisation],
    }
    return reverse(name, args=parts.get(name, []))
