from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "alur.orders"
    label = "orders"

    def ready(self) -> None:
        from alur.orders import access, inverses, tasks  # noqa: F401  (they register themselves)
