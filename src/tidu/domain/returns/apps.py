from django.apps import AppConfig


class ReturnsConfig(AppConfig):
    name = "tidu.domain.returns"
    label = "returns"
    verbose_name = "报表"
