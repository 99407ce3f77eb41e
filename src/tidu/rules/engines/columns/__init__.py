"""The columns engine: the same verdicts over a population, in Polars, with exact integers."""

from tidu.rules.engines.columns.frame import column_of, population_frame
from tidu.rules.engines.columns.integers import TooWide
from tidu.rules.engines.columns.judge import ColumnsEngine, evaluate_population

__all__ = ["ColumnsEngine", "TooWide", "column_of", "evaluate_population", "population_frame"]
