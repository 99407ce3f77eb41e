"""Intake forms of the register: what a bureau receives in workbooks, column by column.

Four forms: the register itself, yearly facts, recognitions, compliance checks. Each knows its columns, the rows
that stand, the checks across columns and against the register, and which operations load and take back a batch.
"""

from tidu.domain.enterprises.forms import _checks, _recognitions, _register, _yearly
from tidu.foundation.intake import forms as intake_forms


def declare() -> None:
    """Register the forms."""
    for form in (_register.FORM, _yearly.FORM, _recognitions.FORM, _checks.FORM):
        intake_forms.register(form)
