from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    name = "alur.conversations"
    label = "conversations"

    def ready(self) -> None:
        from alur.conversations import access, filters, inverses, subscribers, tasks  # noqa: F401  (they register themselves)
        from alur.conversations.operations import objecting, skipping  # noqa: F401
