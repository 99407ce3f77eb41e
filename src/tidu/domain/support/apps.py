from django.apps import AppConfig


class SupportConfig(AppConfig):
    name = "tidu.domain.support"
    label = "support"
    verbose_name = "帮扶"

    def ready(self) -> None:
        """Declare this app's figures and its nightly work."""
        from tidu.domain.support import figures
        from tidu.domain.support.operations import escalate_overdue
        from tidu.foundation.jobs.registry import Job, register

        figures.declare()
        register(Job(name="support.escalate", label="逾期难题逐级上报", hour=6, work=escalate_overdue))
