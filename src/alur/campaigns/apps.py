from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "alur.campaigns"
    label = "campaigns"

    def ready(self) -> None:
        from alur.campaigns import subscribers  # noqa: F401  (they register themselves)
