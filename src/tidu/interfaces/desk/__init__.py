"""The desk of a firm, phone first: what it can get, what it lacks, what stands on record about it, and what it says.

A page here asks queries, calls one operation and shows the answer. It knows one firm at a time, always one of the
signed-in person's own, and decides nothing.
"""
