"""What is not there: said in the words of whoever looked for it, which are the same for what one may not see."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

NOT_FOUND = 404


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer an address without a page; the framework's own words are not for people."""
    told: Any = exception.args[0] if exception.args else ""
    says = told if isinstance(told, str) and not told.isascii() else ""
    return render(request, "404.html", {"says": says}, status=NOT_FOUND)
