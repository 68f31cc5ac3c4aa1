from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "alur.people"
    label = "people"

    def ready(self) -> None:
        from alur.people import access, filters  # noqa: F401  (they register themselves)
        from alur.people.operations import organizations, persons  # noqa: F401  (they register their inverses)
