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
from tidu.domain.pool.queries._firms import Firm, Title, describe, describe_here
from tidu.domain.pool.queries._gap_card import (
    GapCard,
    GapLine,
    ValueSource,
    WayLine,
    gap_card,
    gap_card_of,
    ways_of,
)
from tidu.domain.pool.queries._members import (
    PoolMove,
    StageCount,
    decision_replaced_by,
    latest_memberships,
    member_since,
    members_on,
    moves_of,
    opened_by,
    stage_history,
    stage_of,
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
    "GROUND",
    "Board",
    "Card",
    "Column",
    "Dot",
    "Firm",
    "GapCard",
    "GapLine",
    "PoolMove",
    "ProposalCard",
    "ProposalNotFound",
    "ProposedMove",
    "Prospect",
    "Prospects",
    "StageCount",
    "Stairs",
    "StairsRow",
    "StairsStep",
    "Title",
    "ValueSource",
    "WayLine",
    "board",
    "decision_replaced_by",
    "describe",
    "describe_here",
    "gap_card",
    "gap_card_of",
    "last_declined",
    "latest_memberships",
    "member_since",
    "members_on",
    "months_without_reason",
    "moves_of",
    "next_tier",
    "open_proposals",
    "opened_by",
    "proposal_card",
    "proposal_cards",
    "proposals_of",
    "proposed_moves",
    "proposed_stage",
    "prospects",
    "prospects_many",
    "stage_history",
    "stage_of",
    "stairs",
    "stairs_table",
    "table_of",
    "ways_of",
    "with_pool_facts",
]
