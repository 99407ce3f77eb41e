"""The reference pages say what the code says, and leave nothing out."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from tidu.foundation.figures import registry
from tidu.project.environment import VARIABLES

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "docs" / "reference"


def test_reference_pages_are_fresh() -> None:
    command = [sys.executable, "scripts/reference.py", "--check"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


def test_every_environment_variable_in_the_code_is_documented() -> None:
    used = set()
    for path in [
        *(ROOT / "src").rglob("*.py"),
        *(ROOT / "scripts").glob("*"),
        ROOT / "tests" / "conftest.py",
    ]:
        if path.is_file():
            used |= set(re.findall(r"\bTIDU_[A-Z_]*[A-Z]\b", path.read_text(encoding="utf-8")))
    settings_only = {"TIDU_COUNTY"}
    assert used - set(VARIABLES) - settings_only == set()


def test_every_figure_has_its_section() -> None:
    text = (REFERENCE / "figures.md").read_text(encoding="utf-8")
    missing = [figure.code for figure in registry.everything() if f"## `{figure.code}`" not in text]
    assert missing == []


def test_local_links_in_the_documentation_lead_somewhere() -> None:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    broken = []
    for page in pages:
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            if "://" not in target and not (page.parent / target).exists():
                broken.append(f"{page.relative_to(ROOT)}: {target}")
    assert broken == []


def test_the_readme_fits_on_one_screenful() -> None:
    for name in ("README.md", "README.zh-CN.md"):
        assert len((ROOT / name).read_text(encoding="utf-8").splitlines()) <= 60
