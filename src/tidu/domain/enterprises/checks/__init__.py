"""What must hold before the register is written; each refusal says where and how to mend it."""

from tidu.domain.enterprises.checks._corrections import check_can_correct
from tidu.domain.enterprises.checks._duplicates import UnableToMergeDuplicate, check_can_merge_duplicate
from tidu.domain.enterprises.checks._events import (
    UnableToClose,
    UnableToMerge,
    UnableToMove,
    UnableToRecordEvent,
    UnableToRename,
    UnableToReverse,
    UnableToRevoke,
    UnableToSplit,
    check_can_absorb,
    check_can_close,
    check_can_move,
    check_can_rename,
    check_can_reverse,
    check_can_revoke,
    check_can_split,
)
from tidu.domain.enterprises.checks._statements import (
    UnableToRecord,
    check_codes,
    check_intervals,
    check_known,
    check_not_merged,
    check_one_statement_each,
)
from tidu.domain.enterprises.checks._titles import (
    UnableToGrant,
    UnableToNoteLapse,
    check_can_grant,
    check_can_note_lapse,
)

__all__ = [
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
    "check_can_absorb",
    "check_can_close",
    "check_can_correct",
    "check_can_grant",
    "check_can_merge_duplicate",
    "check_can_move",
    "check_can_note_lapse",
    "check_can_rename",
    "check_can_reverse",
    "check_can_revoke",
    "check_can_split",
    "check_codes",
    "check_intervals",
    "check_known",
    "check_not_merged",
    "check_one_statement_each",
]
