"""How authors write rules: YAML with line marks in, checked nodes out, every error with its mend.

Lives here: the reading of packs, of the vocabulary of facts and of scenarios, the expression language, and the
JSON Schema for editors. Must not live here: what a clause means (`model`) or how it is judged (`engines`).
"""
