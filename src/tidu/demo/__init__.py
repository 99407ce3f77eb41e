"""The fictional county 青岚县: generated from a random seed and an as-of date, asserted by tests.

The county is written through the same operations that people use, with the moments of 2022-2025 passed
in, so that both views (as known then, as corrected now) are full.
"""
