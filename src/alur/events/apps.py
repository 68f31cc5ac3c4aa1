from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "alur.events"
    label = "events"

    def ready(self) -> None:
        from alur.events import tasks  # noqa: F401  (it registers itself)
