from django.apps import AppConfig


class OutgoingConfig(AppConfig):
    name = "tidu.foundation.outgoing"
    label = "outgoing"
    verbose_name = "外发通知"

    def ready(self) -> None:
        """Let the night erase whom notices went to."""
        from tidu.foundation.jobs.registry import Job, register
        from tidu.foundation.outgoing.operations import erase_personal_data

        register(Job(name="outgoing.erase", label="清除到期的外发通知内容", hour=3, work=erase_personal_data))
