from django.apps import AppConfig


class FieldsConfig(AppConfig):
    name = "alur.fields"
    label = "fields"

    def ready(self) -> None:
        from alur.fields import access, subscribers  # noqa: F401  (they register themselves)
        from alur.fields.operations import defining, ordering, retyping  # noqa: F401  (they register their inverses)
