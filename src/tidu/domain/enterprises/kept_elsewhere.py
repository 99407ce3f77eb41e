"""Records about a firm that other apps keep, and that the firm may ask to have corrected all the same.

The app that keeps a record declares it at start-up: what may be corrected, and how it writes that. A request about it,
the pages of the request and its answer are then those of the register's own values.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from tidu.domain.enterprises.models import Enterprise
from tidu.foundation.actors import Actor
from tidu.foundation.provenance.models import SourceLine, Versioned


@dataclass(frozen=True)
class NewValue:
    """A value to be written, as stored: whose it is, the key of its record besides the firm, its field, its source."""

    enterprise: Enterprise
    key: Mapping[str, Any]
    field: str
    value: Any
    line: SourceLine


class Correct(Protocol):
    """Writes one value; raises UnableToRecord in Chinese."""

    def __call__(self, asked: NewValue, /, *, by: Actor, now: datetime) -> None:
        """Write it."""


@dataclass(frozen=True)
class KeptElsewhere:
    """A record that another app keeps of firms.

    `fields` may be corrected; `nothing` gives, for a field, the words that say there is no such record at all, which
    may be asked for too (the value is then None). `correct` writes a value.
    """

    model: type[Versioned]
    fields: frozenset[str]
    correct: Correct
    nothing: Mapping[str, str] = field(default_factory=dict)


_kept: dict[str, KeptElsewhere] = {}


def declare(kept: KeptElsewhere) -> None:
    """Let firms ask for corrections of a record; declared twice alike it stays once."""
    _kept[kept.model.__name__] = kept


def find(model_name: str) -> KeptElsewhere | None:
    """Return what another app declared under the name of a model, None for the register's own and for anything else."""
    return _kept.get(model_name)
