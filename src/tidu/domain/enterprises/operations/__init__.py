"""Write the register. Every verb takes `by` and `now`, names its source and leaves an audit entry.

Bulk verbs take `Statement`s (one per row of a source); single events take the enterprise and a source, either a
`SourceLine` or a `SourceBatch` without rows. All of a call is written, or nothing.
"""

from tidu.domain.enterprises.checks import (
    UnableToClose,
    UnableToMove,
    UnableToRecord,
    UnableToRename,
    UnableToRevoke,
)
from tidu.domain.enterprises.operations._events import (
    close_enterprise,
    correct_value,
    move,
    note_page_seen,
    rename,
    revoke,
)
from tidu.domain.enterprises.operations._records import grant_recognitions, record_checks, record_yearly_facts
from tidu.domain.enterprises.operations._register import record_register
from tidu.domain.enterprises.statements import Statement

__all__ = [
    "Statement",
    "UnableToClose",
    "UnableToMove",
    "UnableToRecord",
    "UnableToRename",
    "UnableToRevoke",
    "close_enterprise",
    "correct_value",
    "grant_recognitions",
    "move",
    "note_page_seen",
    "record_checks",
    "record_register",
    "record_yearly_facts",
    "rename",
    "revoke",
]
