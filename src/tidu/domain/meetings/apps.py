from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "tidu.domain.meetings"
    label = "meetings"
    verbose_name = "会议"

    def ready(self) -> None:
        """Declare this app's daily work, and how sentences of minutes are called and shown as sources of tasks."""
        from tidu.domain.meetings.operations import remind_daily, task_ended
        from tidu.domain.meetings.vocabulary import TASK_SOURCE
        from tidu.domain.tasks import sources
        from tidu.foundation.jobs.registry import Job, register

        sources.register(
            sources.TaskSource(kind=TASK_SOURCE, label="会议议定", page="meeting-decision", ended=task_ended)
        )
        register(Job(name="meetings.remind", label="会议汇报提醒", hour=7, work=remind_daily))
