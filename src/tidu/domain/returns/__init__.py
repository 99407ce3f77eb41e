"""Outgoing returns: what the bureau asks of townships and firms, and what came back."""
