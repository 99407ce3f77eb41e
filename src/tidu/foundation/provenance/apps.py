from django.apps import AppConfig


class ProvenanceConfig(AppConfig):
    name = "tidu.foundation.provenance"
    label = "provenance"
    verbose_name = "出处"
