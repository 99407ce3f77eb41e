"""Questions about outgoing returns: who was asked what, who has answered, and what a township reported."""

from tidu.domain.returns.queries._monthly import (
    Month,
    MonthlyNotFound,
    MonthRow,
    month_board,
    month_to_report,
    monthly_due_on,
    monthly_report,
    months_owed,
    places,
)
from tidu.domain.returns.queries._questions import AskedBefore, Burden, asked_before, burdens
from tidu.domain.returns.queries._returns import (
    ReturnLine,
    ReturnNotFound,
    addressees_of,
    find,
    find_addressed,
    find_numbered,
    last_handing,
    mine,
    next_number,
    returns,
    waiting_for,
)
from tidu.domain.returns.queries._sheet import SheetRow, sheet_of, workbook_of
from tidu.domain.returns.queries._standing import Standing, count_by_state, standings

__all__ = [
    "AskedBefore",
    "Burden",
    "Month",
    "MonthRow",
    "MonthlyNotFound",
    "ReturnLine",
    "ReturnNotFound",
    "SheetRow",
    "Standing",
    "addressees_of",
    "asked_before",
    "burdens",
    "count_by_state",
    "find",
    "find_addressed",
    "find_numbered",
    "last_handing",
    "mine",
    "month_board",
    "month_to_report",
    "monthly_due_on",
    "monthly_report",
    "months_owed",
    "next_number",
    "places",
    "returns",
    "sheet_of",
    "standings",
    "waiting_for",
    "workbook_of",
]
