from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "tidu.interfaces.desk"
    label = "desk"

    def ready(self) -> None:
        """Declare navigation and home."""
        from tidu.interfaces.desk import ways

        ways.declare()
