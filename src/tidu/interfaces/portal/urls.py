"""Addresses of the portal; every one has its row in the access table."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from tidu.interfaces.portal import door, guests, home, receipt, say, visitors

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include(home.urlpatterns)),
    path("", include(say.urlpatterns)),
    path("", include(receipt.urlpatterns)),
    path("", include(guests.urlpatterns)),
    path("", include(visitors.urlpatterns)),
    path("", include(door.urlpatterns)),
]
