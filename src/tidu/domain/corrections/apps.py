from django.apps import AppConfig


class CorrectionsConfig(AppConfig):
    name = "tidu.domain.corrections"
    label = "corrections"
    verbose_name = "数据更正"
