"""Questions about the cultivation pool: members, board, gap card, stairs, proposals and prospects.

Every question takes an `AsOf`: the day it is about and the moment of knowledge. What a person may see is decided
here, through the register's scope; a count never depends on it.
"""

from tidu.domain.pool.queries._board import (
    Board,
    Card,
    Column,
    ProposalCard,
    ProposalNotFound,
    board,
    proposal_card,
    proposal_cards,
)
from tidu.domain.pool.queries._expiry import (
    EXPIRY_DAYS,
    Expiry,
    Slipping,
    expiries,
    months_of,
    slipping_firms,
)
from tidu.domain.pool.queries._firms import Firm, Title, describe, describe_here
from tidu.domain.pool.queries._gap_card import (
    GapCard,
    GapLine,
    gap_card,
    gap_card_of,
    ways_of,
)
from tidu.domain.pool.queries._members import (
    StageCount,
    decision_replaced_by,
    history_of,
    latest_memberships,
    member_since,
    members_on,
    opened_by,
    stage_history,
    stage_of,
)
from tidu.domain.pool.queries._outlook import (
    OUTLOOK_LABELS,
    Outlook,
    OutlookClass,
    OutlookFirm,
    Renewal,
    outlook,
    renewals,
)
from tidu.domain.pool.queries._proposals import (
    ProposedMove,
    last_declined,
    open_proposals,
    proposals_of,
    proposed_moves,
    proposed_stage,
)
from tidu.domain.pool.queries._prospects import Prospect, Prospects, prospects, prospects_many
from tidu.domain.pool.queries._reasons import months_without_reason, with_pool_facts
from tidu.domain.pool.queries._seeds import Seed, seeds
from tidu.domain.pool.queries._stairs import (
    GROUND,
    Dot,
    Stairs,
    StairsRow,
    StairsStep,
    next_tier,
    stairs,
    stairs_table,
    table_of,
)

__all__ = [
    "EXPIRY_DAYS",
    "GROUND",
    "OUTLOOK_LABELS",
    "Board",
    "Card",
    "Column",
    "Dot",
    "Expiry",
    "Firm",
    "GapCard",
    "GapLine",
    "Outlook",
    "OutlookClass",
    "OutlookFirm",
    "ProposalCard",
    "ProposalNotFound",
    "ProposedMove",
    "Prospect",
    "Prospects",
    "Renewal",
    "Seed",
    "Slipping",
    "StageCount",
    "Stairs",
    "StairsRow",
    "StairsStep",
    "Title",
    "board",
    "decision_replaced_by",
    "describe",
    "describe_here",
    "expiries",
    "gap_card",
    "gap_card_of",
    "history_of",
    "last_declined",
    "latest_memberships",
    "member_since",
    "members_on",
    "months_of",
    "months_without_reason",
    "next_tier",
    "open_proposals",
    "opened_by",
    "outlook",
    "proposal_card",
    "proposal_cards",
    "proposals_of",
    "proposed_moves",
    "proposed_stage",
    "prospects",
    "prospects_many",
    "renewals",
    "seeds",
    "slipping_firms",
    "stage_history",
    "stage_of",
    "stairs",
    "stairs_table",
    "table_of",
    "ways_of",
    "with_pool_facts",
]
