"""The how-to for a first policy is followed to the end: the fields it names, the cases it prints, the steps it tells."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.accounts import an_account, an_organisation
from tests.factories.enterprises import an_enterprise, yearly_facts
from tests.factories.funds import WAN
from tidu.domain.rulebook import queries
from tidu.domain.rulebook.models import PolicyDraft
from tidu.foundation.actors import Role
from tidu.foundation.clock import AsOf
from tidu.interfaces.workbench.draft_form import DOCUMENT, parts_of
from tidu.rules import NoVersionInForce

PAGE = (Path(__file__).resolve().parents[2] / "docs/how-to/write-your-first-policy.md").read_text(
    encoding="utf-8"
)
CODE, NAME, TEMPLATE = "qinglan.first_rd", "小微企业研发起步补助", "按比例补助"

pytestmark = pytest.mark.django_db


def told_fields() -> dict[tuple[str, str], tuple[str, str]]:
    """Return the page's table: heading and label of a field, and the value and unit to write."""
    found = {}
    for where, what in re.findall(r"^\| (\S.*?) \| (\S.*?) \|$", PAGE, re.MULTILINE):
        part, _, label = where.rpartition(" → ")
        value, _, unit = what.partition(" (")[0].partition(" ")
        found[part or DOCUMENT, label] = (value, unit)
    found.pop((DOCUMENT, "field"))
    return found


def posted(text: str) -> dict[str, str]:
    """Return the form filled in as the page says; a field it names and the form lacks is missed by the caller."""
    cells = {
        (part.title, cell.label.partition(" {")[0]): cell
        for part in parts_of(text, queries.library())
        for cell in part.cells
    }
    values = {}
    for where, (value, unit) in told_fields().items():
        cell = cells[where]
        by_label = {label: code for code, label in cell.choices}
        values[cell.field] = by_label.get(value, value)
        values |= {control.field: unit for control in cell.more}
    return values


@pytest.fixture
def people(monkeypatch):
    monkeypatch.setenv("TIDU_TODAY", "2025-06-10")
    clients = {role: Client() for role in (Role.SECTION_CLERK, Role.BUREAU_DIRECTOR)}
    for role, client in clients.items():
        client.force_login(an_account(role))
    return clients


def test_a_clerk_follows_the_page_from_template_to_published_policy(people):
    clerk, director = people[Role.SECTION_CLERK], people[Role.BUREAU_DIRECTOR]
    assert {CODE, NAME, TEMPLATE} <= set(re.split(r"[`\s,，]+", PAGE))
    template = next(code for code, purpose in queries.templates().items() if purpose.startswith(TEMPLATE))
    clerk.post(reverse("draft-new"), {"template": template, "name": NAME, "rule_code": CODE})
    draft = PolicyDraft.objects.get()
    address = {
        act: reverse(f"draft-{act}", args=[draft.pk]) for act in ("save", "review", "submit", "publish")
    }

    clerk.post(address["save"], {"seen": draft.fingerprint, **posted(draft.text)})
    draft.refresh_from_db()
    failing = queries.trial_of(draft.text, draft.scenarios, CODE).failing
    assert failing, "the page says that the template's cases fail now"
    (cases,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    clerk.post(address["save"], {"seen": draft.fingerprint, "text": draft.text, "scenarios": cases})
    draft.refresh_from_db()
    trial = queries.trial_of(draft.text, draft.scenarios, CODE)
    assert (trial.obstacles, len(trial.cases)) == ((), 5)

    review = dict.fromkeys(("REGISTRATION", "LOCAL_TAX", "CHOSEN_FIRMS"), "no")
    clerk.post(address["review"], {**review, "heard": "三家企业", "conclusion": "CLEAR"})
    clerk.post(address["submit"])
    with pytest.raises(NoVersionInForce):
        queries.rule_for(CODE, AsOf(on=date(2026, 3, 1)))
    assert clerk.post(address["publish"]).status_code == 403
    director.post(address["publish"])

    firm = an_enterprise(place=an_organisation())
    yearly_facts(firm, 2025, rd_book_fen=20 * WAN)
    assert queries.judge(CODE, firm.pk, AsOf(on=date(2026, 3, 1))).outputs == {"amount": 2 * WAN}
    with pytest.raises(NoVersionInForce):
        queries.rule_for(CODE, AsOf(on=date(2025, 6, 30)))
