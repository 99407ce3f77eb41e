"""The rules of data quality, declared as data: each is a pure search over the register as plain values."""

from tidu.domain.quality.rules import _amounts, _register  # noqa: F401 - importing declares the rules
from tidu.domain.quality.rules._amounts import slip_between
from tidu.domain.quality.rules._model import (
    OTHERS,
    Finding,
    FirmSeen,
    NameSeen,
    QualityRule,
    TitleSeen,
    declare,
    everything,
    name_of,
)

__all__ = [
    "OTHERS",
    "Finding",
    "FirmSeen",
    "NameSeen",
    "QualityRule",
    "TitleSeen",
    "declare",
    "everything",
    "name_of",
    "slip_between",
]
