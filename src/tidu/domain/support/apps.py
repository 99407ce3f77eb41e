from django.apps import AppConfig


class SupportConfig(AppConfig):
    name = "tidu.domain.support"
    label = "support"
    verbose_name = "帮扶"
