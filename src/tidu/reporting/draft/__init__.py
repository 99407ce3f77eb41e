"""A draft written elsewhere, read number by number against the county's own figures.

Pure: a text and a way to ask figures come in, judged numbers and claims go out; nothing is kept.
"""
