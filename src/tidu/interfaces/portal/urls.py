"""Addresses of the portal; every one has its row in the access table."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from tidu.interfaces.portal import door

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include(door.urlpatterns)),
]
