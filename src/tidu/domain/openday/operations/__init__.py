"""Acts around the Open Day. Each takes `by=` and `now=` and writes the audit; no telephone stands in it."""

from tidu.domain.openday.checks import (
    DoorClosed,
    UnableToAnswer,
    UnableToCheckIn,
    UnableToInvite,
    UnableToPlan,
    UnableToReply,
)
from tidu.domain.openday.operations._cards import draft_card, record_highlight, release_card, retract_card
from tidu.domain.openday.operations._door import (
    Scan,
    ScanAnswer,
    WalkIn,
    check_in,
    count_heads,
    enrol_device,
    revoke_device,
    sync,
    undo,
)
from tidu.domain.openday.operations._events import change_event, copy_event, move_event, plan_event, set_quota
from tidu.domain.openday.operations._guests import invite_group, invite_guest, remind, reply
from tidu.domain.openday.operations._nightly import erase_personal_data
from tidu.domain.openday.operations._programme import (
    release_slides,
    remove_item,
    set_item,
    set_slides,
    tell_policies,
)
from tidu.domain.openday.operations._routes import (
    assign_guest,
    remove_group,
    remove_leg,
    remove_stop,
    set_group,
    set_leg,
    set_stop,
    set_vehicle,
    share_out,
)
from tidu.domain.openday.operations._sign_ups import sign_up, withdraw_sign_up
from tidu.domain.openday.operations._voices import (
    answer_survey,
    enrol_tablet,
    give_feedback,
    hand_in_sheet,
    revoke_tablet,
)

__all__ = [
    "DoorClosed",
    "Scan",
    "ScanAnswer",
    "UnableToAnswer",
    "UnableToCheckIn",
    "UnableToInvite",
    "UnableToPlan",
    "UnableToReply",
    "WalkIn",
    "answer_survey",
    "assign_guest",
    "change_event",
    "check_in",
    "copy_event",
    "count_heads",
    "draft_card",
    "enrol_device",
    "enrol_tablet",
    "erase_personal_data",
    "give_feedback",
    "hand_in_sheet",
    "invite_group",
    "invite_guest",
    "move_event",
    "plan_event",
    "record_highlight",
    "release_card",
    "release_slides",
    "remind",
    "remove_group",
    "remove_item",
    "remove_leg",
    "remove_stop",
    "reply",
    "retract_card",
    "revoke_device",
    "revoke_tablet",
    "set_group",
    "set_item",
    "set_leg",
    "set_quota",
    "set_slides",
    "set_stop",
    "set_vehicle",
    "share_out",
    "sign_up",
    "sync",
    "tell_policies",
    "undo",
    "withdraw_sign_up",
]
