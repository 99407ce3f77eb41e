from django.apps import AppConfig


class TargetsConfig(AppConfig):
    name = "tidu.domain.targets"
    label = "targets"
    verbose_name = "目标"

    def ready(self) -> None:
        """Declare this app's figures."""
        from tidu.domain.targets import figures

        figures.declare()
