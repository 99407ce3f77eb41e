"""Groups of roles that pages name when they say whom they let in."""

from __future__ import annotations

from tidu.foundation.actors import Role

Roles = frozenset[str]

NOBODY: Roles = frozenset()
EVERYONE: Roles = frozenset(Role.values)
OFFICERS: Roles = frozenset({Role.SECTION_CLERK, Role.BUREAU_DIRECTOR})
"""Those who decide about records."""
STAFF: Roles = OFFICERS | {Role.COUNTY_LEADER}
"""Those who see every enterprise of the county."""
READERS: Roles = STAFF | {Role.TOWNSHIP_LEADER}
"""Those who compare enterprises, each within the own scope."""
FIRM_READERS: Roles = READERS | {Role.ENTERPRISE_CONTACT}
"""Those who may open the page of an enterprise in their scope."""
CONTACTS: Roles = frozenset({Role.ENTERPRISE_CONTACT})
"""Those who look after one firm's own matters."""
ADMINISTRATORS: Roles = frozenset({Role.ADMINISTRATOR})
