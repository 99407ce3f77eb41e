from django.apps import AppConfig


class FundsConfig(AppConfig):
    name = "tidu.domain.funds"
    label = "funds"
    verbose_name = "科技专项资金"

    def ready(self) -> None:
        """Declare this app's figures."""
        from tidu.domain.funds import figures

        figures.declare()
