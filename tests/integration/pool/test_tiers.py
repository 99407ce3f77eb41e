"""A county of another province: its pack decides the tier, and no line of code names it."""

from __future__ import annotations

import shutil
from typing import Any

import pytest

from tests.factories.accounts import an_organisation
from tests.factories.pool import AS_OF, a_ready_firm
from tidu import policies
from tidu.domain.enterprises.vocabulary import RecognitionKind
from tidu.domain.pool import queries
from tidu.domain.pool.vocabulary import STAIRS
from tidu.domain.rulebook import queries as rulebook_queries
from tidu.rules.explain import WindowNote

pytestmark = pytest.mark.django_db

PACK = """
rule: neighbour.gazelle
name: 瞪羚企业认定
subject: 瞪羚企业
region: 邻省
decides: GAZELLE
law: {title: 邻省瞪羚企业办法, number: 邻〔2023〕1号, in_force: 2023-01-01, confidence: demo, last_checked_on: 2025-01-01}
version_by: application_day
windows:
  - {every_year: {opens: 06-11, closes: 06-30}, article: 第五条}
conditions:
  - {id: certificate, label: 高企证书, article: 第三条, says: 持有高新技术企业证书, require: hnte_valid}
"""


@pytest.fixture
def neighbour(tmp_path: Any, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    folder = tmp_path / "policies"
    shutil.copytree(policies.FOLDER, folder)
    (folder / "neighbour.yaml").write_text(PACK, encoding="utf-8")
    monkeypatch.setattr(policies, "FOLDER", folder)
    settings.TIDU_REGIONS = ("邻省", "邻县")


def test_each_tier_is_decided_by_the_rule_that_says_so() -> None:
    rules = rulebook_queries.tier_rules(AS_OF)
    assert rules == {"SME_NUMBER": "sme.score", "HNTE": "hnte.gates", "GAZELLE": "qinglan.gazelle"}
    assert queries.tiers_judged(AS_OF) == ["SME_NUMBER", "HNTE", "GAZELLE"]


def test_every_pack_names_tiers_of_the_stairs_alone() -> None:
    named = {rule.decides for rule in rulebook_queries.library() if rule.decides}
    assert named <= set(map(str, STAIRS))


@pytest.mark.usefixtures("neighbour")
def test_the_neighbours_pack_judges_its_own_county() -> None:
    firm = a_ready_firm(an_organisation())
    card = queries.gap_card(firm, AS_OF, RecognitionKind.GAZELLE)
    assert card.verdict is not None
    assert card.verdict.rule.code == "neighbour.gazelle"
    assert isinstance(card.window, WindowNote)
    assert card.window.says == "2025年6月11日开始受理，2025年6月30日截止。"
    assert "qinglan.gazelle_award" not in rulebook_queries.library().codes()


def test_a_county_without_a_pack_says_so_and_has_no_window(settings: Any) -> None:
    settings.TIDU_REGIONS = ("邻省", "邻县")
    card = queries.gap_card(a_ready_firm(an_organisation()), AS_OF, RecognitionKind.GAZELLE)
    assert (card.verdict, card.window) == (None, None)
    assert "还没有可计算的规则" in card.reason
    assert queries.window_of(RecognitionKind.GAZELLE, AS_OF) is None
