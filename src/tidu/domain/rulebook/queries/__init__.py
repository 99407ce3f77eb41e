"""Judge enterprises of the register by the published rules, price reforms, and read what was kept of both.

Lives here: the one library of rules in use, and the way from the register's records to verdicts and costs. The law
itself is data in `tidu.policies`; how it is judged and priced is `tidu.rules`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from tidu.domain.rulebook.queries._drafts import (
    NUMBER_TO_COME,
    DraftNotFound,
    draft,
    draft_steps,
    drafts,
    fair_review,
    fingerprint_of_words,
    templates,
    version_of,
    words_of_template,
    words_of_version,
)
from tidu.domain.rulebook.queries._facts import facts_for
from tidu.domain.rulebook.queries._judging import (
    Standing,
    closed_years,
    has_rule,
    judge,
    judge_facts,
    judge_many,
    judge_population,
    last_fiscal_year,
    next_window,
    rule_for,
    standings,
    tier_rules,
    verdicts,
    verdicts_by_rule,
)
from tidu.domain.rulebook.queries._kept import (
    ROW,
    ScenarioNotFound,
    contents_of,
    facts_read,
    fingerprint_of,
    kept_library,
    kept_rules,
    overlay_read,
    overlay_written,
    scenario,
    scenarios,
)
from tidu.domain.rulebook.queries._library import library, look_again, look_back, one_library
from tidu.domain.rulebook.queries._receipts import (
    ReceiptNotFound,
    Replay,
    differences,
    receipt,
    receipt_numbers,
    receipts,
    replay,
    rule_kept_with,
    trace_of,
)
from tidu.domain.rulebook.queries._reforms import (
    Money,
    UnableToSimulate,
    money_for,
    overlay_of,
    paying_rules,
    reform_of,
)

if TYPE_CHECKING:
    from tidu.domain.rulebook.queries._benefits import (
        Benefit,
        Benefits,
        Wanted,
        benefit,
        benefit_rule,
        benefit_rules,
        benefits,
        kind_of,
    )
    from tidu.domain.rulebook.queries._estimates import (
        EstimateLine,
        EstimateSheet,
        estimate,
        estimate_fields,
    )
    from tidu.domain.rulebook.queries._letters import letters_for
    from tidu.domain.rulebook.queries._notices import (
        Funnel,
        ToldFirm,
        fitting,
        funnel,
        new_policies,
        notices_of,
        unread,
    )
    from tidu.domain.rulebook.queries._policies import (
        Doubt,
        Matched,
        Offer,
        Policy,
        doubts,
        matched,
        offer_of,
        offers_for,
        policies,
        policies_of,
        policy,
    )
    from tidu.domain.rulebook.queries._rationing import Rationing, Share, UnableToRation, ration
    from tidu.domain.rulebook.queries._scenarios import (
        ScenarioReplay,
        inputs_of,
        replay_scenario,
        results_of,
    )
    from tidu.domain.rulebook.queries._simulation import Simulation, cost_curve, simulate, simulation_of
    from tidu.domain.rulebook.queries._snapshots import Firm, Snapshot, snapshot
    from tidu.domain.rulebook.queries._sources import ValueSource, facts_of, sources_of
    from tidu.domain.rulebook.queries._trials import (
        Case,
        Judged,
        Trial,
        judged_beside,
        priced_beside,
        told_differences,
        trial_of,
    )
    from tidu.domain.rulebook.queries._what_if import (
        Lever,
        UnableToTry,
        WayTo,
        levers,
        read_tried,
        tried,
        ways_to,
    )

_HEAVY = {
    **dict.fromkeys(
        (
            "Benefit",
            "Benefits",
            "Wanted",
            "benefit",
            "benefit_rule",
            "benefit_rules",
            "benefits",
            "kind_of",
        ),
        "_benefits",
    ),
    **dict.fromkeys(("EstimateLine", "EstimateSheet", "estimate", "estimate_fields"), "_estimates"),
    **dict.fromkeys(
        ("Funnel", "ToldFirm", "fitting", "funnel", "new_policies", "notices_of", "unread"), "_notices"
    ),
    **dict.fromkeys(("ValueSource", "facts_of", "sources_of"), "_sources"),
    **dict.fromkeys(
        ("Lever", "UnableToTry", "WayTo", "levers", "read_tried", "tried", "ways_to"), "_what_if"
    ),
    **dict.fromkeys(
        (
            "Doubt",
            "Matched",
            "Offer",
            "Policy",
            "doubts",
            "matched",
            "offer_of",
            "offers_for",
            "policies",
            "policies_of",
            "policy",
        ),
        "_policies",
    ),
    "letters_for": "_letters",
    **dict.fromkeys(("Simulation", "cost_curve", "simulate", "simulation_of"), "_simulation"),
    **dict.fromkeys(("Rationing", "Share", "UnableToRation", "ration"), "_rationing"),
    **dict.fromkeys(("ScenarioReplay", "inputs_of", "replay_scenario", "results_of"), "_scenarios"),
    **dict.fromkeys(("Firm", "Snapshot", "snapshot"), "_snapshots"),
    **dict.fromkeys(
        ("Case", "Judged", "Trial", "judged_beside", "priced_beside", "told_differences", "trial_of"),
        "_trials",
    ),
}
"""Names that need Polars, which takes its time to load: they are loaded when first asked for."""

__all__ = [
    "NUMBER_TO_COME",
    "ROW",
    "Benefit",
    "Benefits",
    "Case",
    "Doubt",
    "DraftNotFound",
    "EstimateLine",
    "EstimateSheet",
    "Firm",
    "Funnel",
    "Judged",
    "Lever",
    "Matched",
    "Money",
    "Offer",
    "Policy",
    "Rationing",
    "ReceiptNotFound",
    "Replay",
    "ScenarioNotFound",
    "ScenarioReplay",
    "Share",
    "Simulation",
    "Snapshot",
    "Standing",
    "ToldFirm",
    "Trial",
    "UnableToRation",
    "UnableToSimulate",
    "UnableToTry",
    "ValueSource",
    "Wanted",
    "WayTo",
    "benefit",
    "benefit_rule",
    "benefit_rules",
    "benefits",
    "closed_years",
    "contents_of",
    "cost_curve",
    "differences",
    "doubts",
    "draft",
    "draft_steps",
    "drafts",
    "estimate",
    "estimate_fields",
    "facts_for",
    "facts_of",
    "facts_read",
    "fair_review",
    "fingerprint_of",
    "fingerprint_of_words",
    "fitting",
    "funnel",
    "has_rule",
    "inputs_of",
    "judge",
    "judge_facts",
    "judge_many",
    "judge_population",
    "judged_beside",
    "kept_library",
    "kept_rules",
    "kind_of",
    "last_fiscal_year",
    "letters_for",
    "levers",
    "library",
    "look_again",
    "look_back",
    "matched",
    "money_for",
    "new_policies",
    "next_window",
    "notices_of",
    "offer_of",
    "offers_for",
    "one_library",
    "overlay_of",
    "overlay_read",
    "overlay_written",
    "paying_rules",
    "policies",
    "policies_of",
    "policy",
    "priced_beside",
    "ration",
    "read_tried",
    "receipt",
    "receipt_numbers",
    "receipts",
    "reform_of",
    "replay",
    "replay_scenario",
    "results_of",
    "rule_for",
    "rule_kept_with",
    "scenario",
    "scenarios",
    "simulate",
    "simulation_of",
    "snapshot",
    "sources_of",
    "standings",
    "templates",
    "tier_rules",
    "told_differences",
    "trace_of",
    "trial_of",
    "tried",
    "unread",
    "verdicts",
    "verdicts_by_rule",
    "version_of",
    "ways_to",
    "words_of_template",
    "words_of_version",
]


def __getattr__(name: str) -> Any:
    if name in _HEAVY:
        return getattr(import_module(f"{__name__}.{_HEAVY[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
