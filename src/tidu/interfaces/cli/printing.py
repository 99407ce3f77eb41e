"""What several commands print alike."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any


def json_text(value: Any, default: Callable[[Any], Any] | None = None) -> str:
    """Return what `--json` prints, Chinese as it is; `default` says what stands for a value that JSON has not."""
    return json.dumps(value, ensure_ascii=False, indent=2, default=default)


def step_in_words(step: Any, label: str) -> str:
    """Return one step of a story as a line: moment, act, person, note."""
    return f"  {step.at:%Y-%m-%d %H:%M}  {label}  {step.by_name}  {step.note}".rstrip()
