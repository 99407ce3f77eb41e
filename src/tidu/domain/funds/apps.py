from django.apps import AppConfig


class FundsConfig(AppConfig):
    name = "tidu.domain.funds"
    label = "funds"
    verbose_name = "科技专项资金"

    def ready(self) -> None:
        """Declare this app's figures, and the payments that keep a batch from being taken back."""
        from tidu.domain.funds import figures, vetoes

        figures.declare()
        vetoes.declare()
