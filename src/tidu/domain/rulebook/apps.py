from django.apps import AppConfig


class RulebookConfig(AppConfig):
    name = "tidu.domain.rulebook"
    label = "rulebook"
    verbose_name = "规则"

    def ready(self) -> None:
        """Declare this app's figures."""
        from tidu.domain.rulebook import figures

        figures.declare()
