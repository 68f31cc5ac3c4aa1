from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "alur.events"
    label = "events"
