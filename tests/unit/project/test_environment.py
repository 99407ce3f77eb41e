"""What a county sets in the environment is read, and what makes no sense stops the start with the variable's name."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from tidu.project.environment import mail_from_url, whole_number

SHOW = (
    "import json; from tidu.project import settings as s; "
    "print(json.dumps([s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_PROXY_SSL_HEADER]))"
)


def settings_with(**variables):
    environment = {**os.environ, **variables}
    done = subprocess.run([sys.executable, "-c", SHOW], env=environment, check=True, capture_output=True)
    return json.loads(done.stdout)


def test_behind_a_certificate_cookies_travel_encrypted_and_the_proxy_is_believed():
    assert settings_with(TIDU_HTTPS="1") == [True, True, ["HTTP_X_FORWARDED_PROTO", "https"]]


def test_without_a_certificate_nobody_may_claim_one():
    assert settings_with(TIDU_HTTPS="0") == [False, False, None]


def test_a_number_is_read_or_its_default_taken(monkeypatch):
    monkeypatch.setenv("TIDU_PASSWORD_DAYS", "0")
    assert whole_number("TIDU_PASSWORD_DAYS", default=90) == 0
    monkeypatch.setenv("TIDU_PASSWORD_DAYS", " ")
    assert whole_number("TIDU_PASSWORD_DAYS", default=90) == 90


@pytest.mark.parametrize("text", ["-1", "ninety", "1.5", "９０"])
def test_what_is_no_number_names_its_variable(monkeypatch, text):
    monkeypatch.setenv("TIDU_PASSWORD_DAYS", text)
    with pytest.raises(ValueError, match="TIDU_PASSWORD_DAYS"):
        whole_number("TIDU_PASSWORD_DAYS", default=90)


def test_without_a_mail_server_there_is_nothing_to_send_by():
    assert mail_from_url("", sender="") == {}


@pytest.mark.parametrize(
    ("url", "port", "tls", "ssl"),
    [
        ("smtp://kjj:p%40ss@mail.example", 587, True, False),
        ("smtps://kjj:p%40ss@mail.example:4650", 4650, False, True),
        ("smtp+plain://kjj:p%40ss@mail.example", 25, False, False),
    ],
)
def test_a_mail_server_is_reached_encrypted_unless_its_address_says_plain(url, port, tls, ssl):
    found = mail_from_url(url, sender="kjj@example.com")
    assert (found["host"], found["port"]) == ("mail.example", port)
    assert (found["use_tls"], found["use_ssl"]) == (tls, ssl)
    assert (found["username"], found["password"]) == ("kjj", "p@ss")


@pytest.mark.parametrize(
    ("url", "sender", "named"),
    [
        ("mail.example:25", "kjj@example.com", "TIDU_SMTP_URL"),
        ("smtp://", "kjj@example.com", "TIDU_SMTP_URL"),
        ("smtp://mail.example", "", "TIDU_MAIL_FROM"),
    ],
)
def test_half_a_mail_server_stops_the_start_with_the_name_of_its_variable(url, sender, named):
    with pytest.raises(ValueError, match=named):
        mail_from_url(url, sender=sender)
