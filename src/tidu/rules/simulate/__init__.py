"""What a reform would do to a whole population: cost, who gains and loses, and what to do when money is short.

Lives here: arithmetic over the columns that an engine gives. Must not live here: how a clause is judged
(`engines`), words for people (`explain`), records, or the money that is there (`domain.funds`).

    population = FirmFrame(frame, as_of, library, groups)
    comparison = compare(rule, rule.reformed({"rate": Fraction(4, 100)}), population)
    comparison.after.cost.certain      # fen

Certain and possible money are kept apart: what a firm gets for sure, and what it could get at most while data or
an expert's word is missing. Every number is an aggregate of rows, and the rows are there to be opened.
"""

from tidu.rules.model.rule import money_output
from tidu.rules.model.standing import Change, Standing
from tidu.rules.simulate.comparison import Comparison, GroupLine, beside, compare
from tidu.rules.simulate.concentration import Concentration, concentration
from tidu.rules.simulate.costing import Cost, Costing, cost_of
from tidu.rules.simulate.grid import Point, combinations, grid
from tidu.rules.simulate.population import FirmFrame, judged
from tidu.rules.simulate.rationing import (
    Claim,
    UnableToRation,
    by_score,
    first_come,
    pro_rata,
    tied_at_the_cut,
)

__all__ = [
    "Change",
    "Claim",
    "Comparison",
    "Concentration",
    "Cost",
    "Costing",
    "FirmFrame",
    "GroupLine",
    "Point",
    "Standing",
    "UnableToRation",
    "beside",
    "by_score",
    "combinations",
    "compare",
    "concentration",
    "cost_of",
    "first_come",
    "grid",
    "judged",
    "money_output",
    "pro_rata",
    "tied_at_the_cut",
]
