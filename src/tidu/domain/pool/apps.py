from django.apps import AppConfig


class PoolConfig(AppConfig):
    name = "tidu.domain.pool"
    label = "pool"
    verbose_name = "梯度培育库"

    def ready(self) -> None:
        """Declare this app's figures and its nightly work."""
        from tidu.domain.pool import figures
        from tidu.domain.pool.operations import propose_nightly
        from tidu.foundation.jobs.registry import Job, register

        figures.declare()
        register(Job(name="pool.propose", label="计算培育库调整建议", hour=4, work=propose_nightly))
