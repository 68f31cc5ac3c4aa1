from django.apps import AppConfig


class PipelineConfig(AppConfig):
    name = "alur.pipeline"
    label = "pipeline"

    def ready(self) -> None:
        from alur.pipeline import access, design_inverses, filters, inverses, subscribers  # noqa: F401  (they register themselves)
