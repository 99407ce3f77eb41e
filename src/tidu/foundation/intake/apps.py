from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "tidu.foundation.intake"
    label = "intake"
    verbose_name = "数据导入"

    def ready(self) -> None:
        """Register what is done in the background, and the first witness of an undo."""
        from tidu.foundation.intake import figure_changes, operations
        from tidu.foundation.intake.operations import _steps
        from tidu.foundation.jobs import registry

        registry.register_errand(_steps.READ, operations.read)
        registry.register_errand(_steps.LOAD, operations.load_)
        figure_changes.declare()
