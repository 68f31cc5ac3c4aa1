from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "alur.catalogue"
    label = "catalogue"

    def ready(self) -> None:
        from alur.catalogue import filters  # noqa: F401  (it declares what can be asked)
        from alur.catalogue.operations import products  # noqa: F401  (it registers its inverses)
