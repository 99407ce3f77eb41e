"""All addresses of the product. A whole hall asks for the portal at once, so it is found first."""

from django.urls import include, path

handler404 = "tidu.interfaces.kit.not_found.not_found"

urlpatterns = [
    path("open/", include("tidu.interfaces.portal.urls")),
    path("desk/", include("tidu.interfaces.desk.urls")),
    path("", include("tidu.interfaces.workbench.urls")),
]
