from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    name = "alur.conversations"
    label = "conversations"

    def ready(self) -> None:
        from alur.conversations import access  # noqa: F401  (it registers itself)
        from alur.conversations.operations import planning  # noqa: F401
