from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "alur.exchange"
    label = "exchange"

    def ready(self) -> None:
        from alur.exchange import tasks  # noqa: F401  (registered on import)
        from alur.exchange.operations import taking_back  # noqa: F401  (its inverse, too)
