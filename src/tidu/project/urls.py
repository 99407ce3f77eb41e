"""All addresses of the product."""

from django.urls import include, path

urlpatterns = [
    path("", include("tidu.interfaces.workbench.urls")),
    path("desk/", include("tidu.interfaces.desk.urls")),
    path("open/", include("tidu.interfaces.portal.urls")),
]
