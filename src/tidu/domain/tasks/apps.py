from django.apps import AppConfig


class TasksConfig(AppConfig):
    name = "tidu.domain.tasks"
    label = "tasks"
    verbose_name = "任务"

    def ready(self) -> None:
        """Declare this app's daily work, and how requests of months are called and shown as sources of tasks."""
        from tidu.domain.tasks import sources
        from tidu.domain.tasks.operations import asked_ended, remind
        from tidu.domain.tasks.vocabulary import MONTHLY_SOURCE
        from tidu.foundation.jobs.registry import Job, register

        sources.register(
            sources.TaskSource(kind=MONTHLY_SOURCE, label="月报请求", page="month-request", ended=asked_ended)
        )
        register(Job(name="tasks.remind", label="任务期限提醒", hour=7, work=remind))
