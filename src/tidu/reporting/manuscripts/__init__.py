"""Manuscripts (文稿稿件): a text written bound to figures, version by version, signed, and frozen into a document.

The reader (`reporting.reading`) checks what is written and `compose` fills it; nothing here counts or fills.
"""
