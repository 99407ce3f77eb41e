from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "tidu.reporting"
    label = "reporting"
    verbose_name = "文稿"

    def ready(self) -> None:
        """Register what documents know of a batch that is to be taken back."""
        from tidu.reporting import consequences

        consequences.declare()
