"""The columns engine: the same verdicts over a population, in Polars, with exact integers.

`evaluate_population` judges one rule, `judge_rules` several with what they share computed once, and
`judge_reforms` a baseline and any number of reforms of it in one pass.
"""

from tidu.rules.engines.columns.checked import CheckedFrame
from tidu.rules.engines.columns.frame import column_of, population_frame
from tidu.rules.engines.columns.integers import TooWide
from tidu.rules.engines.columns.judge import ColumnsEngine, evaluate_population
from tidu.rules.engines.columns.judged import GROUPS
from tidu.rules.engines.columns.law import Reform
from tidu.rules.engines.columns.reforms import Reforms, judge_reforms, judge_rules

__all__ = [
    "GROUPS",
    "CheckedFrame",
    "ColumnsEngine",
    "Reform",
    "Reforms",
    "TooWide",
    "column_of",
    "evaluate_population",
    "judge_reforms",
    "judge_rules",
    "population_frame",
]
