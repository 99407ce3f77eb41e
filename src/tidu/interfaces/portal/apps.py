from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "tidu.interfaces.portal"
    label = "portal"
