"""Signing out whoever left: a session that nobody used for a while opens nothing more.

The moment of the last request is kept in the session, to the minute: a page read costs no write.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings

from tidu.foundation import clock

SEEN_KEY = "seen_at"
LEFT = (
    "您已 {minutes} 分钟没有操作，为安全起见已自动退出。"
    "请重新登录；刚才填了没有提交成的文字，登录后还在原来的页面上。"
)
_PRECISION_SECONDS = 60
RENEWS = "X-Tidu-Renews"
"""Header of a page that renews itself while nobody touches it: no sign that somebody is there."""


def left_alone(request: Any) -> bool:
    """Return whether the session of a signed-in request was unused longer than TIDU_IDLE_MINUTES; note its use."""
    now = clock.wall().timestamp()
    seen = request.session.get(SEEN_KEY)
    if seen is None:
        seen = request.user.last_login.timestamp()
    if settings.TIDU_IDLE_MINUTES and now - seen >= 60 * settings.TIDU_IDLE_MINUTES:
        return True
    if now - seen >= _PRECISION_SECONDS and RENEWS not in request.headers:
        request.session[SEEN_KEY] = int(now)
    return False


def words() -> str:
    """Return what the person reads at the door."""
    return LEFT.format(minutes=settings.TIDU_IDLE_MINUTES)
