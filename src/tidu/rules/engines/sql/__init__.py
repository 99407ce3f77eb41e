"""The SQL engine: the same verdicts as one readable statement, run on DuckDB here and on Spark where that is asked."""

from tidu.rules.engines.sql.dialects import DIALECTS, text
from tidu.rules.engines.sql.duck import SqlEngine, evaluate_in_sql
from tidu.rules.engines.sql.shape import Shape
from tidu.rules.engines.sql.statement import statement

__all__ = ["DIALECTS", "Shape", "SqlEngine", "evaluate_in_sql", "statement", "text"]
