"""Words bound to facts: outlines, blanks filled from figures, and the Word file with its proof.

Reads every number through the figures registry, so it imports no domain app's records.
"""
