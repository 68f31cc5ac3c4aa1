from django.apps import AppConfig


class FieldsConfig(AppConfig):
    name = "alur.fields"
    label = "fields"
