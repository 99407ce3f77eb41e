"""LibreOffice as the other office that opens our files; it is here where `make programs` has been run."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

NO_CALC = "LibreOffice Calc is not installed: apt-get install libreoffice-calc-nogui"
NO_WRITER = "LibreOffice Writer is not installed: apt-get install libreoffice-writer-nogui"


def has_calc() -> bool:
    """Return whether LibreOffice is here with its spreadsheet."""
    return _has("libsclo.so")


def has_writer() -> bool:
    """Return whether LibreOffice is here with its word processor."""
    return _has("libswlo.so")


def _has(library: str) -> bool:
    program = shutil.which("soffice")
    return program is not None and (Path(program).resolve().parent / library).exists()


def by_libreoffice(contents: Sequence[bytes], kind: str, folder: Path, *, given: str = "xlsx") -> list[bytes]:
    """Return files (`given` is their ending) as LibreOffice opens them and writes them again.

    `kind` is the new ending, with the name of a filter behind a colon where the ending has several. All in one go:
    it starts longer than it works.
    """
    paths = [folder / f"given{number}.{given}" for number in range(len(contents))]
    for path, content in zip(paths, contents, strict=True):
        path.write_bytes(content)
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation=file://{folder / 'home'}",
            "--headless",
            "--convert-to",
            kind,
            "--outdir",
            folder / "written",
            *paths,
        ],
        check=True,
        capture_output=True,
        timeout=300,
        env={**os.environ, "HOME": str(folder)},
    )
    ending = kind.partition(":")[0]
    return [(folder / "written" / f"{path.stem}.{ending}").read_bytes() for path in paths]
