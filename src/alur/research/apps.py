from django.apps import AppConfig


class ResearchConfig(AppConfig):
    name = "alur.research"
    label = "research"

    def ready(self) -> None:
        from alur.research import access, operations  # noqa: F401  (they register themselves)
