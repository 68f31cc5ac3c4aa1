from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from alur.tenancy.models import Member
from alur.tenancy.scoped import Scoped, belongs_to


class BulkState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    STOPPING = "stopping", _("Stopping")
    STOPPED = "stopped", _("Stopped")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    UNDOING = "undoing", _("Being taken back")
    UNDONE = "undone", _("Taken back")


class BulkChange(Scoped):
    """One change of many records of a kind: of those picked, or of all that a filter asks for. Its batches share one
    operation, by which it is undone.

    `last_id` is how far it came, in order of id: what a crash interrupts goes on behind it. `refused` holds the
    sentences of what did not change: [message, values, how many, some ids].
    """

    kind = models.CharField(max_length=12, default="deal")
    act = models.JSONField(help_text="What is done: see operations/bulk/acting.py.")
    picked = models.JSONField(default=list, help_text="Ids; empty for all that the filter asks for.")
    filter = models.TextField(blank=True)
    words = models.CharField(max_length=100, blank=True)
    state = models.CharField(max_length=8, choices=BulkState.choices, default=BulkState.WAITING)
    failure = models.CharField(max_length=300, blank=True)
    operation_id = models.BigIntegerField()
    total = models.IntegerField(default=0)
    done = models.IntegerField(default=0)
    changed = models.IntegerField(default=0)
    refused = models.JSONField(default=list)
    up_to_id = models.BigIntegerField(default=0, help_text="What came later is not meant.")
    last_id = models.BigIntegerField(default=0)
    by_id: int
    by: Member = belongs_to("tenancy.Member", related_name="bulk_changes")
    undo_operation_id = models.BigIntegerField(null=True)
    undone_by_id: int | None
    undone_by: Member | None = belongs_to("tenancy.Member", null=True, related_name="undone_bulk_changes")
    undone_position = models.BigIntegerField(null=True, help_text="Events from here on are taken back already.")
    taken_back = models.IntegerField(default=0)
    kept = models.JSONField(default=list, help_text="What an undo left, as `refused`.")
    created_at = models.DateTimeField()
    beat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["workspace_id", "state"], name="bulk_to_run")]

    @property
    def is_at_work(self) -> bool:
        return self.state in (BulkState.WAITING, BulkState.RUNNING, BulkState.STOPPING, BulkState.UNDOING)

    @property
    def refused_count(self) -> int:
        return sum(group[2] for group in self.refused)

    @property
    def percent(self) -> int:
        return min(100, 100 * self.done // self.total) if self.total else 100
