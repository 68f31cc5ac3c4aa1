from django.apps import AppConfig


class WarmthConfig(AppConfig):
    name = "alur.warmth"
    label = "warmth"

    def ready(self) -> None:
        from alur.warmth import inverses, subscribers, tasks  # noqa: F401  (they register themselves)
