from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "alur.people"
    label = "people"

    def ready(self) -> None:
        from alur.people import filters  # noqa: F401  (it declares what can be asked)
        from alur.people.operations import organizations, persons  # noqa: F401  (they register their inverses)
