from django.apps import AppConfig


class OpenDayConfig(AppConfig):
    name = "tidu.domain.openday"
    label = "openday"
    verbose_name = "开放日"

    def ready(self) -> None:
        """Declare this app's figures and its nightly work, and let meetings be linked to an Open Day."""
        from tidu.domain.meetings import linkable
        from tidu.domain.openday import figures, queries
        from tidu.domain.openday.operations import erase_personal_data
        from tidu.domain.openday.vocabulary import MEETING_LINK
        from tidu.foundation.jobs.registry import Job, register

        figures.declare()
        linkable.register(
            linkable.Linkable(
                kind=MEETING_LINK,
                label="开放日",
                page="open-day",
                named=queries.names_of,
                offered=queries.offered,
            )
        )
        register(
            Job(name="openday.erase", label="清除到期的来宾电话和邮箱", hour=3, work=erase_personal_data)
        )
