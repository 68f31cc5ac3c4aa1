from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "alur.reporting"
    label = "reporting"
