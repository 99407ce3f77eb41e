"""The address that the phones at the door talk to: their key in a header, entries told twice, a lost phone, bad data."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.test import Client

from tests.factories.openday import a_guest, a_stop, a_tour_group, an_event
from tests.factories.opinions import OFFICER, at
from tidu.domain.openday import operations, queries
from tidu.domain.openday.models import CheckIn, HeadCount
from tidu.foundation.audit.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.records]

NOW = "2025-06-09T09:01:00+08:00"


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setenv("TIDU_TODAY", "2025-06-10")


@pytest.fixture
def event():
    return an_event(state="HELD")


@pytest.fixture
def device(event):
    return operations.enrol_device(event=event, name="东门", by=OFFICER, now=at("2025-06-10", 8))


def told(device, *entries, key=None):
    """Hand entries in as the page does and return the answer."""
    return Client(enforce_csrf_checks=True).post(
        "/open/door/sync/",
        json.dumps({"entries": list(entries)}),
        content_type="application/json",
        headers={"X-Tidu-Door": queries.device_key(device) if key is None else key},
    )


def entry(client_id, **about):
    return {"client_id": client_id, "at": NOW, "kind": "code", **about}


def test_a_phone_gets_the_list_and_an_entry_told_twice_is_one(event, device):
    guest = a_guest(event, name="关照")
    code = queries.guest_code(guest, event, queries.DOOR)
    for _ in range(2):
        answer = told(device, entry("a1", code=code)).json()
        assert [(one["client_id"], one["outcome"]) for one in answer["answers"]] == [("a1", "entered")]
        assert (answer["list"]["came"], answer["list"]["expected"]) == (1, 1)
    (line,) = answer["list"]["guests"]
    assert (line["name"], line["group"], line["code"]) == ("关照", "企业", code)
    assert line["came_at"] is not None
    assert CheckIn.objects.count() == 1


def test_a_phone_that_only_asks_for_the_list_writes_nothing_down(event, device):
    before = Entry.objects.count()
    assert told(device).json()["list"]["came"] == 0
    assert Entry.objects.count() == before


def test_a_walk_in_counts_and_an_undo_takes_it_out_again(event, device):
    came = told(device, entry("w1", kind="walk_in", name="路人", group="PUBLIC", organisation="")).json()
    assert came["list"]["came"] == 1
    gone = told(
        device,
        {
            **entry("u1", kind="undo", undoes="w1", name="路人", group="PUBLIC"),
            "at": "2025-06-09T09:02:00+08:00",
        },
    )
    assert gone.json()["list"]["came"] == 0


def test_an_undo_that_arrives_before_its_entry_still_takes_it_out(event, device):
    guest = a_guest(event)
    code = queries.guest_code(guest, event, queries.DOOR)
    later = {**entry("u1", kind="undo", undoes="a1", code=code), "at": "2025-06-09T09:05:00+08:00"}
    told(device, later)
    assert told(device, entry("a1", code=code)).json()["list"]["came"] == 0


def test_a_code_of_nobody_is_answered_and_the_others_go_through(event, device):
    code = queries.guest_code(a_guest(event), event, queries.DOOR)
    answers = told(device, entry("x", code="not-ours"), entry("y", code=code)).json()["answers"]
    assert [(one["client_id"], one["outcome"]) for one in answers] == [("x", "unknown"), ("y", "entered")]
    assert "临时来宾" in answers[0]["words"]


def test_a_lost_phone_gets_no_list_from_the_moment_it_is_revoked(event, device):
    a_guest(event, name="关照")
    operations.revoke_device(device=device, by=OFFICER, now=at("2025-06-10", 9))
    answer = told(device, entry("a1", code="x"))
    assert answer.status_code == 401
    assert "list" not in answer.json()
    assert "关照" not in answer.content.decode()
    assert not CheckIn.objects.exists()


def test_while_the_door_takes_nothing_a_phone_is_told_why_and_not_that_it_was_revoked(device):
    early = an_event("2026-KF", on=date(2026, 5, 21), state="PLANNING")
    phone = operations.enrol_device(event=early, name="东门", by=OFFICER, now=at("2025-06-10", 8))
    answer = told(phone, entry("w1", kind="walk_in", name="路人", group="PUBLIC"))
    assert (answer.status_code, "筹备" in answer.json()["words"]) == (409, True)
    assert not CheckIn.objects.exists()


def test_the_list_says_which_event_it_is_so_that_a_phone_hands_in_where_it_noted(device):
    assert told(device).json()["list"]["code"] == "2025-KF"


@pytest.mark.parametrize("key", ["", "1", "1.forged"])
def test_without_an_enrolled_key_the_door_tells_nothing(device, key):
    answer = told(device, key=key)
    assert answer.status_code == 401
    assert "list" not in answer.json()


@pytest.mark.parametrize(
    "body",
    [
        *("", "[]", "{}", '{"entries": 3}', '{"entries": [3]}'),
        '{"entries": [{"client_id": "a", "at": "soon"}]}',
        '{"entries": [{"client_id": "a", "at": "2025-06-09T09:01:00"}]}',
        '{"entries": [{"client_id": "a", "at": "2025-06-09T09:01:00+08:00", "name": "\\u0000"}]}',
    ],
)
def test_what_no_page_of_ours_sends_is_refused_in_words_and_keeps_nothing(device, body):
    answer = Client().post(
        "/open/door/sync/",
        body,
        content_type="application/json",
        headers={"X-Tidu-Door": queries.device_key(device)},
    )
    assert answer.status_code == 422
    assert "读不出来" in answer.json()["words"]


@pytest.mark.parametrize(
    "wrong", [{"stop_id": 999}, {"stop_id": None}, {"count": 1001}, {"count": -1}, {"group_id": 999}]
)
def test_a_head_count_that_cannot_be_is_answered_and_not_kept(event, device, wrong):
    group, stop = a_tour_group(event), a_stop(event)
    right = {"group_id": group.pk, "stop_id": stop.pk, "count": 1000}
    entries = [
        {**entry("h1", kind="head_count"), **right, **wrong},
        {**entry("h2", kind="head_count"), **right},
    ]
    answers = told(device, *entries).json()["answers"]
    assert [one["outcome"] for one in answers] == ["unknown", "entered"]
    assert HeadCount.objects.get().client_id == "h2"


def test_the_page_and_its_keeper_open_without_an_account_and_hold_no_guest(event, client):
    a_guest(event, name="关照")
    page = client.get("/open/door/")
    assert page.status_code == 200
    assert "关照" not in page.content.decode()
    assert client.get("/open/door/worker.js")["Content-Type"] == "text/javascript"
    manifest = client.get("/open/door/manifest.webmanifest").json()
    assert manifest["start_url"] == manifest["scope"] == "/open/door/"
