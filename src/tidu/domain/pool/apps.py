from django.apps import AppConfig


class PoolConfig(AppConfig):
    name = "tidu.domain.pool"
    label = "pool"
    verbose_name = "梯度培育库"

    def ready(self) -> None:
        """Declare this app's figures."""
        from tidu.domain.pool import figures

        figures.declare()
