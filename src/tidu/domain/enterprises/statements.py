"""What a source states about an enterprise: the shape in which rows reach the register's operations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tidu.foundation.provenance.models import SourceLine


@dataclass(frozen=True)
class Statement:
    """One row of a source: the line it stands on, the firm's credit code, and the fields it states.

    `values` is keyed by the field names of the record it becomes, typed as stored (money in fen, days as dates);
    a field that is absent is not stated and keeps what stands, a field that is None states 缺数.
    """

    line: SourceLine
    credit_code: str
    values: Mapping[str, Any]
