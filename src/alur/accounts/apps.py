from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "alur.accounts"
    label = "accounts"

    def ready(self) -> None:
        from alur.accounts.operations import joining  # noqa: F401  (it registers its inverses)
