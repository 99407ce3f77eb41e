from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "tidu.domain.indicators"
    label = "indicators"
    verbose_name = "县域指标"

    def ready(self) -> None:
        """Declare this app's figures and its intake form."""
        from tidu.domain.indicators import figures, forms

        figures.declare()
        forms.declare()
