from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "tidu.reporting"
    label = "reporting"
    verbose_name = "文稿"

    def ready(self) -> None:
        """Register what documents know of a batch that is to be taken back, and let meetings be linked to one."""
        from tidu.domain.meetings import linkable
        from tidu.reporting import consequences, queries

        consequences.declare()
        linkable.register(
            linkable.Linkable(
                kind="document",
                label="文稿",
                page="document",
                named=queries.names_of,
                offered=queries.offered,
            )
        )
