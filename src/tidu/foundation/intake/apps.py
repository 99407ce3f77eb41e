from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "tidu.foundation.intake"
    label = "intake"
    verbose_name = "数据导入"
