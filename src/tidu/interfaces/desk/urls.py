"""Addresses of the desk; every one has its row in the access table."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from tidu.interfaces.desk import awards, corrections, policy, registration, research, tickets, visit_cards

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include(policy.urlpatterns)),
    path("", include(corrections.urlpatterns)),
    path("", include(awards.urlpatterns)),
    path("", include(research.urlpatterns)),
    path("", include(registration.urlpatterns)),
    path("", include(tickets.urlpatterns)),
    path("", include(visit_cards.urlpatterns)),
]
