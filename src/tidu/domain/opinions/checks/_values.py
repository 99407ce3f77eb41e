"""What is handed in: authors, replies, files, suggestions; and the refusals, each a Chinese sentence with the mend."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tidu.foundation.files.handed import Handed


class UnableToTakeDown(ValueError):
    """Raised when an opinion may not be taken down that way."""


class UnableToMoveOpinion(ValueError):
    """Raised when an opinion may not take a step."""


class UnableToPublish(ValueError):
    """Raised when a wording may not be made public or taken back."""


class UnableToSetUp(ValueError):
    """Raised when an occasion, a theme or a deadline may not be set that way."""


@dataclass(frozen=True)
class Author:
    """Who says it. An anonymous one gives no name and no telephone; the organisation may still be told."""

    name: str = ""
    organisation: str = ""
    phone: str = ""
    anonymous: bool = False


@dataclass(frozen=True)
class Reply:
    """An answer: words, what was decided, how far it is solved; A brings its proof, B its day, C and D their reason."""

    text: str
    outcome: str
    result: str
    proof: Handed | None = None
    promised_on: date | None = None
    reason: str = ""


@dataclass(frozen=True)
class Device:
    """The device by which somebody speaks for a proposer, as keyed digests.

    `said` is the one under which it would have handed an opinion in, `rates` the one for the limit.
    """

    said: str
    rates: str


@dataclass(frozen=True)
class Suggested:
    """A theme that was suggested: its code, by rules or model, how sure in per mille."""

    theme: str
    by: str
    sure_per_mille: int
