"""Questions to data quality. A doubt speaks of the register as known today: these questions do not travel."""

from tidu.domain.quality.queries._issues import (
    SHOWN_TO_ALL,
    IssueFilters,
    IssueNotFound,
    IssuePage,
    IssueRow,
    OwnerCount,
    find_issue,
    is_late,
    issue_page,
    issues,
    owner_counts,
    rows_of,
)
from tidu.domain.quality.queries._seen import firms_seen, here_since, places_of_firms

__all__ = [
    "SHOWN_TO_ALL",
    "IssueFilters",
    "IssueNotFound",
    "IssuePage",
    "IssueRow",
    "OwnerCount",
    "find_issue",
    "firms_seen",
    "here_since",
    "is_late",
    "issue_page",
    "issues",
    "owner_counts",
    "places_of_firms",
    "rows_of",
]
