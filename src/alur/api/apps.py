from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "alur.api"
    label = "api"
