"""The locks pin everything by hash and name no address, so any mirror of the registries will do."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
REQUIREMENTS = sorted((ROOT / "requirements").glob("*.txt"))
BROWSER_LIBRARIES = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]


@pytest.mark.parametrize("path", REQUIREMENTS, ids=lambda path: path.name)
def test_every_python_package_is_pinned_with_a_hash(path: Path) -> None:
    blocks = re.split(r"\n(?=[a-z0-9])", path.read_text(encoding="utf-8"))
    pins = [block for block in blocks if not block.startswith("#")]
    assert pins
    for pin in pins:
        assert re.match(r"[a-z0-9._-]+(\[[a-z,-]+\])?==\S+", pin), pin
        assert "--hash=sha256:" in pin, pin


@pytest.mark.parametrize("path", [*REQUIREMENTS, ROOT / "package-lock.json"], ids=lambda path: path.name)
def test_no_lock_names_the_address_of_a_package(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "--index-url" not in text
    assert "--find-links" not in text
    assert '"resolved"' not in text
    assert not re.search(r"https?://(?!github\.com/sponsors|opencollective\.com)", text)


def test_every_browser_library_is_pinned_with_a_hash_and_a_licence() -> None:
    libraries = {path: entry for path, entry in BROWSER_LIBRARIES.items() if path}
    assert libraries
    for path, entry in libraries.items():
        assert entry["integrity"].startswith("sha512-"), path
        assert entry["license"] in {"MIT", "0BSD", "Apache-2.0", "BSD-3-Clause"}, path
