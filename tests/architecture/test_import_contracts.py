"""The import contracts hold, and every one of them breaks when a forbidden import is planted."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

PLANTED = {
    "Tiers": ("foundation/clock.py", "import tidu.domain.pool.vocabulary"),
    "Domain ladder": ("domain/enterprises/intervals.py", "import tidu.domain.pool.vocabulary"),
    "Foundation order": ("foundation/audit/operations.py", "import tidu.foundation.intake.vocabulary"),
    "Screens and command line": ("interfaces/kit/apps.py", "import tidu.interfaces.workbench.urls"),
    "Inside a domain app": ("domain/pool/models.py", "import tidu.domain.pool.checks"),
    "Rules know no Django": ("rules/model/__init__.py", "import django"),
    "Work on texts": ("foundation/texts/similar.py", "import django"),
    "Judging a draft": ("reporting/draft/numerals.py", "import django"),
    "DuckDB is opened": ("rules/engines/columns/frame.py", "import duckdb"),
    "Inside rules": ("rules/model/__init__.py", "import tidu.rules.explain"),
    "Screens ask queries": ("interfaces/workbench/urls.py", "import tidu.domain.pool.models"),
    "No cycles": ("foundation/provenance/vocabulary.py", "import tidu.foundation.provenance.models"),
}


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(folder / "src"), "COLUMNS": "200"}
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def broken(output: str) -> set[str]:
    return {line.rsplit(" BROKEN", 1)[0].strip() for line in output.splitlines() if line.endswith(" BROKEN")}


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    folder = tmp_path_factory.mktemp("planted")
    ignore = shutil.ignore_patterns("vendor", "__pycache__", "static", "templates")
    shutil.copytree(ROOT / "src" / "tidu", folder / "src" / "tidu", ignore=ignore)
    shutil.copy(ROOT / ".importlinter", folder / ".importlinter")
    for path, line in PLANTED.values():
        file = folder / "src" / "tidu" / path
        file.write_text(file.read_text(encoding="utf-8") + f"\n{line}\n", encoding="utf-8")
    return broken(lint(folder).stdout)


def test_the_contracts_hold() -> None:
    result = lint(ROOT)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("contract", PLANTED)
def test_a_planted_import_breaks_its_contract(planted: set[str], contract: str) -> None:
    assert any(name.startswith(contract) for name in planted), planted


def test_every_contract_has_a_planted_fault() -> None:
    names = [
        line.split("=", 1)[1].strip()
        for line in (ROOT / ".importlinter").read_text(encoding="utf-8").splitlines()
        if line.startswith("name")
    ]
    unproven = [name for name in names if not any(name.startswith(contract) for contract in PLANTED)]
    assert unproven == []
