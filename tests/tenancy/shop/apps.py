from django.apps import AppConfig


class ShopConfig(AppConfig):
    name = "tests.tenancy.shop"
    label = "shop"
