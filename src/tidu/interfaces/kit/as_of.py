"""The as-of bar: which day the person looks at, and with which knowledge.

The choice is made by `?as_of=2024-12-31&known=then` on any page and kept in the session until it is changed;
today with today's knowledge is kept as nothing at all, so that a new day finds everybody on it.
"""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest

from tidu.foundation import clock
from tidu.foundation.clock import AsOf

DAY_KEY = "as_of"
KNOWLEDGE_KEY = "known"
THEN = "then"


class WrongDay(ValueError):
    """Raised for a day that cannot be looked at; the message is Chinese and fit for the user."""


def chosen(request: HttpRequest) -> AsOf:
    """Return the place in time of this request, after keeping what its query asks for; raise WrongDay."""
    _keep(request)
    text = request.session.get(DAY_KEY)
    day = date.fromisoformat(text) if text else clock.today()
    if request.session.get(KNOWLEDGE_KEY) == THEN:
        return AsOf.as_known_then(day)
    return AsOf(on=day)


def today() -> AsOf:
    """Return today with today's knowledge."""
    return AsOf(on=clock.today())


def _keep(request: HttpRequest) -> None:
    """Remember the day and the knowledge that the query names."""
    if DAY_KEY in request.GET:
        day = _day(request.GET[DAY_KEY])
        _set(request, DAY_KEY, None if day == clock.today() else day.isoformat())
    if KNOWLEDGE_KEY in request.GET:
        _set(request, KNOWLEDGE_KEY, THEN if request.GET[KNOWLEDGE_KEY] == THEN else None)


def _day(text: str) -> date:
    """Return the day that `text` names; today for an empty one."""
    if not text.strip():
        return clock.today()
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        raise WrongDay(f"截至日“{text}”不是日期。请写成 2025-06-10 的样子。") from None
    if day < clock.FIRST_DAY:
        raise WrongDay(f"截至日 {day.isoformat()} 太早。请选 {clock.FIRST_DAY.isoformat()} 或以后的日子。")
    if day > clock.today():
        raise WrongDay(
            f"截至日 {day.isoformat()} 在今天（{clock.today().isoformat()}）之后。请选今天或更早的日子。"
        )
    return day


def _set(request: HttpRequest, key: str, value: str | None) -> None:
    """Write the session only when something changes, so that looking costs no write."""
    if request.session.get(key) == value:
        return
    if value is None:
        request.session.pop(key, None)
    else:
        request.session[key] = value
