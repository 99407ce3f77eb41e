"""Write the register. Every verb takes `by` and `now`, names its source and leaves an audit entry.

Bulk verbs take `Statement`s (one per row of a source); single events take the enterprise and a source, either a
`SourceLine` or a `SourceBatch` without rows. All of a call is written, or nothing.
"""

from tidu.domain.enterprises.checks import (
    UnableToClose,
    UnableToGrant,
    UnableToMerge,
    UnableToMergeDuplicate,
    UnableToMove,
    UnableToNoteLapse,
    UnableToRecord,
    UnableToRecordEvent,
    UnableToRename,
    UnableToReverse,
    UnableToRevoke,
    UnableToSplit,
)
from tidu.domain.enterprises.consequences import CountChange, consequences
from tidu.domain.enterprises.happening import SourceDocument
from tidu.domain.enterprises.operations._corrections import correct_value
from tidu.domain.enterprises.operations._duplicates import merge_duplicate
from tidu.domain.enterprises.operations._events import close_enterprise, move, note_page_seen, rename, revoke
from tidu.domain.enterprises.operations._records import grant_recognitions, record_checks, record_yearly_facts
from tidu.domain.enterprises.operations._register import record_register
from tidu.domain.enterprises.operations._reversal import reverse_event
from tidu.domain.enterprises.operations._titles import grant_title, note_lapse
from tidu.domain.enterprises.operations._unions import absorb, split
from tidu.domain.enterprises.statements import Statement
from tidu.domain.enterprises.turns import one_at_a_time

__all__ = [
    "CountChange",
    "SourceDocument",
    "Statement",
    "UnableToClose",
    "UnableToGrant",
    "UnableToMerge",
    "UnableToMergeDuplicate",
    "UnableToMove",
    "UnableToNoteLapse",
    "UnableToRecord",
    "UnableToRecordEvent",
    "UnableToRename",
    "UnableToReverse",
    "UnableToRevoke",
    "UnableToSplit",
    "absorb",
    "close_enterprise",
    "consequences",
    "correct_value",
    "grant_recognitions",
    "grant_title",
    "merge_duplicate",
    "move",
    "note_lapse",
    "note_page_seen",
    "one_at_a_time",
    "record_checks",
    "record_register",
    "record_yearly_facts",
    "rename",
    "reverse_event",
    "revoke",
    "split",
]
