from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "alur.catalogue"
    label = "catalogue"

    def ready(self) -> None:
        from alur.catalogue import access, filters  # noqa: F401  (they register themselves)
        from alur.catalogue.operations import price_lists, products  # noqa: F401  (they register their inverses)
