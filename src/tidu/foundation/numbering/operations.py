"""Give numbers without gaps and never the same one twice, however many ask at once.

Both are called inside the transaction that keeps the numbered record: where it fails, the number was never given.
"""

from __future__ import annotations

from tidu.foundation.numbering.models import NumberSeries

__all__ = ["hold", "take"]


def hold(code: str) -> NumberSeries:
    """Lock a series until the end of the transaction; everybody else who wants a number of it waits."""
    series = NumberSeries.objects.select_for_update()
    held = series.filter(code=code).first()
    if held is None:
        NumberSeries.objects.bulk_create([NumberSeries(code=code)], ignore_conflicts=True)
        held = series.get(code=code)
    return held


def take(held: NumberSeries) -> int:
    """Return the next number of a series that is held, from 1 on."""
    held.last += 1
    held.save(update_fields=["last"])
    return held.last
