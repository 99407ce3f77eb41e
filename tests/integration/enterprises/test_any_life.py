"""Any sequence of events: the county's counts agree with a naive count over a list of what was entered.

The naive side keeps every event with the moments between which it stood, and asks of each firm and day, one by one,
what the events known at a moment say. It knows nothing of versions, intervals or batches.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.factories.accounts import an_organisation
from tests.factories.enterprises import an_enterprise
from tests.factories.provenance import CLERK, a_batch
from tidu.domain.enterprises import operations, queries
from tidu.domain.enterprises.models import Enterprise, LifeEvent
from tidu.domain.enterprises.vocabulary import HistoryKind
from tidu.foundation.clock import AsOf
from tidu.foundation.figures import registry
from tidu.foundation.figures.model import Question

pytestmark = pytest.mark.django_db

FIRST = date(2020, 1, 1)
LAST = date(2024, 12, 31)
START = datetime(2025, 1, 1, 9, tzinfo=UTC)
STEP = timedelta(days=1)
STAYS = dict.fromkeys(HistoryKind.values, "")
FIRMS, PLACES = 3, 2

DAYS = st.dates(FIRST, LAST)
FIRM = st.integers(0, FIRMS - 1)
EVENTS = st.one_of(
    st.tuples(st.just("grant"), FIRM, DAYS, st.sampled_from([200, 1095])),
    st.tuples(st.just("revoke"), FIRM, DAYS, st.none()),
    st.tuples(st.just("revoke"), FIRM, DAYS, st.none()),
    st.tuples(st.just("move"), FIRM, DAYS, st.sampled_from([None, 0, 1])),
    st.tuples(st.just("rename"), FIRM, DAYS, st.none()),
    st.tuples(st.just("close"), FIRM, DAYS, st.none()),
    st.tuples(st.just("absorb"), FIRM, DAYS, FIRM),
    st.tuples(st.just("duplicate"), FIRM, st.just(FIRST), FIRM),
    st.tuples(st.just("reverse"), st.integers(0, 30), st.just(FIRST), st.none()),
    st.tuples(st.just("reverse"), st.integers(0, 30), st.just(FIRST), st.none()),
)
GRANTS = (("grant", 0, date(2020, 6, 1), 1095), ("grant", 1, date(2021, 3, 1), 1095))
"""What every county begins with, so that there is something to revoke, to close and to merge."""


@dataclass
class Said:
    """One event on the naive list: what was said, and between which moments it stood."""

    verb: str
    firm: int
    day: date
    more: object
    since: datetime
    until: datetime | None = None
    event: LifeEvent | None = None
    hits: list[Said] = field(default_factory=list)

    def known(self, moment):
        if moment is None:
            return self.until is None
        return self.since < moment and (self.until is None or self.until >= moment)


class Naive:
    """A county as a list."""

    def __init__(self):
        self.said: list[Said] = []

    def of(self, verb, moment):
        return [one for one in self.said if one.verb == verb and one.known(moment)]

    def bearer(self, firm, moment):
        """Return the firm under which the records of a firm are kept: itself, unless it was merged."""
        for merge in self.of("duplicate", moment):
            if merge.firm == firm:
                return merge.more
        return firm

    def place(self, firm, day, moment):
        moves = [one for one in self.of("move", moment) if one.firm == firm and one.day <= day]
        return max(moves, key=lambda one: (one.day, one.since)).more if moves else firm % PLACES

    def here(self, firm, place, day, moment):
        if self.bearer(firm, moment) != firm:
            return False
        closed = [one for verb in ("close", "absorb") for one in self.of(verb, moment) if one.firm == firm]
        if any(one.day < day for one in closed):
            return False
        where = self.place(firm, day, moment)
        return where is not None and place in (None, where)

    def grants(self, firm, moment):
        """Return a firm's grants: its own, and those of a duplicate for days on which it has none itself."""
        known = self.of("grant", moment)
        own = [one for one in known if one.firm == firm]
        for one in known:
            if one.firm != firm and self.bearer(one.firm, moment) == firm:
                own += [one] if one.day not in {mine.day for mine in own} else []
        return own

    def end(self, grant, moment):
        cut = [one.day for one in self.of("revoke", moment) if grant in one.hits]
        return max(cut[0], grant.day) if cut else grant.day + timedelta(days=grant.more)

    def count(self, place, day, moment):
        """Return how many firms are here and hold a title on a day, as known at a moment."""
        return sum(
            any(grant.day <= day < self.end(grant, moment) for grant in self.grants(firm, moment))
            for firm in range(FIRMS)
            if self.here(firm, place, day, moment)
        )


