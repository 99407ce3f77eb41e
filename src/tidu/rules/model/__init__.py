"""What a rule means: frozen, typed nodes that check themselves.

Lives here: the vocabulary of facts, quantities, conditions, clauses, rules, libraries of rules, and the shape
of a verdict. Must not live here: how authors write rules (`language`), how rules are judged (`engines`), how a
verdict is told to people (`explain`).
"""
