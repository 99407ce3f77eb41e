from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "tidu.reporting"
    label = "reporting"
    verbose_name = "文稿"

    def ready(self) -> None:
        """Register what documents know of a batch that is to be taken back, and let meetings and tasks lead to one."""
        from tidu.domain.meetings import linkable
        from tidu.domain.tasks import sources
        from tidu.reporting import consequences, operations, promises, queries

        consequences.declare()
        sources.register(
            sources.TaskSource(
                kind=promises.TASK_SOURCE,
                label="文稿",
                page="document-promise",
                ended=operations.task_ended,
            )
        )
        linkable.register(
            linkable.Linkable(
                kind="document",
                label="文稿",
                page="document",
                named=queries.names_of,
                offered=queries.offered,
            )
        )
