from django.apps import AppConfig


class PoolConfig(AppConfig):
    name = "tidu.domain.pool"
    label = "pool"
    verbose_name = "梯度培育库"

    def ready(self) -> None:
        """Declare this app's figures, and what it knows of a batch that is to be taken back."""
        from tidu.domain.pool import consequences, figures

        figures.declare()
        consequences.declare()
