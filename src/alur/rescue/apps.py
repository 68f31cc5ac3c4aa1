from django.apps import AppConfig


class RescueConfig(AppConfig):
    name = "alur.rescue"
    label = "rescue"

    def ready(self) -> None:
        from alur.rescue import filters, following, inverses, nightly, subscribers, tasks  # noqa: F401  (they register themselves)
        from alur.rescue.operations import ruling, starting_anew, taking, telling_apart, unmerging  # noqa: F401
