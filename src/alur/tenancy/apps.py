from django.apps import AppConfig


class TenancyConfig(AppConfig):
    name = "alur.tenancy"
    label = "tenancy"
