"""Work on plain text: personal data out of it, what is like it, which theme it is about.

Pure: no Django, no database, no network, no clock, no chance that is not seeded. Texts come in as strings and go out as
values; who may see them, and what is kept, is decided by the apps above.
"""
