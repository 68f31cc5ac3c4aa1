from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "alur.search"
    label = "search"

    def ready(self) -> None:
        from alur.search import subscribers, tasks  # noqa: F401  (they register themselves)
        from alur.search.queries import wording  # noqa: F401
