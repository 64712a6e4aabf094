from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "densach.audit"

    def ready(self) -> None:
        from . import receivers  # noqa: F401  # connects the signals of network
