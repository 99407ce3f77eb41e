from django.apps import AppConfig


class SupportConfig(AppConfig):
    name = "tidu.domain.support"
    label = "support"
    verbose_name = "帮扶"

    def ready(self) -> None:
        """Declare this app's figures, its nightly work, and what it knows of a batch that is to be taken back."""
        from tidu.domain.support import consequences, figures
        from tidu.domain.support.operations import escalate_overdue
        from tidu.foundation.jobs.registry import Job, register

        figures.declare()
        consequences.declare()
        register(Job(name="support.escalate", label="逾期难题逐级上报", hour=6, work=escalate_overdue))
