from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "tidu.foundation.audit"
    label = "audit"
    verbose_name = "审计"
