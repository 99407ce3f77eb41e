"""The estimate of the super deduction says what it waits for and leads to the boxes."""

from __future__ import annotations

import re

from django.urls import reverse

from tests.factories.corrections import contact_of
from tests.factories.enterprises import an_enterprise


def waits(page):
    """Return how many numbers each of the three steps waits for."""
    reckoned = page[page.index('id="reckoned"') :]
    steps = re.split(r"<h3>", reckoned)[1:4]
    found = [re.search(r"这一步还缺 (\d+) 个数", step) for step in steps]
    return [int(one[1]) if one else 0 for one in found]


def test_each_step_names_what_it_waits_for_with_its_box_and_the_register_s(signed_in):
    client = signed_in(account=contact_of(an_enterprise("甲公司")))
    page = client.get(reverse("desk-research")).content.decode()
    reckoned = page[page.index('id="reckoned"') :]
    boxes = page[: page.index('id="reckoned"')]
    assert '<a href="#try.tax_rd_personnel.2024">2024 年度人员人工费用' in reckoned
    assert 'id="try.tax_rd_personnel.2024"' in boxes
    assert reverse("desk-correct", args=["YearlyFacts:2024:total_income_fen"]) in reckoned
    # whether the firm is a small one decides the rate: what that rests on is asked for, too
    assert '<a href="#try.quarterly_staff.2024">' in reckoned
    assert 'id="try.quarterly_staff.2024"' in boxes


def test_what_is_filled_in_is_waited_for_no_more(signed_in):
    client = signed_in(account=contact_of(an_enterprise("甲公司")))
    before = waits(client.get(reverse("desk-research")).content.decode())
    five = ("personnel", "direct_input", "depreciation", "amortisation", "design")
    rest = ("other", "outsourced_domestic", "outsourced_overseas", "outsourced_individuals")
    typed = {f"try.tax_rd_{name}.2024": "1" for name in (*five, *rest)}
    typed["try.outsourced_to_related_party."] = "0"
    page = client.get(reverse("desk-research"), typed).content.decode()
    assert "先补齐前面各步" not in page
    # The first step waits for these ten, and for the related party's detail until there is said to be none; the other
    # steps read none of them.
    assert before[0] == len(typed) + 1
    assert waits(page) == [0, *before[1:]]
