"""What every domain app stands on: people and scope, audit, time, files, intake, provenance, figures, handling.

Nothing here knows what an enterprise, a pool or a target is. A domain app may import from here;
nothing here may import a domain app, a policy or a screen.
"""
