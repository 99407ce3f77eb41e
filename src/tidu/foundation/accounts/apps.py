from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "tidu.foundation.accounts"
    label = "accounts"
    verbose_name = "机构与人员"

    def ready(self) -> None:
        """Register the nightly tidying."""
        from tidu.foundation.accounts.operations import forget_expired
        from tidu.foundation.jobs.registry import Job, register

        register(
            Job(name="accounts.forget_expired", label="清理过期会话和任务记录", hour=3, work=forget_expired)
        )
