"""Reading the environment: small typed readers that name the variable when it is wrong."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

VARIABLES: dict[str, tuple[str, str]] = {
    "TIDU_HOME": ("`./var`", "Folder of the database, received files and the secret key."),
    "TIDU_DATABASE_URL": ("SQLite in `TIDU_HOME`", "`postgresql://user:password@host/name` in production."),
    "TIDU_TODAY": ("today in Asia/Shanghai", "Fixes the business day; the header then says 演示日期."),
    "TIDU_COUNTY_NAME": ("青岚县", "The county's name on screens and in documents."),
    "TIDU_REGIONS": (
        "`岚江省,青岚县`",
        "Regions whose policy packs hold here, comma-separated from the widest to the narrowest.",
    ),
    "TIDU_REGISTER_SINCE": (
        "`2022`",
        "First year for which every title and the yearly table are loaded: what the register counts of earlier years "
        "is 缺数, so that no half year reads as growth. `0`: no limit.",
    ),
    "TIDU_ALLOWED_HOSTS": ("the loopback names", "Comma-separated host names the server answers to."),
    "TIDU_SECRET_KEY": ("made once, kept in `TIDU_HOME`", "Key that signs sessions."),
    "TIDU_PASSWORD_DAYS": ("`90`", "Days until a password must be changed at sign-in; `0`: never."),
    "TIDU_IDLE_MINUTES": ("`30`", "Minutes without a request until a session is signed out; `0`: never."),
    "TIDU_HTTPS": (
        "`0`",
        "`1` behind a proxy with a certificate that sets `X-Forwarded-Proto`: cookies travel encrypted only. "
        "`tidu serve --tls-cert` sets it by itself.",
    ),
    "TIDU_SMTP_URL": (
        "none: nothing is ever sent",
        "`smtp://user:password@host:587` (STARTTLS), `smtps://…:465` (TLS) or, on a protected network only, "
        "`smtp+plain://host:25`. Notices may then be sent as mail, each by a person's act.",
    ),
    "TIDU_MAIL_FROM": ("none", "Sender of that mail; required with `TIDU_SMTP_URL`."),
    "TIDU_DEBUG": ("`0`", "`1` shows technical error pages; never in production."),
    "TIDU_SCREENSHOTS": ("`0`", "`1` lets the journeys write the pictures of the documentation anew."),
    "TIDU_TEST_PG_URL": (
        "a server started by the tests",
        "PostgreSQL that the tests may use instead of starting one.",
    ),
    "TIDU_BROWSER": ("the machine's Chromium", "Another Chromium for the journeys."),
}
"""Every environment variable the product reads: its default and its meaning."""


def flag(name: str, *, default: bool) -> bool:
    """Return a yes/no variable; raise ValueError for anything but 1/0/true/false/yes/no."""
    text = os.environ.get(name, "").strip().lower()
    if not text:
        return default
    if text in {"1", "true", "yes"}:
        return True
    if text in {"0", "false", "no"}:
        return False
    raise ValueError(f"{name}={text!r}: expected 1 or 0")


def whole_number(name: str, *, default: int) -> int:
    """Return a variable that counts something; raise ValueError for anything but digits."""
    text = os.environ.get(name, "").strip()
    if not text:
        return default
    if not (text.isascii() and text.isdigit()):
        raise ValueError(f"{name}={text!r}: expected a whole number, 0 or more")
    return int(text)


def database_from_url(url: str, *, home: Path) -> dict[str, Any]:
    """Return Django's database entry for `TIDU_DATABASE_URL`; SQLite under `home` when it is empty."""
    if not url:
        home.mkdir(parents=True, exist_ok=True)
        return _sqlite(str(home / "tidu.sqlite3"))
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(unquote(parts.path) or ":memory:")
    if parts.scheme in {"postgresql", "postgres"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
            "OPTIONS": dict(parse_qsl(parts.query)),
        }
    raise ValueError("TIDU_DATABASE_URL: expected sqlite:///path or postgresql://user:password@host/name")


def _sqlite(name: str) -> dict[str, Any]:
    """Return an entry in WAL mode whose write transactions take their lock at the start.

    A deferred transaction that reads first and writes later fails with "database is locked" as soon as a
    second process writes; an immediate one waits its turn. A connection is kept for a minute: opening one means reading
    the whole schema again, and the last one that closes folds the log into the database, more work than most pages.
    """
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": name,
        "CONN_MAX_AGE": 60,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
        },
    }


SMTP_PORTS = {"smtp": 587, "smtps": 465, "smtp+plain": 25}


def mail_from_url(url: str, *, sender: str) -> dict[str, Any]:
    """Return how to reach the mail server of `TIDU_SMTP_URL`, nothing where it is empty; raise ValueError."""
    if not url:
        return {}
    parts = urlsplit(url)
    if parts.scheme not in SMTP_PORTS or not parts.hostname:
        raise ValueError("TIDU_SMTP_URL: expected smtp://user:password@host:port, smtps:// or smtp+plain://")
    if "@" not in sender:
        raise ValueError("TIDU_MAIL_FROM: expected the address that mail comes from")
    return {
        "host": parts.hostname,
        "port": parts.port or SMTP_PORTS[parts.scheme],
        "username": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "use_tls": parts.scheme == "smtp",
        "use_ssl": parts.scheme == "smtps",
    }
