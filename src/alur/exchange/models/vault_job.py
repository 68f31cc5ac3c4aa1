from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from alur.tenancy.models import Member
from alur.tenancy.scoped import Scoped, belongs_to


class VaultKind(models.TextChoices):
    EXPORT = "export", _("Export")
    BACKUP = "backup", _("Backup")
    CHECK = "check", _("Check")
    RESTORE = "restore", _("Restore")
    LIST = "list", _("List")
    SAMPLE = "sample", _("Sample company")
    CLEARING = "clearing", _("Sample company taken away")


class VaultState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    STOPPING = "stopping", _("Stopping")
    STOPPED = "stopped", _("Stopped")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


class VaultJob(Scoped):
    """Something that is taken out of a workspace, checked, or put back beside it, and the sample company that comes or
    goes: what was asked, and how far it is.

    `path` is the file in the data folder, empty once it is gone; `wanted` is what was asked (a list's filter, the job
    that a restore reads), `found` what came of it (counts, checks). `target_id` is the workspace that a restore makes:
    in that workspace a job of its own marks it as unfinished. Jobs are of the place where they ran: no export has them.
    """

    kind = models.CharField(max_length=8, choices=VaultKind.choices)
    state = models.CharField(max_length=8, choices=VaultState.choices, default=VaultState.WAITING)
    by_id: int | None
    by: Member | None = belongs_to("tenancy.Member", null=True, related_name="vault_jobs")
    path = models.CharField(max_length=300, blank=True)
    file_name = models.CharField(max_length=160, blank=True)
    wanted = models.JSONField(default=dict)
    found = models.JSONField(default=dict)
    failure = models.CharField(max_length=300, blank=True)
    failure_params = models.JSONField(default=dict)
    done_part = models.BigIntegerField(default=0)
    whole = models.BigIntegerField(default=0)
    size = models.BigIntegerField(default=0)
    target_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    beat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["workspace_id", "kind", "created_at"], name="vault_newest"),
            models.Index(fields=["workspace_id", "state"], name="vault_to_run"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.created_at:%Y-%m-%d}"

    @property
    def is_at_work(self) -> bool:
        return self.state in (VaultState.WAITING, VaultState.RUNNING, VaultState.STOPPING)
