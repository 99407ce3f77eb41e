from django.apps import AppConfig


class NumberingConfig(AppConfig):
    name = "tidu.foundation.numbering"
    label = "numbering"
    verbose_name = "编号"
