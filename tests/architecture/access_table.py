"""The one access table: every address, for every role, on one's own firm, a neighbour's and a far one's.

A new address without a row fails the build (`test_access_table.py`), and so does an address that answers
otherwise than its row says. The reference page `access.md` is written from here.

A row's `answers` has one letter per role in the order of `ROLES`:
  +  answers        -  refused in words (403)        0  not found (404): not even its existence is told
"""

from __future__ import annotations

from dataclasses import dataclass

from tidu.foundation.actors import Role

ROLES = (
    Role.SECTION_CLERK,
    Role.BUREAU_DIRECTOR,
    Role.COUNTY_LEADER,
    Role.TOWNSHIP_LEADER,
    Role.ENTERPRISE_CONTACT,
    Role.UNIVERSITY_OFFICER,
    Role.REPRESENTATIVE,
    Role.ADMINISTRATOR,
)

OWN = "own"
NEIGHBOUR = "neighbour"
FAR = "far"

SUBJECTS = {
    "": "—",
    OWN: "本人的企业（在本乡镇）",
    NEIGHBOUR: "本乡镇的另一家企业",
    FAR: "别的乡镇的企业",
}
"""The enterprise contact's own firm lies in the township leader's township; the others as said."""


@dataclass(frozen=True)
class Access:
    """One address with what it answers. `subject` says whose firm or record the address names."""

    name: str
    answers: str
    subject: str = ""
    method: str = "get"
    public: bool = False

    def answer_for(self, role: str) -> str:
        """Return the expected answer for a role."""
        return self.answers[ROLES.index(Role(role))]


EVERYBODY = "++++++++"
STAFF = "+++-----"
READERS = "++++----"
OFFICERS = "++------"
DIRECTORS = "-+------"
ADMINISTRATORS = "-------+"
CONTACTS = "----+---"


def _about_a_firm(name: str, own: str, neighbour: str, far: str, method: str = "get") -> tuple[Access, ...]:
    """Return the three rows of an address that names a firm."""
    return (
        Access(name, own, OWN, method),
        Access(name, neighbour, NEIGHBOUR, method),
        Access(name, far, FAR, method),
    )


