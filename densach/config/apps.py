from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "densach.config"
    label = "densach_config"
