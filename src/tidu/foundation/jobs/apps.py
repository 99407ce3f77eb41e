from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "tidu.foundation.jobs"
    label = "jobs"
    verbose_name = "定时任务"