TABLE: tuple[Access, ...] = (
    Access("sign-in", EVERYBODY, public=True),
    Access("home", EVERYBODY),
    Access("sign-out", EVERYBODY, method="post"),
    Access("password", EVERYBODY),
    Access("text-size", EVERYBODY, method="post"),
    Access("search", "+++++---"),
    # the Open Day
    Access("open-days", STAFF),
    Access("open-day-new", OFFICERS),
    Access("open-day", STAFF),
    Access("open-day-move", OFFICERS, method="post"),
    Access("open-day-change", OFFICERS),
    Access("open-day-quota", OFFICERS),
    Access("open-day-guests", STAFF),
    Access("open-day-invite", OFFICERS, method="post"),
    Access("open-day-guest-new", OFFICERS),
    Access("open-day-remind", OFFICERS, method="post"),
    Access("open-day-reminders", STAFF),
    Access("open-day-reminder-list", OFFICERS),
    Access("open-day-reply", OFFICERS),
    Access("open-day-programme", STAFF),
    Access("open-day-cards", STAFF),
    Access("open-day-handbook", STAFF),
    Access("open-day-still-open", STAFF),
    Access("open-day-door", STAFF),
    Access("open-day-report", OFFICERS, method="post"),
    Access("open-day-slides", STAFF),
    Access("open-day-evidence", STAFF),
    Access("portal-slides", EVERYBODY, public=True),  # before the next row, which takes them back
    Access("open-day-slides-release", OFFICERS, method="post"),
    Access("open-day-let-in", OFFICERS, method="post"),
    Access("open-day-walk-in", OFFICERS),
    Access("open-day-take-out", OFFICERS, method="post"),
    Access("open-day-device-new", OFFICERS),
    Access("open-day-device-revoke", OFFICERS, method="post"),
    Access("open-day-feedback", STAFF),
    Access("open-day-effect", STAFF),
    Access("open-day-effect-opinions", STAFF),
    Access("open-day-letter", OFFICERS),
    Access("open-day-item-new", OFFICERS),
    Access("open-day-item-remove", OFFICERS, method="post"),
    Access("open-day-stop", OFFICERS),
    Access("open-day-group", OFFICERS),
    Access("open-day-leg", OFFICERS),
    Access("open-day-share-out", OFFICERS, method="post"),
    Access("open-day-card-draft", OFFICERS),
    Access("open-day-highlight-new", OFFICERS),
    Access("desk-cards", CONTACTS),
    *_about_a_firm("desk-card-write", CONTACTS, "----0---", "----0---"),
    *_about_a_firm("desk-card-release", CONTACTS, "----0---", "----0---", method="post"),
    # enterprises
    Access("enterprises", READERS),
    *_about_a_firm("enterprise", "+++++---", "++++0---", "+++00---"),
    *_about_a_firm("enterprise-ways", "+++++---", "++++0---", "+++00---"),
    *_about_a_firm("enterprise-edit", OFFICERS, OFFICERS, OFFICERS),
    *_about_a_firm("enterprise-edit-year", OFFICERS, OFFICERS, OFFICERS),
    *_about_a_firm("enterprise-contact", "++--+---", "++--0---", "++-00---", "post"),
    *_about_a_firm("value", "+++++---", "++++0---", "+++00---"),
    Access("source-file", STAFF),
    *_about_a_firm("enterprise-life", "+++++---", "++++0---", "+++00---"),
    *_about_a_firm("enterprise-event", OFFICERS, OFFICERS, OFFICERS),
    Access("event-reverse", OFFICERS),
    Access("names", READERS),
    # data quality
    Access("issues", READERS),
    Access("issues-review", OFFICERS, method="post"),
    *_about_a_firm("issue", "++++----", "++++----", "+++0----"),
    # the pool and the stairs
    Access("pool", READERS),
    Access("pool-history", READERS),
    Access("proposals", OFFICERS),
    Access("proposals-compute", OFFICERS, method="post"),
    Access("proposal-accept", OFFICERS),
    Access("proposal-decline", OFFICERS),
    *_about_a_firm("pool-decide", OFFICERS, OFFICERS, OFFICERS),
    Access("seeds", READERS),
    Access("expiries", READERS),
    Access("slipping", READERS),
    Access("year-end", READERS),
    Access("year-end-of", READERS),
    Access("peers", READERS),
    Access("platforms", READERS),
    Access("platform", READERS),
    Access("platform-new", OFFICERS),
    Access("platform-change", OFFICERS),
    Access("platform-stage", OFFICERS),
    Access("problems", READERS),
    Access("problem-new", OFFICERS),
    Access("problem-change", OFFICERS),
    Access("target-remark", STAFF),
    Access("plan", READERS),
    Access("plan-of", READERS),
    Access("plan-file", READERS),
    Access("plan-months", OFFICERS),
    Access("plan-action-new", OFFICERS),
    Access("plan-action", OFFICERS),
    # standing by the firms: leaders, visits, tickets
    *_about_a_firm("enterprise-support", "+++++---", "++++0---", "+++00---"),
    Access("support-today", READERS),
    Access("leaders", READERS),
    Access("leader-firms", READERS),
    Access("leader-assign", OFFICERS, method="post"),
    Access("visits", READERS),
    Access("visit-start", READERS),
    *_about_a_firm("visit-new", READERS, READERS, "+++0----"),
    *_about_a_firm("visit-sheet", READERS, READERS, "+++0----"),
    *_about_a_firm("visit-photo", "+++++---", "++++0---", "+++00---"),
    Access("tickets", READERS),
    Access("ticket-new", READERS),
    Access("standards", OFFICERS),
    *_about_a_firm("ticket", "+++++---", "++++0---", "+++00---"),
    *_about_a_firm("ticket-accept", OFFICERS, OFFICERS, OFFICERS),
    *_about_a_firm("ticket-work", OFFICERS, OFFICERS, OFFICERS, "post"),
    *_about_a_firm("ticket-answer", OFFICERS, OFFICERS, OFFICERS),
    *_about_a_firm("ticket-assign", OFFICERS, OFFICERS, OFFICERS),
    *_about_a_firm("ticket-rate", "----+---", "----0---", "----0---"),
    # opinions and tasks
    Access("opinions", READERS),
    Access("opinions-today", READERS),
    Access("opinion-new", OFFICERS),
    Access("opinion-near", OFFICERS, method="post"),
    Access("opinion", "+++0----"),
    Access("opinion-scan", "+++0----"),
    Access("opinion-proof", "+++0----"),
    Access("opinion-letter", OFFICERS),
    Access("opinion-alike", "+++0----"),
    Access("opinion-act", "+++0----"),
    Access("opinion-summary", STAFF),
    Access("occasion-summary", STAFF),
    Access("wall", STAFF),
    Access("tasks", READERS),
    Access("tasks-red", READERS),
    Access("task-notices", READERS),
    Access("task-scores", READERS),
    Access("score-appeal", READERS),
    Access("score-answer", "-++-----"),
    Access("task-new", OFFICERS),
    Access("task", "+++0----"),
    Access("task-stocktake", "+++0----"),
    Access("task-sign", "+++0----", method="post"),
    Access("task-divide", "+++0----"),
    Access("task-feed-back", "+++0----"),
    Access("task-urge", "-++-----", method="post"),
    Access("task-reply", "+++0----"),
    Access("task-report", "+++0----"),
    Access("task-close", "+++0----", method="post"),
    Access("task-send-back", "+++0----"),
    Access("task-withdraw", "+++0----"),
    Access("task-evidence", "+++0----"),
    # meetings: the county's staff, and those who are asked to come or to report
    Access("meetings", "+++++---"),
    Access("meeting-new", OFFICERS),
    Access("meeting", STAFF),
    Access("meeting-change", OFFICERS),
    Access("meeting-move", OFFICERS, method="post"),
    Access("meeting-link", OFFICERS),
    Access("meeting-unlink", OFFICERS, method="post"),
    Access("meeting-pack", STAFF),
    Access("meeting-item-new", OFFICERS),
    Access("meeting-item", OFFICERS),
    Access("meeting-item-move", OFFICERS, method="post"),
    Access("meeting-item-remove", OFFICERS, method="post"),
    Access("meeting-people", STAFF),
    Access("meeting-invite", OFFICERS, method="post"),
    Access("meeting-person-new", OFFICERS),
    Access("meeting-arrivals", OFFICERS, method="post"),
    Access("meeting-reply", "++000---"),
    Access("meeting-own", "+++00---"),
    Access("meeting-reports", STAFF),
    Access("meeting-ask", OFFICERS),
    Access("meeting-remind", OFFICERS, method="post"),
    Access("meeting-spoken", OFFICERS, method="post"),
    Access("meeting-report", STAFF),
    Access("meeting-hand-in", "++000---"),
    Access("meeting-report-approve", OFFICERS, method="post"),
    Access("meeting-report-back", OFFICERS),
    Access("meeting-report-comment", "-++-----"),
    Access("meeting-speaker", OFFICERS, method="post"),
    Access("meeting-speaking", OFFICERS, method="post"),
    Access("meeting-report-file", "+++00---"),
    Access("meeting-minutes", STAFF),
    Access("meeting-minutes-write", OFFICERS),
    Access("meeting-decide", OFFICERS),
    Access("meeting-decision", "+++0----"),
    Access("stairs", READERS),
    Access("stairs-day", READERS),
    Access("stairs-group", READERS, method="post"),
    # policies and the lab
    Access("policies", READERS),
    Access("policy-doubts", STAFF),
    Access("policy", READERS),
    Access("policy-firms", READERS),
    Access("policy-notices", OFFICERS),
    Access("policy-tell", OFFICERS, method="post"),
    *_about_a_firm("enterprise-policies", "+++++---", "++++0---", "+++00---"),
    Access("drafts", STAFF),
    Access("draft-new", OFFICERS),
    Access("draft-open", OFFICERS, method="post"),
    Access("draft", STAFF),
    Access("draft-save", OFFICERS, method="post"),
    Access("draft-check", STAFF, method="post"),
    Access("draft-review", OFFICERS),
    Access("draft-submit", OFFICERS, method="post"),
    Access("draft-publish", DIRECTORS, method="post"),
    Access("draft-return", DIRECTORS),
    Access("draft-withdraw", OFFICERS),
    Access("receipts", STAFF),
    Access("receipt", STAFF),
    Access("receipt-replay", STAFF),
    Access("receipt-keep", OFFICERS, method="post"),
    Access("lab", STAFF),
    Access("lab-rule", STAFF),
    Access("lab-firms", STAFF),
    Access("lab-shares", STAFF),
    Access("lab-keep", STAFF, method="post"),
    Access("scenario-compare", STAFF),
    Access("scenario", STAFF),
    Access("scenario-file", STAFF),
    Access("scenario-replay", STAFF, method="post"),
    # corrections: what firms say is wrong
    Access("corrections", OFFICERS),
    Access("correction", OFFICERS),
    *_about_a_firm("correction-proof", "++--+---", "++--0---", "++--0---"),
    # the desk of a firm: its addresses name no firm but the contact's own
    Access("desk-register", EVERYBODY, public=True),
    Access("desk-policy", CONTACTS),
    Access("desk-ways", CONTACTS),
    Access("desk-values", CONTACTS),
    Access("desk-research", CONTACTS),
    Access("desk-tickets", CONTACTS),
    Access("desk-ticket-new", CONTACTS),
    Access("desk-correct", CONTACTS),
    Access("desk-corrections", CONTACTS),
    *_about_a_firm("desk-correction", CONTACTS, "----0---", "----0---"),
    *_about_a_firm("desk-withdraw", CONTACTS, "----0---", "----0---", "post"),
    # figures
    Access("figures", READERS),
    Access("figure", READERS),
    Access("figure-file", READERS),
    # intake
    Access("intake", OFFICERS),
    Access("intake-hand-in", OFFICERS),
    Access("intake-template", OFFICERS),
    Access("load", OFFICERS),
    Access("load-confirm", OFFICERS, method="post"),
    Access("load-discard", OFFICERS, method="post"),
    Access("load-undo", OFFICERS),
    Access("intake-mappings", OFFICERS),
    Access("intake-mapping-forget", OFFICERS, method="post"),
    Access("intake-receipt", OFFICERS),
    Access("intake-receipt-confirm", OFFICERS, method="post"),
    Access("load-stop", OFFICERS, method="post"),
    Access("load-resume", OFFICERS, method="post"),
    Access("load-look-again", OFFICERS, method="post"),
    Access("load-answer", OFFICERS, method="post"),
    Access("load-undo-rehearsal", OFFICERS, method="post"),
    Access("load-mapping", OFFICERS),
    Access("load-marked", OFFICERS),
    # what the bureau asks for
    Access("returns", "+++++---"),
    Access("return-new", OFFICERS),
    Access("return-questions", STAFF),
    Access("return", STAFF),
    *(Access(f"return-{act}", OFFICERS, method="post") for act in ("remind", "close", "reopen", "withdraw")),
    Access("return-exempt", OFFICERS, method="post"),
    *_about_a_firm("return-answer", "+++0+---", "+++00---", "+++00---"),
    *_about_a_firm("return-fill", "+++0+---", "+++00---", "+++00---"),
    *_about_a_firm("return-workbook", "+++0+---", "+++00---", "+++00---"),
    Access("return-marked", "+++00---"),
    Access("monthly", READERS),
    Access("monthly-report", "+++0----"),
    # documents
    Access("speech", STAFF),
    Access("speech-new", STAFF),
    Access("layout-report", STAFF),
    Access("speech-check", STAFF),
    Access("document", STAFF),
    Access("document-check", STAFF, method="post"),
    Access("document-compare", STAFF),
    Access("document-file", STAFF),
    Access("manuscript-new", OFFICERS),
    Access("manuscript-after", OFFICERS),
    Access("manuscript", STAFF),
    Access("manuscript-compare", STAFF),
    Access("manuscript-figures", OFFICERS),
    *(Access(f"manuscript-{act}", OFFICERS, method="post") for act in ("save", "arrange", "read", "step")),
    Access("manuscript-comment", STAFF, method="post"),
    Access("manuscript-resolve", OFFICERS, method="post"),
    # the portal: without an account
    *(Access(f"portal-{page}", EVERYBODY, public=True) for page in ("home", "say", "say-at", "thanks")),
    *(Access(f"portal-{page}", EVERYBODY, public=True) for page in ("receipt", "status", "guest")),
    *(Access(f"portal-{page}", EVERYBODY, public=True) for page in ("sign-up", "feedback")),
    *(
        Access(f"portal-{act}", EVERYBODY, method="post", public=True)
        for act in ("text-size", "confirm", "rate", "follow-up")
    ),
    *(Access(name, EVERYBODY, public=True) for name in ("door", "door-worker", "door-manifest")),
    Access("door-sync", EVERYBODY, method="post", public=True),
    # people and the system
    Access("accounts", ADMINISTRATORS),
    Access("account-requests", OFFICERS),
    Access("account-request", OFFICERS),
    Access("account-request-phone", OFFICERS, method="post"),
    Access("account-new", ADMINISTRATORS),
    Access("account-disable", ADMINISTRATORS, method="post"),
    Access("account-enable", ADMINISTRATORS, method="post"),
    Access("account-unlock", ADMINISTRATORS, method="post"),
    Access("account-reset", ADMINISTRATORS, method="post"),
    Access("person", ADMINISTRATORS),
    Access("person-appoint", ADMINISTRATORS),
    Access("person-account", ADMINISTRATORS),
    Access("person-contact", ADMINISTRATORS, method="post"),
    Access("appointment-end", ADMINISTRATORS),
    Access("directory", "++-----+"),
    Access("organisations", ADMINISTRATORS),
    Access("organisation-new", ADMINISTRATORS),
    Access("organisation-rename", ADMINISTRATORS),
    Access("access", ADMINISTRATORS),
    Access("access-preview", ADMINISTRATORS, method="post"),
    Access("calendar", "++-----+"),
    Access("calendar-import", ADMINISTRATORS),
    Access("calendar-load-shipped", ADMINISTRATORS, method="post"),
    Access("audit", "-+-----+"),
)
