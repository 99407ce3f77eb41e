from django.apps import AppConfig


class TasksConfig(AppConfig):
    name = "tidu.domain.tasks"
    label = "tasks"
    verbose_name = "任务"
