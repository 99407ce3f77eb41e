"""The mark a demo leaves in TIDU_HOME: which county was built, and on which day it lives."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

FILE_NAME = "demo.json"


@dataclass(frozen=True)
class Marker:
    """What was built."""

    seed: int
    as_of: date


def write(home: Path, marker: Marker) -> None:
    """Leave the mark; from then on the house lives on the demo's day."""
    home.mkdir(parents=True, exist_ok=True)
    content = {"seed": marker.seed, "as_of": marker.as_of.isoformat()}
    (home / FILE_NAME).write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def read(home: Path) -> Marker | None:
    """Return the mark in a home, or None where there is no demo."""
    path = home / FILE_NAME
    if not path.exists():
        return None
    content = json.loads(path.read_text(encoding="utf-8"))
    return Marker(seed=int(content["seed"]), as_of=date.fromisoformat(content["as_of"]))


def remove(home: Path) -> None:
    """Take the mark away, before what it stands for goes."""
    (home / FILE_NAME).unlink(missing_ok=True)
