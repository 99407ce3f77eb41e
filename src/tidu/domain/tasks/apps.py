from django.apps import AppConfig


class TasksConfig(AppConfig):
    name = "tidu.domain.tasks"
    label = "tasks"
    verbose_name = "任务"

    def ready(self) -> None:
        """Declare this app's daily work."""
        from tidu.domain.tasks.operations import remind
        from tidu.foundation.jobs.registry import Job, register

        register(Job(name="tasks.remind", label="任务期限提醒", hour=7, work=remind))