class County:
    """The same events through the operations; what they refuse is not put on the list."""

    def __init__(self):
        self.towns = [an_organisation() for _ in range(PLACES)]
        self.firms = [
            an_enterprise(f"公司{number}", self.towns[number % PLACES], registered_on=FIRST)
            for number in range(FIRMS)
        ]
        self.naive = Naive()
        self.moment = START

    def happen(self, verb, number, day, more):
        self.moment += STEP
        if verb == "reverse":
            self.reverse(number)
            return
        said = Said(verb, number, day, more, self.moment)
        if verb == "revoke":
            said.hits = [
                one
                for one in self.naive.grants(number, None)
                if self.naive.end(one, None) > day
                and not any(one in other.hits for other in self.naive.of("revoke", None))
            ]
        source = a_batch(title=verb, now=self.moment)
        try:
            getattr(self, verb)(self.firms[number], day, more, source=source, by=CLERK, now=self.moment)
        except operations.UnableToRecordEvent:
            return
        said.event = LifeEvent.objects.get(source_line__batch=source)
        self.naive.said.append(said)

    def reverse(self, number):
        if not self.naive.said:
            return
        said = self.naive.said[number % len(self.naive.said)]
        try:
            operations.reverse_event(
                event=LifeEvent.objects.get(pk=said.event.pk),
                reason="录错",
                source=a_batch(title="更正", now=self.moment),
                by=CLERK,
                now=self.moment,
            )
        except operations.UnableToReverse:
            return
        said.until = self.moment

    def grant(self, firm, day, lasts, **told):
        operations.grant_title(
            enterprise=firm,
            kind="HNTE",
            grant_kind="NEW",
            granted_on=day,
            valid_until_on=day + timedelta(days=lasts),
            certificate_number="",
            **told,
        )

    def revoke(self, firm, day, _, **told):
        operations.revoke(enterprise=firm, kind="HNTE", effective_on=day, reason="x", **told)

    def move(self, firm, day, place, **told):
        to = None if place is None else self.towns[place]
        operations.move(enterprise=firm, to=to, on=day, **told)

    def rename(self, firm, day, _, **told):
        operations.rename(enterprise=firm, name=f"新名{told['now']:%Y%m%d}", on=day, **told)

    def close(self, firm, day, _, **told):
        operations.close_enterprise(enterprise=firm, on=day, **told)

    def absorb(self, firm, day, survivor, **told):
        other = self.firms[survivor]
        operations.absorb(enterprise=firm, survivor=other, on=day, histories=STAYS, reason="合并", **told)

    def duplicate(self, firm, _, kept, **told):
        operations.merge_duplicate(kept=self.firms[kept], duplicate=firm, reason="重复", **told)

    def days(self):
        """Return every day on which something could change, and its neighbours."""
        edges = {FIRST, LAST}
        for one in self.naive.said:
            edges |= {one.day, one.day + timedelta(days=one.more if one.verb == "grant" else 1)}
        return sorted({day - timedelta(days=shift) for day in edges for shift in (0, 1)})

    def readings(self):
        """Return the firms as known at each moment after which something else was known, and now."""
        mine = Enterprise.objects.filter(pk__in=[one.pk for one in self.firms])
        moments = [START + STEP * number for number in range(1, (self.moment - START).days + 2)]
        return [queries.Population(moment, mine) for moment in (None, *moments)]

    def figure(self, place, day, moment):
        """Return what the published figure says of a place."""
        question = Question(AsOf(day, known_at=moment), place=self.towns[place].code)
        return len(registry.ask("hnte_count", question).rows)


@settings(max_examples=25)
@given(st.lists(EVENTS, min_size=3, max_size=10))
def test_counts_of_both_views_and_every_day_are_those_of_a_naive_list(events):
    county = County()
    for event in (*GRANTS, *events):
        county.happen(*event)
    for reading in county.readings():
        moment = reading.known_at
        for day in county.days():
            for place in (None, *range(PLACES)):
                code = None if place is None else county.towns[place].code
                held = {title.enterprise_id for title in reading.holding(["HNTE"], day, code)}
                assert len(held) == county.naive.count(place, day, moment), (place, day, moment)
        assert county.figure(0, LAST, moment) == county.naive.count(0, LAST, moment)
