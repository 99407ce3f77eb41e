"""What would turn a verdict and what threatens it: hypothetical copies of one firm, judged by the engines.

Lives here: searching (`ways`) and looking back (`slipping`). Must not live here: any knowledge of a particular
rule, and words (`explain`).
"""

from tidu.rules.advice.slipping import Slip, slipping
from tidu.rules.advice.ways import Way, cheapest_ways

__all__ = ["Slip", "Way", "cheapest_ways", "slipping"]
