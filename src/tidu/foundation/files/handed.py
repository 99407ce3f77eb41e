"""A file on its way in: as somebody handed it over, before it is kept."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Handed:
    """A file's name and its bytes, as they came."""

    name: str
    content: bytes
