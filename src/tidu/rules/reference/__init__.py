"""The generated reference: facts and rules as Markdown, made from the library and from nothing else.

Pure functions: the same library gives the same pages, so that a stale page can be told from a fresh one.
"""

from tidu.rules.reference.pages import facts_page, rules_page

__all__ = ["facts_page", "rules_page"]
