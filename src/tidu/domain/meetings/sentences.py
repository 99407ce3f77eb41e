"""Minutes as paragraphs and sentences: pure, so that what a task names is cut the same way every time."""

from __future__ import annotations

import re
from collections.abc import Sequence

_END = re.compile(r"(?<=[。！？])(?![。！？”’』」）])|(?<=[。！？][”’』」）])")
"""After a full stop, and after the quotation mark or bracket that closes around one."""


def split(text: str) -> list[tuple[int, str]]:
    """Return the sentences of a text with the number of their paragraph, from 1 on; blank lines count nothing."""
    paragraphs = [line.strip() for line in text.splitlines() if line.strip()]
    return [
        (number, sentence.strip())
        for number, paragraph in enumerate(paragraphs, start=1)
        for sentence in _END.split(paragraph)
        if sentence.strip()
    ]


def join(sentences: Sequence[tuple[int, str]]) -> str:
    """Return the text that was split: a line per paragraph."""
    lines: dict[int, list[str]] = {}
    for paragraph, sentence in sentences:
        lines.setdefault(paragraph, []).append(sentence)
    return "\n".join("".join(parts) for parts in lines.values())
