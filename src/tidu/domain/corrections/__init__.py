"""Requests of firms to have a value of their record corrected, from 提出 to an answer with its reason."""
