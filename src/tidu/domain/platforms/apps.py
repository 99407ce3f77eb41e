from django.apps import AppConfig


class PlatformsConfig(AppConfig):
    name = "tidu.domain.platforms"
    label = "platforms"
    verbose_name = "创新平台"

    def ready(self) -> None:
        """Declare this app's figures."""
        from tidu.domain.platforms import figures

        figures.declare()
