from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "tidu.reporting"
    label = "reporting"
    verbose_name = "文稿"
