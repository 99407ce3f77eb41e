"""What taking a batch back would mean for the pool: which of the pack's proposals would go, come or turn."""

from __future__ import annotations

from tidu.domain.enterprises import queries as enterprises
from tidu.domain.pool import queries
from tidu.domain.pool.vocabulary import Stage
from tidu.foundation.clock import AsOf
from tidu.foundation.intake import consequences
from tidu.foundation.intake.consequences import After, Change, Consequence, consequence
from tidu.foundation.provenance.models import SourceBatch

NONE = "不建议调整"


def declare() -> None:
    """Register the witness."""
    consequences.register(proposals)


def proposals(_batch: SourceBatch, as_of: AsOf) -> After:
    """Ask the pool pack before an undo; afterwards name the firms for which it proposes something else."""
    before = _moves(as_of)

    def after() -> Consequence | None:
        now = _moves(as_of)
        turned = [firm for firm in {**before, **now} if before.get(firm) != now.get(firm)]
        firms = enterprises.Population(None).firms
        changes = [
            Change(
                firms[firm].name_on(as_of.on) if firm in firms else str(firm),
                before.get(firm, NONE),
                now.get(firm, NONE),
            )
            for firm in turned
        ]
        return consequence("培育库调整建议（按规则包重算）", changes)

    return after


def _moves(as_of: AsOf) -> dict[int, str]:
    """Return for each firm what the pack proposes, in words."""
    return {
        move.enterprise_id: f"{Stage(move.from_stage).label}→{Stage(move.to_stage).label}"
        for move in queries.proposed_moves(as_of)
    }
