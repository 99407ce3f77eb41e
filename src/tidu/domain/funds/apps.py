from django.apps import AppConfig


class FundsConfig(AppConfig):
    name = "tidu.domain.funds"
    label = "funds"
    verbose_name = "科技专项资金"

    def ready(self) -> None:
        """Declare this app's figures, the payments that keep a batch, and what firms may contest of payments."""
        from tidu.domain.funds import contested, figures, vetoes

        figures.declare()
        vetoes.declare()
        contested.declare()
