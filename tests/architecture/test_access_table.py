"""No address without a row, no row without an address, and no view class that lets in more than its rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, path

from tests.architecture.access_table import ROLES, TABLE, Access
from tidu.interfaces.kit.pages import Guarded


def addresses(resolver: URLResolver) -> Iterator[URLPattern]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern)
        else:
            yield pattern


def without_a_row(patterns: list[URLPattern], table: tuple[Access, ...]) -> set[str]:
    named = {row.name for row in table}
    return {pattern.name or str(pattern.pattern) for pattern in patterns if pattern.name not in named}


def view_class(pattern: URLPattern) -> Any:
    return pattern.callback.view_class  # type: ignore[attr-defined]


PATTERNS = list(addresses(get_resolver()))


def test_every_address_has_a_row() -> None:
    assert without_a_row(PATTERNS, TABLE) == set()


def test_an_address_without_a_row_is_found() -> None:
    class Secret(Guarded):
        pass

    assert without_a_row([path("secret/", Secret.as_view(), name="secret")], TABLE) == {"secret"}


def test_every_row_has_an_address() -> None:
    assert {row.name for row in TABLE} - {pattern.name for pattern in PATTERNS} == set()


def test_every_row_answers_for_every_role() -> None:
    assert {
        row.name for row in TABLE if len(row.answers) != len(ROLES) or set(row.answers) - set("+-0")
    } == set()


def test_the_roles_of_a_view_are_the_roles_its_rows_do_not_refuse() -> None:
    differing = {}
    for pattern in PATTERNS:
        rows = [row for row in TABLE if row.name == pattern.name]
        if any(row.public for row in rows):
            continue
        refused_by_table = {role for role in ROLES if all(row.answer_for(role) == "-" for row in rows)}
        refused_by_view = set(ROLES) - set(view_class(pattern).roles)
        if not refused_by_view <= refused_by_table:
            differing[pattern.name] = refused_by_view ^ refused_by_table
    assert differing == {}
