from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "alur.notices"
    label = "notices"

    def ready(self) -> None:
        from alur.notices import subscribers, tasks  # noqa: F401  (they register themselves)
        from alur.notices.operations import following  # noqa: F401
