from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "tidu.domain.meetings"
    label = "meetings"
    verbose_name = "会议"

    def ready(self) -> None:
        """Say how sentences of minutes are called and shown as sources of tasks."""
        from tidu.domain.meetings.operations import task_ended
        from tidu.domain.meetings.vocabulary import TASK_SOURCE
        from tidu.domain.tasks import sources

        sources.register(
            sources.TaskSource(kind=TASK_SOURCE, label="会议议定", page="meeting-decision", ended=task_ended)
        )
