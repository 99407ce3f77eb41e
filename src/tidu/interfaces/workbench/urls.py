"""Addresses of the workbench; every one has its row in the access table."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from tidu.interfaces.kit import homes, sign_in
from tidu.interfaces.workbench import (
    access,
    account_requests,
    accounts,
    appointments,
    audit,
    calendar,
    corrections,
    drafts,
    enterprises,
    figures,
    intake,
    lab,
    organisations,
    policies,
    policy_notices,
    pool,
    provenance,
    search,
    speech,
    stairs,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", homes.Home.as_view(), name="home"),
    path("sign-in/", sign_in.SignIn.as_view(), name="sign-in"),
    path("sign-out/", sign_in.SignOut.as_view(), name="sign-out"),
    path("password/", sign_in.Password.as_view(), name="password"),
    path("text-size/", sign_in.TextSize.as_view(), name="text-size"),
    path("search/", search.Search.as_view(), name="search"),
    path("", include(enterprises.urlpatterns)),
    path("", include(pool.urlpatterns)),
    path("", include(stairs.urlpatterns)),
    path("", include(drafts.urlpatterns)),
    path("", include(policies.urlpatterns)),
    path("", include(policy_notices.urlpatterns)),
    path("", include(lab.urlpatterns)),
    path("", include(figures.urlpatterns)),
    path("", include(provenance.urlpatterns)),
    path("", include(corrections.urlpatterns)),
    path("", include(intake.urlpatterns)),
    path("", include(speech.urlpatterns)),
    path("", include(appointments.urlpatterns)),
    path("", include(accounts.urlpatterns)),
    path("", include(account_requests.urlpatterns)),
    path("", include(organisations.urlpatterns)),
    path("", include(access.urlpatterns)),
    path("", include(calendar.urlpatterns)),
    path("", include(audit.urlpatterns)),
]
