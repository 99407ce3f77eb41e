"""Check a whole draft: every number judged, what does not add up inside it, and its claims."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from tidu.foundation.clock import AsOf
from tidu.foundation.figures.vocabulary import DAY
from tidu.reporting.draft import arithmetic, claims, clauses
from tidu.reporting.draft.asking import Asker
from tidu.reporting.draft.binding import Binder
from tidu.reporting.draft.bound import Bound
from tidu.reporting.draft.claims import Claim
from tidu.reporting.draft.clauses import Said
from tidu.reporting.draft.forms import Form
from tidu.reporting.draft.judging import JudgedNumber, Judgement, judge
from tidu.reporting.draft.names import Spoken, phrasebook
from tidu.reporting.draft.quantities import quantities
from tidu.reporting.draft.quantity import Kind, Quantity
from tidu.reporting.draft.times import times

_NAMES_A_DAY_BEHIND = 8
_DAY_FOLLOWS = re.compile("(?:活动)?(?:于|在|定于|日期)?(?:为|是)?$")


@dataclass(frozen=True)
class Checked:
    """A draft as it was judged: `numbers` and `claims` in the order of the text, as of a day and a knowledge."""

    text: str
    as_of: AsOf
    numbers: Sequence[JudgedNumber]
    claims: Sequence[Claim]


def check(text: str, asker: Asker, places: Mapping[str, str]) -> Checked:
    """Judge a draft on the asker's day; `places` are the codes of townships and parks by every name they go by."""
    as_of = asker.as_of
    found = quantities(text)
    phrases = phrasebook(asker.figures.values())
    named = times(text, found, as_of.on)
    sayings = clauses.said(text, found)
    starts = [said.quantity.start for said in sayings]
    binder = Binder(text, phrases, named, places, today=as_of.on, numbers=starts)
    bound = [binder.bind(said) for said in sayings]
    plain = [one for one in bound if not claims.is_claim(one.quantity)]
    numbers = [judge(one, asker) for one in (*plain, *_days(text, found, phrases))]
    judged = _with_arithmetic(numbers, arithmetic.contradictions(text, plain))
    claimed = claims.claims(text, bound, phrases, named, asker)
    return Checked(text, as_of, sorted(judged, key=lambda one: one.quantity.start), claimed)


def _days(text: str, found: Sequence[Quantity], phrases: Sequence[Spoken]) -> list[Bound]:
    """Return the days that stand beside the name of a figure that is a day: 5月22日举办开放日."""
    dated = [spoken for spoken in phrases if spoken.figure.unit == DAY]
    days = [clauses.around(text, one) for one in found if one.kind is Kind.DAY]
    return [
        Bound(
            said,
            Form.VALUE,
            spoken.figure,
            year=said.quantity.year,
            reasons=(f"认作“{spoken.figure.name}”。",),
        )
        for said in days
        for spoken in dated
        if _beside(said, spoken)
    ]


def _beside(said: Said, spoken: Spoken) -> bool:
    if spoken.subject.search(said.behind[:_NAMES_A_DAY_BEHIND]):
        return True
    return any(
        _DAY_FOLLOWS.fullmatch(said.before[match.end() :]) for match in spoken.subject.finditer(said.before)
    )


def _with_arithmetic(
    numbers: Sequence[JudgedNumber], found: Sequence[arithmetic.Contradiction]
) -> list[JudgedNumber]:
    """Return the numbers with what the text itself refutes.

    A number that its figure confirms stays right. Where a figure has refuted one of the numbers already, it is that
    one; else those that the arithmetic blames, or the unconfirmed rest where all of these are confirmed.
    """
    judged = {finding.quantity: finding for finding in numbers}
    for one in found:
        open_ones = [number for number in one.quantities if not judged[number].judgement.is_right]
        refuted = [number for number in open_ones if judged[number].judgement is Judgement.DIFFERS]
        blamed = [number for number in one.blamed if number in open_ones]
        for number in refuted or blamed or open_ones:
            judged[number] = _refuted(judged[number], one)
    return list(judged.values())


def _refuted(finding: JudgedNumber, one: arithmetic.Contradiction) -> JudgedNumber:
    """Return a finding with what the arithmetic says against it."""
    if one.reason in finding.reasons:
        return finding
    mend = finding.mend or (one.mend if finding.quantity == one.blamed[0] else "")
    return replace(finding, judgement=Judgement.DIFFERS, mend=mend, reasons=(*finding.reasons, one.reason))
