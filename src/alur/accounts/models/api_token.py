from __future__ import annotations

from datetime import datetime

from django.db import models

from alur.kernel.ids import new_id


class ApiToken(models.Model):
    """A member's key to the API, kept as a hash; the token itself is shown once. Global: found by hash."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    token_hash = models.CharField(max_length=64, unique=True)
    prefix = models.CharField(max_length=12)
    name = models.CharField(max_length=80, blank=True)
    workspace_id = models.BigIntegerField()
    member_id = models.BigIntegerField()
    scopes = models.CharField(max_length=40, default="read,write")
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True, help_text="By the day: a read must not take SQLite's write lock.")
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["workspace_id", "member_id"], name="token_by_member")]

    def __str__(self) -> str:
        return self.prefix

    def is_valid(self, at: datetime) -> bool:
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > at)
