from django.apps import AppConfig


class DiscoveryConfig(AppConfig):
    name = "densach.discovery"

    def ready(self) -> None:
        from . import receivers  # noqa: F401  # connects the signals of network
