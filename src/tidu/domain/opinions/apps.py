from django.apps import AppConfig


class OpinionsConfig(AppConfig):
    name = "tidu.domain.opinions"
    label = "opinions"
    verbose_name = "意见建议"
