from django.apps import AppConfig


class WorkbenchConfig(AppConfig):
    name = "tidu.interfaces.workbench"
    label = "workbench"

    def ready(self) -> None:
        """Declare the navigation."""
        from tidu.interfaces.workbench import ways

        ways.declare()
