"""From the register's records to verdicts: one firm, many firms, and the version of the law that applies."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories.accounts import an_organisation
from tests.factories.pool import AS_OF, a_far_firm, a_nearly_firm, a_ready_firm
from tidu.domain.rulebook import queries
from tidu.foundation.clock import AsOf
from tidu.rules import NO, YES, NoVersionInForce

pytestmark = pytest.mark.django_db


def test_one_firm_is_judged_with_every_reason() -> None:
    verdict = queries.judge("hnte.gates", a_nearly_firm(an_organisation()).pk, AS_OF)
    assert (verdict.verdict, verdict.nearly) == (NO, True)
    assert [clause.id for clause in verdict.gaps] == ["tech_staff"]


def test_many_firms_get_the_verdicts_each_gets_alone() -> None:
    place = an_organisation()
    firms = [maker(place).pk for maker in (a_ready_firm, a_nearly_firm, a_far_firm)]
    frame = queries.judge_many("hnte.gates", firms, AS_OF)
    together = {
        int(key): (verdict, near) for key, verdict, near in frame.select("key", "verdict", "nearly").rows()
    }
    assert [together[pk] for pk in firms] == [(True, False), (False, True), (False, False)]
    alone = [queries.judge("hnte.gates", pk, AS_OF) for pk in firms]
    assert [(one.verdict is YES, one.nearly) for one in alone] == [together[pk] for pk in firms]


def test_a_day_without_a_version_in_force_is_refused_by_name() -> None:
    with pytest.raises(NoVersionInForce, match="2015-12-31"):
        queries.rule_for("hnte.gates", AsOf(on=date(2015, 12, 31)))


def test_no_firms_give_no_verdicts() -> None:
    assert queries.verdicts("hnte.gates", {}, AS_OF) == {}


def test_the_year_of_the_day_is_never_a_closed_one() -> None:
    assert queries.last_fiscal_year(date(2025, 12, 31)) == 2024
    assert queries.closed_years(date(2025, 1, 1), 3) == (2022, 2023, 2024)
