"""The count of title holders at a year's end: what stays, what must be renewed, what can come, firm by firm.

Nobody's chances are invented. Firms are put into classes that rules explain, and beside them stands how many of the
certificates that ended in past years were in fact renewed, with the firms behind that number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tidu.domain.enterprises.queries import KnownTitle, Population
from tidu.domain.enterprises.vocabulary import EndKind, RecognitionKind
from tidu.domain.pool.queries._expiry import slips_of
from tidu.domain.pool.queries._firms import Firm, describe_here
from tidu.domain.pool.queries._members import members_on
from tidu.domain.pool.queries._prospects import open_part
from tidu.domain.pool.vocabulary import TIERS_LEFT_TO_PEOPLE, Stage
from tidu.domain.rulebook import queries as rulebook_queries
from tidu.foundation.clock import AsOf
from tidu.rules import Facts, Ternary, explain


class OutlookClass(StrEnum):
    """Why a firm counts, or may count, at the year's end; the order is that of a page."""

    STAYS = "stays"
    RENEWS = "renews"
    RENEWS_SLIPPING = "renews_slipping"
    RENEWS_UNSURE = "renews_unsure"
    RENEWS_UNJUDGED = "renews_unjudged"
    READY = "ready"
    NEARLY = "nearly"
    SOUGHT = "sought"


OUTLOOK_LABELS = {
    OutlookClass.STAYS: "不办手续也在",
    OutlookClass.RENEWS: "要续期，条件全部符合",
    OutlookClass.RENEWS_SLIPPING: "要续期，符合但将掉档",
    OutlookClass.RENEWS_UNSURE: "要续期，有条件不符合或缺数",
    OutlookClass.RENEWS_UNJUDGED: "要续期，没有可计算的条件",
    OutlookClass.READY: "可新增，条件全部符合",
    OutlookClass.NEARLY: "可新增，差一点",
    OutlookClass.SOUGHT: "在库培育，未计入",
}

_NEW = (OutlookClass.READY, OutlookClass.NEARLY)
_RENEWED_BY_RULE = (OutlookClass.RENEWS, OutlookClass.RENEWS_SLIPPING, OutlookClass.RENEWS_UNSURE)
CLASSES_BY_RULE = (OutlookClass.STAYS, *_RENEWED_BY_RULE, *_NEW)
CLASSES_WITHOUT_RULE = (OutlookClass.STAYS, OutlookClass.RENEWS_UNJUDGED, *_NEW, OutlookClass.SOUGHT)
"""What a page tells of a tier that no rule decides: of new firms only that nothing is known."""


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
    """What a count can be on `due_on`: `stays` needs no act, `best` needs every class to come true.

    Where no rule decides the tier, `open_part` says why: then nobody is called ready or near, members of the pool that
    seek the title are listed and not counted, and `best` is a lower bound unless the title is `left_to_people`.
    """

    tier: str
    due_on: date
    firms: tuple[OutlookFirm, ...]
    open_part: str = ""
    left_to_people: bool = False

    def count(self, group: OutlookClass) -> int | None:
        """Return how many firms are in a class, None for a class that only a rule fills and no rule does."""
        if self.open_part and group in (*_RENEWED_BY_RULE, *_NEW):
            return None
        return sum(one.group is group for one in self.firms)

    @property
    def classes(self) -> tuple[OutlookClass, ...]:
        """Return the classes that this tier's firms can be in, in the order of a page."""
        return CLASSES_WITHOUT_RULE if self.open_part else CLASSES_BY_RULE

    @property
    def stays(self) -> int:
        """Return the count with no new act."""
        return sum(one.group is OutlookClass.STAYS for one in self.firms)

    @property
    def sound(self) -> int | None:
        """Return the count where all firms whose conditions hold today renew or are recognised; None without a rule."""
        if self.open_part:
            return None
        sound = (OutlookClass.STAYS, OutlookClass.RENEWS, OutlookClass.READY)
        return sum(one.group in sound for one in self.firms)

    @property
    def best(self) -> int:
        """Return the count where every class comes true, as far as rules tell."""
        return sum(one.group is not OutlookClass.SOUGHT for one in self.firms)

    @property
    def is_complete(self) -> bool:
        """Return whether the best case counts everybody that could count."""
        return not self.open_part or self.left_to_people

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
    """Return where each firm that counts, or may, stands towards a title on `due_on`.

    Without a rule that decides the tier only certificates and the officers' choices in the pool are told.
    """
    as_of = AsOf(on, population.known_at)
    firms = describe_here(population, on)
    members = {one.enterprise_id: one for one in members_on(as_of)}
    stages = {pk: str(Stage(one.stage).label) for pk, one in members.items()}
    is_judged = tier in rulebook_queries.tier_rules(as_of)
    if not is_judged:
        sought = {pk for pk, one in members.items() if one.tier_sought == tier}
        classed = {pk: (_unjudged(firm, tier, due_on, sought=pk in sought), "") for pk, firm in firms.items()}
    else:
        classed = _judged(tier, firms, population.facts(firms, on), due_on, as_of)
    found = [
        _told(firms[pk], tier, group, words, stages.get(pk, str(Stage.OUT.label)))
        for pk, (group, words) in classed.items()
        if group is not None
    ]
    order = list(OutlookClass)
    found.sort(key=lambda one: (order.index(one.group), one.last_day or due_on, one.firm.name))
    return Outlook(
        tier,
        due_on,
        tuple(found),
        open_part=open_part(tier, as_of, is_judged=is_judged),
        left_to_people=tier in TIERS_LEFT_TO_PEOPLE,
    )


def _judged(
    tier: str, firms: Mapping[int, Firm], facts: Mapping[int, Facts], due_on: date, as_of: AsOf
) -> dict[int, tuple[OutlookClass | None, str]]:
    """Return each firm's class by the tier's rule, with the words that say why."""
    code = rulebook_queries.tier_rules(as_of)[tier]
    judged = rulebook_queries.verdicts(code, facts, as_of)
    expiring = {
        pk for pk, firm in firms.items() if tier in firm.titles and firm.titles[tier].valid_until_on <= due_on
    }
    slips = slips_of(tier, {pk: facts[pk] for pk in expiring}, as_of)
    classed = {}
    for pk, firm in firms.items():
        group = _class_of(firm, tier, judged[pk], due_on, slipping=pk in slips)
        words = " ".join(slips.get(pk, ()))
        if not words and group not in (None, OutlookClass.STAYS):
            words = explain.sentence(rulebook_queries.judge_facts(code, facts[pk], as_of))
        classed[pk] = (group, words)
    return classed


def _told(firm: Firm, tier: str, group: OutlookClass, words: str, stage: str) -> OutlookFirm:
    title = firm.titles.get(tier)
    held = f"{RecognitionKind(tier).label}有效期至 {title.last_day.isoformat()}。" if title else ""
    if group is OutlookClass.SOUGHT:
        words = f"培育库中以{RecognitionKind(tier).label}为目标。"
    return OutlookFirm(firm, group, f"{held}{words}", title.last_day if title else None, stage)


def _unjudged(firm: Firm, tier: str, due_on: date, *, sought: bool) -> OutlookClass | None:
    if tier not in firm.titles:
        return OutlookClass.SOUGHT if sought else None
    stays = firm.titles[tier].valid_until_on > due_on
    return OutlookClass.STAYS if stays else OutlookClass.RENEWS_UNJUDGED


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
