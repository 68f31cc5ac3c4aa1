from alur.conversations.models.activity import Activity, ActivityKind, Recurrence

__all__ = ["Activity", "ActivityKind", "Recurrence"]
