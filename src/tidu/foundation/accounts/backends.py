"""Whose session it is."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend

from tidu.foundation.accounts import queries
from tidu.foundation.accounts.models import User


class AccountBackend(ModelBackend):
    """Django's own sign-in; the account of a session comes with its roles, so that every page asks once for both."""

    def get_user(self, user_id: Any) -> User | None:
        """Return the account of a session, None for one that is disabled or gone."""
        user = queries.account_of_session(user_id)
        return user if user is not None and self.user_can_authenticate(user) else None
