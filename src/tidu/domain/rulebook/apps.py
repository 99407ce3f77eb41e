from django.apps import AppConfig


class RulebookConfig(AppConfig):
    name = "tidu.domain.rulebook"
    label = "rulebook"
    verbose_name = "规则"

    def ready(self) -> None:
        """Declare this app's figures and its nightly work."""
        from tidu.domain.rulebook import figures
        from tidu.domain.rulebook.operations import tell_of_new_policies
        from tidu.foundation.jobs.registry import Job, register

        figures.declare()
        register(
            Job(name="rulebook.tell_of_new_policies", label="告知新政策", hour=4, work=tell_of_new_policies)
        )
