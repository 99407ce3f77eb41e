"""The house keeps its own rules, and each guard bites when a fault is planted."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture import guards

SOURCE = Path(__file__).resolve().parents[2] / "src" / "tidu"

AUDIT_EXEMPT = {
    "foundation/audit/operations.py": "it is the audit",
    "foundation/provenance/operations.py": "called by domain operations inside their audited transaction",
    "foundation/files/operations.py": "called by operations that audit the file's purpose",
    "foundation/jobs/operations.py": "queues work; the work it queues is an operation and audits itself",
    "foundation/numbering/operations.py": "gives a number to a record whose operation audits it",
    "domain/meetings/operations/_places.py": "parts of the operations beside it, which audit the whole step",
    "domain/openday/operations/_replies.py": "parts of the operations beside it, which audit the whole step",
    "domain/opinions/operations/_rounds.py": "parts of the operations beside it, which audit the whole step",
    "domain/tasks/operations/_steps.py": "parts of the operations beside it, which audit the whole step",
    "domain/tasks/operations/_asked.py:keep_requests": "part of sending a month, which audits",
    "foundation/intake/operations/_steps.py": "parts of the operations beside it, which audit the whole step",
    "foundation/intake/operations/_errands.py:read": "does read_kept, which audits",
    "foundation/intake/operations/_errands.py:load_": "does load_all, which audits",
}


def plant(root: Path, path: str, text: str) -> None:
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def test_modules_and_functions_stay_within_budget() -> None:
    assert [str(finding) for finding in guards.over_budget(SOURCE)] == []


def test_a_long_function_is_found(tmp_path: Path) -> None:
    plant(tmp_path, "domain/pool/queries.py", "def long():\n" + "    x = 1\n" * 40)
    assert [finding.rule for finding in guards.over_budget(tmp_path)] == ["function-lines"]


def test_a_long_module_is_found(tmp_path: Path) -> None:
    plant(tmp_path, "domain/pool/queries.py", "x = 1\n" * 401)
    assert [finding.rule for finding in guards.over_budget(tmp_path)] == ["module-lines"]


def test_file_names_say_what_is_inside() -> None:
    assert guards.names_that_say_nothing(SOURCE) == []


def test_a_file_called_utils_is_found(tmp_path: Path) -> None:
    plant(tmp_path, "domain/pool/utils.py", "")
    assert [finding.what for finding in guards.names_that_say_nothing(tmp_path)] == ["utils.py"]


def test_the_core_has_no_clock_network_or_chance() -> None:
    assert [str(finding) for finding in guards.unpredictable_core(SOURCE)] == []


@pytest.mark.parametrize(
    "line",
    [
        "import random",
        "from random import choice",
        "import socket",
        "from secrets import token_hex",
        "import urllib.request",
        "from http.client import HTTPConnection",
        "from tidu.foundation import clock\nx = clock.now()",
        "from tidu.foundation import clock\nx = clock.today()",
        "from django.utils.crypto import get_random_string\nx = get_random_string(4)",
        "from datetime import date\nx = date.today()",
        "import datetime\nx = datetime.datetime.now()",
        "from django.utils import timezone\nx = timezone.now()",
    ],
)
def test_a_clock_network_or_chance_in_the_core_is_found(tmp_path: Path, line: str) -> None:
    plant(tmp_path, "rules/model/nodes.py", line + "\n")
    assert [finding.rule for finding in guards.unpredictable_core(tmp_path)] == ["unpredictable"]


def test_records_are_written_only_in_operations() -> None:
    assert [str(finding) for finding in guards.writes_outside_operations(SOURCE)] == []


@pytest.mark.parametrize(
    "line",
    [
        "Enterprise.objects.create(credit_code='x')",
        "Enterprise.objects.filter(pk=1).update(credit_code='x')",
        "queryset.delete()",
        "enterprise.save()",
        "enterprise.save(update_fields=['name'])",
        "the_firm(code).delete()",
        "Enterprise.objects.bulk_create([])",
        "bulk_insert.insert_all([enterprise])",
    ],
)
def test_a_write_in_a_query_is_found(tmp_path: Path, line: str) -> None:
    plant(tmp_path, "domain/pool/queries.py", line + "\n")
    assert [finding.rule for finding in guards.writes_outside_operations(tmp_path)] == ["write"]


def test_a_file_that_is_saved_is_no_write_of_records(tmp_path: Path) -> None:
    plant(tmp_path, "reporting/word_file.py", "document.save(out)\nnames.update(other)\n")
    assert guards.writes_outside_operations(tmp_path) == []


@pytest.mark.parametrize(("branches", "refused"), [(7, False), (8, True)])
def test_a_function_with_more_than_eight_ways_through_is_found(branches: int, refused: bool) -> None:
    ways = "".join(f"    if a == {number}:\n        return {number}\n" for number in range(branches))
    source = f'"""Planted."""\n\n\ndef ways(a: int) -> int:\n    """Go one way."""\n{ways}    return a\n'
    command = [str(Path(sys.executable).with_name("ruff")), "check", "--no-cache", "-"]
    options = ["--stdin-filename", "src/tidu/domain/pool/planted.py"]
    done = subprocess.run(
        [*command, *options], cwd=SOURCE.parents[1], input=source, capture_output=True, text=True, check=False
    )
    assert ("C901" in done.stdout) is refused, done.stdout


def test_every_operation_names_its_actor_and_moment_and_is_audited() -> None:
    assert [str(finding) for finding in guards.operations_without_audit(SOURCE, AUDIT_EXEMPT)] == []


def test_an_operation_without_actor_or_audit_is_found(tmp_path: Path) -> None:
    plant(tmp_path, "domain/pool/operations.py", "def admit(*, enterprise):\n    enterprise.save()\n")
    rules = [finding.rule for finding in guards.operations_without_audit(tmp_path, {})]
    assert rules == ["by-and-now", "audit"]


def test_an_operation_that_audits_through_a_function_it_imports_passes_and_one_that_does_not_is_found(
    tmp_path: Path,
) -> None:
    plant(tmp_path, "domain/pool/writing.py", "def write():\n    audit.record()\ndef forget():\n    pass\n")
    said = "from tidu.domain.pool.writing import {0}\ndef admit(*, by, now):\n    {0}()\n"
    for name, expected in (("write", []), ("forget", ["audit"])):
        plant(tmp_path, "domain/pool/operations.py", said.format(name))
        found = [finding.rule for finding in guards.operations_without_audit(tmp_path, {})]
        assert found == expected


def test_an_operation_that_audits_through_its_own_private_function_passes(tmp_path: Path) -> None:
    plant(
        tmp_path,
        "domain/pool/operations.py",
        "def admit(*, enterprise, by, now):\n    _write(by, now)\n\n\n"
        "def _write(by, now):\n    audit.operations.record(by=by, now=now)\n",
    )
    assert guards.operations_without_audit(tmp_path, {}) == []
