"""Loads and undos in any order: what stands is what the loads still in force say, each value with its source."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest

from tests.factories.enterprises import an_enterprise
from tests.factories.provenance import CLERK, a_batch, lines
from tidu.domain.enterprises.models import YearlyFacts
from tidu.foundation.provenance import operations, queries

pytestmark = pytest.mark.django_db

FIELDS = ("revenue_fen", "tech_staff", "rd_book_fen")
START = datetime(2025, 1, 1, 9, 0, tzinfo=UTC)


class Ledger:
    """The same loads kept the simplest way: a list of what each says, with those undone struck out."""

    def __init__(self, firms, chance):
        self.firms, self.chance = firms, chance
        self.live = []
        self.moment = START

    def load(self):
        """Load new values, different from all before, for some firms and some fields."""
        self.moment += timedelta(days=1)
        said = {}
        for firm in self.chance.sample(self.firms, self.chance.randint(1, len(self.firms))):
            fields = self.chance.sample(FIELDS, self.chance.randint(1, len(FIELDS)))
            said[firm.pk] = {field: self.chance.randrange(10**9) for field in fields}
        batch = a_batch(*FIELDS, now=self.moment)
        rows = [
            (line, {"enterprise_id": pk, "year": 2024, **values})
            for line, (pk, values) in zip(lines(batch, range(2, 2 + len(said))), said.items(), strict=True)
        ]
        operations.append_versions(model=YearlyFacts, rows=rows, now=self.moment)
        self.live.append((batch, said))

    def undo(self):
        """Undo any load: it must be refused exactly when a later one speaks of one of its firms."""
        self.moment += timedelta(days=1)
        place = self.chance.randrange(len(self.live))
        batch, said = self.live[place]
        later = {pk for _, other in self.live[place + 1 :] for pk in other} & said.keys()
        if later:
            with pytest.raises(operations.LaterVersionsStand) as refusal:
                operations.withdraw_batch(models=[YearlyFacts], batch=batch, by=CLERK, now=self.moment)
            assert {key[0] for _, key in refusal.value.keys} == later
        else:
            operations.withdraw_batch(models=[YearlyFacts], batch=batch, by=CLERK, now=self.moment)
            del self.live[place]

    def expected(self, pk, field):
        """Return the value in force and the batch that says it, or None for both."""
        for batch, said in reversed(self.live):
            if field in said.get(pk, {}):
                return said[pk][field], batch.pk
        return None, None


def check(ledger):
    standing = {version.enterprise_id: version for version in YearlyFacts.objects.known_at(None)}
    spoken_of = {pk for _, said in ledger.live for pk in said}
    assert standing.keys() == spoken_of
    for pk, version in standing.items():
        for field in FIELDS:
            origin = queries.origin_of(version, field)
            assert (getattr(version, field), origin and origin.batch_id) == ledger.expected(pk, field)


@pytest.mark.parametrize("seed", range(8))
def test_what_stands_is_what_the_loads_in_force_say(seed):
    chance = random.Random(seed)
    ledger = Ledger([an_enterprise() for _ in range(3)], chance)
    remembered = []
    for _ in range(14):
        if ledger.live and chance.random() < 0.4:
            ledger.undo()
        else:
            ledger.load()
        check(ledger)
        values = set(YearlyFacts.objects.known_at(None).values_list("enterprise_id", *FIELDS))
        remembered.append((ledger.moment + timedelta(seconds=1), values))
    for moment, values in remembered:
        assert set(YearlyFacts.objects.known_at(moment).values_list("enterprise_id", *FIELDS)) == values
