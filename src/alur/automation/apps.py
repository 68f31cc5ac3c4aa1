from django.apps import AppConfig


class AutomationConfig(AppConfig):
    name = "alur.automation"
    label = "automation"

    def ready(self) -> None:
        from alur.automation import access, tasks  # noqa: F401  (they register themselves)
        from alur.automation.operations import handing_over, taking_back  # noqa: F401  (as do these)
        from alur.automation.operations.bulk import undoing  # noqa: F401
