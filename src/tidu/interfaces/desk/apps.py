from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "tidu.interfaces.desk"
    label = "desk"
