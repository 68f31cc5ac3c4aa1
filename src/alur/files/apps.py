from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "alur.files"
    label = "files"

    def ready(self) -> None:
        from alur.files import tasks  # noqa: F401  (it registers itself)
        from alur.files.operations import keeping, purging  # noqa: F401
