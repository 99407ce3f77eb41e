from django.apps import AppConfig


class QualityConfig(AppConfig):
    name = "tidu.domain.quality"
    label = "quality"
    verbose_name = "数据质量"

    def ready(self) -> None:
        """Register the nightly review."""
        from tidu.domain.quality import operations
        from tidu.foundation.jobs import registry
        from tidu.foundation.jobs.registry import Job

        registry.register(
            Job(name="quality.review", label="复查数据疑点", hour=2, work=operations.review_nightly)
        )
