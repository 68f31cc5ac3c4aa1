from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "alur.accounts"
    label = "accounts"

    def ready(self) -> None:
        from alur.accounts import access, inverses, tasks  # noqa: F401  (they register themselves)
        from alur.accounts.operations import resting  # noqa: F401  (as does this)
