from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "alur.reporting"
    label = "reporting"

    def ready(self) -> None:
        from alur.reporting import access, subscribers  # noqa: F401  (they register themselves)
        from alur.reporting.operations import composing, viewing  # noqa: F401  (they register their inverses)
