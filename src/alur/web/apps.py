from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "alur.web"
    label = "web"

    def ready(self) -> None:
        from alur.web.accounts import letters, sample_follows  # noqa: F401  (they listen)
        from alur.web.notices import letters as notice_letters  # noqa: F401  (they are sent by the clock)
        from alur.web.quotes import printing  # noqa: F401  (it listens)
