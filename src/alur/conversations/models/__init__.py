from alur.conversations.models.activity import Activity, ActivityKind, Recurrence
from alur.conversations.models.objection import Objection, ObjectionAnswer, ObjectionHeard

__all__ = ["Activity", "ActivityKind", "Objection", "ObjectionAnswer", "ObjectionHeard", "Recurrence"]
