"""Which rule decides a tier: told by the packs, one at a time in a region, the narrowest region first."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories.rules import AS_OF, HEAD, clause, library, pack
from tidu.rules import PolicyError


def deciding(code: str, region: str = "", *, start: str = "2020-01-01", until: str = "") -> str:
    head = HEAD.replace("rule: the.rule", f"rule: {code}")
    end = f", until: {until}" if until else ""
    head = head.replace("in_force: 2020-01-01", f"in_force: {start}{end}")
    lines = "decides: GAZELLE\n" + (f"region: {region}\n" if region else "")
    return pack(lines + clause("resident"), head)


def test_the_rule_of_ones_own_province_decides(tmp_path):
    found = library(tmp_path, deciding("here.gazelle", "某省"), deciding("there.gazelle", "邻省"))
    assert dict(found.in_region("某省", "某县").deciding(as_of=AS_OF)) == {"GAZELLE": "here.gazelle"}
    assert dict(found.in_region("邻省").deciding(as_of=AS_OF)) == {"GAZELLE": "there.gazelle"}
    assert dict(found.in_region("第三省").deciding(as_of=AS_OF)) == {}
    assert dict(found.deciding(as_of=AS_OF)) == {}


def test_the_narrower_region_prevails_over_the_wider_and_over_the_country(tmp_path):
    found = library(
        tmp_path, deciding("a.county", "某县"), deciding("b.province", "某省"), deciding("c.country")
    )
    assert found.in_region("某省", "某县").deciding(as_of=AS_OF)["GAZELLE"] == "a.county"
    assert found.in_region("某省").deciding(as_of=AS_OF)["GAZELLE"] == "b.province"
    assert found.deciding(as_of=AS_OF)["GAZELLE"] == "c.country"


def test_one_rule_may_follow_another(tmp_path):
    found = library(
        tmp_path, deciding("old.gazelle", until="2024-01-01"), deciding("new.gazelle", start="2024-01-01")
    )
    assert found.deciding(as_of=date(2023, 12, 31))["GAZELLE"] == "old.gazelle"
    assert found.deciding(as_of=date(2024, 1, 1))["GAZELLE"] == "new.gazelle"
    assert found.deciding(as_of=date(2019, 12, 31)) == {}


def test_two_rules_that_decide_one_tier_for_a_day_are_refused_with_the_place_of_the_later(tmp_path):
    with pytest.raises(PolicyError, match=r"pack1\.yaml 第 1 行.*全国同一时间都判定 GAZELLE.*region"):
        library(
            tmp_path, deciding("old.gazelle", until="2024-01-02"), deciding("new.gazelle", start="2024-01-01")
        )
