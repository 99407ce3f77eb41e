"""Copy the browser libraries from node_modules into the package, with their licences.

Usage: copy_assets.py FOLDER. The folder is emptied first, so it holds exactly what the npm lock names.
"""

import json
import re
import shutil
import sys
from pathlib import Path

MODULES = Path("node_modules")
FILES = (
    "@tabler/core/dist/css/tabler.min.css",
    "@tabler/core/dist/js/tabler.min.js",
    "echarts/dist/echarts.min.js",
    "htmx.org/dist/htmx.min.js",
    "jsqr/dist/jsQR.js",
)
# Source maps are not shipped, and the hashed static storage refuses a file that points at a missing one.
SOURCE_MAP = re.compile(r"\n?(/\*|//)# sourceMappingURL=\S+( \*/)?\s*$")
LICENCE_FILES = ("LICENSE*", "NOTICE*", "CopyrightNotice*")
BANNER = re.compile(r"/\*!.*?\*/", re.DOTALL)


def main() -> None:
    """Fill the folder named on the command line."""
    vendor = Path(sys.argv[1])
    shutil.rmtree(vendor, ignore_errors=True)
    vendor.mkdir(parents=True)
    for name in FILES:
        text = (MODULES / name).read_text(encoding="utf-8")
        (vendor / Path(name).name).write_text(SOURCE_MAP.sub("\n", text), encoding="utf-8")
    (vendor / "LICENSES.txt").write_text("\n\n".join(licences()), encoding="utf-8")
    print(f"assets: {len(FILES)} files and their licences in {vendor}")


def licences() -> list[str]:
    """Return one block per locked package, bundled dependencies included: name, version, licence text."""
    lock = json.loads(Path("package-lock.json").read_text(encoding="utf-8"))
    return [
        f"{'=' * 78}\n{path.removeprefix('node_modules/')} {entry['version']} ({entry['license']})\n\n"
        f"{licence_text(Path(path))}"
        for path, entry in lock["packages"].items()
        if path
    ]


def licence_text(package: Path) -> str:
    """Return the package's licence and notice files, or the banner of its files where it ships none."""
    found = [path for pattern in LICENCE_FILES for path in sorted(package.glob(pattern))]
    if found:
        return "\n".join(path.read_text(encoding="utf-8").strip() for path in found)
    shipped = next(name for name in FILES if (MODULES / name).is_relative_to(package))
    banner = BANNER.search((MODULES / shipped).read_text(encoding="utf-8"))
    if banner is None:
        sys.exit(f"{package} states no licence: it must not be shipped")
    return banner.group()


if __name__ == "__main__":
    main()
