from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "alur.web"
    label = "web"

    def ready(self) -> None:
        from alur.web.accounts import letters  # noqa: F401  (it listens)
