"""What the lines of a township's monthly report say of tasks; plain text, without a database."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from tidu.domain.tasks.vocabulary import MONTHLY_WORDS, TEXT_LENGTH

NUMBER = re.compile(r"RW-\d{4}-\d{3,}")
_AFTER_NUMBER = " ：:，,。\t"


@dataclass(frozen=True)
class Said:
    """What an owner says of a task: done so far, what blocks it, what decision is asked for, what comes next."""

    text: str
    blocker: str = ""
    request: str = ""
    plan: str = ""


def lines_by_task(values: Mapping[str, str]) -> dict[str, Said]:
    """Return what the boxes of a month say of each task that they name: the words after its number, line by line.

    A line about a task without words says nothing; a task of which no progress is told is left out.
    """
    found: dict[str, dict[str, list[str]]] = {}
    for box, part in MONTHLY_WORDS.items():
        for line in str(values.get(box, "")).splitlines():
            named = NUMBER.search(line)
            if named and (words := line[named.end() :].strip(_AFTER_NUMBER)):
                found.setdefault(named.group(), {}).setdefault(part, []).append(words)
    return {
        number: Said(**{part: "；".join(words)[:TEXT_LENGTH] for part, words in parts.items()})
        for number, parts in found.items()
        if "text" in parts
    }


def told(words: str) -> str:
    """Return the lines of a box that say something: not those that only name a task."""
    lines = str(words).splitlines()
    return "\n".join(line for line in lines if not NUMBER.fullmatch(line.strip(_AFTER_NUMBER)))


def asked(words: str, fed: Collection[str]) -> list[str]:
    """Return what the lines of a box ask for, each once, but for those that are feedback on one of the tasks `fed`."""
    lines = (line.strip() for line in told(words).splitlines())
    free = (line[:TEXT_LENGTH] for line in lines if line and not _feeds(line, fed))
    return list(dict.fromkeys(free))


def _feeds(line: str, fed: Collection[str]) -> bool:
    named = NUMBER.search(line)
    return named is not None and named.group() in fed
