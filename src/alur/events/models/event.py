from __future__ import annotations

from django.db import models

from alur.tenancy.scoped import Scoped


class Event(Scoped):
    """One fact, written in the transaction that made it true: timeline, audit trail, queue and undo record in one.

    `operation_id` is one id per act, bulk change or import: the unit of undo. `actor_id` and the ids in `payload` are
    plain, and nothing refers to an event by a foreign key, so that the table can be partitioned by id later.
    """

    position = models.BigIntegerField()
    name = models.CharField(max_length=60)
    version = models.SmallIntegerField(default=1)
    payload = models.JSONField(default=dict)
    actor_id = models.BigIntegerField(null=True)
    via = models.CharField(max_length=12)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    operation_id = models.BigIntegerField()
    undoes = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace_id", "position"], name="event_position_once")]
        indexes = [
            models.Index(fields=["workspace_id", "operation_id", "id"], name="event_in_operation"),
            models.Index(fields=["workspace_id", "actor_id", "operation_id"], name="event_by_actor"),
            models.Index(fields=["workspace_id", "name", "operation_id"], name="event_by_name"),
            models.Index(
                fields=["workspace_id", "undoes"], name="event_undoing", condition=models.Q(undoes__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.name}"


class EventSubject(Scoped):
    """A record on whose timeline an event shows."""

    event_id = models.BigIntegerField()
    kind = models.CharField(max_length=16)
    record_id = models.BigIntegerField()
    occurred_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(
                fields=["workspace_id", "kind", "record_id", "occurred_at", "event_id"], name="event_subject_timeline"
            ),
            models.Index(fields=["workspace_id", "event_id"], name="event_subject_event"),
        ]


class EventPersonal(Scoped):
    """What an event says of a person: kept apart, so that it can be erased while the fact stays."""

    event_id = models.BigIntegerField()
    data = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["workspace_id", "event_id"], name="event_personal_event")]


class EventHead(Scoped):
    """The last position given out in a workspace; locked as the last thing before a commit.

    From a plain sequence a reader saw event 2 before event 1 was committed, and never met it again.
    """

    position = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace_id"], name="event_head_once")]
