"""The count of title holders at a year's end: what stays, what must be renewed, what can come, firm by firm.

Nobody's chances are invented. Firms are put into classes that rules explain, and beside them stands how many of the
certificates that ended in past years were in fact renewed, with the firms behind that number.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tidu.domain.enterprises.queries import KnownTitle, Population
from tidu.domain.enterprises.vocabulary import EndKind, RecognitionKind
from tidu.domain.pool.queries._expiry import slips_of
from tidu.domain.pool.queries._firms import Firm, describe_here
from tidu.domain.pool.queries._members import members_on
from tidu.domain.pool.vocabulary import Stage
from tidu.domain.rulebook import queries as rulebook_queries
from tidu.foundation.clock import AsOf
from tidu.rules import Ternary, explain


class OutlookClass(StrEnum):
    """Why a firm counts, or may count, at the year's end; the order is that of a page."""

    STAYS = "stays"
    RENEWS = "renews"
    RENEWS_SLIPPING = "renews_slipping"
    RENEWS_UNSURE = "renews_unsure"
    READY = "ready"
    NEARLY = "nearly"


OUTLOOK_LABELS = {
    OutlookClass.STAYS: "不办手续也在",
    OutlookClass.RENEWS: "要续期，条件全部符合",
    OutlookClass.RENEWS_SLIPPING: "要续期，符合但将掉档",
    OutlookClass.RENEWS_UNSURE: "要续期，有条件不符合或缺数",
    OutlookClass.READY: "可新增，条件全部符合",
    OutlookClass.NEARLY: "可新增，差一点",
}


@dataclass(frozen=True)
class OutlookFirm:
    """One firm in its class, with the sentence that says why and, for a holder, the last valid day."""

    firm: Firm
    group: OutlookClass
    sentence: str
    last_day: date | None
    stage: str


@dataclass(frozen=True)
class Outlook:
    """What a count can be on `due_on`. `low` needs no act, `high` needs every class to come true."""

    tier: str
    due_on: date
    firms: tuple[OutlookFirm, ...]

    def count(self, group: OutlookClass) -> int:
        """Return how many firms are in a class."""
        return sum(one.group is group for one in self.firms)

    @property
    def low(self) -> int:
        """Return the count with no new act."""
        return self.count(OutlookClass.STAYS)

    @property
    def sound(self) -> int:
        """Return the count where all firms whose conditions hold today renew or are recognised."""
        return self.low + sum(map(self.count, (OutlookClass.RENEWS, OutlookClass.READY)))

    @property
    def high(self) -> int:
        """Return the count where every class comes true."""
        return len(self.firms)

    @property
    def deciding(self) -> tuple[OutlookFirm, ...]:
        """Return the firms that make the difference: all that do not simply stay."""
        return tuple(one for one in self.firms if one.group is not OutlookClass.STAYS)


@dataclass(frozen=True)
class Renewal:
    """A certificate that ended in a past year: was the firm without the title on the first day after, or not."""

    firm: Firm
    ended_on: date
    renewed: bool
    record: tuple[str, int, str]


@rulebook_queries.one_library()
def outlook(tier: str, due_on: date, population: Population, on: date) -> Outlook:
    """Return where each firm that counts, or may, stands towards a title on `due_on`; a rule must decide the tier."""
    as_of = AsOf(on, population.known_at)
    firms = describe_here(population, on)
    facts = population.facts(firms, on)
    code = rulebook_queries.tier_rules(as_of)[tier]
    judged = rulebook_queries.verdicts(code, facts, as_of)
    expiring = {
        pk for pk, firm in firms.items() if tier in firm.titles and firm.titles[tier].valid_until_on <= due_on
    }
    slips = slips_of(tier, {pk: facts[pk] for pk in expiring}, as_of)
    stages = {one.enterprise_id: str(Stage(one.stage).label) for one in members_on(as_of)}
    found = []
    for pk, firm in firms.items():
        group = _class_of(firm, tier, judged[pk], due_on, slipping=pk in slips)
        if group is None:
            continue
        title, told = firm.titles.get(tier), " ".join(slips.get(pk, ()))
        if not told and group is not OutlookClass.STAYS:
            told = explain.sentence(rulebook_queries.judge_facts(code, facts[pk], as_of))
        held = f"{RecognitionKind(tier).label}有效期至 {title.last_day.isoformat()}。" if title else ""
        last_day = title.last_day if title else None
        found.append(
            OutlookFirm(firm, group, f"{held}{told}", last_day, stages.get(pk, str(Stage.OUT.label)))
        )
    order = list(OutlookClass)
    found.sort(key=lambda one: (order.index(one.group), one.last_day or due_on, one.firm.name))
    return Outlook(tier, due_on, tuple(found))


def _class_of(
    firm: Firm, tier: str, judged: tuple[Ternary, bool], due_on: date, *, slipping: bool
) -> OutlookClass | None:
    verdict, near = judged
    if tier not in firm.titles:
        if verdict is Ternary.YES:
            return OutlookClass.READY
        return OutlookClass.NEARLY if near else None
    if firm.titles[tier].valid_until_on > due_on:
        return OutlookClass.STAYS
    if verdict is not Ternary.YES:
        return OutlookClass.RENEWS_UNSURE
    return OutlookClass.RENEWS_SLIPPING if slipping else OutlookClass.RENEWS


def renewals(kind: str, year: int, population: Population, on: date) -> tuple[Renewal, ...]:
    """Return the certificates that ran out in a year up to a day, of firms still in the county, renewed or not.

    A certificate taken away is no renewal case. Renewed = the title is held again by the end of that year, or by `on`
    within it.
    """
    end = min(date(year, 12, 31), on)
    here = describe_here(population, on)
    found = []
    for pk, titles in population.titles.items():
        own = [title for title in titles if title.kind == kind]
        ended = [one for one in own if _ran_out(one, year, end)]
        if ended and pk in here:
            renewed = any(one.holds(end) for one in own)
            record = ("enterprises.Recognition", ended[-1].pk, "valid_until_on")
            found.append(Renewal(here[pk], ended[-1].valid_until_on, renewed, record))
    return tuple(sorted(found, key=lambda one: (one.ended_on, one.firm.name)))


def _ran_out(title: KnownTitle, year: int, end: date) -> bool:
    ends = title.valid_until_on
    return title.end_kind == EndKind.NONE and date(year, 1, 1) <= ends <= end
