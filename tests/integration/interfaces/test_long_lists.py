"""A page writes out a bounded list, turns its pages, and counts everybody."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.factories.accounts import an_organisation
from tests.factories.enterprises import an_enterprise
from tests.factories.pool import AS_OF, NOW, OFFICER, a_far_firm, a_member, a_nearly_firm, a_ready_firm
from tests.factories.targets import a_target
from tidu.domain.pool import operations
from tidu.foundation.actors import Role
from tidu.interfaces.workbench import home, pool, stairs


@pytest.fixture
def director(signed_in):
    return signed_in(Role.BUREAU_DIRECTOR)


def names_on_page(client, name, number, firms, **asked):
    text = client.get(reverse(name), {"page": number, **asked}).content.decode()
    table = text[text.index('id="table"') :] if 'id="table"' in text else text
    return [firm for firm in firms if firm in table]


def test_the_table_of_the_stairs_turns_its_pages_and_the_picture_shows_everybody(director, monkeypatch):
    monkeypatch.setattr(stairs, "ROWS_SHOWN", 2)
    place, firms = an_organisation(), [f"{name}企业" for name in "一七三"]
    for firm in firms:
        an_enterprise(firm, place)
    pages = [names_on_page(director, "stairs", number, firms, step="") for number in (1, 2)]
    assert [len(page) for page in pages] == [2, 1]
    assert sorted(pages[0] + pages[1]) == sorted(firms)
    answer = director.get(reverse("stairs"))
    assert len(answer.context["drawing"]["dots"]) == 3
    assert "第 1 页，共 2 页" in answer.content.decode()


def test_the_proposals_turn_their_pages(director, monkeypatch):
    monkeypatch.setattr(pool, "PROPOSALS_SHOWN", 1)
    place, firms = an_organisation(), ["甲企业", "乙企业"]
    for firm in firms:
        a_far_firm(place, firm)
    operations.compute_proposals(as_of=AS_OF, by=OFFICER, now=NOW)
    pages = [names_on_page(director, "proposals", number, firms) for number in (1, 2)]
    assert sorted(pages[0] + pages[1]) == sorted(firms)
    assert [len(page) for page in pages] == [1, 1]


def test_the_board_turns_its_pages_and_counts_all_cards(director, monkeypatch):
    monkeypatch.setattr(pool, "CARDS_SHOWN", 1)
    place, firms = an_organisation(), ["甲企业", "乙企业"]
    for firm in firms:
        a_member(a_far_firm(place, firm))
    pages = [names_on_page(director, "pool", number, firms) for number in ("1", "2", "x")]
    assert pages == [["乙企业"], ["甲企业"], ["乙企业"]]
    assert director.get(reverse("pool")).context["board"].columns[0].firms == 2


def test_a_target_writes_out_some_of_the_firms_that_decide_and_counts_the_others(director, monkeypatch):
    monkeypatch.setattr(home, "DECIDERS_SHOWN", 1)
    place = an_organisation()
    a_ready_firm(place, "已达企业")
    a_nearly_firm(place, "差一点企业")
    a_target("hnte_count", 2)
    text = director.get(reverse("home")).content.decode()
    assert "决定成败的 2 家企业" in text
    assert "还有 1 家" in text
    assert ("已达企业" in text, "差一点企业" in text) == (True, False)
