from django.apps import AppConfig


class RescueConfig(AppConfig):
    name = "alur.rescue"
    label = "rescue"

    def ready(self) -> None:
        from alur.rescue import inverses, subscribers, tasks  # noqa: F401  (they register themselves)
