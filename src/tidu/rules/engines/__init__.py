"""How a rule is judged: `reference` for one enterprise with every reason, `columns` for a population, `sql` where
the data lies.

Lives here: engines behind one small interface (`base`), each giving the same verdicts. Must not live here: what
a clause means (`model`), or the words told to people (`explain`).
"""
