from __future__ import annotations

from django.db import models

from alur.kernel.ids import new_id


class ScheduledJob(models.Model):
    """When a job comes round next, in one workspace, or (workspace_id 0) for all. Global: found by time.

    `rhythm` is what `next_at` was reckoned by; until `lease_until` a worker is at it, `tries` are failures in a row.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=80)
    workspace_id = models.BigIntegerField(default=0)
    rhythm = models.CharField(max_length=60)
    next_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    tries = models.SmallIntegerField(default=0)
    error = models.TextField(blank=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "workspace_id"], name="scheduled_job_once")]
        indexes = [models.Index(fields=["next_at"], name="scheduled_job_due")]

    def __str__(self) -> str:
        return self.name
