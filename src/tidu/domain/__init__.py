"""The records of a county science and technology bureau, as a ladder of apps.

Each app imports only the apps below it (the order stands in `.importlinter`) and always has the same
inner order: `vocabulary` <- `models` <- `queries` <- `checks` <- `operations`, `figures`.
Numbers travel upward through the figures registry only.
"""
