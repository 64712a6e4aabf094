from django.apps import AppConfig


class NetworkConfig(AppConfig):
    name = "densach.network"

    def ready(self) -> None:
        from densach.core.rights import answer_with

        from .access import holds_anywhere
        from .right_words import word_of

        answer_with(holds_anywhere, name=word_of)
