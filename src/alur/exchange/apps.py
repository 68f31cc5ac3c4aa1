from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "alur.exchange"
    label = "exchange"
