"""From the written block of application windows to their nodes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, Final

from tidu.rules.language.fields import Form
from tidu.rules.language.marks import Marked, PolicyError, Scalar, in_clause
from tidu.rules.language.values import read_flag, read_month_day
from tidu.rules.model.kinds import InvalidRule
from tidu.rules.model.law import Confidence, Law
from tidu.rules.model.windows import AllYear, MonthDay, Once, Unpublished, Window, Yearly

CHOICES: Final = "every_year、once、all_year、unpublished"


def read_windows(items: Iterable[Marked], law: Law) -> tuple[Window, ...]:
    """Return the windows that are written. Raises PolicyError naming the window by its label, else its article."""
    return tuple(_window(item, law) for item in items)


def _window(written: Marked, law: Law) -> Window:
    form = Form(written, "window")
    try:
        return _of_one_kind(form, law)
    except PolicyError as error:
        name = form.text("label") or form.text("article")
        raise PolicyError(in_clause(error.place, name, "申报窗口"), error.message, error.mend) from None


def _of_one_kind(form: Form, law: Law) -> Window:
    kinds = [key for key in _KINDS if form.get(key) is not None]
    if len(kinds) != 1:
        found = f"写了 {'、'.join(kinds)}" if kinds else "没有写是哪一种"
        raise PolicyError(form.place, f"一个申报窗口只能有一种，这里{found}", f"只写 {CHOICES} 中的一个")
    try:
        return _KINDS[kinds[0]](form, law)
    except InvalidRule as error:
        raise PolicyError(form.place, str(error), "按提示改写这个窗口") from None


def _yearly(form: Form, law: Law) -> Window:
    dates = Form(_within(form, "every_year"), "yearly_window")
    return Yearly(opens=_month_day(dates, "opens"), closes=_month_day(dates, "closes"), **_common(form, law))


def _once(form: Form, law: Law) -> Window:
    dates = Form(_within(form, "once"), "dated_window")
    closes_on = dates.day("closes", date.max)
    return Once(opens_on=dates.day_or_none("opens"), closes_on=closes_on, **_common(form, law))


def _all_year(form: Form, law: Law) -> Window:
    written = form.scalar("all_year")
    assert written is not None  # noqa: S101  # it is what chose this reader
    if not read_flag(written):
        raise PolicyError(written.place, "all_year 只能写 true", "不是常年受理的，改写 every_year 或 once")
    return AllYear(**_common(form, law))


def _unpublished(form: Form, law: Law) -> Window:
    if (mark := form.get("confidence")) is not None:
        raise PolicyError(mark.place, "没有公布的窗口没有核对程度", "删去 confidence")
    common = {**_common(form, law), "confidence": Confidence.OPEN}
    return Unpublished(reason=form.text("unpublished"), **common)


_KINDS: Final[Mapping[str, Callable[[Form, Law], Window]]] = {
    "every_year": _yearly,
    "once": _once,
    "all_year": _all_year,
    "unpublished": _unpublished,
}


def _common(form: Form, law: Law) -> dict[str, Any]:
    return {
        "label": form.text("label"),
        "article": form.text("article"),
        "number": form.text("number"),
        "valid_from_on": form.day("from", date.min),
        "valid_until_on": form.day_or_none("until"),
        "confidence": form.word("confidence", Confidence, law.confidence),
        "last_checked_on": form.day("last_checked_on", law.last_checked_on),
    }


def _within(form: Form, key: str) -> Marked:
    found = form.get(key)
    assert found is not None  # noqa: S101  # it is what chose this reader
    return found


def _month_day(form: Form, key: str) -> MonthDay:
    written = form.scalar(key)
    assert isinstance(written, Scalar)  # noqa: S101  # declared as required
    return read_month_day(written)
