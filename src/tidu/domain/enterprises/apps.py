from django.apps import AppConfig


class EnterprisesConfig(AppConfig):
    name = "tidu.domain.enterprises"
    label = "enterprises"
    verbose_name = "企业"

    def ready(self) -> None:
        """Declare this app's figures and intake forms."""
        from tidu.domain.enterprises import figures, forms

        figures.declare()
        forms.declare()
