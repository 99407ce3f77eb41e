"""What goes wrong on the way of a form, and what is kept of it: sessions that end, old marks, too much at once."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.factories.accounts import an_account
from tidu.domain.support.models import Ticket
from tidu.foundation.actors import Role
from tidu.foundation.clock import wall
from tidu.interfaces.kit import forms, middleware
from tidu.interfaces.kit.idle import SEEN_KEY

pytestmark = pytest.mark.django_db

FORM = "/tickets/new/"
CAME = {"Referer": f"http://testserver{FORM}"}
TYPED = {"firm": "晴川", "kind": "TALENT", "text": "招不到工艺工程师，\n想请科技特派员来一趟。"}
KEPT = "您刚才在这一页填的还没有提交"


@pytest.fixture
def clerk():
    return an_account(Role.SECTION_CLERK)


def said(answer):
    return answer.content.decode()


def left_alone(client):
    """Let the session be unused for half an hour."""
    session = client.session
    session[SEEN_KEY] = int(wall().timestamp()) - 31 * 60
    session.save()


def sent_too_late(client, typed=None, at=FORM):
    """Send a form after the session was left alone; return the answer."""
    left_alone(client)
    return client.post(at, TYPED if typed is None else typed, headers=CAME)


def test_what_was_typed_before_the_session_ended_waits_on_its_page_for_the_same_person(clerk):
    client = Client()
    client.force_login(clerk)
    answer = sent_too_late(client)
    assert answer["Location"] == f"{reverse('sign-in')}?next=%2Ftickets%2Fnew%2F"
    assert TYPED["text"] not in said(client.get(answer["Location"]))
    client.force_login(clerk)
    page = said(client.get(FORM))
    assert KEPT in page
    assert "想请科技特派员来一趟。" in page
    assert KEPT not in said(client.get("/tickets/"))
    assert not Ticket.objects.exists()


def test_nobody_else_at_the_same_browser_reads_it(clerk):
    client = Client()
    client.force_login(clerk)
    sent_too_late(client)
    client.force_login(an_account(Role.SECTION_CLERK))
    assert KEPT not in said(client.get(FORM))


def test_whoever_sends_something_again_has_it_no_longer(clerk):
    client = Client()
    client.force_login(clerk)
    sent_too_late(client)
    client.force_login(clerk)
    assert KEPT in said(client.get(FORM))
    client.post(FORM, {**TYPED, "text": ""}, headers=CAME)
    assert KEPT not in said(client.get(FORM))


@pytest.mark.parametrize(
    ("at", "typed"),
    [
        (reverse("password"), {"old": "geheim-一二三", "new": "x", "again": "x"}),
        (FORM, {"text": "长" * 50_001}),
    ],
)
def test_passwords_and_whole_books_are_not_kept(clerk, at, typed):
    client = Client()
    client.force_login(clerk)
    sent_too_late(client, typed, at)
    assert "unsent" not in client.session


def test_a_button_pressed_too_late_leads_back_to_its_page_not_to_an_address_that_is_none(clerk):
    client = Client()
    client.force_login(clerk)
    left_alone(client)
    answer = client.post(
        "/tickets/T-1/accept/", headers={"Referer": "http://testserver/tickets/?waiting=late"}
    )
    assert answer["Location"] == f"{reverse('sign-in')}?next=%2Ftickets%2F%3Fwaiting%3Dlate"
    client.force_login(clerk)
    left_alone(client)
    strange = client.post("/tickets/T-1/accept/", headers={"Referer": "https://elsewhere.example/tickets/"})
    assert strange["Location"] == f"{reverse('sign-in')}?next=%2F"


def test_a_form_older_than_the_session_is_kept_and_says_where(clerk):
    client = Client(enforce_csrf_checks=True)
    client.force_login(clerk)
    answer = client.post(FORM, TYPED, headers=CAME)
    assert answer.status_code == 403
    assert f'href="{FORM}"' in said(answer)
    assert "想请科技特派员来一趟。" in said(client.get(FORM))


def test_a_stranger_with_an_old_form_is_told_how_to_save_the_words():
    answer = Client(enforce_csrf_checks=True).post(reverse("portal-say"), {"text": "路灯坏了"})
    assert answer.status_code == 403
    assert "先把填过的文字复制下来" in said(answer)


@pytest.mark.parametrize("address", ["/sign-out/", "/open/text-size/"])
def test_the_address_of_a_button_says_that_it_is_no_page(clerk, address):
    client = Client()
    client.force_login(clerk)
    answer = client.get(address)
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "这个网址不能直接打开" in said(answer)


def test_too_much_at_once_is_refused_before_it_is_read(clerk, monkeypatch):
    monkeypatch.setattr(middleware, "MOST_REQUEST_MB", 1)
    client = Client()
    client.force_login(clerk)
    answer = client.post(FORM, {**TYPED, "text": "长" * 1_000_000})
    assert answer.status_code == 413
    assert "一次最多 1 MB" in said(answer)
    assert "分几次上传" in said(answer)


def test_a_form_of_too_many_boxes_is_refused_in_chinese(clerk):
    client = Client()
    client.force_login(clerk)
    answer = client.post(FORM, {f"box{number}": "1" for number in range(1001)})
    assert answer.status_code == 400
    assert "没有保存" in said(answer)


@pytest.mark.parametrize(
    ("page", "box"), [(("layout-report",), "file"), (("intake-hand-in", "enterprise_register"), "workbooks")]
)
def test_a_file_too_heavy_names_itself_its_weight_and_the_most(clerk, monkeypatch, page, box):
    monkeypatch.setattr(forms, "MOST_FILE_MB", 1)
    client = Client()
    client.force_login(clerk)
    heavy = SimpleUploadedFile("青岚县名单.xlsx", b"0" * (1024 * 1024 + 200_000))
    answer = client.post(reverse(page[0], args=page[1:]), {box: heavy})
    assert answer.status_code == 422
    assert "“青岚县名单.xlsx”有 1.2 MB，最大 1 MB" in said(answer)
