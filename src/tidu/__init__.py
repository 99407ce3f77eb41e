"""Tidu (梯度): gradient cultivation of technology enterprises in a county.

What lives here: one package per tier, each importing only from the tiers below it.

    project       settings, URLs and the WSGI entry: wires everything together, decides nothing
    interfaces    workbench, desk, portal, API and command line: translate, decide nothing
    demo          the generator of the fictional demonstration county
    reporting     outlines, figures bound to text, draft checks, documents
    domain        enterprises, rulebook, pool, targets: the records and what may happen to them
    policies      the law as dated data, without code
    foundation    accounts, audit, calendar, provenance, figures, jobs: what every app stands on
    rules         the engine: clauses in, verdicts out; knows neither Django nor a database

What must not live here: code. A module directly under this package belongs to no tier.
"""

__version__ = "0.1.0"
