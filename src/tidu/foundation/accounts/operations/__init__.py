"""Write the directory: organisations, persons, dated roles, accounts. Each verb is audited where it writes.

Nothing here deletes: roles end, accounts are disabled, and what was done under them stays.
"""

from __future__ import annotations

from tidu.foundation.accounts.checks import (
    UnableToAddOrganisation,
    UnableToAddPerson,
    UnableToAdministerAccounts,
    UnableToAppoint,
    UnableToChangePassword,
    UnableToDisableAccount,
    UnableToEndAppointment,
    UnableToOpenAccount,
    UnableToRequest,
    UnableToVerify,
)
from tidu.foundation.accounts.operations._credentials import (
    OpenedAccount,
    change_own_password,
    disable_account,
    enable_account,
    note_idle_sign_out,
    note_sign_in,
    note_sign_out,
    open_account,
    reset_password,
    unlock,
)
from tidu.foundation.accounts.operations._directory import (
    Contact,
    add_organisation,
    add_person,
    appoint,
    change_contact,
    end_appointment,
    note_preview,
    open_first_administrator,
    rename_organisation,
    see_personal,
    welcome,
)
from tidu.foundation.accounts.operations._requests import (
    accept_request,
    refuse_request,
    request_account,
    see_request_phone,
)
from tidu.foundation.accounts.operations._tidying import forget_expired

__all__ = [
    "Contact",
    "OpenedAccount",
    "UnableToAddOrganisation",
    "UnableToAddPerson",
    "UnableToAdministerAccounts",
    "UnableToAppoint",
    "UnableToChangePassword",
    "UnableToDisableAccount",
    "UnableToEndAppointment",
    "UnableToOpenAccount",
    "UnableToRequest",
    "UnableToVerify",
    "accept_request",
    "add_organisation",
    "add_person",
    "appoint",
    "change_contact",
    "change_own_password",
    "disable_account",
    "enable_account",
    "end_appointment",
    "forget_expired",
    "note_idle_sign_out",
    "note_preview",
    "note_sign_in",
    "note_sign_out",
    "open_account",
    "open_first_administrator",
    "refuse_request",
    "rename_organisation",
    "request_account",
    "reset_password",
    "see_personal",
    "see_request_phone",
    "unlock",
    "welcome",
]
