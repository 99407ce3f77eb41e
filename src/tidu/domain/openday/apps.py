from django.apps import AppConfig


class OpenDayConfig(AppConfig):
    name = "tidu.domain.openday"
    label = "openday"
    verbose_name = "开放日"

    def ready(self) -> None:
        """Declare this app's figures and its nightly work."""
        from tidu.domain.openday import figures
        from tidu.domain.openday.operations import erase_personal_data
        from tidu.foundation.jobs.registry import Job, register

        figures.declare()
        register(Job(name="openday.erase", label="清除到期的来宾电话", hour=3, work=erase_personal_data))
