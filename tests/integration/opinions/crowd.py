"""A process of `test_crowd`: prepare a hall, send what some telephones send, or tell what was kept."""

from __future__ import annotations

import json
import sys
from concurrent.futures import ThreadPoolExecutor

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from tests.factories.opinions import an_occasion, at  # noqa: E402
from tidu.domain.opinions import operations  # noqa: E402
from tidu.domain.opinions.models import Opinion  # noqa: E402
from tidu.domain.opinions.operations import Author  # noqa: E402

THREADS = 4


def send(phone: int) -> str:
    """Send one opinion of a telephone and return its number."""
    try:
        taken = operations.submit(
            client_id=f"guest-of-the-hall-{phone:04d}",
            text="希望多办开放日",
            group="PUBLIC",
            author=Author(anonymous=True),
            notice_version="2025-1",
            sender=f"phone-{phone}",
            occasion="2025-KF",
            now=at("2025-05-22"),
        )
    finally:
        connection.close()
    return taken.number


def tell(what: object) -> None:
    """Say one line to whoever began this process."""
    sys.stdout.write(json.dumps(what) + "\n")


def main(act: str, *words: str) -> None:
    """Do one thing and print what came of it."""
    if act == "prepare":
        call_command("migrate", verbosity=0)
        tell(an_occasion().code)
    elif act == "send":
        first, count = map(int, words)
        with ThreadPoolExecutor(max_workers=THREADS) as phones:
            tell(list(phones.map(send, range(first, first + count))))
    else:
        tell(list(Opinion.objects.order_by("number").values_list("number", "client_id")))


main(*sys.argv[1:])
