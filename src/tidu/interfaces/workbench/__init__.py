"""The workbench: the screens of clerks, directors, leaders, administrators and firms, one module per topic.

A page here asks queries, calls one operation and shows the answer. It decides nothing, and it touches no model.
"""
