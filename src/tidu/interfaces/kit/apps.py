from django.apps import AppConfig


class KitConfig(AppConfig):
    name = "tidu.interfaces.kit"
    label = "kit"
